"""What was found out about one thing, and what is to be done about it."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"  # mails are refused for it, or soon will be
    UNKNOWN = "unknown"  # cannot be told from here

    @property
    def in_words(self) -> str:
        return "cannot be told" if self is Verdict.UNKNOWN else self.value


@dataclass(frozen=True)
class Finding:
    """``check`` is what was asked, ``about`` of whom: ``spf`` of ``shop.example``."""

    check: str
    about: str
    verdict: Verdict
    says: str
    todo: str
    source: str

    def as_json(self) -> dict[str, str]:
        return {**asdict(self), "verdict": self.verdict.value}

    def __str__(self) -> str:
        todo = f" → {self.todo}" if self.todo else ""
        return f"{self.verdict.in_words:<14} {self.check} {self.about}: {self.says}{todo} [{self.source}]"


@dataclass(frozen=True)
class Question:
    """What is asked, of whom, and who says that it matters; its methods are the possible answers."""

    check: str
    about: str
    source: str

    def ok(self, says: str) -> Finding:
        return self._found(Verdict.OK, says, "")

    def warning(self, says: str, todo: str) -> Finding:
        return self._found(Verdict.WARNING, says, todo)

    def missing(self, says: str, todo: str) -> Finding:
        return self._found(Verdict.MISSING, says, todo)

    def unknown(self, says: str, todo: str = "") -> Finding:
        return self._found(Verdict.UNKNOWN, says, todo)

    def _found(self, verdict: Verdict, says: str, todo: str) -> Finding:
        return Finding(self.check, self.about, verdict, says, todo, self.source)
