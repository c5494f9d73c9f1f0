"""Drafts as plain text, in the five layouts in which text versions of reports come."""

from collections.abc import Callable
from dataclasses import replace

from tests.corpus.draft import Draft, Grid, Line, Place, spread


def fields_of(grid: Grid) -> list[list[str]]:
    """Rows of fields: covered fields are empty, 表三 has two columns of labels as converters leave it."""
    rows = grid.rows
    if grid.name == "requests":
        narrow = {3: 2, 2: 1}
        rows = [
            [
                place if place.key else replace(place, colspan=narrow.get(place.colspan, place.colspan))
                for place in row
            ]
            for row in rows
        ]
    lines = [[place.text if place else "" for place in row] for row in spread(rows)]
    width = max(map(len, lines))
    return [line + [""] * (width - len(line)) for line in lines]


def _joined(draft: Draft, table: Callable[[Grid], str], between: str = "\n\n") -> str:
    parts = [table(block) if isinstance(block, Grid) else _line(draft, block) for block in draft.blocks]
    return between.join(part for part in parts if part) + "\n"


def _line(draft: Draft, line: Line) -> str:
    return f"## {line.text}" if line.kind == "heading" and "heading_marks" in draft.look else line.text


def _one_line(text: str) -> str:
    return text.replace("\n", "")


def tabs(draft: Draft) -> str:
    """Fields between tabs, a row a line."""
    return _joined(draft, lambda grid: "\n".join("\t".join(map(_one_line, row)) for row in fields_of(grid)))


def pipes(draft: Draft) -> str:
    """Fields between pipes, a row a line."""
    frame = "" if "no_frame" in draft.look else "|"

    def table(grid: Grid) -> str:
        return "\n".join(f"{frame}{'|'.join(map(_one_line, row))}{frame}" for row in fields_of(grid))

    return _joined(draft, table)


def markdown(draft: Draft) -> str:
    """Markdown tables: a ruler under the first row, broken lines as <br>."""

    def table(grid: Grid) -> str:
        rows = [f"| {' | '.join(text.replace(chr(10), '<br>') for text in row)} |" for row in fields_of(grid)]
        return "\n".join([rows[0], "|---" * (rows[0].count("|") - 1) + "|", *rows[1:]])

    return _joined(draft, table)


def _cells(grid: Grid) -> list[Place]:
    return [place for row in grid.rows for place in row if place.text.strip()]


def lines(draft: Draft) -> str:
    """One cell a line; empty cells leave no trace."""
    between = "\n\n" if "blank_lines" in draft.look else "\n"
    return _joined(draft, lambda grid: between.join(place.text for place in _cells(grid)), between)


def flat(draft: Draft) -> str:
    """Everything on one line."""
    between = "" if "glued_text" in draft.look else " "
    return _joined(draft, lambda grid: between.join(_one_line(place.text) for place in _cells(grid)), between)


LAYOUTS: dict[str, Callable[[Draft], str]] = {
    "text-tabs": tabs,
    "text-pipes": pipes,
    "text-markdown": markdown,
    "text-lines": lines,
    "text-flat": flat,
}
