"""Varied reports as documents: what stands around the text, how cells are filled, in which format it is published."""

import random
import re
from collections.abc import Mapping

from crawler.reading import Document
from demo.press.tables import TABLE_OF_SECTION
from store.models import CellKey, Value
from tests.corpus import as_docx, as_html, as_office, as_pdf, as_text
from tests.corpus.draft import Draft, Entry, Grid, Line, Place, grids
from tests.corpus.quirks import QUIRKS, fits
from tests.country.filers import FORM
from tests.country.papers import Paper

FORMATS = {
    "html": 14, "docx": 2, "text-markdown": 2, "text-pipes": 1, "text-tabs": 1, "text-lines": 1, "xlsx": 1, "pdf-drawn": 1,
}  # fmt: skip
_WRITERS = {
    "html": as_html.page,
    "docx": as_docx.document,
    "xlsx": as_office.workbook,
    "pdf-drawn": as_pdf.document,
}
# Quirks of tables and markup after which a sound report is as sound as before.
_TABLE_QUIRKS = (
    "spaced_labels", "broken_labels", "ideographic_commas", "half_width_brackets", "no_numerals", "short_normative",
    "other_hook", "head_note", "label_note", "head_in_force", "head_in_two_rows", "legal_persons_short", "other_documents_row",
    "empty_last_row", "cut_in_two", "cut_with_head", "note_row", "repeated_row",
)  # fmt: skip
_LOOKS = (
    "heading_marks", "no_frame", "blank_lines", "th_cells", "mso", "paragraphs_in_cells", "nbsp_blanks", "digit_spans",
    "nested_layout", "furniture", "gb18030", "wrong_charset", "unclosed_cells", "runs_in_digits", "sheet_a_table", "text_cells",
)  # fmt: skip
_ZEROS = ("0",) * 8 + ("", "/", "-", "无", "／")


def form_of_seed(seed: int) -> str:
    """The format in which the body of this seed publishes."""
    return random.Random(f"{seed} format").choices(list(FORMATS), list(FORMATS.values()))[0]


def draft_of_paper(paper: Paper, seed: int) -> Draft:
    """The paper as blocks, its tables with the quirks of its seed."""
    rng, form = random.Random(f"{seed} print"), form_of_seed(seed)
    draft = Draft(FORM, rng, _entries(paper.figures, rng, zero_of_seed(seed)), paper.year, paper.title)
    for names in (_TABLE_QUIRKS, _LOOKS):
        usable = [name for name in names if fits(name, form, "2021")]
        draft.look |= set(rng.sample(usable, min(len(usable), rng.choice((0, 0, 1, 2)))))
    tables = grids(draft)
    draft.blocks = [*_front(paper, rng, form == "html" or form.startswith("text"))]
    for section, heading in zip(FORM.sections, paper.headings, strict=True):
        if heading:
            draft.blocks.append(Line(heading, "heading"))
        name = TABLE_OF_SECTION.get(section.key, "")
        texts = [*paper.bodies.get(f"before {section.key}", ()), "\x00", *paper.bodies.get(section.key, ())]
        for line in "\n".join(texts).split("\n"):
            if line == "\x00" and name in paper.tables:
                draft.blocks.append(tables[name])
            elif line not in ("", "\x00"):
                draft.blocks.append(Line(line))
    draft.blocks += [Line(line) for line in re.findall(r"<p[^>]*>(.*?)</p>", paper.tail)]
    for name in sorted(draft.look):
        if tables_step := QUIRKS[name].tables:
            tables_step(draft)
    return draft


def print_paper(paper: Paper, seed: int) -> Document:
    """The document of a paper."""
    draft, form = draft_of_paper(paper, seed), form_of_seed(seed)
    body = as_text.LAYOUTS[form](draft).encode() if form in as_text.LAYOUTS else _WRITERS[form](draft)
    return Document(paper.url, body)


def zero_of_seed(seed: int) -> str:
    """What the body of this seed prints for a zero."""
    return random.Random(f"{seed} zero").choice(_ZEROS)


def _entries(figures: Mapping[CellKey, object], rng: random.Random, zero: str) -> dict[CellKey, Entry]:
    """What each cell prints: most bodies write every zero, some leave it out or strike it."""
    unit = rng.random() < 0.05
    entries = {}
    for key, figure in figures.items():
        value: Value = None if isinstance(figure, str) else figure  # type: ignore[assignment]
        if value is not None and not value and zero != "0":
            entries[key] = Entry(zero, None)
        else:
            count = unit and value is not None and FORM.kind(key[0], key[2]) == "count"
            entries[key] = Entry(f"{figure}{'件' * count}", value)
    return entries


def _front(paper: Paper, rng: random.Random, page: bool) -> list[Line | Grid]:
    """What stands above the first heading; the day of publication only where it is a page."""
    name, day, title = paper.filer.agency.name, paper.published, paper.title
    broken = [[title]] * 4 + [[name, title.replace(name, "", 1)]] * title.startswith(name)
    printed: list[Line | Grid] = [Line(line.strip(), "title") for line in rng.choice(broken)]
    if not page:
        return printed
    path = Line(f"当前位置：首页 > 政府信息公开 > 政府信息公开年报 > {name}")
    about = rng.choice(
        (
            f"发布日期：{day} 来源：{name} 浏览次数：{rng.randint(1, 900)} 字体：[大 中 小]",
            f"发布时间：{day} 09:26 信息来源：{name} 【打印】【关闭】",
            f"来源： {name} 作者： 时间：{day} 点击率：{rng.randint(1, 900)}",
            f"发布日期：{day.year}年{day.month:02}月{day.day:02}日",
        )
    )
    index = f"0143{rng.randint(10, 99)}/{day.year}-000{rng.randint(10, 99)}"
    fields = [
        ("索引号", index),
        ("发布机构", name),
        ("发文字号", ""),
        ("发布日期", str(day)),
        ("有效性", "有效"),
    ]
    table = Grid("", [[Place(text) for pair in fields[at : at + 2] for text in pair] for at in (0, 2)])
    listed = [Line(f"{label}：{value}") for label, value in fields]
    return rng.choice(
        (
            printed,
            [path, *printed, Line(about)],
            [*printed, Line(about)],
            [Line(title, "title"), Line(about), *printed],
            [table, *printed],
            [*listed, *printed],
            [Line("政府信息公开"), path, *listed, *printed],
        )
    )
