"""The tone of a reminder, read before anybody gets it: what pushes instead of helping is found and explained (R4).

A mail is read (``reading``), rules look at it (``rules``, with the words of ``lexicon``), and what they
find says what is wrong and what would be right (``findings``).
"""

from recovery.tone.findings import Finding, Rule
from recovery.tone.rules import lint

__all__ = ["Finding", "Rule", "lint"]
