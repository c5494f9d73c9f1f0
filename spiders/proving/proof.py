"""What keeps a column from proving that something isn't there: titles on its pages that are no rows, links to years and
older lists that nobody followed, rows that may be the report. One place for all families.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from itertools import islice
from urllib.parse import unquote

from lxml.html import HtmlElement

from crawler.reading.around.front import is_cut, is_lookalike, promises, simplified
from crawler.reading.words.labels import squeeze
from spiders.column import Column, words_of_years, years_in
from spiders.pages.links import is_link, is_verb, short_text, target_of
from spiders.pages.page import Page
from spiders.pages.records import Records
from store.checks.absence import without_days
from store.registry.body_names import is_body, is_region

MAX_BESIDE = 12  # letters beside a name and within them a year, of a title that says no kind
_YEAR = re.compile(r"(20\d\d)")
SAYS_NOTHING = 2  # letters of a title that may be of anything: 教委, 全文
MAX_HIDDEN = 200  # titles of a column that are kept; one with more proves nothing at all
_KIND = re.compile(r"年报|年.?度?.{0,6}(?:报告|总结)|公开.{0,6}(?:报告|总结)")
_LIMITS = re.compile(r"[<>\"'`\r\n|;{}=\[\]，。；、:：]")
_INLINE = re.compile(
    r"</?(?:em|b|i|u|strong|font|span|mark|wbr)\b[^<>\u4e00-\u9fff]{0,300}>|<br\s{0,3}/?>|<!--[^<>]{0,40}-->",
    re.I,
)
_ESCAPED = re.compile(r"(?:\\{1,2}|%)u([0-9a-fA-F]{4})")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_PACKED = re.compile(r"\batob\s{0,3}\(\s{0,3}['\"]([A-Za-z0-9+/=]{16,20000})['\"]")
_OBJECT = re.compile(r"\{[^{}]{8,600}\}")
_TELLING = re.compile(r"[\u4e00-\u9fff]|^\s{0,3}20\d\d\s{0,3}$")
_OWN_TITLE = re.compile(r"document\.title\s{0,3}=\s{0,3}(?:\"[^\"]{0,200}\"|'[^']{0,200}')")
_NONE = re.compile(
    r"暂无(?:相关)?(?:信息|数据|内容|记录|文章|年报)|没有(?:相关|符合条件的)(?:信息|数据|记录)|无相关(?:信息|数据)"
)
# Documents that stand beside annual reports, by words that may occur in a report's title too: told by these only where the
# title says nothing of a report.
_OTHERS = re.compile(
    r"指南|制度|规定|办法|条例|细则|通知|公告|公示|通告|方案|意见|要点|计划|规划|清单|目录|名单|名录|预算|决算|采购|招标|中标|招聘|招考|录用|任免|会议|讲话|"
    r"解读|图解|问答|热线|简介|职责|机构|领导|批复|答复|许可|处罚|统计公报|统计年鉴|政府工作报告|法治|依申请|申请表|流程|网站工作|报表|微信|微博|抖音|客户端|邮箱"
)
# Another document that carries reports with it: 关于公布…年度报告的通知, 指南及2025年年报.
_CARRIES = re.compile(r"(?:公布|发布|及|和|暨|附|含).{0,40}(?:年度报告|年报)")
_REMARK = re.compile(r"[(（【\[](?:[附含][^()（）【】\[\]]{1,10}|[^()（）【】\[\]解读]{1,12})[)）】\]]$")
_ANY_REPORT = re.compile(r"年报|报告|总结|公开")
# Titles that say nothing: 附件1, 全文, a day, letters.
_UNTITLED = re.compile(r"(?:附件|附|报告|全文|正文|文件|[^\u4e00-\u9fff]|年|月|日)*")
# Several bodies' reports in one.
_COLLECTIVE = re.compile(
    r"(?:汇总|合集|各\S{0,4}(?:部门|单位|街道|乡镇|镇街)|[市区县省](?:直|属)(?:各?单位|部门)|部门)[^，。]{0,14}"
    r"(?:年报|年度报告|汇总|合集)|年度?报告?(?:汇总|合集)"
)
# Words of sentences, of footers and of what a page calls itself: no titles.
_SENTENCE = re.compile(
    r"版权|©|copyright|备案|主办|承办|地址|技术支持|应当|如下|按照|根据|欢迎|规定|栏目", re.I
)


def has_to_be_read(title: str, column: Column) -> bool:
    """Whether a row may be a report of the column's agencies, and has to be read: by its words, its year, the name of a body,
    or because it says nothing; what is plainly another document is none.
    """
    if is_verb(title) or "\ufffd" in title:
        return True
    compact = _REMARK.sub("", simplified(squeeze(title)))
    bare = _without_names(compact, column)
    told = bare != compact or bool(column.years_in(compact))
    if is_lookalike(bare) or (_OTHERS.search(bare) and not promises(title)):
        return told and bool(_CARRIES.search(bare))
    return (
        told
        or promises(title)
        or is_cut(title)
        or title.endswith("..")
        or is_body(compact)
        or is_region(compact)
        or len(compact) <= SAYS_NOTHING
        or bool(_ANY_REPORT.search(bare) or _UNTITLED.fullmatch(compact))
    )


def speaks_of_report(title: str, column: Column) -> bool:
    """Whether the words of a link anywhere on a page are those of a report: of its kind, or just the name of an agency."""
    compact = simplified(squeeze(title))
    short = len(compact) <= 16 and bool(_KIND.search(compact)) and not _OTHERS.search(compact)
    return promises(title) or compact in column.names or short


def _without_names(text: str, column: Column) -> str:
    """A text without the names of the column's agencies, in which words of other documents occur: 自然资源和规划局."""
    return _named(column.names).sub("", text) if column.names else text


