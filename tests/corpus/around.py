"""Quirks of what stands around the tables."""

from collections.abc import Callable

from tests.corpus.draft import Draft, Grid, Line, Place


def _heading(draft: Draft, number: int) -> int:
    """Where the heading of a section stands."""
    return [n for n, block in enumerate(draft.blocks) if isinstance(block, Line) and block.kind == "heading"][
        number
    ]


def contents(draft: Draft) -> None:
    """A table of contents with dot leaders."""
    heads = [block.text for block in draft.blocks if isinstance(block, Line) and block.kind == "heading"]
    draft.blocks[1:1] = [Line("目录"), *(Line(f"{text}{'…' * 12}{n}") for n, text in enumerate(heads, 1))]


def lead_in(draft: Draft) -> None:
    text = "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等六部分组成。联系电话：0000-2210031。"
    draft.blocks.insert(1, Line(text))


def paragraph_before_table(draft: Draft) -> None:
    a, b = draft.rng.randint(1, 99), draft.rng.randint(1, 99)
    draft.blocks.insert(
        _heading(draft, 2) + 1, Line(f"本年新收政府信息公开申请{a}件，上年结转{b}件，表格如下：")
    )
    draft.blocks.insert(_heading(draft, 1) + 1, Line(f"规章 制发{a} 废止{b} 有效2；行政许可 {b}"))


def text_around(draft: Draft) -> None:
    """So much text in front of the tables that they begin and break at any height of a page."""
    for number in (4, 3, 2, 1):
        words = "紧扣公开重点，完善工作机制，回应群众关切，落实各项任务。" * draft.rng.randint(4, 20)
        draft.blocks.insert(_heading(draft, number), Line(words))


def footnote(draft: Draft) -> None:
    draft.blocks.insert(_heading(draft, 4), Line("注：含上年度结转数量2件"))


def heading_missing(draft: Draft) -> None:
    del draft.blocks[_heading(draft, 2)]


def headings_unnumbered(draft: Draft) -> None:
    for block in draft.blocks:
        if isinstance(block, Line) and block.kind == "heading":
            block.text = block.text.split("、", 1)[1]


def headings_misnumbered(draft: Draft) -> None:
    for block in draft.blocks:
        if isinstance(block, Line) and block.kind == "heading":
            block.text = f"（二）（一）{block.text.split('、', 1)[1]}"


def title_in_pieces(draft: Draft) -> None:
    draft.blocks[0:1] = [Line(draft.title[:9], "title"), Line(draft.title[9:], "title")]


def other_year(draft: Draft) -> None:
    """The form of another year: content decides, not the year."""
    draft.year = 2022
    draft.title = f"白河市财政局{draft.year}年度政府信息公开工作报告"
    draft.blocks[0] = Line(draft.title, "title")


def _extra_table(rows: list[list[str]]) -> Callable[[Draft], None]:
    def apply(draft: Draft) -> None:
        grid = Grid("", [[Place(text) for text in row] for row in rows])
        draft.blocks.insert(_heading(draft, 1), grid)

    return apply


front_statistics = _extra_table(
    [["指标", "数量"], ["主动公开信息", "3947"], ["行政许可", "21"], ["总计", "3968"], ["其他", "5"]]
)
front_letter_table = _extra_table([["索引号", "0143/2026-31"], ["发布机构", "白河市财政局"], ["文号", "12"]])


def last_year_table(draft: Draft) -> None:
    """Section six repeats 表二 of the year before: its figures are not this year's."""
    grid = draft.grid("disclosure")
    if grid:
        rows = [
            [
                Place(str(draft.rng.randint(0, 99)) if place.key else place.text, None, place.colspan)
                for place in row
            ]
            for row in grid.rows
        ]
        draft.blocks[-1:-1] = [Line(f"{draft.year - 1}年情况"), Grid("", rows)]
