"""A county's page that links a file a unit: as an article, with the number of units, as a table, and as what proves nothing."""

from html import escape
from urllib.parse import unquote

from demo.families import Answer, Asked, Entry, Site

_METAS = '<meta name="ArticleTitle" content="{}"><meta name="PubDate" content="2026-01-28">'
_TITLE = "试验市2025年政府信息公开工作年度报告汇总"
_REPORT = "2025年政府信息公开工作年度报告"


def _named(entry: Entry) -> str:
    """A link with the report's full title, in an address that was broken over lines."""
    return f'<p><a href="\n {escape(unquote(entry.path))} \n">{escape(entry.title)}.pdf</a></p>'


def _unit(entry: Entry) -> str:
    """A link with nothing but the unit's name and a number."""
    return f'<li><a href="{escape(entry.path)}">1、{escape(entry.title.removesuffix(_REPORT))}</a></li>'


def _cell(entry: Entry) -> str:
    """The unit's name in one cell, 下载 by a program in the next."""
    unit = escape(entry.title.removesuffix(_REPORT))
    return f'<tr><td>1</td><td>{unit}</td><td><a href="{escape(entry.path)}">下载</a></td></tr>'


def _twins(entry: Entry) -> str:
    """The report in two formats."""
    other = entry.path.replace(".docx", ".pdf")
    return "".join(
        f'<p><a href="{escape(path)}">{escape(entry.title)}</a></p>' for path in (other, entry.path)
    )


def _page(rows: str, title: str = _TITLE, metas: bool = True, more: str = "") -> Answer:
    head = f"<title>{title}</title>" + (_METAS.format(title) if metas else "")
    menu = '<div class="nav"><ul><li><a href="/">首页</a></li></ul></div>'
    body = f"{menu}<h1>{title}</h1><div class='content'>{rows}</div>{more}"
    return Answer(f"<html><head>{head}</head><body>{body}</body></html>".encode())


def answer(site: Site, asked: Asked) -> Answer | None:
    """The summary in the manner that its address names; `Lies.more` is added to the number of units where it is stated."""
    named = "".join(map(_named, site.entries))
    stated = f"<p>现将全市{site.stated}家单位年度报告公布如下：</p>"
    part = _TITLE.replace("汇总", "（一）")
    answers = {
        "/article/": lambda: _page(named),
        "/stated/": lambda: _page(stated + named, metas=False),
        "/both/": lambda: _page(stated + named),
        "/units/": lambda: _page(f"<ul>{''.join(map(_unit, site.entries))}</ul>"),
        "/table/": lambda: _page(f"<table>{''.join(map(_cell, site.entries))}</table>"),
        "/twins/": lambda: _page("".join(map(_twins, site.entries))),
        "/guide/": lambda: _page(named + '<a href="/zn.pdf">试验市政府信息公开指南.pdf</a>'),
        "/bare/": lambda: _page(named, metas=False),
        "/part/": lambda: _page(named, part),
        "/paged/": lambda: _page(named, more="<a href='list_2.html'>下一页</a>"),
        "/script/": lambda: _page(named, more="<script>createPageHTML(3, 0, 'index', 'html')</script>"),
        "/odd/": lambda: _page(named + '<a href="/x.pdf">说明.pdf</a>'),
        "/rivals/": lambda: _page(named + named.replace(".pdf\n", ".pdf").replace("/files/", "/other/")),
    }
    return answers[asked.path]() if asked.path in answers else None
