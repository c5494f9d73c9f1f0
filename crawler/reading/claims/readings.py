"""With which cells of the tables a claim may be compared. The readings are declared in claims.toml."""

from fnmatch import fnmatchcase
from functools import lru_cache

from crawler.reading.claims.words import WORDS
from store.form import Form
from store.models import CellKey


@lru_cache(maxsize=1024)
def readings(declared: str, kind: str, form: Form, merged: frozenset[str]) -> tuple[tuple[CellKey, ...], ...]:
    """The sums of cells that a claim of `kind` may mean, the literal one first; those the form doesn't have left out.

    `declared` is a key of [readings], `merged` the lines that the document prints for others.
    """
    sums: list[tuple[CellKey, ...]] = []
    for reading in WORDS["readings"][declared]:
        cells: list[CellKey] = []
        for term in _named(reading, kind, form).split(" + "):
            table, rows, columns = term.split(".")
            cells += [
                (table, row, column)
                for row, column in form.cells(table, set(merged))
                if _fits(row, rows) and _fits(column, columns)
            ]
        if cells:
            sums.append(tuple(cells))
    return tuple(sums)


def _named(reading: str, kind: str, form: Form) -> str:
    """A reading with the line that the kind names put in: {kind}, {item} and {measure}, {result}."""
    item = next((key for key in form.disclosures if kind.startswith(f"{key}_")), "")
    result = next((key for key in form.results if kind.endswith(f"_{key}")), "total")
    return reading.format(kind=kind, item=item, measure=kind.removeprefix(f"{item}_"), result=result)


def _fits(key: str, patterns: str) -> bool:
    return any(fnmatchcase(key, pattern) for pattern in patterns.split("/"))
