"""What a printed cell means: a number, a zero, a blank, or something we must not guess."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from store.models import Cell, State, Value

ILLEGIBLE = "\ufffd"  # where a reader saw something printed but not what
_DASHES = re.compile(r"[-—–―‐‒−_]+")
_COUNT = re.compile(r"\d{1,15}|\d{1,3}(?:,\d{3}){1,4}")
_AMOUNT = re.compile(r"(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,12})?")
_SCALE = "[十百千万亿美欧日港]"  # before 元
_SPLIT_DIGITS = re.compile(r"\d\s+[\d.]|\.\s+\d")
_CHANGE = re.compile(r"([-+−增减]?)(\d{1,15})")
_TWO_SIGNS = re.compile(r"[-—–−]{2,3}(?=\d{1,15}$)")
# What may stand behind a figure: a remark in brackets (with words: 12(3) is two figures), marks of footnotes, a counter.
_REMARK = re.compile(r"(?P<figure>[^()]{1,30})\((?P<words>[^()]{0,80}[\u4e00-\u9fff][^()]{0,80})\)")
_MARKS = re.compile(
    r"(?P<figure>.*?[^\s^])\s*\^?(?P<words>[\u00b2\u00b3\u00b9\u2070-\u2079\u2460-\u2473*※]{1,3})\s*",
    re.DOTALL,
)
# Readers set a raised mark off by ^.
_RAISED = re.compile(r"(?P<figure>[-+]?\d(?:[^^]*[^\s^])?) ?\^ ?(?P<words>\d{1,2}|\*)")
_BRACKETS = str.maketrans("（）", "()")
_MOST_MARKS = 3  # remarks and marks behind one figure
_MAX_REMARK = 200  # characters of a cell that may be a figure with a remark
_COUNTER = re.compile(
    r"(?P<figure>\+?[\d,\s]{1,20})(?P<words>件?(?:批次|人次|条次|件次|[批次个条项宗起份部家户例]))"
)
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
_UNITS = {"count": ("件",), "change": ("件", "项"), "amount": ("万元", "元")}


def _signed(text: str) -> int | None:
    """A change as printed: +3, -35, 减4, 3, 未增未减; None if it isn't one."""
    if text == "未增未减":
        return 0
    change = _CHANGE.fullmatch(text)
    return int(change[2]) * (-1 if change[1] in ("-", "−", "减") else 1) if change else None


def _number(text: str, kind: str) -> Value:
    """The number that `text` prints, in the kind of figure the cell holds; None if it isn't one."""
    if kind == "change":
        return _signed(text)
    if kind == "amount":
        return Decimal(text.replace(",", "")) if _AMOUNT.fullmatch(text) else None
    return int(text.replace(",", "")) if _COUNT.fullmatch(text) else None


def unit_of(title: str) -> str:
    """The unit that the title of a column of amounts prints: 万元, 元, or "" if none, several or another (千元)."""
    units = re.findall(rf"(?<!{_SCALE}){_SCALE}*+元", re.sub(r"\s+", "", title))
    return units[0] if len(units) == 1 and units[0] in ("万元", "元") else ""


def read_cell(raw: str, kind: str = "count", printed_unit: str = "件", where: str = "") -> tuple[Cell, str]:
    """One printed cell as a Cell, and a remark ("" if there is nothing to say about it).

    `printed_unit` is what the header says (件, 万元, 元, or "" if it says nothing); amounts come out in 万元.
    Blank is not zero. Anything that isn't plainly a number keeps its raw text and has no value.
    """
    unit = "万元" if kind == "amount" else "件"
    # Nearly every cell.
    if kind == "count" and len(raw) <= 15 and raw.isascii() and raw.isdigit():
        return Cell(raw, int(raw), "number" if int(raw) else "zero", unit, where), ""
    figure, words = _apart(raw)
    text = _plain(figure)
    sign = next((sign for recognise in _NO_FIGURE if (sign := recognise(text))), None)
    if sign is None:
        sign = _figure_of(text, kind, printed_unit, words, raised=_is_raised(figure))
    return Cell(raw, sign.value, sign.state, unit, where), sign.remark


@dataclass(frozen=True)
class _Sign:
    """What a cell's text stands for."""

    state: State
    value: Value = None
    remark: str = ""


def _blank(text: str) -> _Sign | None:
    """Nothing printed, or nothing that can be seen."""
    return None if text else _Sign("blank")


def _illegible(text: str) -> _Sign | None:
    """A character that was printed and not read."""
    return _Sign("unread", remark="有字符看不见或不能识别，不作数字使用") if ILLEGIBLE in text else None


def _slash(text: str) -> _Sign | None:
    """A slash in the place of a figure."""
    return _Sign("slash") if text == "/" else None


