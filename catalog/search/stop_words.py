"""Words that say nothing about a product, by language.

A word typed with its accents is compared as typed, one typed without them as if everybody typed
so: « thé » is a tea in both languages, ``the`` is one in French only.
"""

from typing import Final

STOP_WORDS: Final[dict[str, frozenset[str]]] = {
    "fr": frozenset(
        """
        a à ai as au aux avec ce ces cet cette chez comme dans de des du elle elles en est et eux
        il ils je la là le les leur leurs lui ma mais me mes mon ne nos notre nous on ou où par pas
        pour qu que quel quelle quels quelles qui sa sans se ses si son sont sous sur ta te tes ton
        toi tu un une vos votre vous y
        """.split()  # noqa: SIM905 (a list of words reads best as words)
    ),
    "en": frozenset(
        """
        a am an and any are as at be but by can do for from had has have he her his how i if in
        into is it its me my no nor not of on or our she so than that the their them then there
        these they this those to was we were what when where which who why with you your
        """.split()  # noqa: SIM905 (as above)
    ),
}