@lru_cache(64)
def _named(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))


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
    same = set(column.before) <= set(column.rows)  # the server answers with the list that it shows anyway
    rows = [row for key, row in column.rows.items() if not same or key not in column.before]
    shown = {year for row in rows for year in column.years_in(row.title)}
    shown |= {row.listed_on.year - 1 for row in rows if row.listed_on}
    if unseen := column.years_in(column.lead) - shown:
        column.doubt(
            "unfollowed", f"“{column.lead}”打开的页面（{column.url}）没有那一年的条目", words_of_years(unseen)
        )


def look_for_hidden(page: Page, records: Records, column: Column) -> None:
    """Take down the titles on a page that speak of a report and may be no row. Which of them are, the whole column tells."""
    own = _own_names(page)
    pieces = (
        *_titles_in(page.text, column),
        *_unshown_links(page),
        *_unlinked(page, records),
        *_in_blocks(page, records),
    )
    for text in pieces:
        if len(column.hidden) > MAX_HIDDEN:
            return
        compact = without_days(simplified(squeeze(text)))[:200]
        bare, years = _without_names(compact, column), column.years_in(compact)
        if not years and (bare == compact or years_in(compact)):
            continue  # of no year that is asked for
        is_own = compact in own and not (years and bare != compact)
        other = is_lookalike(bare) or (_OTHERS.search(bare) and "公开" not in bare and "年报" not in bare)
        if compact in column.hidden or is_own or other or _SENTENCE.search(bare):
            continue
        column.hidden.append(compact)


def _titles_in(text: str, column: Column) -> Iterator[str]:
    """What looks like titles of annual reports anywhere in the source: markup, attributes, comments, scripts."""
    plain = _INLINE.sub("", unescape(_unpacked(_OWN_TITLE.sub("", text))))
    plain = plain.replace("報", "报").replace("總結", "总结").translate(_WIDE)
    for found in _KIND.finditer(plain):
        before = plain[max(0, found.start() - 60) : found.start()]
        after = plain[found.end() : found.end() + 20]
        starts = [limit.end() for limit in _LIMITS.finditer(before)]
        ends = _LIMITS.search(after)
        piece = before[starts[-1] if starts else 0 :] + found[0] + after[: ends.start() if ends else 20]
        if is_lookalike(piece):  # of one beside it, perhaps
            yield from (part for part in piece.split() if _KIND.search(part))
        else:
            yield piece
    for found in _OBJECT.finditer(plain):
        values = re.findall(r"[:=]\s{0,3}['\"]?([^'\",:{}]{1,80})", found[0])
        fields = "，".join(value for value in values if _TELLING.search(value))
        if _KIND.search(fields) and "年" in fields:
            yield fields[:120]
    yield from _short_titles(plain, column)


