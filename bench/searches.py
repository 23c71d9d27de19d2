"""What people look for in the bench's catalogue: common and rare words, typed whole and not."""

from dataclasses import dataclass
from urllib.parse import urlencode

from catalog.search import search

PAGE_SIZE = 24


@dataclass(frozen=True)
class Query:
    text: str
    language: str

    def address(self, path: str) -> str:
        return f"{path}?{urlencode({'q': self.text})}"


QUERIES = [
    Query("théière", "fr"),
    Query("theieres en gres", "fr"),
    Query("couverture laine d'hiver", "fr"),
    Query("sac à dos", "fr"),
    Query("bleu", "fr"),
    Query("cadeau", "fr"),
    Query("jeux d'échecs en bois", "fr"),
    Query("brindille", "fr"),
    Query("bou", "fr"),
    Query("GEN0000042-0", "fr"),
    Query("aspirateur", "fr"),
    Query("walking shoes", "en"),
    Query("cups of stoneware for travelling", "en"),
    Query("made by hand", "en"),
    Query("red blanket", "en"),
    Query("gard", "en"),
    Query("pepper mill copper", "en"),
    Query("theiere", "en"),
]


def search_all() -> None:
    for query in QUERIES:
        search(query.text, language=query.language, limit=PAGE_SIZE)
