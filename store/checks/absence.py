"""Whether absence may be claimed of one agency and year: what was read proves it, or something stands against it. Pure."""

import re
from collections.abc import Iterable

from store.models import Doubt

_YEAR = re.compile(r"20\d\d")
# Days, and years that say when something was published: they don't tell the year that a report is of.
_DAY = re.compile(r"20\d\d(?:[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)|年?(?:公布|发布|公开的|印发|编制))")


def concerns(doubt: Doubt, year: int, names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a doubt may be about the report of an agency on `year`.

    `names` are what the agency may be called, `others` what the other agencies of its portal may be: a text that names one
    of them, and not this one, is theirs. A text that says no year may be of any, one that says no name of anybody.
    """
    years = {int(found) for found in _YEAR.findall(_DAY.sub("", doubt.text))}
    if years and year not in years:
        return False
    if any(name in doubt.text for name in names):
        return True
    return not any(name in doubt.text for name in others)


def standing_doubt(
    doubts: Iterable[Doubt], year: int, names: Iterable[str], others: Iterable[str]
) -> Doubt | None:
    """The first of some doubts that keeps absence from being claimed of an agency for `year`; None if none does."""
    names, others = list(names), list(others)
    return next((doubt for doubt in doubts if concerns(doubt, year, names, others)), None)
