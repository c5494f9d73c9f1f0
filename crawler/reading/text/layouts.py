"""Which layout each part of a text is in: converters print one table as rows and the next one a cell a line."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from crawler.reading.text.cells import is_line, is_value, is_word
from crawler.reading.text.tables import MAX_CELLS
from crawler.reading.words.labels import section_heading
from store.form import FORMS

Layout = Literal["tabs", "framed", "closed", "pipes", "cells", "piped", "flat", ""]
_LEAST = 3  # lines of one layout that a part must hold before it tells one
_LONGEST = 2_000  # characters of a row
_PIPED: tuple[Layout, ...] = ("framed", "closed", "pipes")
_NEARLY = 0.85  # share of the rows of a frame that have it: an empty field at both ends looks like one, torn rows have none
_MARK = re.compile(r"[|\t]")
_NEWEST = max(FORMS.values(), key=lambda form: form.first_year)


def _is_printed(text: str) -> bool:
    """Whether a cell prints a word of the form or a figure."""
    return is_word(text) or is_value(text)


def _layout_of_line(line: str) -> Layout:
    """The layout that a line shows: several cells between tabs, pipes or blanks, or one cell, piped or not; "" for prose."""
    if len(line) > _LONGEST:
        return ""
    line = line.strip(" ")
    if mark := "\t" if "\t" in line else "|" if "|" in line else "":
        texts = [text for text in map(str.strip, line.split(mark)) if text]
        if not any(map(_is_printed, texts)) or (mark == "\t" and len(texts) == 1):
            return ""  # a label before blanks is no cell by itself
        closed: Layout = "pipes" if line[-1] != "|" else "framed" if line[0] == "|" else "closed"
        return "tabs" if mark == "\t" else closed if len(texts) > 1 else "piped"
    if _is_printed(line):
        return "cells"
    pieces = line.split()
    return "flat" if is_line(pieces) or (len(pieces) > 1 and all(map(_is_printed, pieces))) else ""


def _layout(lines: Sequence[str]) -> Layout:
    layouts = Counter[Layout](layout for layout in map(_layout_of_line, lines) if layout)
    piped = sum(layouts[layout] for layout in _PIPED)
    if piped >= _LEAST:
        framed = layouts["framed"] >= _NEARLY * piped
        ended = layouts["framed"] + layouts["closed"] >= _NEARLY * piped
        layouts = Counter(
            {"framed" if framed else "closed" if ended else "pipes": piped, "tabs": layouts["tabs"]}
        )
    elif layouts["piped"] and not layouts["tabs"]:
        layouts["piped"] += layouts.pop("cells", 0)  # the last cell of a row has no pipe behind it
    layout: Layout = max(layouts, key=lambda name: layouts[name]) if layouts else ""
    return layout if layouts[layout] >= _LEAST else ""


def _sections(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines parted before every heading of a section."""
    part: list[str] = []
    for line in lines:
        if part and not _MARK.search(line) and section_heading(line.strip(), _NEWEST):
            yield part
            part = []
        part.append(line)
    yield part


def parts_by_layout(lines: Sequence[str]) -> list[tuple[Layout, list[str]]]:
    """Lines in runs of sections that share a layout; one run where the whole text has one, or is too long to be looked at.

    What stands above the first heading, and sections of prose, go with the run before them.
    """
    runs: list[tuple[Layout, list[str]]] = []
    for number, part in enumerate(_sections(lines) if len(lines) <= MAX_CELLS else [list(lines)]):
        layout = _layout(part) if number else ""
        if runs and layout in ("", runs[-1][0]):
            runs[-1][1].extend(part)
        elif runs and not runs[-1][0]:
            runs[-1] = (layout, [*runs[-1][1], *part])
        else:
            runs.append((layout, list(part)))
    return runs
