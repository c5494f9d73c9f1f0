"""Tables as HTML, in the markup of one editor or another."""

from collections.abc import Sequence
from dataclasses import dataclass

from demo.press.figures import FORM, Figures
from demo.press.tables import TABLE_OF_SECTION, Printed, Row, report_tables


@dataclass(frozen=True)
class Markup:
    """How a table is written: {} stands for its rows, a row's cells, a cell's words."""

    table: str = "<table>{}</table>"
    row: str = "<tr>{}</tr>"
    words: str = "{}"


PLAIN = Markup()
PORTAL = Markup(
    '<table border="1" cellspacing="0"><tbody>\n{}</tbody></table>\n',
    "<tr>{}</tr>\n",
    '<p align="center">{}</p>',
)


def html_table(rows: Sequence[Row], markup: Markup = PLAIN) -> str:
    """Rows as a `table`."""
    lines = (markup.row.format("".join(_cell(cell, markup) for cell in row)) for row in rows)
    return markup.table.format("".join(lines))


def _cell(cell: Printed, markup: Markup) -> str:
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return f"<td{spans}>{markup.words.format(cell.content)}</td>"


def prescribed_tables(figures: Figures) -> dict[str, str]:
    """Section key → the table that stands in it, as portals print it."""
    tables = report_tables(FORM, figures)
    return {section: html_table(tables[name], PORTAL) for section, name in TABLE_OF_SECTION.items()}
