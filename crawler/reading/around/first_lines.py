"""The title as the first lines of a text print it: over several lines, above or below the body's name, among other things."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from crawler.reading.around.header import without_fields
from crawler.reading.words.dates import to_date
from crawler.reading.words.labels import squeeze
from crawler.reading.words.titles import MAX_TITLE, Title, is_body_name, names_an_agency, parse_title
from store.registry.body_names import is_region

MAX_TITLE_LINES = 4  # titles are broken even inside a word
_MAX_LINE = 45  # characters of a line of a title that has several
_FIRST = 12  # lines in which a title is looked for
_MOST = 400  # lines that may stand above it, with menus
_BELOW = 3  # lines under a title in which its body may be named
_HEADING = re.compile(r"[#\s]*(?:[(（]?一[)）、.．]|第一部分|总体情况)")
_NEIGHBOUR = re.compile(r"[^\u4e00-\u9fff]{0,8}(?:[上下]一?[篇条页则]|相关(?:链接|阅读|文章|信息|报告)|返回)")
_PLACE_FIRST = re.compile(r"[\u4e00-\u9fff]{2,5}?(?:自治区|自治州|自治县|省|市|州|盟|县|区|旗)")
_NO_NAME = re.compile(r"公开|首页|网|报告|年报|政务|服务|信息|专栏|频道|部门|导航|登录|有效")
_AGAIN = re.compile(r"(?:省|市|州|盟|县|区|旗)$")


class _Found(NamedTuple):
    title: Title
    start: int
    lines: int


def above_headings(texts: Sequence[str]) -> list[str]:
    """The lines above the first heading of a section that say something; all of them where there is none."""
    end = next((place for place, text in enumerate(texts) if _HEADING.match(text)), len(texts))
    return [text.strip() for text in texts[:end] if text.strip()]


def first_lines(texts: Sequence[str], last: bool = False) -> list[str]:
    """The lines above the first heading without fields and labels: the first, or the `last`, of them."""
    kept = without_fields([line for line in above_headings(texts[:_MOST]) if not _NEIGHBOUR.match(line)])
    return kept[-_FIRST:] if last else kept[:_FIRST]


def _begins_name(prefix: str, rest: str) -> bool:
    """Whether the lines above a title that names its body are the beginning of that name: 青川市松 | 木塘镇人民政府."""
    place = _PLACE_FIRST.match(prefix)
    if not place or _NO_NAME.search(prefix) or not names_an_agency(place[0]):
        return False
    if is_body_name(prefix) and not _AGAIN.search(prefix):
        return False  # the name of the site's owner, 青川市人民政府
    again = _PLACE_FIRST.match(rest)
    return not (again and again[0][-1] == place[0][-1])


def _candidates(lines: Sequence[str]) -> list[_Found]:
    candidates: list[_Found] = []
    for start in range(len(lines)):
        for count in range(1, MAX_TITLE_LINES + 1):
            part = lines[start : start + count]
            if len(part) < count or (count > 1 and any(len(squeeze(line)) > _MAX_LINE for line in part)):
                break
            if sum(map(len, part)) > 4 * MAX_TITLE:
                break
            title = parse_title(" ".join(part))
            # A line of another kind above the title (navigation, date) would be taken for the agency.
            if title and (count == 1 or title.agency is None or _one_name(title.agency)):
                candidates.append(_Found(title, start, count))
    return candidates


def _one_name(agency: str) -> bool:
    """Whether the name of a title over several lines is one: of a body, or of a place."""
    return is_body_name(agency) or is_region(squeeze(agency))


def _worth(
    found: _Found, lines: Sequence[str], shorter: Sequence[_Found]
) -> tuple[bool, bool, bool, bool, int, int]:
    """How much a title says: which body, any body, its year; whether its first lines begin a name that is cut below."""
    title, start, count = found
    below = next(
        (
            other.title.agency or ""
            for other in shorter
            if start < other.start < start + count and other.start + other.lines == start + count
        ),
        None,
    )
    begins = below is not None and _begins_name("".join(map(squeeze, lines[start : start + 1])), below)
    named = names_an_agency(title.agency)
    return named, bool(title.agency), title.year is not None, begins, -count, -start


def _own(found: Sequence[_Found], known: str | None, sure: bool) -> Sequence[_Found]:
    """Of titles that name several bodies, as lists of reports do: those of the body `known`, else those of the last one.

    Where it must be `sure` whose text follows, none of them.
    """
    names = {one.title.agency for one in found if one.lines == 1 and names_an_agency(one.title.agency)}
    longest = {
        name
        for name in names
        if name and not any(other and name != other and name in other for other in names)
    }
    if len(longest) < 2:
        return found
    last = max((one for one in found if one.title.agency in longest), key=lambda one: one.start).title.agency
    own = known if known in names else None if sure else last
    return [
        one
        for one in found
        if one.title.agency and own and (one.title.agency in own or own in one.title.agency)
    ]


def printed_title(lines: Sequence[str], known: str | None = None, sure: bool = False) -> Title | None:
    """The title among some lines that says most; its body may be named by a line below it. None if there is none.

    `known` is the body that the page's envelope names, if it does. Of lines that the text may not belong to it must be
    `sure` that no two bodies are named.
    """
    found = _own(_candidates(lines), known, sure)
    if not found:
        return None
    best = max(found, key=lambda one: _worth(one, lines, found))
    title = best.title
    if title.agency:
        return title
    for line in lines[best.start + best.lines :][:_BELOW]:
        name = squeeze(line).strip("()（）")
        if is_body_name(name) and names_an_agency(name):
            return Title(title.text, name, title.year)
        if parse_title(line) is None and not to_date(line):
            break
    return title
