"""A kept version read back as the Report that was saved. Judging a country reads a million of them: no row is wasted."""

import sqlite3
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from store.form import FORMS, TABLE_NAMES
from store.models import Cell, CellKey, Note, Report, Section, Statistic, Value
from store.tables.claims import load_aspects, load_claims

Rows = list[tuple[Any, ...]]


def load_report(connection: sqlite3.Connection, version_id: int) -> Report:
    """One kept version. Raises KeyError if there is no such version."""

    def rows(sql: str, key: int = version_id) -> Rows:
        return connection.execute(sql, [key]).fetchall()

    found = rows(
        "SELECT r.url, v.title, v.agency_name, v.year, v.form, v.title_agency, v.signed_on, r.id, r.other_year, "
        "r.current_version FROM versions v JOIN reports r ON r.id = v.report_id WHERE v.id = ?"
    )
    if not found:
        raise KeyError(f"no version {version_id}")
    url, title, agency, year, form, title_agency, signed_on, report_id, other_year, current = found[0]
    notes = rows(
        'SELECT message, "table", "row", "column", state, raw, label FROM cell_notes WHERE version_id = ? ORDER BY id'
    )
    days = rows("SELECT source, day FROM report_dates WHERE report_id = ? ORDER BY day DESC", report_id)
    sections = rows("SELECT key, heading, text FROM sections WHERE version_id = ? ORDER BY id")
    statistics = rows(
        "SELECT number, label, unit, raw, value FROM statistics WHERE version_id = ? ORDER BY number"
    )
    return Report(
        source=url,
        title=title,
        agency=agency,
        year=year,
        form=form,
        title_agency=title_agency,
        signed_on=_day(signed_on) if signed_on else None,
        published={source: _day(day) for source, day in days},
        cells=_cells(rows, {(n[1], n[2], n[3]): n for n in notes}) if form in FORMS else {},
        sections=tuple(Section(*row) for row in sections),
        statistics=tuple(
            Statistic(number, label, unit, raw, _of_unit(value, unit))
            for number, label, unit, raw, value in statistics
        ),
        notes=tuple(Note(*row) for row in notes if row[0]),
        other_year=other_year if current == version_id else None,
        claims=load_claims(connection, version_id),
        aspects=load_aspects(connection, version_id),
        period=load_period(connection, version_id),
    )


def load_period(connection: sqlite3.Connection, version_id: int) -> tuple[date, date] | None:
    """The period that a kept version prints, or None."""
    found = connection.execute(
        "SELECT period_from, period_to FROM versions WHERE id = ? AND period_from IS NOT NULL", [version_id]
    ).fetchone()
    return (_day(found[0]), _day(found[1])) if found else None


@lru_cache(maxsize=4096)
def _day(day: str) -> date:
    return date.fromisoformat(day)


def _cells(rows: Any, said: Mapping[CellKey, tuple[Any, ...]]) -> dict[CellKey, Cell]:
    """Every cell of the three tables; `said` holds the notes on those that are not plain numbers."""
    cells: dict[CellKey, Cell] = {}
    for item, measure, value in rows("SELECT item, measure, value FROM disclosures WHERE version_id = ?"):
        amount = value is not None and measure == "amount_wan_yuan"
        cells["disclosure", item, measure] = _plain(Decimal(str(value)) if amount else value)
    form = next(iter(FORMS.values()))
    for table, columns in (("requests", tuple(form.columns)), ("reviews", tuple(form.results))):
        for _, line, *values in rows(f"SELECT * FROM {table} WHERE version_id = ?"):
            cells.update(zip(_keys(table, line, columns), map(_plain, values), strict=True))
    for key, note in said.items():
        if key[0] in TABLE_NAMES and key[2] and key in cells:
            cells[key] = Cell(note[5], cells[key].value, note[4])
    return cells


@lru_cache(maxsize=256)
def _keys(table: str, line: str, columns: tuple[str, ...]) -> tuple[CellKey, ...]:
    return tuple((table, line, column) for column in columns)


@lru_cache(maxsize=65_536)
def _plain(value: Value) -> Cell:
    """A cell that prints its figure and nothing else. Most figures of a country are few: each is made once."""
    return Cell(str(value), value, "zero" if value == 0 else "number")


def _of_unit(value: Any, unit: str) -> Value:
    """The value of a row of statistics: money with its decimals, all else whole numbers."""
    return Decimal(str(value)) if value is not None and unit.endswith("元") else value
