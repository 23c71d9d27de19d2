"""A DNS that a test writes down, and names of what its judges found."""

from shop.core.messaging.deliverability.records import Silence


class Zone:
    """Answers from what it was given: ``{"shop.example": {"TXT": […], "MX": […], "A": […]}}``."""

    def __init__(self, names, silent=()):
        self.named, self.silent = names, silent

    def txt(self, name):
        return self._of(name, "TXT")

    def mx(self, name):
        return self._of(name, "MX")

    def addresses(self, name):
        return self._of(name, "A")

    def names(self, address):
        return self._of(address, "PTR")

    def _of(self, name, kind):
        if name in self.silent:
            raise Silence(name)
        return self.named.get(name, {}).get(kind, [])


def verdicts(findings):
    return [each.verdict.value for each in findings]


def told(findings):
    return [(each.verdict.value, each.says) for each in findings]
