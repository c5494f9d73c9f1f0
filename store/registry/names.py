"""Names of bodies as lists and reports print them: a second name in brackets, blanks, numbering."""

import re
import unicodedata

_BRACKETS = re.compile(r"(?P<outer>.{2,}?)[（(](?P<inner>[^（()）]{3,})[)）]")
_SECOND = re.compile(r"(?:局|委|委员会|办|办公室|厅|院|社|馆|中心|站|所|队|会)$")
_PLATE = re.compile(r"^(?:加挂|挂)|的?牌子$")
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_NUMBERING = re.compile(r"^(?:[（(]?\d{1,3}[)）]|\d{1,3}\s*[、.．])(?=\D)")
_MARKS = re.compile(r"(?<![*＊※★☆▲△])[*＊※★☆▲△]+$")


def tidied(name: str) -> str:
    """A name without line breaks, blanks, numbering before it and marks behind it. Brackets stay as they are printed."""
    return _MARKS.sub("", _NUMBERING.sub("", _INVISIBLE.sub("", name)))


def comparable(name: str) -> str:
    """A name to be compared: no blanks, full-width forms folded."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", name))


def second_names(name: str) -> tuple[str, tuple[str, ...]]:
    """The name before the brackets, and the names that stand in them: 文化和旅游局（文物局、广播电视局）.

    Brackets that hold no name of a body (筹, 办, 正处级) belong to the name.
    """
    found = _BRACKETS.fullmatch(_INVISIBLE.sub("", name))
    if not found:
        return name, ()
    inside = tuple(_PLATE.sub("", each) for each in re.split(r"[、，,]", found["inner"]))
    return (found["outer"], inside) if all(map(_SECOND.search, inside)) else (name, ())
