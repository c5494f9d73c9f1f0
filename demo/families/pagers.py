"""What lists print about their pages beside their family's own pager: links, words, buttons, numbers stated."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Turn:
    """A page among those that the site says it has: its number, their number, that of all entries, where each stands."""

    number: int
    pages: int
    total: int
    address: Callable[[int], str]

    def link(self, page: int, words: str) -> str:
        """A link to a page; without one where there is no such page or it is this one."""
        if page == self.number or not 1 <= page <= self.pages:
            return f'<span class="on">{words}</span>'
        return f'<a href="{escape(self.address(page))}">{words}</a>'

    @property
    def numbers(self) -> range:
        """The numbers of all pages."""
        return range(1, self.pages + 1)


def _none(turn: Turn) -> str:
    return ""


def _numbers(turn: Turn) -> str:
    return f'<div class="page">{" ".join(turn.link(page, str(page)) for page in turn.numbers)}</div>'


def _listed(turn: Turn) -> str:
    items = "".join(f"<li>{turn.link(page, str(page))}</li>" for page in turn.numbers)
    return f'<ul class="pagination"><li>{turn.link(turn.number - 1, "&laquo;")}</li>{items}</ul>'


def _words(turn: Turn) -> str:
    steps = {"首页": 1, "上一页": turn.number - 1, "下一页": turn.number + 1, "尾页": turn.pages}
    return f'<div class="fy">{"&nbsp;".join(turn.link(page, words) for words, page in steps.items())}</div>'


def _arrows(turn: Turn) -> str:
    return (
        f'<div class="fy">{turn.link(turn.number - 1, "&lsaquo;")}<b>{turn.number}</b>'
        f"{turn.link(turn.number + 1, '&rsaquo;')}</div>"
    )


def _select(turn: Turn) -> str:
    options = "".join(
        f'<option value="{escape(turn.address(page))}"{" selected" * (page == turn.number)}>{page}</option>'
        for page in turn.numbers
    )
    return f'<select onchange="location.href=this.value">{options}</select>'


def _buttons(turn: Turn) -> str:
    return "".join(
        f'<button type="button" onclick="location.href=\'{escape(turn.address(page))}\'">{page}</button>'
        for page in turn.numbers
    )


def _images(turn: Turn) -> str:
    return turn.link(turn.number + 1, '<img src="/images/next.gif" alt="下一页">')


def _stated(turn: Turn) -> str:
    return f"<div class='fy'>共{turn.pages}页 {turn.total}条 第{turn.number}页 {turn.link(turn.number + 1, '下 一 页')}</div>"


PAGERS: dict[str, Callable[[Turn], str]] = {
    "none": _none,
    "numbers": _numbers,
    "listed": _listed,
    "words": _words,
    "arrows": _arrows,
    "select": _select,
    "buttons": _buttons,
    "images": _images,
    "stated": _stated,
}
