"""Reports made for tests: sound figures of either form, and the tables that print them as HTML or as text."""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from crawler.reading import Document, read
from store.checks import Case, judge_report
from store.checks.rules import CONTRACT
from store.form import Form
from store.models import Cell, CellKey, Finding, Report, Value

Figures = dict[CellKey, Value]
OTHER_MATTERS = "本年度没有收取信息处理费。"
PROBLEMS = "个别栏目更新不够及时，今后按月核对。"


@dataclass(frozen=True)
class Printed:
    """One cell of a table as printed; `content` is HTML."""

    content: str
    colspan: int = 1
    rowspan: int = 1


Row = list[Printed]


def sound_figures(form: Form, seed: int, most: int = 400) -> Figures:
    """Every cell of a report in which all sums of the form hold, different for each seed."""
    rng = random.Random(seed)
    figures: Figures = {}
    for row, measure in form.cells("disclosure", set()):
        kind = form.measures[measure].kind
        whole = rng.choice((0, rng.randint(0, 9), rng.randint(0, 30_000)))
        figures["disclosure", row, measure] = (
            Decimal(whole) / Decimal(rng.choice((1, 100, 10_000))) if kind == "amount" else whole
        )
        if kind == "change":
            figures["disclosure", row, measure] = rng.randint(-50, 50)
    for row in ("rules", "normative_documents"):
        in_force, issued = (("disclosure", row, measure) for measure in ("in_force", "issued"))
        if in_force in figures:
            figures[issued] = min(_int(figures[in_force]), _int(figures[issued]))
    applicants = [key for key, line in form.columns.items() if line.part_of]
    outcomes = form.outcomes(set(form.requests))
    for column in applicants:
        for row in form.requests:
            figures["requests", row, column] = rng.choice((0, rng.randint(0, most)))
        done = sum(_int(figures["requests", row, column]) for row in outcomes)
        ended = done + _int(figures["requests", "carried_forward", column])
        begun = rng.randint(0, ended)
        figures["requests", "outcome_total", column] = done
        figures["requests", "carried_over", column] = begun
        figures["requests", "received", column] = ended - begun
    for row in form.requests:
        figures["requests", row, "total"] = sum(_int(figures["requests", row, key]) for key in applicants)
    parts = [key for key, line in form.results.items() if line.part_of]
    for row in form.procedures:
        for column in parts:
            figures["reviews", row, column] = rng.choice((0, rng.randint(0, most)))
        figures["reviews", row, "total"] = sum(_int(figures["reviews", row, key]) for key in parts)
    return figures


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value


def as_cells(figures: Mapping[CellKey, Value]) -> dict[CellKey, Cell]:
    """Figures as a sound reader gives them."""
    return {key: Cell(str(value), value, "number" if value else "zero") for key, value in figures.items()}


def sound_report(form: Form, seed: int = 1, year: int = 2025) -> Report:
    """A report in which nothing is wrong."""
    return Report(
        "made.html", "某市某局", "某市某局", year, form.name, cells=as_cells(sound_figures(form, seed))
    )


def changed(report: Report, table: str, row: str, column: str, value: Value, state: str = "number") -> Report:
    """The report with one cell printed differently; `state` may be any state of a cell."""
    raw = {"blank": "", "slash": "/", "dash": "-"}.get(state, "" if value is None else str(value))
    cell = Cell(raw, value, state)  # type: ignore[arg-type]
    return replace(report, cells={**report.cells, (table, row, column): cell})


def disclosure_rows(form: Form, figures: Mapping[CellKey, object]) -> list[Row]:
    """表二: a caption, a head and the lines of each group."""
    width = max(len(line.measures) for line in form.disclosures.values())
    rows: list[Row] = []
    for (caption, measures), lines in groupby(
        form.disclosures.values(), key=lambda line: (line.group, line.measures)
    ):
        span = width - len(measures) + 1
        rows.append([Printed(caption, width + 1)])
        rows.append([Printed("信息内容"), *_spread([form.measures[key].label for key in measures], span)])
        for line in lines:
            # The 2019 form prints no unit for its amount; agencies put it into the cell.
            values = [
                f"{figures['disclosure', line.key, key]}{'万元' if form.measures[key].label == '采购总金额' else ''}"
                for key in measures
            ]
            rows.append([Printed(line.label), *_spread(values, span)])
    return rows


def _spread(texts: Sequence[str], last: int) -> Row:
    return [*map(Printed, texts[:-1]), Printed(texts[-1], last)]


def head_rows(form: Form, order: Sequence[str]) -> list[Row]:
    """The three rows of heads of 表三; groups stand above their members where these are neighbours."""
    upper: Row = []
    lower: Row = []
    for group, keys in groupby(order, key=lambda key: form.columns[key].group):
        names = [form.columns[key].label for key in keys]
        upper += [Printed(group, len(names))] if group else [Printed(name, 1, 2) for name in names]
        lower += [Printed(name) for name in names] if group else []
    return [[Printed("（本列数据的勾稽关系为：……）", 3, 3), Printed("申请人情况", len(order))], upper, lower]


def request_rows(form: Form, figures: Mapping[CellKey, object], order: Sequence[str] = ()) -> list[Row]:
    """The lines of 表三 without heads, merged as on the blank form."""
    order = order or list(form.columns)
    frame = form.requests["outcome_total"].group
    framed = [line for line in form.requests.values() if line.group]
    rows: list[Row] = []
    for group, lines in groupby(form.requests.values(), key=lambda line: line.group):
        members = list(lines)
        for line in members:
            labels = [Printed(frame, 1, len(framed))] if line is framed[0] else []
            if group not in ("", frame) and line is members[0]:
                labels.append(Printed(group, 1, len(members)))
            labels.append(Printed(line.label, 3 if not group else 2 if group == frame else 1))
            rows.append([*labels, *(Printed(str(figures["requests", line.key, key])) for key in order)])
    return rows


