"""Finds products by what people type."""
