"""How lists print the day of an entry: as text, in pieces, in an attribute, before the title, in part or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PrintedDay:
    """A day made ready to be printed: the markup, the attributes of the element around it, and on which side it stands."""

    content: str = ""
    attributes: str = ""
    before: bool = False

    def element(self, tag: str, name: str = "") -> str:
        """The day in an element of its own; nothing where none is printed."""
        if not self.content:
            return ""
        kind = f' class="{name}"' if name else ""
        return f"<{tag}{kind}{self.attributes}>{self.content}</{tag}>"

    def inline(self) -> str:
        """The day in the line of the title, without an element of its own where it needs none."""
        return self.element("span") if self.attributes else self.content


def _iso(day: date, turn: int) -> PrintedDay:
    return PrintedDay(f"{day}")


def _slashes(day: date, turn: int) -> PrintedDay:
    return PrintedDay(_one([f"{day:%Y/%m/%d}", f"{day.year}/{day.month}/{day.day}"], turn))


def _dots(day: date, turn: int) -> PrintedDay:
    return PrintedDay(f"{day:%Y.%m.%d}")


def _words(day: date, turn: int) -> PrintedDay:
    return PrintedDay(_one([f"{day.year}年{day.month}月{day.day}日", f"{day:%Y年%m月%d日}"], turn))


def _brackets(day: date, turn: int) -> PrintedDay:
    return PrintedDay(_one([f"[{day}]", f"({day})", f"（{day}）", f"【{day}】", f"[ {day} ]"], turn))


def _split(day: date, turn: int) -> PrintedDay:
    """The day large, its month and year small beside it."""
    forms = [
        f"<b>{day:%d}</b><i>{day:%Y-%m}</i>",
        f'<span class="day">{day:%d}</span>\n<span class="ym">{day:%Y.%m}</span>',
        f"<em>{day:%m-%d}</em><i>{day:%Y}</i>",
        f'<p class="year">{day:%Y}年</p><p class="md">{day:%m}-{day:%d}</p>',
    ]
    return PrintedDay(_one(forms, turn))


def _attribute(day: date, turn: int) -> PrintedDay:
    """In full in an attribute only."""
    attributes = [f' data-date="{day}"', f' title="发布时间：{day}"', f' datetime="{day}"']
    return PrintedDay(f"{day:%m-%d}", _one(attributes, turn))


def _timed(day: date, turn: int) -> PrintedDay:
    return PrintedDay(_one([f"{day} 17:32", f"{day} 17:32:08", f"发布时间：{day} 17:32"], turn))


def _before(day: date, turn: int) -> PrintedDay:
    return PrintedDay(_one([f"{day}", f"[{day}]"], turn), before=True)


def _broken(day: date, turn: int) -> PrintedDay:
    """Over lines, as the templates of some systems leave it."""
    return PrintedDay(_one([f"\n\t\t{day}\n\t", f"{day:%Y}-\n{day:%m}-\n{day:%d}"], turn))


def _short(day: date, turn: int) -> PrintedDay:
    """Without its year."""
    return PrintedDay(_one([f"{day:%m-%d}", f"{day:%m/%d}"], turn))


def _none(day: date, turn: int) -> PrintedDay:
    return PrintedDay()


def _one(forms: Sequence[str], turn: int) -> str:
    return forms[turn % len(forms)]


# By name: the day as one list prints it; `turn` chooses among forms of a kind, the same for all entries of a list.
DAYS: dict[str, Callable[[date, int], PrintedDay]] = {
    "iso": _iso,
    "slashes": _slashes,
    "dots": _dots,
    "words": _words,
    "brackets": _brackets,
    "split": _split,
    "attribute": _attribute,
    "timed": _timed,
    "before": _before,
    "broken": _broken,
    "short": _short,
    "none": _none,
}
UNTOLD = frozenset({"short", "none"})  # nobody can tell the whole day from these
