"""The pages that the links of a mail open. GET shows, POST acts (pitfall R11)."""
