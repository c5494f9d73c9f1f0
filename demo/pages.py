"""What every replica portal's pages have around and beside the lists of its family: home, articles, META, foot."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from demo.families import Answer
from demo.families.furniture import COLUMN_NAME
from demo.families.known import families
from demo.narrative import paragraphs
from demo.press.figures import FORM, Figures
from demo.press.html import prescribed_tables
from demo.world import Item, ReplicaPortal

HUB = "/xxgk/"
BESIDE_HUB = {"/xwzx/": "新闻动态", HUB: "政府信息公开", "/zwfw/": "政务服务", "/search/": "站内搜索"}
BESIDE_COLUMN = {f"{HUB}zn.html": "政府信息公开指南", f"{HUB}zd.html": "政府信息公开制度"}
SECTION_NUMBERS = "一二三四五六"
STYLE = (
    "table{border-collapse:collapse}td{border:1px solid #999;padding:2px 6px}.xxgk_table{margin-bottom:1em}"
)


@dataclass(frozen=True)
class Stamp:
    """What changes from request to request without meaning anything: visit counter and time of generation."""

    visit: int
    generated: datetime


def content_type(portal: ReplicaPortal, kind: str = "text/html") -> str:
    """The Content-Type header; it names no encoding where the portal leaves that to its META."""
    return kind if portal.declared else f"{kind}; charset={portal.encoding}"


def encoded(portal: ReplicaPortal, text: str) -> bytes:
    """The page as bytes. Raises UnicodeEncodeError for a character that the portal's encoding lacks."""
    return text.encode(portal.encoding)


def html_answer(portal: ReplicaPortal, text: str, status: int = 200) -> Answer:
    """A page in the portal's encoding."""
    return Answer(encoded(portal, text), content_type(portal), status)


def dressed(portal: ReplicaPortal, found: Answer, stamp: Stamp) -> Answer:
    """A family's answer as this portal sends it: in its encoding, a page with its META, foot and stamp. Data stay."""
    if not found.kind.startswith("text/"):
        return found
    text = found.body.decode()
    text = text.replace("<head>", f"<head>\n{_metas(portal, {})}\n", 1)
    text = text.replace("</body>", f"{_foot(portal, stamp)}</body>", 1)
    kind = content_type(portal, found.kind.partition(";")[0])
    return replace(found, body=encoded(portal, text), kind=kind)


def home_page(portal: ReplicaPortal, stamp: Stamp) -> str:
    """The home page: 政府信息公开 is one link among others; some portals have a short cut to the column."""
    links = BESIDE_HUB | ({portal.column: COLUMN_NAME} if portal.shortcut else {})
    return _document(portal, portal.name, {}, f"<h1>{escape(portal.name)}</h1>\n{_links(links)}", stamp)


def hub_page(portal: ReplicaPortal, stamp: Stamp) -> str:
    """The page of 政府信息公开, which leads to the column."""
    links = BESIDE_COLUMN | {families()[portal.family].entry or portal.column: COLUMN_NAME}
    return _document(portal, "政府信息公开", {}, _links(links), stamp)


def _links(links: Mapping[str, str]) -> str:
    rows = "".join(f'<li><a href="{escape(path)}">{words}</a></li>\n' for path, words in links.items())
    return f"<ul>\n{rows}</ul>"


def not_found_page(portal: ReplicaPortal, stamp: Stamp) -> str:
    """The page of a 404."""
    return _document(portal, "您访问的页面不存在", {}, "<p>您访问的页面不存在。</p>", stamp)


def article_page(item: Item, order: int, figures: Figures | None, stamp: Stamp) -> str:
    """An article: a report with its `figures`, or without them what only looks like one."""
    portal = item.portal
    publisher = item.agency.name if item.agency else portal.name
    metas = {
        "ArticleTitle": item.title,
        "PubDate": f"{item.published:%Y-%m-%d %H:%M}",
        "ContentSource": publisher,
    }
    if item.attachment:
        content = _shell_body(item)
    else:
        content = _other_body(item) if figures is None else report_body(item, order, figures)
    visible_line = (
        f'<p class="info">发布时间：{item.published:%Y-%m-%d %H:%M}　来源：{escape(publisher)}　'
        f'浏览次数：<span id="visits">{stamp.visit}</span></p>'
    )
    heads = _header_table(item, publisher)
    family = families()[portal.family]
    inside, above = (heads, "") if family.heads_inside else ("", heads)
    tag = family.body.partition(" ")[0]
    body = f"{above}{visible_line}\n<{family.body}>\n{inside}{content}</{tag}>"
    body = f"<h1>{escape(item.title)}</h1>\n{body}\n<p>（责任编辑：{escape(portal.editor)}）</p>"
    return _document(portal, item.title, metas, body, stamp)


