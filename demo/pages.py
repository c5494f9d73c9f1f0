"""The pages of the replica portals: home, list, article, as TRS WCM and Hanweb JCMS make them. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from demo.figures import FORM, Figures
from demo.narrative import paragraphs
from demo.tables import prescribed_tables
from demo.world import Item, Portal

COLUMN_NAME = "政府信息公开年报"
DATAPROXY = "/module/web/jpage/dataproxy.jsp"
EMBEDDED_PAGES = 2  # display pages whose rows a JCMS column carries itself
TITLE_WIDTH = 24  # characters of a title that a list prints
SECTION_NUMBERS = "一二三四五六"
STYLE = (
    "table{border-collapse:collapse}td{border:1px solid #999;padding:2px 6px}.xxgk_table{margin-bottom:1em}"
)


@dataclass(frozen=True)
class Stamp:
    """What changes from request to request without meaning anything: visit counter and time of generation."""

    visit: int
    generated: datetime


def content_type(portal: Portal, kind: str = "text/html") -> str:
    """The Content-Type header; it names no encoding where the portal leaves that to its META."""
    return kind if portal.declared else f"{kind}; charset={portal.encoding}"


def encoded(portal: Portal, text: str) -> bytes:
    """The page as bytes. Raises UnicodeEncodeError for a character that the portal's encoding lacks."""
    return text.encode(portal.encoding)


def home_page(portal: Portal, stamp: Stamp) -> str:
    """The home page, with the link to the column."""
    body = (
        f"<h1>{escape(portal.name)}</h1>\n<ul>\n"
        f'<li><a href="{escape(portal.column)}">{COLUMN_NAME}</a></li>\n'
        '<li><a href="/search/">站内搜索</a></li>\n</ul>'
    )
    return _document(portal, portal.name, {}, body, stamp)


def not_found_page(portal: Portal, stamp: Stamp) -> str:
    """The page of a 404."""
    return _document(portal, "您访问的页面不存在", {}, "<p>您访问的页面不存在。</p>", stamp)


def trs_list_page(portal: Portal, items: Sequence[Item], number: int, stamp: Stamp) -> str | None:
    """List page `number`, counted from 0; None where the column has no such page."""
    pages = max(1, -(-len(items) // portal.page_size))
    if not 0 <= number < pages:
        return None
    shown = items[number * portal.page_size : (number + 1) * portal.page_size]
    rows = "".join(_trs_row(item) for item in shown)
    body = (
        f'<ul class="u-list">\n{rows}</ul>\n<div class="page"><script type="text/javascript">'
        f'createPageHTML({pages}, {number}, "index","html");</script></div>'
    )
    return _document(portal, COLUMN_NAME, {}, body, stamp)


def _trs_row(item: Item) -> str:
    address = "./" + item.path.removeprefix(item.portal.column)
    return f"<li>{_link(item, address)}<span>{item.published:%Y-%m-%d}</span></li>\n"


def _link(item: Item, address: str) -> str:
    text = item.title if len(item.title) <= TITLE_WIDTH else item.title[:TITLE_WIDTH] + "…"
    return f'<a href="{escape(address)}" target="_blank" title="{escape(item.title)}">{escape(text)}</a>'


def jcms_list_page(portal: Portal, items: Sequence[Item], stamp: Stamp) -> str:
    """The column page: the rows of the first display pages inside, the rest behind the data proxy."""
    unit = escape(portal.jpage["unitid"])
    embedded = jcms_datastore(portal, items, 1, EMBEDDED_PAGES * portal.page_size)
    body = (
        f'<div id="{unit}"><script type="text/xml">{embedded}</script></div>\n'
        f"<script type=\"text/javascript\">$('#{unit}').jpage({{themeName:'default',showMode:'full',"
        f"totalRecord:{len(items)},groupSize:{EMBEDDED_PAGES},proxyUrl:'{DATAPROXY}',perPage:{portal.page_size},"
        f"ajaxParam:{{col:1,appid:'1',webid:{escape(portal.jpage['webid'])},path:'/',"
        f"columnid:{escape(portal.jpage['columnid'])},sourceContentType:1,unitid:'{unit}',"
        f"webname:'{escape(portal.name)}',permissiontype:0}}}});</script>"
    )
    return _document(portal, COLUMN_NAME, {}, body, stamp)


def jcms_datastore(portal: Portal, items: Sequence[Item], first: int, last: int) -> str:
    """Records `first` to `last`, counted from 1, as the data proxy answers; none where there are none."""
    if not items:
        return "<datastore></datastore>"
    rows = "\n".join(
        f"<record><![CDATA[<li>{_link(item, f'http://{portal.host}{item.path}')}"
        f"<span>{item.published:%Y-%m-%d}</span></li>]]></record>"
        for item in items[max(first, 1) - 1 : max(last, 0)]
    )
    counts = (
        f"<totalrecord>{len(items)}</totalrecord><totalpage>{-(-len(items) // portal.page_size)}</totalpage>"
    )
    return f"<datastore>{counts}<recordset>\n{rows}\n</recordset></datastore>"


def article_page(item: Item, order: int, figures: Figures | None, stamp: Stamp) -> str:
    """An article: a report with its `figures`, or without them what only looks like one."""
    portal = item.portal
    publisher = item.agency.name if item.agency else portal.name
    metas = {
        "ArticleTitle": item.title,
        "PubDate": f"{item.published:%Y-%m-%d %H:%M}",
        "ContentSource": publisher,
    }
    content = _other_body(item) if figures is None else _report_body(item, order, figures)
    visible_line = (
        f'<p class="info">发布时间：{item.published:%Y-%m-%d %H:%M}　来源：{escape(publisher)}　'
        f'浏览次数：<span id="visits">{stamp.visit}</span></p>'
    )
    heads = _header_table(item, publisher)
    # JCMS keeps the header table inside the body, TRS above it.
    if portal.family == "jcms":
        body = f'{visible_line}\n<div id="zoom">\n{heads}{content}</div>'
    else:
        body = f'{heads}{visible_line}\n<div class="TRS_Editor">\n{content}</div>'
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


def _report_body(item: Item, order: int, figures: Figures) -> str:
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


def _document(portal: Portal, title: str, metas: Mapping[str, str], body: str, stamp: Stamp) -> str:
    """The frame of every page: META, breadcrumb, footer, and a comment that differs each time."""
    site = {
        "SiteName": portal.name,
        "SiteDomain": portal.host,
        "SiteIDCode": f"{portal.region_code}0001",
        "ColumnName": COLUMN_NAME,
        "ColumnType": "信息公开年报",
    }
    names = "\n".join(
        f'<meta name="{name}" content="{escape(value)}">' for name, value in {**site, **metas}.items()
    )
    declared = escape(portal.declared or portal.encoding)
    return (
        "<!DOCTYPE html>\n<html>\n<head>\n"
        f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">\n'
        f"<title>{escape(title)}</title>\n{names}\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<div class="path">当前位置：<a href="/">首页</a> &gt; <a href="{escape(portal.column)}">{COLUMN_NAME}</a></div>\n'
        f'{body}\n<div class="foot">主办：{escape(portal.name)}　网站标识码：{portal.region_code}0001</div>\n'
        f"<!-- 页面生成时间 {stamp.generated:%Y-%m-%d %H:%M:%S} 第{stamp.visit}次 -->\n</body>\n</html>\n"
    )
