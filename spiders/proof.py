"""What keeps a column from proving that something isn't there: titles on its pages that are no rows, links to years and
older lists that nobody followed, rows that may be the report. One place for all families.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from crawler.reading.front import is_cut, is_lookalike, parse_title, promises, simplified
from crawler.reading.labels import squeeze
from spiders.column import Column, text_of
from spiders.links import is_link, is_verb, short_text, target_of
from spiders.page import Page
from spiders.records import Records

MAX_BESIDE = 12  # letters beside a name and within them a year, of a title that says no kind
MAX_HIDDEN = 200  # titles of a column that are kept; one with more proves nothing at all
_KIND = re.compile(r"年报|年度报告|年度工作报告|年度总结")
_LIMITS = re.compile(r"[<>\"'`\r\n|;{}=\[\]，。；、:：]")
_INLINE = re.compile(r"</?(?:em|b|i|u|strong|font|span|mark)\b[^<>]{0,300}>|<br\s{0,3}/?>", re.I)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_YEAR = re.compile(r"(20\d\d)")
_NONE = re.compile(
    r"暂无(?:相关)?(?:信息|数据|内容|记录|文章|年报)|没有(?:相关|符合条件的)(?:信息|数据|记录)|无相关(?:信息|数据)"
)
# Documents that stand beside annual reports, by words that may occur in a report's title too: told by these only where the
# title says nothing of a report.
_OTHERS = re.compile(
    r"指南|制度|规定|办法|条例|细则|通知|公告|公示|通告|方案|意见|要点|计划|规划|清单|目录|名单|名录|预算|决算|采购|招标|中标|招聘|招考|录用|任免|会议|讲话|"
    r"解读|图解|问答|热线|简介|职责|机构|领导|批复|答复|许可|处罚|统计公报|统计年鉴|政府工作报告|法治|依申请|申请表|流程|网站工作|报表"
)
# A body by itself, long or short, of any portal: 教育局, 市卫健委, 青石区, 南街街道.
_BODY = re.compile(
    r"[\u4e00-\u9fff（）()]{1,20}(?:政府|办公厅|办公室|委员会|管委会|局|厅|委|办|部|院|署|处|站|队|中心|公司|协会|[省市州盟县区旗镇乡]|街道|开发区)"
)
_FOOTER = re.compile(r"版权|©|copyright|备案|主办|承办|地址|技术支持|更新", re.I)


def may_be_report(title: str, column: Column) -> bool:
    """Whether a row may be a report of the column's agencies: by its words, its year, or the name of one of them."""
    if promises(title) or is_cut(title) or is_verb(title) or "\ufffd" in title:
        return not is_lookalike(title)
    compact = simplified(squeeze(title))
    if _OTHERS.search(compact):
        return False
    named = any(name in compact for name in column.names) or bool(_BODY.fullmatch(compact))
    return named or bool(column.years_in(compact))


def says_none(page: Page) -> bool:
    """Whether a page says itself that it lists nothing, where a visitor sees it: sites keep such words hidden for later."""
    said = page.markup.xpath(
        "//body//text()[(contains(., '无') or contains(., '没有')) and string-length(normalize-space(.)) < 30]"
        "[not(ancestor::script or ancestor::style or ancestor::template or ancestor::textarea or ancestor::noscript)]"
        "[not(ancestor::*[@hidden or contains(translate(@style, ' ', ''), 'display:none')])]"
    ).getall()
    return any(_NONE.search(squeeze(text)) for text in said)


def look_at_lead(column: Column) -> None:
    """At the end of a list that a link to years led to: what it shows nothing of, it doesn't prove to be absent."""
    if not column.lead or column.lead_says_none:
        return
    shown = {year for row in column.rows.values() for year in column.years_in(row.title)}
    shown |= {row.listed_on.year - 1 for row in column.rows.values() if row.listed_on}
    if unseen := column.years_in(column.lead) - shown:
        column.doubt(
            "unfollowed", f"“{column.lead}”打开的页面（{column.url}）没有那一年的条目", text_of(unseen)
        )


def look_for_hidden(page: Page, records: Records, column: Column) -> None:
    """Take down the titles on a page that speak of a report and may be no row. Which of them are, the whole column tells."""
    for text in (*_titles_in(page.text, column), *_unshown_links(page), *_unlinked(page, records)):
        if len(column.hidden) > MAX_HIDDEN:
            return
        compact = simplified(squeeze(text))
        told = _YEAR.search(compact) or any(name in compact for name in column.names)
        if (
            told
            and not is_lookalike(compact)
            and compact not in column.hidden
            and compact not in _own_names(page)
        ):
            column.hidden.append(compact)


