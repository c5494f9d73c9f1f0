"""What a printed cell means: a number, a zero, a blank, or something we must not guess."""

import re
import unicodedata
from decimal import Decimal

from store.models import Cell, State, Value

_DASHES = re.compile(r"[-—–―‐‒−_]+")
_COUNT = re.compile(r"\d{1,15}|\d{1,3}(?:,\d{3}){1,4}")
_AMOUNT = re.compile(r"(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,12})?")
_SPLIT_DIGITS = re.compile(r"\d\s+[\d.]|\.\s+\d")
_CHANGE = re.compile(r"([-+−增减]?)(\d{1,15})")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
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
    units = re.findall(r"[十百千万亿美欧日港]*元", re.sub(r"\s+", "", title))
    return units[0] if len(units) == 1 and units[0] in ("万元", "元") else ""


def read_cell(raw: str, kind: str = "count", printed_unit: str = "件", where: str = "") -> tuple[Cell, str]:
    """One printed cell as a Cell, and a remark ("" if there is nothing to say about it).

    `printed_unit` is what the header says (件, 万元, 元, or "" if it says nothing); amounts come out in 万元.
    Blank is not zero. Anything that isn't plainly a number keeps its raw text and has no value.
    """
    unit = "万元" if kind == "amount" else "件"
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw)).strip()
    if not text:
        return Cell(raw, None, "blank", unit, where), ""
    if text == "/":
        return Cell(raw, None, "slash", unit, where), ""
    if _DASHES.fullmatch(text):
        return Cell(raw, None, "dash", unit, where), ""
    compact = re.sub(r"\s+", "", text)
    suffix = next((unit for unit in _UNITS[kind] if compact.endswith(unit)), "")
    value = _number(compact.removesuffix(suffix), kind)
    if value is None:
        return Cell(raw, None, "text", unit, where), "单元格不是数字，原文照录，不作数字使用"
    if kind == "amount" and value != 0 and (suffix or printed_unit) != "万元":
        if not (suffix or printed_unit):
            return Cell(raw, None, "unread", unit, where), "金额未注明单位，不能确定是元还是万元"
        return Cell(raw, value / Decimal(10_000), "inferred", unit, where), "金额以元为单位，已折算为万元"
    if _SPLIT_DIGITS.search(text):
        return Cell(raw, value, "inferred", unit, where), "数字被空白隔开，按同一个数读取"
    state: State = "zero" if value == 0 else "number"
    return Cell(raw, value, state, unit, where), ""
