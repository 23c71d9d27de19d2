"""The life of an episode: what was left, why, what became of it."""
