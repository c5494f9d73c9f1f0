"""One report with all that its judgement may look at: its form, its agency, what came before it, what stands beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from store.checks.rules import fact
from store.form import FORMS, Form, Line
from store.models import CellKey, Fact, Report
from store.registry import Agency


@dataclass(frozen=True)
class Case:
    """A report before its judge. Only `report` is always known.

    `previous` is the report on the year before, of the agency itself or of the one it was renamed from; `latest_year`
    the newest earlier year a report is known of; `merged` says that several agencies went into this one since then;
    `earlier` is this report's version before; `twins` are other reports of the same duty that are still published.
    """

    report: Report
    agency: Agency | None = None
    previous: Report | None = None
    latest_year: int | None = None
    merged: bool = False
    earlier: Report | None = None
    twins: tuple[Report, ...] = ()

    @cached_property
    def form(self) -> Form | None:
        """The form that the report uses; None for free text and for what no form was recognised in."""
        return FORMS.get(self.report.form or "")

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of 表三 that this report has, in order; none without a form."""
        if self.form is None:
            return ()
        return _lines(
            self.form.name,
            frozenset(key for key in self.form.merged if ("requests", key, "total") in self.report.cells),
        )

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
    def split(self) -> dict[str, tuple[CellKey, CellKey]]:
        """Lines of 表三 in which two neighbouring digits look like one number torn apart, by their line.

        A row that does not add up, but does if the two are one number, was more likely torn by a layout than filled
        in wrong.
        """
        if self.form is None:
            return {}
        parts = [key for key, line in self.form.columns.items() if line.part_of]
        found = {}
        for line in self.lines:
            keys = [("requests", line.key, column) for column in parts]
            values = self.numbers(keys)
            total = self.report.value("requests", line.key, "total")
            if values is None or total is None or sum(values) == total:
                continue
            for at, (left, right) in enumerate(pairwise(values)):
                if 0 < left <= 9 and 0 <= right <= 9 and sum(values) + 9 * left == total:
                    found[line.key] = (keys[at], keys[at + 1])
                    break
        return found

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
