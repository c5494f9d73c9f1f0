"""Whether absence may be claimed of one agency and year: what was read proves it, or something stands against it. Pure."""

import re
from collections.abc import Iterable

from store.models import Doubt
from store.registry.body_names import is_body

# Kinds of doubts; their text is the names that a report prints.
UNASSIGNED, UNDATED = (
    "unassigned",
    "undated_report",
)
_YEAR = re.compile(r"20\d\d")
_DAY = re.compile(r"20\d\d(?:[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)|年?(?:公布|发布|公开的|印发|编制))")
_PLACE = re.compile(r"^.{2,}?[省市州盟县区旗镇乡](?=.{2})", re.S)
_LETTER = re.compile(r"^[省市州盟县区旗镇乡](?=.{2})")


def without_days(text: str) -> str:
    """A text without its days and years of publication: they don't tell the year that a report is of."""
    return _DAY.sub("", text)


def concerns(doubt: Doubt, year: int, names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a doubt may be about the report of an agency on `year`.

    `names` are what the agency may be called, `others` what the other agencies of its portal may be: a text that names one
    of them, and not this one, is theirs. A text that says no year may be of any, one that says no name of anybody.
    """
    if doubt.kind in (UNASSIGNED, UNDATED):
        return _may_be_of(doubt, set(names), set(others))
    years = {int(found) for found in _YEAR.findall(without_days(doubt.text))}
    if years and year not in years:
        return False
    if any(name in doubt.text for name in names):
        return True
    return not any(name in doubt.text for name in others)


def _may_be_of(doubt: Doubt, names: set[str], others: set[str]) -> bool:
    """Whether a report that is nobody's for certain may be that of the agency that is called so.

    One that prints the very name of a body of the portal, and yet is not known to be its, may be anybody's, as may one
    that prints no name, or none that is like any body's.
    """
    printed = [name for name in doubt.text.split("\n") if name]
    if doubt.kind == UNDATED:
        return not printed or bool(names.intersection(printed))
    if not printed or not all(map(is_body, printed)) or (names | others).intersection(printed):
        return True
    if any(_alike(body, name) for body in printed for name in names):
        return True
    return not any(_alike(body, name) for body in printed for name in others)


def _core(name: str) -> str:
    """A name without its place: 青川市应急管理局, 市应急管理局 → 应急管理局."""
    return _LETTER.sub("", _PLACE.sub("", name, count=1), count=1)


def _alike(one: str, other: str) -> bool:
    """Whether one name may be short for the other: its characters stand in it in their order."""
    short, long = sorted((_core(one), _core(other)), key=len)
    rest = iter(long)
    return all(character in rest for character in short)


def standing_doubt(
    doubts: Iterable[Doubt], year: int, names: Iterable[str], others: Iterable[str]
) -> Doubt | None:
    """The first of some doubts that keeps absence from being claimed of an agency for `year`; None if none does."""
    names, others = list(names), list(others)
    return next((doubt for doubt in doubts if concerns(doubt, year, names, others)), None)
