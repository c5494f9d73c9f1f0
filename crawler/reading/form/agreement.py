"""How the lines of 表三 bear out an order of its columns: in nearly every line 总计 is the sum of the applicants."""

from collections.abc import Sequence
from enum import Enum
from itertools import combinations

from crawler.reading.words.values import read_cell

_NEARLY = 0.8  # share of the lines that must agree: agencies add up wrongly too
_ENOUGH = 5  # lines that print a number in every cell: then those with blanks or slashes are not asked


class Agreement(Enum):
    """What the figures say of the order of columns that a head prints."""

    BORNE_OUT = "nearly every line adds up, or no line has a figure"
    IN_NO_ORDER = "the lines add up in no order of the columns: the agency adds up wrongly"
    OTHERWISE = "the lines add up in another order, or have another number of cells: the head is not theirs"


def agreement(lines: Sequence[Sequence[str]], keys: Sequence[str]) -> Agreement:
    """Whether the figures in `lines` may stand under the columns `keys`, "" for one that the form doesn't have."""
    total = keys.index("total")
    parts = [place for place, key in enumerate(keys) if key and place != total]
    if add_up(lines, len(keys), parts, total):
        return Agreement.BORNE_OUT
    others = (
        (chosen, place)
        for place in range(len(keys))
        for chosen in combinations([n for n in range(len(keys)) if n != place], len(parts))
    )
    if any(add_up(lines, len(keys), chosen, place) for chosen, place in others):
        return Agreement.OTHERWISE
    if not _fit(lines, len(keys)):
        return Agreement.OTHERWISE
    return Agreement.IN_NO_ORDER if _of_width(lines, len(keys)) else Agreement.BORNE_OUT


def add_up(lines: Sequence[Sequence[str]], width: int, parts: Sequence[int], total: int) -> bool:
    """Whether in nearly every line with figures the one in `total` is the sum of those in `parts`."""
    filled = [line for line in _of_width(lines, width, [*parts, total]) if line[total] is not None]
    agree = sum(sum(line[place] or 0 for place in parts) == line[total] for line in filled)
    return bool(filled) and agree >= _NEARLY * len(filled)


def last_is_no_total(lines: Sequence[Sequence[str]], width: int) -> bool:
    """Whether the last figure is hardly a line's sum of the others: then it is an applicant's, not a 总计 without its name."""
    filled = _of_width(lines, width, range(width))
    agree = sum(sum(n or 0 for n in line[:-1]) == (line[-1] or 0) for line in filled)
    return bool(filled) and agree <= (1 - _NEARLY) * len(filled)


def last_repeats_first(lines: Sequence[Sequence[str]], width: int) -> bool:
    """Whether the last figure of every line is its first again, as in a template whose 总计 counts 自然人 only."""
    filled = _of_width(lines, width, (0, width - 1))
    return len(filled) >= _ENOUGH and all(line[0] == line[-1] for line in filled)


def _figures(line: Sequence[str]) -> list[int | None]:
    """A line's figures, None for a blank or a slash; [] if a cell holds something else."""
    cells = [read_cell(text)[0] for text in line]
    if any(cell.state in ("text", "unread") for cell in cells):
        return []
    return [None if cell.value is None else int(cell.value) for cell in cells]


def _fit(lines: Sequence[Sequence[str]], width: int) -> bool:
    """Whether nearly every line has `width` cells."""
    return sum(len(line) == width for line in lines) >= _NEARLY * len(lines)


def _of_width(
    lines: Sequence[Sequence[str]], width: int, places: Sequence[int] = ()
) -> list[list[int | None]]:
    """The lines with `width` figures, some of them not zero; [] if too many lines have another number of cells.

    Only the lines with a number in all of `places`, if there are enough of them.
    """
    if not _fit(lines, width):
        return []
    read = [figures for line in lines if len(line) == width and any(figures := _figures(line))]
    full = [figures for figures in read if all(figures[place] is not None for place in places)]
    return full if len(full) >= _ENOUGH else read
