"""An order from its first step: how it starts, what is copied into it when payment starts, how it is read."""
