"""Text without tabs → figures: pipes, pipes on lines of their own, one cell a line. Right, or marked as doubtful."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.press.figures import sound_figures
from store.form import FORMS
from store.models import Report
from tests.made.papers.printed import figures_of, read_text_of, text_page, wrong_figures
from tests.reading.formats.test_text import SEEDS, cells_of, expected

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=5)


def _rows(page: str, row: Callable[[list[str]], str]) -> str:
    """The page with every line of fields between tabs printed by `row`."""
    return "\n".join(row(line.split("\t")) if "\t" in line else line for line in page.split("\n"))


def framed(page: str) -> str:
    return _rows(page, lambda fields: "| " + " | ".join(fields) + " |")


def markdown(page: str) -> str:
    """Rulers under the first row of every table, entities in empty cells."""
    lines = framed(page).replace("|  |", "| &nbsp; |").split("\n")
    out: list[str] = []
    for number, line in enumerate(lines):
        out.append(line)
        if line.startswith("|") and not lines[number - 1].startswith("|"):
            out.append(re.sub(r"[^|]+", "---", line))
    return "\n".join(out)


def bare(page: str) -> str:
    return _rows(page, lambda fields: "|".join(fields))


def cell_a_line(page: str) -> str:
    return _rows(page, lambda fields: "\n".join(field for field in fields if field))


def spaced(page: str) -> str:
    return cell_a_line(page).replace("\n", "\n\n")


def unbroken(page: str) -> str:
    return " ".join(cell_a_line(page).split())


def pipe_lines(page: str) -> str:
    return _rows(page, lambda fields: "|\n" + "\n|\n".join(field for field in fields if field) + "\n|")


def pipe_lines_with_spans(page: str) -> str:
    def row(fields: list[str]) -> str:
        return re.sub(r"\|\n(?=\|)", "|", "|\n" + "\n|\n".join(fields).replace("\n\n", "\n") + "\n|")

    return _rows(page, row)


ROWS = [framed, markdown, bare]
CELLS = [cell_a_line, spaced, unbroken, pipe_lines, pipe_lines_with_spans]
LAYOUTS = [*ROWS, *CELLS]
layouts = pytest.mark.parametrize("layout", LAYOUTS)


def line_of(report: Report, key: str) -> list[object]:
    return [report.value("requests", key, column) for column in FORM.columns]


@layouts
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sound_form_is_read_to_the_last_cell(layout: Callable[[str], str], name: str, seed: int) -> None:
    truth = sound_figures(FORMS[name], seed)
    report = read_text_of(layout(text_page(FORMS[name], truth)))
    assert figures_of(report) == truth
    assert [section.key for section in report.sections] == [section.key for section in FORMS[name].sections]


@layouts
def test_figures_put_in_place_by_counting_are_marked_and_accuse_nobody(layout: Callable[[str], str]) -> None:
    report = read_text_of(layout(text_page(FORM, sound_figures(FORM, 1))))
    printed = {cell.state for cell in report.cells.values() if cell.value is not None}
    certain = layout in (framed, markdown)
    assert printed == ({"number", "zero"} if certain else {"inferred"})
    noted = [note for note in report.notes if note.state == "inferred" and note.column]
    assert len(noted) == (0 if certain else sum(cell.value is not None for cell in report.cells.values()))


@layouts
@pytest.mark.parametrize("name", SEEDS)
def test_real_report_in_another_layout_gives_no_wrong_figure(
    shared: Path, layout: Callable[[str], str], name: str
) -> None:
    truth = cells_of(expected(shared / "seeds" / "expected", name))
    report = read_text_of(layout((shared / "seeds" / f"{name}.txt").read_text(encoding="utf-8")))
    assert {k: c for k, c in report.cells.items() if c.value is not None and c.value != truth[k]} == {}
    if layout in ROWS:  # rows keep their blanks
        assert figures_of(report) == {key: value for key, value in truth.items() if value is not None}


@pytest.mark.search
@layouts
@pytest.mark.parametrize("name", FORMS)
def test_text_cut_anywhere_gives_no_wrong_figure(layout: Callable[[str], str], name: str) -> None:
    truth = sound_figures(FORMS[name], 7)
    page = layout(text_page(FORMS[name], truth))
    for end in random.Random(f"{layout.__name__} {name}").sample(range(1, len(page)), 200):
        assert wrong_figures(read_text_of(page[:end]), truth) == {}, page[end - 40 : end]


@pytest.mark.parametrize("layout", CELLS)
def test_real_report_cut_anywhere_gives_no_wrong_figure(shared: Path, layout: Callable[[str], str]) -> None:
    truth = cells_of(expected(shared / "seeds" / "expected", SEEDS[0]))
    page = layout((shared / "seeds" / f"{SEEDS[0]}.txt").read_text(encoding="utf-8"))
    for end in random.Random(layout.__name__).sample(range(1, len(page)), 60):
        report = read_text_of(page[:end])
        assert {k: c for k, c in report.cells.items() if c.value is not None and c.value != truth[k]} == {}


def drop(lines: list[str], place: int, rng: random.Random) -> None:
    del lines[place]


def double(lines: list[str], place: int, rng: random.Random) -> None:
    lines.insert(place, lines[place])


def number_put_in(lines: list[str], place: int, rng: random.Random) -> None:
    lines.insert(place, str(rng.randint(1, 999)))


def page_mark(lines: list[str], place: int, rng: random.Random) -> None:
    number = rng.randint(1, 20)
    lines.insert(place, rng.choice((f"-{number}-", f"— {number} —", f"第 {number} 页")))


def words_put_in(lines: list[str], place: int, rng: random.Random) -> None:
    lines.insert(place, "本单位无此项")


def broken(lines: list[str], place: int, rng: random.Random) -> None:
    at = rng.randint(0, len(lines[place]))
    lines[place : place + 1] = [lines[place][:at], lines[place][at:]]


DAMAGES = [drop, double, number_put_in, page_mark, words_put_in, broken]


@layouts
@pytest.mark.parametrize("damage", DAMAGES)
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_damaged_line_gives_no_wrong_figure(
    layout: Callable[[str], str], damage: Callable[[list[str], int, random.Random], None], seed: int
) -> None:
    rng = random.Random(seed)
    form = FORMS[rng.choice(list(FORMS))]
    truth = sound_figures(form, seed)
    between = " " if layout is unbroken else "\n"
    lines = layout(text_page(form, truth)).split(between)
    for _ in range(rng.randint(1, 3) if damage is not broken else 1):
        damage(lines, rng.randrange(len(lines)), rng)
    assert wrong_figures(read_text_of(between.join(lines)), truth) == {}


@layouts
@pytest.mark.parametrize("damage", [None, drop, double, page_mark])
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_blanks_give_no_wrong_figure(
    layout: Callable[[str], str],
    damage: Callable[[list[str], int, random.Random], None] | None,
    seed: int,
) -> None:
    rng = random.Random(seed)
    form = FORMS[rng.choice(list(FORMS))]
    truth = sound_figures(form, seed)
    share = rng.choice((0.02, 0.1, 0.5, 0.95))
    blank = {key for key in truth if rng.random() < share}
    page = layout(text_page(form, {key: "" if key in blank else value for key, value in truth.items()}))
    between = " " if layout is unbroken else "\n"
    lines = page.split(between)
    # Unseen by any count: a blank dropped from a row of cells, and a zero of the same row printed twice.
    if damage and not (damage is double and layout in CELLS):
        damage(lines, rng.randrange(len(lines)), rng)
    report = read_text_of(between.join(lines))
    assert wrong_figures(report, {key: value for key, value in truth.items() if key not in blank}) == {}


def cells(page: str) -> list[str]:
    return cell_a_line(page).split("\n")


def requests_values(report: Report) -> set[object]:
    return {cell.value for key, cell in report.cells.items() if key[0] == "requests"}


@pytest.mark.parametrize("layout", CELLS)
@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("商业企业", "科研机构"),
        ("自然人", "总计"),
        ("社会公益组织", "境外机构"),
        ("法律服务机构", "法律服务机构\t境外机构"),
    ],
)
def test_swapped_missing_or_strange_names_of_columns_make_the_table_doubtful(
    layout: Callable[[str], str], name: str, other: str
) -> None:
    page = text_page(FORM, TRUTH).replace(f"\t{name}\t", f"\t{other}\t", 1)
    report = read_text_of(layout(page))
    assert requests_values(report) == {None}
    assert report.value("disclosure", "rules", "issued") == TRUTH["disclosure", "rules", "issued"]


def test_names_and_labels_broken_over_lines_are_put_together() -> None:
    page = cell_a_line(text_page(FORM, TRUTH))
    for label in ("商业企业", "本年制发件数", "2.其他法律行政法规禁止公开", "（三）不予公开", "结果维持"):
        assert label in page
        page = page.replace(f"\n{label}\n", f"\n{label[:2]}\n\n{label[2:]}\n")
    assert figures_of(read_text_of(page)) == TRUTH


@pytest.mark.parametrize("mark", ["-3-", "- 3 -", "— 12 —", "第 3 页"])
def test_plain_page_mark_inside_a_row_is_dropped(mark: str) -> None:
    lines = cells(text_page(FORM, TRUTH))
    lines.insert(lines.index("（一）予以公开") + 3, mark)
    assert figures_of(read_text_of("\n".join(lines))) == TRUTH


@pytest.mark.parametrize(("printed", "read"), [("行政许可20", 20), ("行政许可０", 0), ("行政许可7件", 7)])
def test_only_figure_of_a_line_may_touch_its_label(printed: str, read: int) -> None:
    lines = cells(text_page(FORM, TRUTH))
    place = lines.index("行政许可")
    lines[place : place + 2] = [printed]
    report = read_text_of("\n".join(lines))
    assert report.value("disclosure", "licensing", "decisions") == read
    assert report.cells["disclosure", "licensing", "decisions"].state == "inferred"


def test_word_for_none_takes_the_place_of_a_figure() -> None:
    lines = cells(text_page(FORM, TRUTH))
    lines[lines.index("规章") + 1] = "无"
    found = figures_of(read_text_of("\n".join(lines)))
    assert found == {key: value for key, value in TRUTH.items() if key != ("disclosure", "rules", "issued")}


def test_blank_behind_a_label_in_cells_is_not_claimed_where_other_tables_are_rows() -> None:
    first, _, rest = text_page(FORM, TRUTH).partition("三、")
    piped = "\n".join(f"{text}件 |" if text.isdecimal() else f"{text} |" for text in cells(first)[4:])
    rows = "\n".join(line.replace("\t", " | ") for line in rest.split("\n"))
    report = read_text_of(
        f"白河市财政局2025年政府信息公开工作年度报告\n一、总体情况\n略。\n{piped}\n三、{rows}"
    )
    wanted = {key: value for key, value in TRUTH.items() if key[0] == "disclosure" and key[1] != "fees"}
    assert {key: report.value(*key) for key in wanted} == wanted


def test_merged_cells_printed_everywhere_are_one_cell() -> None:
    page = text_page(FORM, TRUTH)
    wide = re.sub(r"(本年(?:处理决定数量|收费金额[^\t]*))\t\t", r"\1\t\1\t\1", page)
    wide = re.sub(r"(行政(?:许可|处罚|强制|事业性收费)\t)([\d.]+)\t\t", r"\1\2\t\2\t\2", wide)
    assert wide != page
    assert figures_of(read_text_of(wide)) == TRUTH


@pytest.mark.parametrize("text", ["3", "-3", "无", "0"])
@pytest.mark.parametrize("offset", [1, 3, 8])
def test_anything_more_in_a_row_makes_it_unread_and_no_other(text: str, offset: int) -> None:
    lines = cells(text_page(FORM, TRUTH))
    lines.insert(lines.index("1.信访举报投诉类申请") + offset, text)
    report = read_text_of("\n".join(lines))
    key = "unprocessed_petition"
    if (text, offset) == ("无", 8):  # seven figures, then a word: the sums of the whole table tell
        assert figures_of(report) == TRUTH
        return
    assert line_of(report, key) == [None] * 7
    assert {report.cells["requests", key, column].state for column in FORM.columns} == {"unread"}
    assert {k for k in TRUTH if k not in figures_of(report)} == {("requests", key, c) for c in FORM.columns}
    assert any(note.row == key for note in report.notes)


def test_figures_of_a_line_without_its_label_are_nobodys() -> None:
    blank = {key: "" if key[1] == "denied_state_secret" else value for key, value in TRUTH.items()}
    lines = [line for line in cells(text_page(FORM, blank)) if line != "2.其他法律行政法规禁止公开"]
    report = read_text_of("\n".join(lines))
    for key in ("denied_state_secret", "denied_other_law"):
        assert line_of(report, key) == [None] * 7
    assert line_of(report, "granted")[0] == TRUTH["requests", "granted", "natural_person"]


@pytest.mark.parametrize(
    ("glued", "read"),
    [
        ("000", (0, "inferred")),
        ("00", (None, "unread")),
        ("0000", (None, "unread")),
        ("120", (None, "unread")),
    ],
)
def test_glued_cells_are_taken_apart_only_if_each_is_zero(glued: str, read: tuple[int | None, str]) -> None:
    lines = cells(text_page(FORM, TRUTH))
    place = lines.index("规章")
    lines[place : place + 4] = [f"规章{glued}"]
    report = read_text_of("\n".join(lines))
    found = [report.cells["disclosure", "rules", key] for key in ("issued", "repealed", "in_force")]
    assert {(cell.value, cell.state) for cell in found} == {read}
    assert any(note.row == "rules" for note in report.notes)


def test_glued_heads_are_taken_apart() -> None:
    page = cell_a_line(text_page(FORM, TRUTH))
    heads = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    assert "\n".join(heads) in page
    assert figures_of(read_text_of(page.replace("\n".join(heads), "".join(heads)))) == TRUTH


def test_page_number_is_not_the_figure_of_a_blank_line() -> None:
    blank = {key: "" if key[1] == "licensing" else value for key, value in TRUTH.items()}
    lines = cells(text_page(FORM, blank))
    lines.insert(lines.index("行政许可") + 1, "2")
    lines.insert(3, "1")
    assert report_value(lines) is None


def report_value(lines: list[str]) -> object:
    return read_text_of("\n".join(lines)).value("disclosure", "licensing", "decisions")


def test_numbers_in_the_narrative_are_no_figures() -> None:
    report = read_text_of(
        "白河市财政局2025年政府信息公开工作年度报告\n一、总体情况\n规章\n3\n5\n7\n行政许可\n8\n"
    )
    assert figures_of(report) == {}


@pytest.mark.parametrize("layout", [framed, bare])
def test_row_broken_inside_a_figure_is_unread(layout: Callable[[str], str]) -> None:
    truth = {**TRUTH, ("requests", "granted", "total"): 1234}
    page = layout(text_page(FORM, truth))
    report = read_text_of(page.replace("1234", "12\n34", 1))
    assert report.value("requests", "granted", "total") is None