def _dash(text: str) -> _Sign | None:
    """A dash in the place of a figure."""
    return _Sign("dash") if _DASHES.fullmatch(text) else None


_NO_FIGURE: tuple[Callable[[str], _Sign | None], ...] = (_blank, _illegible, _slash, _dash)


@dataclass(frozen=True)
class _Figure:
    """A figure as printed, without blanks: what of it is digits and sign, the form's unit behind it, what is remarked."""

    digits: str
    kind: str
    suffix: str
    printed_unit: str
    remark: str = ""

    @property
    def unit(self) -> str:
        """The unit that is printed: behind the digits, or at the head of the column."""
        return self.suffix or self.printed_unit

    def left(self, digits: str, remark: str) -> "_Figure":
        """What is left of it after something else than digits was recognised."""
        return replace(self, digits=digits, remark=remark)


def _two_signs(figure: _Figure) -> _Figure | None:
    """A change with two signs: --3."""
    if figure.kind != "change" or not _TWO_SIGNS.match(figure.digits):
        return None
    return figure.left(_TWO_SIGNS.sub("-", figure.digits), "数字前有两个负号，按一个负号读取")


def _with_counter(figure: _Figure) -> _Figure | None:
    """A count with another counter than 件: 3批次."""
    counter = _COUNTER.fullmatch(figure.digits) if figure.kind == "count" and not figure.suffix else None
    if counter is None:
        return None
    return figure.left(counter["figure"], f"数字的单位是“{counter['words']}”，不是规定的单位")


def _amount_in_pieces(figure: _Figure) -> _Figure | None:
    """An amount under 万元 with 件 behind it."""
    in_head = figure.kind == "amount" and figure.printed_unit == "万元" and not figure.suffix
    if not in_head or not figure.digits.endswith("件"):
        return None
    return figure.left(figure.digits.removesuffix("件"), "数字的单位是“件”，不是规定的单位")


def _count_with_plus(figure: _Figure) -> _Figure | None:
    """A count with a plus, as only changes have."""
    digits = figure.digits
    if figure.kind != "count" or digits[:1] != "+" or not digits[1:2].isdecimal():
        return None
    return figure.left(digits[1:], "数量前有正号，可能是增减数填错了列，按数量读取")


# What may stand beside digits without making them anything else; each looks at what the one before has left.
_BESIDE_DIGITS: tuple[Callable[[_Figure], _Figure | None], ...] = (
    _two_signs,
    _with_counter,
    _amount_in_pieces,
    _count_with_plus,
)


def _figure_of(text: str, kind: str, printed_unit: str, words: str, raised: bool) -> _Sign:
    """What a printed `text` says as a figure; `words` stood behind it, and `raised` digits are none of its own."""
    remark = f"数字后的“{words[:40]}”不作数字的一部分" if words else ""
    compact = re.sub(r"\s+", "", text)
    suffix = next((unit for unit in _UNITS[kind] if compact.endswith(unit)), "")
    figure = _Figure(compact, kind, suffix, printed_unit, remark)
    for recognise in _BESIDE_DIGITS:
        figure = recognise(figure) or figure
    value = None if raised else _number(figure.digits.removesuffix(figure.suffix), kind)
    if value is None:
        return _Sign("text", remark="单元格不是数字，原文照录，不作数字使用")
    if kind == "amount" and value != 0 and figure.unit != "万元":
        if not figure.unit:
            return _Sign("unread", remark="金额未注明单位，不能确定是元还是万元")
        return _Sign("inferred", value / Decimal(10_000), "金额以元为单位，已折算为万元")
    remark = figure.remark
    if _SPLIT_DIGITS.search(text):
        remark = remark or "数字被空白隔开，按同一个数读取"
    return _Sign("inferred" if remark else "zero" if value == 0 else "number", value, remark)


def _is_raised(figure: str) -> bool:
    """Whether a figure has raised or circled digits, which folding would make digits of its own."""
    return any(unicodedata.category(character) == "No" for character in figure)


def _plain(text: str) -> str:
    """Text with full-width forms folded and invisible characters left out."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def _apart(raw: str) -> tuple[str, str]:
    """A cell's figure, and the remark or the marks of footnotes behind it: folded, ① would become a digit."""
    if len(raw) > _MAX_REMARK:
        return raw, ""
    figure, words = INVISIBLE.sub("", raw).translate(_BRACKETS).strip(), ""
    for _ in range(_MOST_MARKS):
        parts = _MARKS.fullmatch(figure) or _RAISED.fullmatch(figure) or _REMARK.fullmatch(figure)
        if not parts or not parts["figure"].strip():
            break
        figure, words = parts["figure"].strip(), parts["words"] + words
    return (figure, words) if words else (raw, "")
