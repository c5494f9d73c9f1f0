"""What came before the first prescribed form, as data from generations.toml: recognised and kept as printed."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from store.form import Line

_DECLARED = tomllib.loads((Path(__file__).parent / "generations.toml").read_text(encoding="utf-8"))
LAST_YEAR: int = _DECLARED["last_year"]  # of reports; later ones have a prescribed form


@dataclass(frozen=True)
class Chapters:
    """The free text of 2008 to 2018: its usual chapters, of which `enough` make a text such a report.

    `words` are (key, words that tell the chapter in a heading of an agency's own), the first that fits counts.
    """

    name: str
    basis: str
    sections: tuple[Line, ...]
    enough: int
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class StatisticsTable:
    """政府信息公开情况统计表 of 2014 to 2018: the three heads of its columns, its units, indicators of its own."""

    name: str
    basis: str
    title: str
    heads: tuple[str, ...]
    units: frozenset[str]
    marks: tuple[str, ...]


CHAPTERS = Chapters(
    name=_DECLARED["chapters"]["form"],
    basis=_DECLARED["chapters"]["basis"],
    sections=tuple(
        Line(row["key"], row["heading"], number, aliases=tuple(row["aliases"]))
        for number, row in enumerate(_DECLARED["chapters"]["section"], start=1)
    ),
    enough=_DECLARED["chapters"]["enough"],
    words=tuple((row["key"], tuple(row["words"])) for row in _DECLARED["chapters"]["words"]),
)
STATISTICS = StatisticsTable(
    name=_DECLARED["statistics"]["form"],
    basis=_DECLARED["statistics"]["basis"],
    title=_DECLARED["statistics"]["title"],
    heads=tuple(_DECLARED["statistics"]["heads"]),
    units=frozenset(_DECLARED["statistics"]["units"]),
    marks=tuple(_DECLARED["statistics"]["marks"]),
)