def _titles_in(text: str, column: Column) -> Iterator[str]:
    """What looks like titles of annual reports anywhere in the source: markup, attributes, comments, scripts."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if "%E5" in plain or "%e5" in plain:
        plain = unquote(plain)
    plain = _INLINE.sub("", unescape(plain).replace("報", "报").replace("總結", "总结"))
    for found in _KIND.finditer(plain):
        before = plain[max(0, found.start() - 60) : found.start()]
        after = plain[found.end() : found.end() + 20]
        starts = [limit.end() for limit in _LIMITS.finditer(before)]
        ends = _LIMITS.search(after)
        yield before[starts[-1] if starts else 0 :] + found[0] + after[: ends.start() if ends else 20]
    yield from _short_titles(plain, column)


def _short_titles(plain: str, column: Column) -> Iterator[str]:
    """What is hardly more than the name of one of the column's agencies and a year: a title as short as some sites print."""
    if not column.names:
        return
    named = re.compile("|".join(map(re.escape, sorted(column.names, key=len, reverse=True))))
    for found in _YEAR.finditer(plain):
        piece = _LIMITS.split(plain[max(0, found.start() - 40) : found.start()])[-1] + found[0]
        piece = squeeze(piece + _LIMITS.split(plain[found.end() : found.end() + 40])[0])
        rest = named.sub("", piece, count=1)
        short = rest != piece and len(rest) <= MAX_BESIDE and bool(column.years_in(found[0]))
        if short and not _FOOTER.search(piece) and not _OTHERS.search(rest):
            yield piece


def _unshown_links(page: Page) -> Iterator[str]:
    """The titles of links in comments, templates and text areas: a script may show them."""
    hidden = page.markup.xpath("//comment() | //template | //textarea | //noscript").getall()
    for piece in hidden:
        if "<a" in piece or "&lt;a" in piece:
            inside = page.part(unescape(piece).replace("<!--", "").replace("-->", ""))
            for link in inside.markup.xpath("//a"):
                yield link.attrib.get("title") or link.xpath("string()").get("")


def _unlinked(page: Page, records: Records) -> Iterator[str]:
    """What stands in a list as its rows do, but leads nowhere."""
    for holder in {id(record.holder): record.holder for record in records.found}.values():
        for element in holder if holder is not None else ():
            if isinstance(element.tag, str) and not any(
                is_link(link) and target_of(link, page)
                for link in element.iter()
                if isinstance(link.tag, str)
            ):
                words = short_text(element, 81)
                if 4 <= len(words) <= 80:
                    yield words


def _own_names(page: Page) -> set[str]:
    """What a page calls itself: its window's title, its headings, its META."""
    names = page.markup.xpath(
        "//title//text() | //meta/@content | //h1//text() | //h2//text() | //h3//text()"
    ).getall()
    parts = (part for name in names for part in re.split(r"[-_|—>》\s]+", name))
    return {simplified(squeeze(name)) for name in (*names, *parts)}


def conclude(column: Column) -> None:
    """At the end of a column: what of all that was seen on its pages makes which absence unprovable."""
    rows = column.all_rows.values()
    titles = {simplified(squeeze(row.title)) for row in rows}
    for text in column.hidden:
        if not any(_is_part(text, title) for title in titles):
            column.doubt("hidden_title", f"页面中有题目不在列表的条目里：{text}", text)
    if len(column.hidden) > MAX_HIDDEN:
        column.doubt("hidden_title", f"页面中有 {MAX_HIDDEN} 个以上的题目不在列表的条目里")
    listed = {title.year for row in rows if (title := parse_title(row.title))}
    for words, may_be_shown in column.unfollowed:
        years = column.years_in(words) - (listed if may_be_shown else set())
        if years or not _YEAR.search(words):
            column.doubt("unfollowed", f"“{words}”的列表没有跟进", text_of(years))
    for url, words in column.waiting:
        column.doubt("unfollowed", f"“{words}”（{url}）没有跟进", text_of(column.years_in(words)))
    column.waiting.clear()


def _is_part(text: str, title: str) -> bool:
    """Whether a text is a row's title, cut short perhaps, or that title but for the name of the place before it."""
    if title in text and len(title) >= 6:
        return True
    start = text.rstrip("….。")
    if start != text and len(start) >= 6 and title.startswith(start):
        return True
    before = title.removesuffix(text) if title.endswith(text) else title
    return text == title or (
        before != title and len(before) <= 6 and bool(re.search(r"[省市州盟县区旗]$", before))
    )
