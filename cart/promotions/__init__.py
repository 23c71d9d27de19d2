"""Promotions: read as facts for the calculator, found by their code, and explained."""
