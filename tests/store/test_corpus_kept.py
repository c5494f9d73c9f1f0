"""Made reports that once lost figures or, worse, claimed wrong ones: every figure of each is read now.

`python -m tests.corpus.accuracy --show RECIPE` writes such a document.
"""

import pytest

from crawler.reading import Document, read
from tests.corpus import Recipe, make
from tests.corpus.measure import outcomes

RECIPES = (
    # the head names the columns, the agency adds up wrongly
    "html/2019/double_minus+head_in_two_rows+wrong_row_total/523",
    "html/2021-merged/extra_column_empty+group_labels_lost+long_dash/500",
    "html/2021-merged/review_head_one_row+total_column_missing/305",
    "html/2021/only_totals+subtotal_column+total_repeats_first+wan_in_cell/99",
    "docx/2021-merged/head_without_total+question+repeated_header_rows+thousands/281",
    "docx/2019/captions_missing+ideographic_commas+legal_persons_short+thousands/559",
    "xlsx/2021-merged/extra_column_empty+first_column_blank/266",
    "text-pipes/2021/legal_persons_short+thousands/204",
    "text-pipes/2021/first_caption_missing+full_width_slash+head_missing+total_repeats_first/96",
    "text-markdown/2021-merged/head_in_two_rows+no_numerals+none_word+total_repeats_first/131",
    # lines of 表二 whose head is not there, or below a line that the form doesn't have
    "xlsx/2019/repeated_heads_missing/67",
    "xlsx/2021-merged/captions_missing+first_caption_missing/437",
    "docx/2021/captions_missing+half_width_brackets+label_note+other_documents_row/438",
    "text-markdown/2021-merged/captions_missing+front_index+other_documents_row+repeated_heads_missing/110",
    # 规章000 in one cell
    "text-tabs/2021/glued/576",
    "html/2021/glued+head_in_force+note_row/327",
    # a page ends inside the head of a table
    "pdf-drawn/2019/spaces/25",
    "pdf-drawn/2021/article_damaged+cut_with_head+narrow_figures+totals_left_zero/231",
    # a page ends inside the title of a group
    "pdf-drawn/2019/first_caption_missing+head_on_every_page/208",
    "pdf-drawn/2019/broken_labels+half_width_brackets+some_slash/472",
    # a zero above a page break was taken for a label printed again
    "pdf-drawn/2021/cut_with_head+ideographic_commas+open_corners+yuan_in_head/249",
    # the mark of a footnote in an empty cell was a figure
    "pdf-drawn/2021/first_column_blank+ragged_disclosure+raised_marks+totals_left_zero/189",
    # several things behind one figure
    "html/2021/head_in_two_rows+note_mark+raised_marks/81",
    "text-pipes/2021-merged/disclosure_row_missing+signed_count+thousands/185",
)


@pytest.mark.parametrize("text", RECIPES)
def test_every_figure_is_read(text: str) -> None:
    made = make(Recipe.parse(text))
    cells = read(Document(text, made.body)).cells
    assert set(outcomes(made.truth, cells).values()) <= {"right", "inferred"}


def test_sign_that_cannot_be_seen_is_no_blank_cell_of_a_text_without_line_breaks() -> None:
    quirks = ("ideographic_commas", "nbsp", "zero_width", "zeros_blank")
    made = make(Recipe("text-flat", "2021-merged", quirks, 2596384818))
    report = read(Document("report", made.body))
    assert "silent" not in set(outcomes(made.truth, report.cells).values())
