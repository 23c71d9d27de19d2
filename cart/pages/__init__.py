"""The cart's page and the forms that change it."""
