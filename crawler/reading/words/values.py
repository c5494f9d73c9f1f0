"""What a printed cell means: a number, a zero, a blank, or something we must not guess."""

import re
import unicodedata
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
_RAISED = re.compile(
    r"(?P<figure>[-+]?\d(?:[^^]*[^\s^])?) ?\^ ?(?P<words>\d{1,2}|\*)"
)  # readers set a raised mark off by ^
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
    found = _CHANGE.fullmatch(text)
    return int(found[2]) * (-1 if found[1] in ("-", "−", "减") else 1) if found else None


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
    if kind == "count" and len(raw) <= 15 and raw.isascii() and raw.isdigit():  # nearly every cell
        return Cell(raw, int(raw), "number" if int(raw) else "zero", unit, where), ""
    figure, words = _apart(raw)
    text = _plain(figure)
    if not text:
        return Cell(raw, None, "blank", unit, where), ""
    if ILLEGIBLE in text:
        return Cell(raw, None, "unread", unit, where), "有字符看不见或不能识别，不作数字使用"
    if text == "/":
        return Cell(raw, None, "slash", unit, where), ""
    if _DASHES.fullmatch(text):
        return Cell(raw, None, "dash", unit, where), ""
    compact = re.sub(r"\s+", "", text)
    remark = f"数字后的“{words[:40]}”不作数字的一部分" if words else ""
    if kind == "change" and _TWO_SIGNS.match(compact):
        compact, remark = _TWO_SIGNS.sub("-", compact), "数字前有两个负号，按一个负号读取"
    suffix = next((unit for unit in _UNITS[kind] if compact.endswith(unit)), "")
    counter = _COUNTER.fullmatch(compact) if kind == "count" and not suffix else None
    if counter:
        compact, remark = counter["figure"], f"数字的单位是“{counter['words']}”，不是规定的单位"
    if kind == "amount" and printed_unit == "万元" and not suffix and compact.endswith("件"):
        compact, remark = compact.removesuffix("件"), "数字的单位是“件”，不是规定的单位"
    if kind == "count" and compact[:1] == "+" and compact[1:2].isdecimal():
        compact, remark = compact[1:], "数量前有正号，可能是增减数填错了列，按数量读取"
    raised = any(unicodedata.category(character) == "No" for character in figure)
    value = None if raised else _number(compact.removesuffix(suffix), kind)
    if value is None:
        return Cell(raw, None, "text", unit, where), "单元格不是数字，原文照录，不作数字使用"
    if kind == "amount" and value != 0 and (suffix or printed_unit) != "万元":
        if not (suffix or printed_unit):
            return Cell(raw, None, "unread", unit, where), "金额未注明单位，不能确定是元还是万元"
        return Cell(raw, value / Decimal(10_000), "inferred", unit, where), "金额以元为单位，已折算为万元"
    if _SPLIT_DIGITS.search(text):
        remark = remark or "数字被空白隔开，按同一个数读取"
    state: State = "inferred" if remark else "zero" if value == 0 else "number"
    return Cell(raw, value, state, unit, where), remark


def _plain(text: str) -> str:
    """Text with full-width forms folded and invisible characters left out."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def _apart(raw: str) -> tuple[str, str]:
    """A cell's figure, and the remark or the marks of footnotes behind it: folded, ① would become a digit."""
    if len(raw) > _MAX_REMARK:
        return raw, ""
    figure, words = INVISIBLE.sub("", raw).translate(_BRACKETS).strip(), ""
    for _ in range(_MOST_MARKS):
        found = _MARKS.fullmatch(figure) or _RAISED.fullmatch(figure) or _REMARK.fullmatch(figure)
        if not found or not found["figure"].strip():
            break
        figure, words = found["figure"].strip(), found["words"] + words
    return (figure, words) if words else (raw, "")
