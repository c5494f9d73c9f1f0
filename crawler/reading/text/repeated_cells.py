"""Tables in text whose merged cells were printed in every place that they cover: their spans are known again."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from crawler.reading.blocks import GridCell
from crawler.reading.text.cells import is_value, is_word

_LEAST_WORD = 4  # characters of a word that doesn't stand twice by chance: 其他 and 总计 do
_LEAST_ROWS = 2  # rows in which one must


def _runs(row: Sequence[str]) -> list[range]:
    """The places of each text that stands several times side by side; figures and blanks one by one."""
    runs: list[range] = []
    for same, cells in groupby(enumerate(row), key=lambda cell: cell[1]):
        places = [place for place, _ in cells]
        merged = bool(same) and not is_value(same)
        runs += [range(places[0], places[-1] + 1)] if merged else [range(n, n + 1) for n in places]
    return runs


def _is_repeated(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows of one width print words of the form several times side by side.

    None may end with a blank beside figures: its blanks may have been dropped, and it filled up.
    """
    filled_up = any(not row[-1] and any(map(is_value, row)) for row in rows)
    if len({len(row) for row in rows}) != 1 or filled_up:
        return False
    twice = (
        any(len(run) > 1 and len(row[run[0]]) >= _LEAST_WORD and is_word(row[run[0]]) for run in _runs(row))
        for row in rows
    )
    return sum(twice) >= _LEAST_ROWS


def _merged(heads: Sequence[range], rows: Sequence[Sequence[str]]) -> list[range]:
    """The heads of several columns under which each row repeats what it prints."""
    wide = [run for run in heads if len(run) > 1]
    return [run for run in wide if all(len({row[place] for place in run}) == 1 for row in rows)]


def _spans(rows: Sequence[Sequence[str]]) -> Iterator[list[range]]:
    """The places that each cell of each row covers: figures as wide as the head above, if all below it are."""
    heads: list[range] = []
    for figures, part in groupby(rows, key=lambda row: any(map(is_value, row))):
        below = list(part)
        merged = _merged(heads, below) if figures else []
        covered = {place for run in merged for place in run}
        for row in below:
            heads = heads if figures else _runs(row)
            single = [run for run in _runs(row) if run[0] not in covered]
            yield sorted([*merged, *single], key=lambda run: run[0])


def with_spans(rows: Sequence[Sequence[str]]) -> tuple[tuple[GridCell, ...], ...] | None:
    """The rows with each merged cell once, as wide as it was; None where merged cells are not repeated.

    A word that stands as wide in the row above is covered from there.
    """
    if not _is_repeated(rows):
        return None
    rows_with_spans: list[tuple[GridCell, ...]] = []
    above: dict[range, str] = {}
    for row, runs in zip(rows, _spans(rows), strict=True):
        now = {run: row[run[0]] for run in runs}
        rows_with_spans.append(
            tuple(
                GridCell(text, run[0], len(run))
                for run, text in now.items()
                if not text or is_value(text) or above.get(run) != text
            )
        )
        above = now
    return tuple(rows_with_spans)