def _header_table(item: Item, publisher: str) -> str:
    """索引号, 发布机构, dates: the table that portals print with every open document."""
    written = item.signed_on or item.published.date()
    pairs = {
        "索 引 号": f"{item.portal.region_code}-{item.published.year}-{item.document:06d}",
        "发布机构": publisher,
        "名　　称": item.title,
        "成文日期": f"{written:%Y-%m-%d}",
        "发布日期": f"{item.published:%Y-%m-%d}",
        "有 效 性": "有效",
    }
    cells = [f"<td>{escape(label)}：</td><td>{escape(value)}</td>" for label, value in pairs.items()]
    rows = (f"<tr>{''.join(cells[place : place + 2])}</tr>\n" for place in range(0, len(cells), 2))
    return f'<table class="xxgk_table"><tbody>\n{"".join(rows)}</tbody></table>\n'


def report_body(item: Item, order: int, figures: Figures) -> str:
    """The six sections with their text and tables, then the signature."""
    texts = paragraphs(item, order, figures)
    tables = prescribed_tables(figures)
    parts: list[str] = []
    for number, section in zip(SECTION_NUMBERS, FORM.sections, strict=True):
        parts.append(f"<p><strong>{number}、{escape(section.label)}</strong></p>\n")
        parts += [f"<p>　　{escape(text)}</p>\n" for text in texts.get(section.key, [])]
        parts.append(tables.get(section.key, ""))
    signature = item.agency.name if item.agency else ""
    day = item.signed_on or item.published.date()
    parts.append(f'<p align="right">{escape(signature)}</p>\n')
    parts.append(f'<p align="right">{day.year}年{day.month}月{day.day}日</p>\n')
    return "".join(parts)


def _other_body(item: Item) -> str:
    """What stands in an article that is no report."""
    return f"<p>　　《{escape(item.title)}》纸质件可到政务服务大厅查阅。</p>\n"


def _shell_body(item: Item) -> str:
    """What stands in an article whose report is the file it links to."""
    return f'<p><a href="{escape(item.attachment)}">{escape(item.title)}.docx</a></p>\n'


def _document(portal: ReplicaPortal, title: str, metas: Mapping[str, str], body: str, stamp: Stamp) -> str:
    """The frame of the portal's own pages: META, breadcrumb, foot."""
    return (
        "<!DOCTYPE html>\n<html>\n<head>\n"
        f"{_metas(portal, metas)}\n<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<div class="path">当前位置：<a href="/">首页</a> &gt; <a href="{escape(portal.column)}">{COLUMN_NAME}</a></div>\n'
        f"{body}\n{_foot(portal, stamp)}</body>\n</html>\n"
    )


def _metas(portal: ReplicaPortal, metas: Mapping[str, str]) -> str:
    """The encoding that the portal declares, the META of every page and those of this one."""
    site = {
        "SiteName": portal.name,
        "SiteDomain": portal.host,
        "SiteIDCode": f"{portal.region_code}0001",
        "ColumnName": COLUMN_NAME,
        "ColumnType": "信息公开年报",
    }
    declared = escape(portal.declared or portal.encoding)
    names = (f'<meta name="{name}" content="{escape(value)}">' for name, value in {**site, **metas}.items())
    return "\n".join((f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">', *names))


def _foot(portal: ReplicaPortal, stamp: Stamp) -> str:
    """The foot, and a comment that differs each time."""
    return (
        f'<div class="foot">主办：{escape(portal.name)}　网站标识码：{portal.region_code}0001</div>\n'
        f"<!-- 页面生成时间 {stamp.generated:%Y-%m-%d %H:%M:%S} 第{stamp.visit}次 -->\n"
    )
