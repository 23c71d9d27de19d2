"""The pages between cart and confirmation, a module each, in the order in which they are met."""
