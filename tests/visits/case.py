"""What a case is: a column page of two bodies whose reports of 2025 were published in time, and what may be said of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from demo.families import Asked
from tests.made.portals.raw_server import Wire, sized
from tests.made.portals.small_portals import JYJ, WSJ

# both: the reports are read. open: they may be, and nobody is accused. partial: the column isn't read to its end, either.
Right = str
KIND = "政府信息公开工作年度报告"
FOOT = "<p>主办：试验市人民政府办公室 网站标识码：9901000001 地址：试验市人民路一号</p></body></html>"
TRS_PAGER = '<script>createPageHTML(1, 0, "index", "html");</script>'
ONE, TWO = (
    ("./t20260115_1.html", f"{JYJ}2025年{KIND}", "2026-01-15"),
    (
        "./t20260116_2.html",
        f"{WSJ}2025年{KIND}",
        "2026-01-16",
    ),
)
OLD = (
    ("./t20250115_3.html", f"{JYJ}2024年{KIND}", "2025-01-15"),
    ("./t20250116_4.html", f"{WSJ}2024年{KIND}", "2025-01-16"),
)


@dataclass(frozen=True)
class Case:
    """A kind's variant: its family, the path of its column, its answers by path and what is right. `more` are answers beside
    the column's own page; a function gets the request.
    """

    kind: str
    name: str
    family: str
    page: Wire | str
    right: Right
    path: str = "/nb/"
    more: Mapping[str, str | Callable[[Asked], Wire | None]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its name as that of a host."""
        return f"{self.kind}-{self.name}"

    def answer(self, asked: Asked) -> Wire | None:
        """The answer to a request for a page of its own; None where it has none."""
        found = self.more.get(asked.path)
        if callable(found):
            return found(asked)
        if asked.path == self.path and asked.method == "GET":
            return self.page if isinstance(self.page, Wire) else sized(self.page.encode())
        return sized(found.encode()) if found is not None else None


def page(body: str, pager: str = TRS_PAGER, head: str = "") -> str:
    """A column page around a list."""
    return (
        f'<html><head><meta charset="utf-8"><title>政府信息公开年报</title>{head}</head><body>'
        f'<ul><li><a href="/">首页</a></li></ul>{body}{pager}{FOOT}'
    )


def rows(form: str, *entries: tuple[str, str, str]) -> str:
    """Entries in a form with {url}, {title}, {day}, {year}, {month}, {dom} and {short}, a title cut short."""
    made = []
    for url, title, day in entries or (ONE, TWO):
        year, month, dom = day.split("-")
        made.append(
            form.format(
                url=url, title=title, day=day, year=year, month=month, dom=dom, short=title[:10] + "..."
            )
        )
    return "".join(made)


def ul(form: str, *entries: tuple[str, str, str]) -> str:
    """Entries in a form, in a list."""
    return f"<ul>{rows(form, *entries)}</ul>"


def plain(*entries: tuple[str, str, str]) -> str:
    """Entries as most sites list them."""
    return ul('<li><a href="{url}" title="{title}">{title}</a><span>{day}</span></li>', *entries)
