"""One report with all that its judgement may look at: its form, its agency, what came before it, what stands beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise

from store.checks.rules import NO_FORM, fact
from store.form import FORMS, Form, Line
from store.models import Cell, CellKey, Fact, Report, Value
from store.registry import Agency, Enforcement

_PLAIN = ("number", "zero")


@dataclass(frozen=True)
class RequestTable:
    """表三 of one set of lines as rows of cell keys, with the places of its sums."""

    keys: tuple[tuple[CellKey, ...], ...]
    total: int  # place of 总计 among the columns
    outcomes: tuple[int, ...]  # places of lines
    outcome_total: int
    left: tuple[int, ...]
    right: tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """A report before its judge. Only `report` is always known.

    `previous` is the report on the year before, of the agency itself or of the one it was renamed from; `latest_year`
    the newest earlier year a report is known of; `merged` says that several agencies went into this one since then;
    `earlier` is the version of this report that was published first; `twins` are other reports of the same duty that
    are still published. `older` are the reports of two and three years before whose texts may be alike; `republished`
    says when it was published anew, and what it said before; `enforcement` what the body's yearly return on law
    enforcement counts, where somebody has registered it.
    """

    report: Report
    agency: Agency | None = None
    previous: Report | None = None
    latest_year: int | None = None
    merged: bool = False
    earlier: Report | None = None
    twins: tuple[Report, ...] = ()
    older: tuple[Report, ...] = ()
    republished: tuple[date, Report] | None = None
    enforcement: Enforcement | None = None

    @cached_property
    def form(self) -> Form | None:
        """The form that the report uses; None for free text and for what no form was recognised in."""
        return FORMS.get(self.report.form or "")

    @property
    def form_name(self) -> str:
        """The name of the form by which rules are chosen."""
        return self.form.name if self.form else NO_FORM

    @cached_property
    def _printed(self) -> frozenset[str]:
        """Merged lines of 表三 that this report has."""
        merged = self.form.merged if self.form else ()
        return frozenset(key for key in merged if ("requests", key, "total") in self.report.cells)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each section by its key, without blanks; its lines are kept."""
        return {
            section.key: section.text.replace(" ", "").replace("\u3000", "")
            for section in self.report.sections
        }

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of 表三 that this report has, in order; none without a form."""
        return _lines(self.form.name, self._printed) if self.form else ()

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Keys of the lines that add up to （七）总计."""
        return tuple(line.key for line in self.lines if line.part_of == "outcome_total")

    @cached_property
    def consecutive(self) -> bool:
        """Whether `previous` can be compared: the year before, and not several agencies made into one."""
        return (
            self.previous is not None
            and self.report.year is not None
            and self.previous.year == self.report.year - 1
            and not self.merged
        )

    @cached_property
    def odd(self) -> dict[CellKey, Cell]:
        """The cells that aren't plainly a number: few, in most reports none."""
        return {key: cell for key, cell in self.report.cells.items() if cell.state not in _PLAIN}

    def standing_for(self, key: CellKey) -> list[Cell | None]:
        """The cells that say what one cell is: itself, or the cells of its line that a blank total is the sum of."""
        cell = self.report.cells.get(key)
        if cell is None or cell.value is not None or cell.state == "unread" or self.form is None:
            return [cell]
        table, row, column = key
        columns = {"requests": self.form.columns, "reviews": self.form.results}.get(table, {})
        parts = [
            self.report.cells.get((table, row, name))
            for name, line in columns.items()
            if line.part_of == column
        ]
        return parts if any(part is not None and part.value is not None for part in parts) else [cell]

    @cached_property
    def adds_up(self) -> bool:
        """Whether every cell of 表三 is a number and every sum that the form states holds: the usual case, told fast."""
        if self.form is None:
            return False
        grid = _grid(self.form.name, self._printed)
        cells = self.report.cells
        try:
            rows = [[cells[key].value for key in keys] for keys in grid.keys]
            return (
                all(2 * row[grid.total] == sum(row) for row in rows)  # type: ignore[operator, arg-type]
                and _sums(rows, grid.outcomes) == rows[grid.outcome_total]
                and _sums(rows, grid.left) == _sums(rows, grid.right)
            )
        except (KeyError, TypeError):  # a line that isn't there, a cell without a number
            return False

    @cached_property
    def split(self) -> dict[str, tuple[CellKey, CellKey]]:
        """Lines of 表三 in which two neighbouring digits look like one number torn apart, by their line.

        A row that does not add up, but does if the two are one number, was more likely torn by a layout than filled
        in wrong.
        """
        if self.form is None or self.adds_up:
            return {}
        parts = [key for key, line in self.form.columns.items() if line.part_of]
        digits = {}
        for line in self.lines:
            keys = [("requests", line.key, column) for column in parts]
            values = self.numbers(keys)
            total = self.report.value("requests", line.key, "total")
            if values is None or total is None or sum(values) == total:
                continue
            for at, (left, right) in enumerate(pairwise(values)):
                if 0 < left <= 9 and 0 <= right <= 9 and sum(values) + 9 * left == total:
                    digits[line.key] = (keys[at], keys[at + 1])
                    break
        return digits

    def numbers(self, keys: Iterable[CellKey]) -> list[int] | None:
        """The figures of cells that hold counts; None if any of them holds none."""
        values = [self.report.value(*key) for key in keys]
        return None if None in values else [int(value) for value in values if value is not None]

    @cached_property
    def doubted(self) -> frozenset[CellKey]:
        """Cells whose figures we read but do not trust."""
        return frozenset(key for pair in self.split.values() for key in pair)

    def facts(self, keys: Iterable[CellKey]) -> list[Fact]:
        """What the cells of this report say, as evidence."""
        return [fact(self.report, key, key in self.doubted) for key in keys]


@lru_cache(maxsize=64)
def _lines(form: str, merged: frozenset[str]) -> tuple[Line, ...]:
    return tuple(FORMS[form].request_lines(set(merged)))


@lru_cache(maxsize=64)
def _grid(form: str, merged: frozenset[str]) -> RequestTable:
    lines = _lines(form, merged)
    at = {line.key: number for number, line in enumerate(lines)}
    columns = tuple(FORMS[form].columns)
    left, right = (tuple(at[key] for key in side) for side in FORMS[form].balance)
    return RequestTable(
        tuple(tuple(("requests", line.key, column) for column in columns) for line in lines),
        columns.index("total"),
        tuple(at[line.key] for line in lines if line.part_of == "outcome_total"),
        at["outcome_total"],
        left,
        right,
    )


def _sums(rows: list[list[Value]], chosen: tuple[int, ...]) -> list[int]:
    """The sum of some rows, column by column. Raises TypeError for a cell without a number."""
    return [sum(column) for column in zip(*(rows[at] for at in chosen), strict=True)]