def review_rows(form: Form, figures: Mapping[CellKey, object]) -> list[Row]:
    """表四."""
    results = [line.label for line in form.results.values()]
    first, *others = [line.label for line in form.procedures.values()]
    return [
        [Printed(first, 5), Printed("行政诉讼", 10)],
        [*(Printed(label, 1, 2) for label in results), *(Printed(label, 5) for label in others)],
        [Printed(label) for _ in others for label in results],
        [Printed(str(figures["reviews", row, column])) for row, column in form.cells("reviews", set())],
    ]


def html_table(rows: Sequence[Row], tag: str = "td", between: str = "") -> str:
    """Rows as a `table`; `between` is put before every cell."""
    return (
        "<table>"
        + "".join(f"<tr>{''.join(between + _cell(cell, tag) for cell in row)}</tr>" for row in rows)
        + "</table>"
    )


def _cell(cell: Printed, tag: str) -> str:
    spans = f' colspan="{cell.colspan}"' * (cell.colspan > 1) + f' rowspan="{cell.rowspan}"' * (
        cell.rowspan > 1
    )
    return f"<{tag}{spans}>{cell.content}</{tag}>"


def html_page(
    form: Form,
    tables: Sequence[str],
    title: str = "白河市财政局2025年政府信息公开工作年度报告",
    head: str = "",
) -> str:
    """A page with the six sections; `tables` stand in the second, third and fourth."""
    bodies = ["<p>略。</p>", *tables, f"<p>{PROBLEMS}</p>", f"<p>{OTHER_MATTERS}</p>"]
    parts = [
        f"<p>{number}、{section.label}</p>{body}"
        for number, section, body in zip("一二三四五六", form.sections, bodies, strict=True)
    ]
    return f"<html><head>{head}</head><body><h1>{title}</h1><div>{''.join(parts)}</div></body></html>"


def plain_page(form: Form, figures: Mapping[CellKey, object]) -> str:
    """The whole report as a page without any quirk."""
    requests = head_rows(form, list(form.columns)) + request_rows(form, figures)
    return html_page(
        form,
        [html_table(rows) for rows in (disclosure_rows(form, figures), requests, review_rows(form, figures))],
    )


def text_rows(rows: Sequence[Row], width: int) -> list[list[str]]:
    """Rows as tab-separated text: covered cells are empty, rows padded to one width."""
    lines: list[list[str]] = []
    covered: dict[int, int] = {}
    for number, row in enumerate(rows):
        line: list[str] = []
        for cell in row:
            while covered.get(len(line), 0) > number:
                line.append("")
            for place in range(len(line), len(line) + cell.colspan):
                covered[place] = number + cell.rowspan
            line += [cell.content, *[""] * (cell.colspan - 1)]
        lines.append(line + [""] * (width - len(line)))
    return lines


def text_requests(form: Form, figures: Mapping[CellKey, object]) -> list[list[str]]:
    """表三 as the seeds print it: two label columns, the third label pushes the figures to the right."""
    narrowed = [
        [replace(cell, colspan={3: 2, 2: 1}.get(cell.colspan, cell.colspan)) for cell in row]
        for row in head_rows(form, list(form.columns)) + request_rows(form, figures)
    ]
    return text_rows(narrowed, 10)


def text_of(rows: Sequence[Sequence[str]]) -> str:
    """Rows as lines of fields between tabs."""
    return "\n".join("\t".join(row) for row in rows)


def text_page(form: Form, figures: Mapping[CellKey, object], requests: str | None = None) -> str:
    """A report as text; `requests` stands in the place of 表三."""
    tables = [
        text_of(text_rows(disclosure_rows(form, figures), 4)),
        text_of(text_requests(form, figures)) if requests is None else requests,
        text_of(text_rows(review_rows(form, figures), 15)),
    ]
    bodies = ["略。", *tables, PROBLEMS, OTHER_MATTERS]
    parts = [
        f"{number}、{section.label}\n\n{body}\n"
        for number, section, body in zip("一二三四五六", form.sections, bodies, strict=True)
    ]
    return "白河市财政局2025年政府信息公开工作年度报告\n\n" + "\n".join(parts)


def faults(report: Report) -> list[Finding]:
    """What the rules on sums and cells find: nothing where figures were read as they are."""
    of_figures = {"arithmetic", "blanks"}
    rules = {
        rule["id"]
        for path in CONTRACT.glob("*.toml")
        if path.stem in of_figures
        for rule in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    }
    return [finding for finding in judge_report(Case(report)) if finding.check_id in rules]


def accused(report: Report) -> set[tuple[str, str]]:
    """Rule and place of everything that is called a fault for certain."""
    findings = judge_report(Case(report))
    return {(finding.check_id, finding.location) for finding in findings if finding.verdict == "fail"}


def read_text_of(body: str | bytes, name: str = "report", charset: str | None = None) -> Report:
    """Read a document given as text or bytes."""
    return read(Document(name, body.encode() if isinstance(body, str) else body, charset))


def wrong_figures(report: Report, truth: Mapping[CellKey, Value]) -> dict[CellKey, tuple[str, Value]]:
    """Cells that claim another figure than the true one without any mark of doubt: must be empty, always."""
    return {
        key: (cell.raw, truth.get(key))
        for key, cell in report.cells.items()
        if cell.value is not None and cell.state != "inferred" and cell.value != truth.get(key)
    }


def figures_of(report: Report) -> Figures:
    """All cells of a report that hold a figure."""
    return {key: cell.value for key, cell in report.cells.items() if cell.value is not None}
