"""Quirks of figures: the agency's own contradictions, and all the ways in which cells are filled or left empty."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from store.models import CellKey
from tests.corpus.draft import Draft

_FULL_WIDTH = str.maketrans("0123456789,.-/", "０１２３４５６７８９，．－／")


def _add(draft: Draft, key: CellKey, more: int) -> None:
    value = draft.figure(*key) + more
    draft.print(key, str(value), value)


def _counts(draft: Draft, table: str = "") -> list[CellKey]:
    return draft.cells(table, "count")


def wrong_row_total(draft: Draft) -> None:
    for key in draft.some(draft.cells("requests", column="total"), 0.1):
        _add(draft, key, draft.rng.randint(1, 20))


def wrong_column_total(draft: Draft) -> None:
    for key in draft.some([key for key in draft.cells("requests") if key[1] == "outcome_total"], 0.3):
        _add(draft, key, draft.rng.randint(1, 20))


def wrong_balance(draft: Draft) -> None:
    for key in draft.some([key for key in draft.cells("requests") if key[1] == "carried_over"], 0.3):
        _add(draft, key, draft.rng.randint(1, 20))


def totals_left_zero(draft: Draft) -> None:
    for key in draft.some(draft.cells("reviews", column="total"), 0.7):
        draft.print(key, "0", 0)


def wrong_column(draft: Draft) -> None:
    """One application stands in the column beside its own; the totals are right."""
    row = draft.rng.choice(list(draft.form.requests))
    _add(draft, ("requests", row, "natural_person"), 1)
    _add(draft, ("requests", row, "business"), -min(1, draft.figure("requests", row, "business")))


def total_in_last_applicant(draft: Draft) -> None:
    """Every row prints its first figure again as the last, whatever stands between."""
    for row in draft.form.requests:
        value = draft.figure("requests", row, "natural_person")
        draft.print(("requests", row, "total"), str(value), value)


def _printed(text: str, keys: Callable[[Draft], Sequence[CellKey]], share: float) -> Callable[[Draft], None]:
    def apply(draft: Draft) -> None:
        for key in draft.some(keys(draft), share):
            draft.print(key, text)

    return apply


def _everything(draft: Draft) -> list[CellKey]:
    return draft.cells()


some_blank = _printed("", _everything, 0.15)
many_blank = _printed("", _everything, 0.8)
all_blank = _printed("", _everything, 1.1)
some_slash = _printed("/", _everything, 0.1)
all_slash = _printed("/", _everything, 1.1)
full_width_slash = _printed("／", _everything, 0.1)
some_dash = _printed("-", _everything, 0.1)
long_dash = _printed("——", _everything, 0.1)
sentence = _printed(
    "本单位未制作规章", lambda draft: [key for key in draft.cells("disclosure") if key[1] == "rules"], 1.1
)
none_word = _printed("无", _everything, 0.1)
question = _printed("?", _everything, 0.05)


def zeros_blank(draft: Draft) -> None:
    """Agencies that leave out zeros."""
    for key in draft.cells():
        if draft.entries[key].value == 0:
            draft.print(key, "")


def only_totals(draft: Draft) -> None:
    for key in draft.cells("requests"):
        if key[2] != "total":
            draft.print(key, "")


def result_totals_blank(draft: Draft) -> None:
    for key in draft.cells("requests", column="total"):
        if key[1] not in ("received", "carried_over", "outcome_total", "carried_forward"):
            draft.print(key, "")


def last_total_blank(draft: Draft) -> None:
    draft.print(("requests", "carried_forward", "total"), "")


def first_column_blank(draft: Draft) -> None:
    for key in draft.cells("requests", column="natural_person"):
        draft.print(key, "")


def _decorated(
    decorate: Callable[[str], str], share: float, kind: str = "", least: int = 0
) -> Callable[[Draft], None]:
    """Figures printed otherwise, the same figure."""

    def apply(draft: Draft) -> None:
        figures = [key for key in draft.cells(kind=kind) if draft.entries[key].value is not None]
        for key in draft.some([key for key in figures if abs(draft.entries[key].value or 0) >= least], share):
            entry = draft.entries[key]
            draft.print(key, decorate(entry.printed), entry.value)

    return apply


full_width_digits = _decorated(lambda text: text.translate(_FULL_WIDTH), 0.4)
nbsp = _decorated(lambda text: f"\u00a0{text}\u00a0 ", 0.5)
spaces = _decorated(lambda text: f"{' ' * 29}{text} ", 0.4)
zero_width = _decorated(lambda text: f"{text}\u200b", 0.2)
unit_in_cell = _decorated(lambda text: f"{text}件", 0.3, "count")
batches = _decorated(lambda text: f"{text}批次", 0.05, "count")
remark = _decorated(lambda text: f"{text}（其中修订6件）", 0.05, "count")
remark_with_note = _decorated(lambda text: f"{text}①", 0.05, "count")
superscript = _decorated(lambda text: f"{text}²", 0.05, "count")
split_digits = _decorated(lambda text: " ".join(text), 0.3, "count", 10)
wrapped_digits = _decorated(lambda text: f"{text[:1]}\n{text[1:]}", 0.3, "count", 10)
signed_count = _decorated(lambda text: f"+{text}", 0.05, "count")
padded_zeros = _decorated(lambda text: f"0{text}", 0.1, "count")


def thousands(draft: Draft) -> None:
    for key in draft.some(_counts(draft), 0.2):
        value = draft.rng.randint(1_000, 9_000_000)
        draft.print(key, f"{value:,}", value)


def large(draft: Draft) -> None:
    for key in draft.some(_counts(draft), 0.1):
        value = draft.rng.randint(10**6, 10**9)
        draft.print(key, str(value), value)


def signed(draft: Draft) -> None:
    for key in draft.cells(kind="change"):
        size = draft.rng.randint(1, 130)
        text, value = draft.rng.choice(
            (
                (f"+{size}", size),
                (f"-{size}", -size),
                (f"减{size}", -size),
                (f"增{size}", size),
                ("未增未减", 0),
            )
        )
        draft.print(key, text, value)


def double_minus(draft: Draft) -> None:
    for key in draft.some(draft.cells(kind="change"), 0.4):
        draft.print(key, "--253", -253)


def _amount(draft: Draft) -> tuple[CellKey, Decimal]:
    return draft.cells(kind="amount")[0], Decimal(draft.rng.randint(100, 99_999_999)) / 100


def yuan_in_cell(draft: Draft) -> None:
    key, yuan = _amount(draft)
    draft.print(key, f"{yuan:f}元", yuan / 10_000)


def wan_in_cell(draft: Draft) -> None:
    key, yuan = _amount(draft)
    draft.print(key, f"{yuan / 10_000:f}万元", yuan / 10_000)


def amount_without_unit(draft: Draft) -> None:
    """The 2019 form prints no unit: a bare amount says no figure."""
    key, yuan = _amount(draft)
    draft.print(key, f"{yuan:f}")


def sentence_with_number(draft: Draft) -> None:
    for key in draft.some(_counts(draft), 0.03):
        draft.print(key, "详见第3页")
