"""Number formats of spreadsheets: what a cell shows of the number that it stores.

Only formats that show the stored number are followed. Whatever else a format does (scale, hide, round to a whole
number, choose by condition), the number comes out with a remark behind it, and so is nobody's figure.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

_LITERAL = 0xF0000  # literal characters are moved into this private plane while a format is taken apart
_TOKEN = re.compile(
    r'"([^"]*)"|[\\!](.)|[_*].|\[(?:red|black|blue|green|color ?\d+|\$-[0-9a-f]+|红色|黑色|蓝色)\]',
    re.IGNORECASE | re.DOTALL,
)
_PLAIN = r"[^0#?.,%@EeGgDdMmYyHhSsAaBbNnRr*_\[\]/\\\";]*"  # what a format shows as it stands
_SECTION = re.compile(
    rf"({_PLAIN}+)(?:(General|G/通用格式|@)|([#0?]+(?:,[#0?]+)*)(?:\.([#0?]+))?)?({_PLAIN})", re.IGNORECASE
)
_SCALE = 15  # digits that Excel keeps


def _moved(text: str, by: int) -> str:
    return "".join(chr(ord(char) + by) for char in text if 0 <= ord(char) + by < 0x110000)


def _sections(code: str) -> list[str]:
    def literal(token: re.Match[str]) -> str:
        return _moved(token[1] or token[2] or "", _LITERAL)

    return _TOKEN.sub(literal, code).split(";")


def _literal(text: str) -> str:
    return "".join(_moved(char, -_LITERAL) if ord(char) >= _LITERAL else char for char in text)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(number: int | float, code: str) -> str:
    """The text that a cell with this number and this number format shows, without zeros behind the point."""
    if not abs(number) < 10**_SCALE:
        return f"{number}〔格式 {code}〕"
    stored = Decimal(f"{number:.{_SCALE}g}") if isinstance(number, float) else Decimal(number)
    doubt = f"{_plain(stored)}〔格式 {code}〕"
    sections = _sections(code)
    place = 2 if not stored and len(sections) > 2 else 1 if stored < 0 and len(sections) > 1 else 0
    section = _SECTION.fullmatch(sections[place])
    if section is None:
        return doubt
    before, general, digits, decimals, after = section.groups()
    if general:
        text = _plain(abs(stored))
    elif digits:
        rounded = abs(stored).quantize(Decimal(1).scaleb(-len(decimals or "")), ROUND_HALF_UP)
        # A whole number that isn't one, or nothing that is something: shown and stored contradict each other.
        if rounded != abs(stored) and (not decimals or not rounded):
            return doubt
        text = _plain(rounded)
        if text == "0" and "0" not in f"{digits}{decimals or ''}":
            text = ""
    else:
        text = ""
    sign = "-" if stored < 0 and place == 0 else ""
    printed = f"{sign}{_literal(before)}{text}{_literal(after)}".strip()
    return printed if printed and ("-" in printed or stored >= 0) else doubt
