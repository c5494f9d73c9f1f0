"""Every quirk of real reports that the corpus can print: one declared list.

`values` works on the figures before anything is laid out, `tables` on the blocks; a quirk without either is for
the renderers of its formats, which find its name in `Draft.look`. Quirks of one `group` exclude each other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.corpus import around, tables, values
from tests.corpus.draft import GENERATIONS, Draft

TEXTS = ("text-tabs", "text-pipes", "text-markdown", "text-lines", "text-flat", "text-mixed")
OFFICE = ("doc", "wps", "rtf", "odt", "pdf-office")
SCANS = ("pdf-scan", "png", "jpeg")
DRAWN = ("pdf-drawn", "ofd", *SCANS)
PAGED = ("pdf-drawn", "ofd", "pdf-scan")
FORMATS = ("html", *TEXTS, "docx", "xlsx", *OFFICE, "pdf-drawn", "ofd", "zip", *SCANS)
GRIDS = tuple(name for name in FORMATS if name not in TEXTS)
DIGITAL = tuple(name for name in FORMATS if name not in SCANS)
_NEW = ("2021", "2021-merged")
_OLD = ("2019",)
Step = Callable[[Draft], None]


@dataclass(frozen=True)
class Quirk:
    """One thing that real reports do; `what` says it in words."""

    name: str
    what: str
    values: Step | None = None
    tables: Step | None = None
    generations: tuple[str, ...] = GENERATIONS
    formats: tuple[str, ...] = FORMATS
    group: str = ""


def _value(name: str, what: str, step: Step, **more: object) -> Quirk:
    return Quirk(name, what, values=step, **more)  # type: ignore[arg-type]


def _table(name: str, what: str, step: Step, **more: object) -> Quirk:
    return Quirk(name, what, tables=step, **more)  # type: ignore[arg-type]


_DECLARED = (
    # contradictions of the agency
    _value("wrong_row_total", "总计 of a line is not the sum of its columns", values.wrong_row_total),
    _value("wrong_column_total", "（七）总计 is not the sum of the outcomes", values.wrong_column_total),
    _value("wrong_balance", "the balance of 表三 does not hold", values.wrong_balance),
    _value("totals_left_zero", "总计 of 表四 left at 0", values.totals_left_zero),
    _value("wrong_column", "an application in the column beside its own", values.wrong_column),
    _value("total_repeats_first", "every total repeats the first figure", values.total_in_last_applicant),
    # what a cell holds
    _value("some_blank", "some cells blank", values.some_blank),
    _value("many_blank", "most cells blank", values.many_blank),
    _value("all_blank", "an empty form", values.all_blank, group="whole"),
    _value("zeros_blank", "zeros left out", values.zeros_blank),
    _value("only_totals", "only 总计 filled", values.only_totals, group="whole"),
    _value("result_totals_blank", "总计 of outcomes blank", values.result_totals_blank),
    _value("last_total_blank", "last 总计 blank", values.last_total_blank),
    _value("first_column_blank", "自然人 blank in every line", values.first_column_blank, group="whole"),
    _value("some_slash", "/ in some cells", values.some_slash),
    _value("all_slash", "/ in every cell", values.all_slash, group="whole"),
    _value("full_width_slash", "／ in some cells", values.full_width_slash),
    _value("some_dash", "- in some cells", values.some_dash),
    _value("long_dash", "—— in some cells", values.long_dash),
    _value("sentence", "a sentence in the cells of 规章", values.sentence),
    _value("none_word", "无 in some cells", values.none_word),
    _value("question", "? in some cells", values.question),
    _value("see_page", "words with a number in a cell", values.sentence_with_number),
    _value("full_width_digits", "０１２", values.full_width_digits, formats=DIGITAL),
    _value("nbsp", "NBSP around figures", values.nbsp),
    _value("spaces", "29 spaces before figures", values.spaces),
    _value("zero_width", "invisible characters behind figures", values.zero_width, formats=DIGITAL),
    _value("unit_in_cell", "12件", values.unit_in_cell),
    _value("batches", "31批次", values.batches),
    _value("remark", "22（其中修订6件）", values.remark),
    _value("note_mark", "22①", values.remark_with_note),
    _value("superscript", "22² with the mark of a footnote", values.superscript, formats=DIGITAL),
    _value("split_digits", "1 2 for 12", values.split_digits),
    _value("wrapped_digits", "1 and 2 on two lines of a narrow cell", values.wrapped_digits),
    _value("padded_zeros", "012", values.padded_zeros),
    _value("thousands", "12,345", values.thousands),
    _value("large", "figures up to a thousand million", values.large),
    _value("signed", "+3, -35, 减4, 未增未减", values.signed, generations=_OLD),
    _value("signed_count", "+22 in a cell of counts", values.signed_count),
    _value("double_minus", "--253", values.double_minus, generations=_OLD),
    _value("yuan_in_cell", "184719元", values.yuan_in_cell, group="amount"),
    _value("wan_in_cell", "17.27万元", values.wan_in_cell, group="amount"),
    _value(
        "bare_amount", "8040 without any unit", values.amount_without_unit, generations=_OLD, group="amount"
    ),
    _table("yuan_in_head", "（单位：元）", tables.yuan_in_head, generations=_NEW, group="amount_head"),
    _table(
        "no_unit_in_head",
        "本年收费金额 without unit",
        tables.no_unit_in_head,
        generations=_NEW,
        group="amount_head",
    ),
    # labels
    _table("lost_character", "a character lost in labels", tables.labels_lose_character),
    _table("spaced_labels", "spaces inside labels", tables.labels_spaced),
    _table("broken_labels", "labels broken over lines", tables.labels_broken),
    _table("ideographic_commas", "1、 for 1.", tables.ideographic_commas),
    _table("half_width_brackets", "() for （）", tables.half_width_brackets),
    _table("no_numerals", "items without numerals", tables.no_numerals),
    _table("short_normative", "规范性文件 for 行政规范性文件 and the other way", tables.short_normative),
    _table("other_hook", "钩稽 for 勾稽", tables.other_hook),
    _table("article_damaged", "第二十条第（）", tables.article_damaged),
    _table("permit_damaged", "政许可", tables.permit_damaged),
    _table("legal_persons_short", "法人 for 法人或其他组织", tables.legal_persons_short),
    _table("group_labels_lost", "（三）, （四）, （五） lost", tables.group_labels_lost),
    _table("labels_of_group_lost", "all labels of 不予公开 lost", tables.labels_of_group_lost),
    # heads
    _table("head_truncated", "本年新 for 本年新制作数量", tables.head_truncated_2019, generations=_OLD),
    _table("head_issued", "本年发件 for 本年制发件数", tables.head_truncated_2021, generations=_NEW),
    _table("head_note", "处理决定数量(2023年办件量)", tables.head_note),
    _table("label_note", "行政许可（含备案）", tables.label_note),
    _table("head_in_force", "现行有效件", tables.head_in_force, generations=_NEW),
    _table("head_without_total", "表三 without 总计 in its head", tables.head_without_total, group="columns"),
    _table("head_in_two_rows", "names of columns over two rows", tables.head_in_two_rows, group="columns"),
    _table("head_missing", "表三 without head", tables.head_missing, group="columns"),
    _table("review_head_one_row", "表四 without names of procedures", tables.review_head_one_row),
    _table("repeated_heads_missing", "信息内容 printed once", tables.repeated_heads_missing),
    _table("captions_missing", "第二十条 lines missing", tables.captions_missing),
    _table("first_caption_missing", "第二十条第（一）项 missing", tables.first_caption_missing),
    # rows and columns
    _table("other_documents_row", "其他主动公开文件 added", tables.other_documents_row, group="table two"),
    _table("empty_last_row", "an empty row at the end of 表二", tables.empty_last_row),
    _table("row_missing", "a line of 表三 missing", tables.row_missing),
    _table(
        "disclosure_row_missing", "a line of 表二 missing", tables.disclosure_row_missing, group="table two"
    ),
    _table("total_column_missing", "表三 without 总计", tables.total_column_missing, group="columns"),
    _table("extra_column_filled", "表三 with 备注, filled", tables.extra_column_filled, group="columns"),
    _table("extra_column_empty", "表三 with 备注, empty", tables.extra_column_empty, group="columns"),
    _table("subtotal_column", "表三 with 小计", tables.subtotal_column, group="columns"),
    Quirk(
        "blanks_dropped",
        "blank cells leave no trace",
        values.some_blank,
        tables.blanks_dropped,
        formats=DIGITAL,  # on paper a cell stands where it stands
        group="rows",
    ),
    Quirk(
        "many_dropped",
        "most cells blank and without trace",
        values.many_blank,
        tables.blanks_dropped,
        formats=DIGITAL,
        group="rows",
    ),
    _table("labels_moved_left", "merged labels end too early", tables.labels_moved_left, group="rows"),
    _table("cut_in_two", "表三 cut in two", tables.cut_in_two, group="rows"),
    _table("cut_with_head", "表三 cut in two, its head repeated", tables.cut_with_head, group="rows"),
    _table("cut_with_page_number", "表三 cut by a page number", tables.cut_with_page_number, group="rows"),
    _table("page_number_row", "-3- in a row of 表三", tables.page_number_row, group="rows"),
    _table(
        "ragged_disclosure",
        "spans of 表二 differ between head and rows",
        tables.ragged_spans_disclosure,
        group="table two",
    ),
    _table(
        "ragged_requests",
        "spans of 表三 differ between head and rows",
        tables.ragged_spans_requests,
        group="columns",
    ),
    _table("glued", "cells of a row glued: 规章000", tables.glued, group="table two"),
    _table("repeated_row", "a row printed twice", tables.repeated_row),
    _table("note_row", "a note as last row of 表三", tables.note_row),
    # around the tables
    _table("contents", "a table of contents", around.contents, group="headings"),
    _table("lead_in", "a paragraph that names the sections", around.lead_in),
    _table(
        "paragraph_before_table",
        "figures as prose before the tables",
        around.paragraph_before_table,
        group="headings",
    ),
    _table("footnote", "a note under 表四", around.footnote, group="headings"),
    _table("text_around", "much text around the tables", around.text_around, formats=SCANS, group="headings"),
    _table("heading_missing", "heading of section three missing", around.heading_missing, group="headings"),
    _table("headings_unnumbered", "headings without numerals", around.headings_unnumbered, group="numerals"),
    _table(
        "headings_misnumbered", "headings with faulty numerals", around.headings_misnumbered, group="numerals"
    ),
    _table("title_in_pieces", "title over two lines", around.title_in_pieces, group="title"),
    _table("other_year", "the form used for another year", around.other_year, group="title"),
    _table(
        "front_statistics", "a table of other statistics in front", around.front_statistics, group="headings"
    ),
    _table("front_index", "索引号… as a table", around.front_letter_table, group="headings"),
    _table("last_year_table", "表二 of the year before at the end", around.last_year_table),
)


def _look(name: str, what: str, *formats: str, group: str = "") -> Quirk:
    return Quirk(name, what, formats=formats, group=group)


_LOOKS = (
    _look("heading_marks", "## before headings", "text-tabs", "text-pipes", "text-markdown"),
    _look("no_frame", "pipes between fields only", "text-pipes"),
    _look("blank_lines", "a blank line between cells", "text-lines"),
    _look("glued_text", "nothing between cells", "text-flat"),
    _look("th_cells", "labels as th", "html"),
    _look("mso", "a page saved by a word processor", "html", group="cell markup"),
    _look("paragraphs_in_cells", "paragraphs and white space in cells", "html", group="cell markup"),
    _look("nbsp_blanks", "&nbsp; in empty cells", "html"),
    _look("digit_spans", "digits of a figure in two spans", "html"),
    _look("hidden_digits", "digits that are not shown before figures", "html"),
    _look(
        "raised_marks",
        "a raised 2 of a footnote behind figures",
        "html",
        "docx",
        *OFFICE,
        "pdf-drawn",
        "ofd",
        group="runs",
    ),
    _look("nested_layout", "the report inside layout tables", "html"),
    _look("header_table", "索引号… in front", "html"),
    _look("furniture", "breadcrumbs, counters, footer", "html"),
    _look("gb18030", "GB18030 that says UTF-8", "html", group="charset"),
    _look("wrong_charset", "UTF-8 that says GB2312", "html", group="charset"),
    _look("unclosed_cells", "td and tr never closed", "html"),
    _look("hidden_copy", "a row that is not shown", "html"),
    _look("runs_in_digits", "a figure in two runs", "docx", group="runs"),
    _look("tracked_changes", "deleted and inserted figures", "docx", group="runs"),
    _look("content_controls", "figures in content controls", "docx", group="runs"),
    _look("double_rules", "two rules beside each other", *DRAWN, group="rules"),
    _look("no_outer_rules", "no rules at the sides of tables", *DRAWN, group="rules"),
    _look("no_upright_rules", "rules between lines only", *DRAWN, group="rules"),
    _look("no_rules", "tables without rules", *DRAWN, group="rules"),
    _look("dashed_rules", "dashed rules", *DRAWN, group="rules"),
    _look("rules_as_boxes", "rules as filled boxes", "pdf-drawn", "ofd", group="rules"),
    _look("open_corners", "rules that do not meet", *DRAWN, group="rules"),
    _look("grey_heads", "labels on grey", *DRAWN),
    _look("rotated_pages", "/Rotate 90", *PAGED, group="paper"),
    _look("landscape", "landscape pages", *PAGED, group="paper"),
    _look("stub_upright", "三、本年度办理结果 one character a line", *DRAWN),
    _look("page_break_in_row", "a page break inside a row", *PAGED),
    _look("open_at_breaks", "no line below where a table goes on on the next page", "pdf-scan"),
    _look("head_on_every_page", "head of 表三 repeated on every page", *PAGED),
    _look("page_numbers", "-3- in the margin", *PAGED),
    _look("narrow_figures", "figures wrapped in narrow columns", *DRAWN),
    _look("font_not_embedded", "a font that the reader must have", "pdf-drawn"),
    _look("printed_twice", "bold made by printing twice", "pdf-drawn", "ofd"),
    _look("wide_digits", "letter-spaced digits", "pdf-drawn", "ofd"),
    _look("drawn_in_any_order", "cells in any order in the file", "pdf-drawn", "ofd"),
    _look("watermark", "large slanted words behind the text", *DRAWN),
    _look("fine", "200 dpi", "pdf-scan", group="dpi"),
    _look("finer", "300 dpi", "pdf-scan", group="dpi"),
    _look("stamp", "a round red stamp over figures", *SCANS),
    _look("turned", "turned by 0.8 degrees", *SCANS),
    _look("blurred", "out of focus", *SCANS),
    _look("noisy", "dark grains", *SCANS),
    _look("faint", "little contrast", *SCANS),
    _look("grey", "grey instead of colour", *SCANS),
    _look("jpeg60", "JPEG of quality 60", "pdf-scan", "jpeg"),
    _look("narrow_cells", "letters too large for the cells: figures wrap", "docx", *OFFICE),
    _look("text_cells", "figures stored as text", "xlsx"),
    _look("sheet_a_table", "a sheet for every table", "xlsx"),
    _look("formulas", "totals as formulas that no program has computed", "xlsx"),
    _look("hidden_rows", "hidden rows with other figures in 表二", "xlsx", group="rows"),
    _look("hidden_sheet", "a hidden sheet with a template", "xlsx"),
    _look("repeated_header_rows", "rows marked as repeated head", "docx", "pdf-office"),
    _look("character_objects", "a text object for every character", "ofd", group="objects"),
    _look("line_objects", "a text object for every line, across cells", "ofd", group="objects"),
    _look("no_steps", "text without the steps between its characters", "ofd", group="objects"),
    _look("grouped_steps", "steps between characters as g 3 2.5", "ofd"),
    _look("scaled_text", "text and rules in pt, scaled to mm", "ofd"),
    _look("one_path", "all rules of a page in one path", "ofd", group="places"),
    _look("template_rules", "rules in a template page", "ofd", group="places"),
    _look("composite_page", "a page as a composite unit", "ofd", group="places"),
    _look("blocks_in_blocks", "every object in a block in a block", "ofd", group="places"),
    _look("drawing_parameters", "colours and widths by drawing parameters", "ofd"),
    _look("document_area", "the size of pages said once", "ofd"),
    _look("absolute_places", "places of parts from the root", "ofd"),
    _look("no_prefix", "elements without the prefix ofd", "ofd"),
    _look("signed", "a signature and a seal beside the document", "ofd"),
)

QUIRKS: dict[str, Quirk] = {quirk.name: quirk for quirk in (*_DECLARED, *_LOOKS)}


def fits(name: str, form: str, generation: str) -> bool:
    """Whether a quirk can be printed in a format and a generation."""
    return form in QUIRKS[name].formats and generation in QUIRKS[name].generations


# After these a document no longer says what the form asks, whoever reads it: of which line or column a figure is, in
# which unit, or which of two it is.
_LOSING = {
    *("blanks_dropped", "many_dropped", "bare_amount", "no_unit_in_head", "last_year_table"),
    *("no_rules", "no_upright_rules", "labels_of_group_lost", "formulas"),
}
# Where there is no head, only the sums of the lines tell the columns; after these they tell nothing.
_SUMLESS = {"thousands", "large", "only_totals", "many_blank", "first_column_blank"}
# Text keeps no spans: a blank at either end of a row, or a column more or less, looks like padding.
_LOSING_IN_ROWS = {
    *("some_blank", "many_blank", "all_blank", "zeros_blank", "only_totals", "result_totals_blank"),
    *("last_total_blank", "first_column_blank"),
    *("extra_column_filled", "extra_column_empty", "subtotal_column", "total_column_missing"),
    *("ragged_disclosure", "cut_with_page_number", "wrapped_digits"),
}


def told(names: Iterable[str], form: str) -> bool:
    """Whether a document with these quirks still says every figure. Cells without rows say none beyond their count."""
    chosen = set(names)
    if form == "text-mixed" and chosen:  # what its layouts leave of a quirk isn't known
        return False
    losing = _LOSING | (_LOSING_IN_ROWS if form in TEXTS else set())
    # In text, where names of columns are set wider than the figures, a column without a name may stand between them.
    headless = {"head_missing"} | ({"ragged_requests"} if form in TEXTS else set())
    sumless = _SUMLESS | ({"total_repeats_first"} if form in TEXTS else set())
    if chosen & headless and chosen & sumless:
        return False
    return form not in ("text-lines", "text-flat") and not losing & chosen
