"""Reports made for tests: as read, as a page, as text; and what is wrong with one that was read."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from crawler.reading import Document, read
from demo.press.figures import sound_figures
from demo.press.html import html_table
from demo.press.tables import Row, disclosure_rows, report_tables, request_table, review_rows, with_covered
from store.checks import Case, judge_report
from store.checks.rules import CONTRACT
from store.form import Form
from store.models import Cell, CellKey, Finding, Report, Value

Figures = dict[CellKey, Value]
OTHER_MATTERS = "本年度没有收取信息处理费。"
PROBLEMS = "个别栏目更新不够及时，今后按月核对。"


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
    return html_page(form, [html_table(rows) for rows in report_tables(form, figures).values()])


def text_rows(rows: Sequence[Row], width: int) -> list[list[str]]:
    """Rows as tab-separated text: covered cells are empty, rows padded to one width."""
    lines: list[list[str]] = []
    for row in with_covered(rows):
        line: list[str] = []
        for cell, begins in row:
            line += [cell.content if begins else "", *[""] * (cell.colspan - 1)]
        lines.append(line + [""] * (width - len(line)))
    return lines


def text_requests(form: Form, figures: Mapping[CellKey, object]) -> list[list[str]]:
    """表三 as the seeds print it: two label columns, the third label pushes the figures to the right."""
    narrowed = [
        [replace(cell, colspan={3: 2, 2: 1}.get(cell.colspan, cell.colspan)) for cell in row]
        for row in request_table(form, figures)
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
