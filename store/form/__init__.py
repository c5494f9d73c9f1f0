"""The official forms as data: `FORMS["2021"]`, `FORMS["2019"]`, read from 2021.toml and 2019.toml beside it.

Everything that needs a line, a column, a label, a sum or a unit of the form asks here; nothing else lists them.
Source: 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号 under art. 50 of 国务院令第711号.
"""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

# The three prescribed tables, as the form's sections number them.
TABLE_NAMES = {"disclosure": "表二", "requests": "表三", "reviews": "表四"}


@dataclass(frozen=True)
class Line:
    """One labelled line, column or heading of the form. `number` is its place, counted from 1."""

    key: str
    label: str
    number: int
    group: str = ""
    part_of: str = ""
    aliases: tuple[str, ...] = ()
    law: str = ""
    unit: str = "件"
    kind: str = "count"  # count: integer >= 0 · change: signed integer · amount: decimal >= 0
    measures: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The official label and the accepted variants."""
        return (self.label, *self.aliases)


@dataclass(frozen=True, eq=False)
class Form:
    """One generation of the form: itself and no other, so that it can be a key.

    `requests` and `columns` span 表三, `disclosures` and `measures` 表二, `procedures` and `results` 表四;
    `aspects` are what section one covers, `merged` lines that may stand in for others (`Line.replaces`).
    """

    name: str
    first_year: int
    basis: str
    marks: tuple[str, ...]
    sections: tuple[Line, ...]
    aspects: dict[str, Line]
    measures: dict[str, Line]
    disclosures: dict[str, Line]
    columns: dict[str, Line]
    requests: dict[str, Line]
    merged: dict[str, Line]
    results: dict[str, Line]
    procedures: dict[str, Line]
    balance: tuple[tuple[str, ...], tuple[str, ...]]

    def request_lines(self, keys: set[str]) -> list[Line]:
        """Lines of 表三 for a report that printed `keys`: a merged line stands where the lines it replaces stood."""
        merged = [line for line in self.merged.values() if line.key in keys]
        replaced = {key for line in merged for key in line.replaces}
        kept = [line for line in self.requests.values() if line.key not in replaced]
        return sorted(kept + merged, key=lambda line: line.number)

    def request_line(self, key: str) -> Line:
        """The line of 表三 called `key`, merged lines included. Raises KeyError."""
        return self.requests[key] if key in self.requests else self.merged[key]

    def outcomes(self, keys: set[str]) -> list[str]:
        """Keys of the lines summed into outcome_total, for a report that printed `keys`."""
        return [line.key for line in self.request_lines(keys) if line.part_of == "outcome_total"]

    def kind(self, table: str, column: str) -> str:
        """count, change or amount: what a cell of `table` may hold."""
        return self.measures[column].kind if table == "disclosure" else "count"

    def row_label(self, table: str, row: str) -> str:
        """The printed label of a row of `table`."""
        rows = {"disclosure": self.disclosures, "reviews": self.procedures}
        return self.request_line(row).label if table == "requests" else rows[table][row].label

    def column_label(self, table: str, column: str) -> str:
        """The printed label of a column of `table`."""
        columns = {"disclosure": self.measures, "requests": self.columns, "reviews": self.results}
        return columns[table][column].label

    def location(self, table: str, row: str = "", column: str = "") -> str:
        """Where something is, in words of the form: 表三 第24行「（七）总计」×「自然人」."""
        words = TABLE_NAMES[table]
        if row and table == "requests":
            words += f" 第{self.request_line(row).number}行"
        if row:
            words += ("" if table == "requests" else " ") + f"「{self.row_label(table, row)}」"
        return words + (f"×「{self.column_label(table, column)}」" if column else "")

    def cells(self, table: str, keys: set[str]) -> list[tuple[str, str]]:
        """(row, column) of every cell that `table` of this form has, in printed order."""
        if table == "disclosure":
            return [(row.key, measure) for row in self.disclosures.values() for measure in row.measures]
        if table == "requests":
            return [(row.key, column) for row in self.request_lines(keys) for column in self.columns]
        return [(row, column) for row in self.procedures for column in self.results]


def _lines(declared: list[dict[str, Any]]) -> dict[str, Line]:
    """Lines by key, numbered in the order in which the file declares them."""
    allowed = {field.name for field in fields(Line)}
    lines: dict[str, Line] = {}
    for number, row in enumerate(declared, start=1):
        if unknown := set(row) - allowed - {"heading"}:
            raise ValueError(f"form line {row.get('key')!r}: unknown keys {', '.join(sorted(unknown))}")
        row = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
        label = row.pop("label", None) or row.pop("heading")
        lines[row["key"]] = Line(label=label, number=number, **row)
    return lines


def load_form(path: Path) -> Form:
    """Read one of these files. Raises ValueError if the file does not hold the lines it says it has."""
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    for kind, expected in declared["counts"].items():
        found = len(_lines(declared.get(kind, [])))
        if found != expected:
            raise ValueError(
                f"{path.name}: {found} [[{kind}]] entries with distinct keys, counts says {expected}"
            )
    requests = _lines(declared["request"])
    merged = {
        key: Line(**{**vars(line), "number": requests[line.replaces[0]].number})
        for key, line in _lines(declared.get("merged", [])).items()
    }
    form = Form(
        name=declared["form"],
        first_year=declared["first_year"],
        basis=declared["basis"],
        marks=tuple(declared["marks"]),
        sections=tuple(_lines(declared["section"]).values()),
        aspects=_lines(declared["aspect"]),
        measures=_lines(declared["measure"]),
        disclosures=_lines(declared["disclosure"]),
        columns=_lines(declared["column"]),
        requests=requests,
        merged=merged,
        results=_lines(declared["result"]),
        procedures=_lines(declared["procedure"]),
        balance=(tuple(declared["balance"]["left"]), tuple(declared["balance"]["right"])),
    )
    _require_known_keys(form, path.name)
    return form


def _require_known_keys(form: Form, name: str) -> None:
    """Raise ValueError if a sum, a measure or a replacement names a line that does not exist."""
    named = {line.part_of for line in (*form.requests.values(), *form.merged.values()) if line.part_of}
    named |= {key for side in form.balance for key in side}
    named |= {key for line in form.merged.values() for key in line.replaces}
    measures = {key for line in form.disclosures.values() for key in line.measures}
    for missing in (named - form.requests.keys()) | (measures - form.measures.keys()):
        raise ValueError(f"{name}: {missing!r} is named in a sum or a line but not declared")


FORMS: dict[str, Form] = {
    form.name: form for form in map(load_form, sorted(Path(__file__).parent.glob("20??.toml")))
}
