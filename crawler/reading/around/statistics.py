"""政府信息公开情况统计表 of 2014 to 2018: its rows as printed, nothing added up and nothing guessed."""

from collections.abc import Iterator, Sequence
from functools import cache

from crawler.reading.blocks import Block, Table
from crawler.reading.words.labels import fold, squeeze
from crawler.reading.words.values import read_cell
from store.form.generations import STATISTICS
from store.models import Statistic, Value

_ENOUGH = 4  # indicators that tell a table without its header
MAX_ROWS = 500  # the table has about 100


@cache
def _marks() -> frozenset[str]:
    return frozenset(fold(mark) for mark in STATISTICS.marks)


def is_statistics(block: Block) -> bool:
    """Whether a block is this table: by the heads of its columns, or by indicators that no later form has."""
    if not isinstance(block, Table):
        return False
    texts = {fold(cell.text) for row in block.rows for cell in row}
    return texts.issuperset(map(fold, STATISTICS.heads)) or len(texts & _marks()) >= _ENOUGH


def read_statistics(blocks: Sequence[Block]) -> tuple[Statistic, ...]:
    """Every row with a unit, in printed order. A row whose figure has no certain place keeps its text only."""
    rows = [
        (row, not block.doubt)
        for block in blocks
        if isinstance(block, Table) and is_statistics(block)
        for row in _printed(block)
    ][:MAX_ROWS]
    statistics: list[Statistic] = []
    for texts, certain in rows:
        units = [n for n, text in enumerate(texts) if n and squeeze(text) in STATISTICS.units]
        if not units:
            continue
        raw = " | ".join(texts[units[0] + 1 :])
        unit = squeeze(texts[units[0]])
        whole = certain and len(units) == units[0] == 1 and len(texts) <= 3
        statistics.append(
            Statistic(len(statistics) + 1, texts[0], unit, raw, _value(raw, unit) if whole else None)
        )
    return tuple(statistics)


def _printed(table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        yield [cell.text.strip() for cell in row if cell.text.strip()]


def _value(raw: str, unit: str) -> Value:
    """The figure, in the unit printed beside it; None if it is blank or anything but a plain number."""
    kind = "amount" if unit.endswith("元") else "count"
    cell, _ = read_cell(raw, kind, "万元")
    return cell.value if cell.state in ("number", "zero") else None