def _unpacked(text: str) -> str:
    """A source with what is written in escapes, per cent signs or base64 in plain."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    for packed in _PACKED.findall(text):
        try:
            plain += "\n" + b64decode(packed).decode("utf-8", "replace")
        except ValueError:
            continue  # no base64 after all: what it is, the page's script knows
    if re.search(r"%[B-Fb-f][0-9a-fA-F]%[89A-Fa-f]", plain):
        read = unquote(plain)
        plain = unquote(plain, "gb18030") if "\ufffd" in read else read
    return plain


def _short_titles(plain: str, column: Column) -> Iterator[str]:
    """What is hardly more than the name of one of the column's agencies and a year: a title as short as some sites print."""
    if not column.names:
        return
    for found in _YEAR.finditer(plain):
        piece = _LIMITS.split(plain[max(0, found.start() - 40) : found.start()])[-1] + found[0]
        piece = squeeze(piece + _LIMITS.split(plain[found.end() : found.end() + 40])[0])
        rest = _named(column.names).sub("", piece, count=1)
        if rest != piece and len(rest) <= MAX_BESIDE and not _OTHERS.search(rest):
            yield piece


def _in_blocks(page: Page, records: Records) -> Iterator[str]:
    """Titles that stand in several elements: the smallest that hold one, and rows of lists that lead nowhere."""
    linked = {outer for record in records.found for outer in record.element.iterancestors()}
    speaking: set[HtmlElement] = set()
    for element in reversed(list(page.root.iter())):
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "head", "html", "body"):
            continue
        words = short_text(element, 81)
        if len(words) > 80 or not _KIND.search(words):
            continue
        held = element in speaking
        speaking.update(islice(element.iterancestors(), 8))
        if not held or (element.tag in ("tr", "li", "dl") and element not in linked):
            yield words


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
        if not any(_covers(title, text, column) for title in titles):
            column.doubt("hidden_title", f"页面中有题目不在列表的条目里：{text}", text)
    if len(column.hidden) > MAX_HIDDEN:
        column.doubt("hidden_title", f"页面中有 {MAX_HIDDEN} 个以上的题目不在列表的条目里")
    for row in rows:
        if _COLLECTIVE.search(row.title) and _without_names(row.title, column) == row.title:
            told = words_of_years(column.years_in(row.title))
            column.doubt("unread_row", f"“{row.title[:60]}”可能汇集了多个单位的年度报告", told)
    listed = {title.year for row in rows if (title := row.parsed_title)}
    for words, may_be_shown in column.unfollowed:
        years = column.years_in(words) - (listed if may_be_shown else set())
        if years or not _YEAR.search(words):
            column.doubt("unfollowed", f"“{words}”的列表没有跟进", words_of_years(years))
    for beside in column.waiting:
        words = f"“{beside.words}”（{beside.url}）没有跟进"
        column.doubt("unfollowed", words, words_of_years(column.years_in(beside.words)))
    column.waiting.clear()


def _covers(title: str, text: str, column: Column) -> bool:
    """Whether a row's title is what a text says: all of it, or all but what says no other year and no other body."""
    if not years_in(text) and title != text and not years_in(title) >= set(column.years):
        return False  # of which year it may be, it doesn't say
    start = text.rstrip("….。")
    if text in title or (start != text and len(start) >= 6 and title.startswith(start)):
        return True
    if len(title) < 6 or title not in text:
        return False
    rest = text.replace(title, "")
    own = years_in(title)
    return bool(own) and years_in(rest) <= own and _without_names(rest, column) == rest
