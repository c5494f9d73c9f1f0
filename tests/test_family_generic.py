"""Sites of no known family: complete only if the pager was read to its last page or there is none at all."""

from dataclasses import replace
from functools import partial

import pytest

from demo.families import generic
from demo.families.listing import Listing
from tests.families import Answering, Case, Seen, crawled, entries, golden

LISTING = Listing(entries(8, "/zwgk/nb/2026-01-20/{}.html"))
FEW = Listing(LISTING.entries[:3])
LIES = {
    "too many pages": replace(LISTING, claim=4),
    "a hidden page": replace(LISTING, claim=2),
    "all later pages hidden behind links to nothing": replace(FEW, claim=2),
    "later pages repeat the first": replace(LISTING, later="repeated"),
    "later pages are empty": replace(LISTING, later="empty"),
    "the column is empty": Listing([]),
}
SIGNS = {
    "a dead 下一页": "上一页 下一页",
    "更多": '<a href="/more/">更多>></a>',
    "a pager of a script": '<script>createPageHTML(3, 0, "index", "html")</script>',
    "rows of a script": "<script>$.ajax({url: '/list.json'})</script>",
    "a script file": '<script src="/js/pagination.js"></script>',
    "a number that a script follows": '<a href="javascript:next(2)">2</a>',
    "a frame": '<iframe src="list.jsp"></iframe>',
    "a template": '<ul><li><a href="{{url}}">{{title}}</a></li></ul>',
    "a total": "共3页",
    "a number elsewhere": '<a href="/other/2.html">2</a>',
    "an unnumbered next": '<a href="older.html">下一页</a>',
}


def with_sign(sign: str, target: str) -> tuple[int, str]:
    status, page = generic.answer(FEW, target)
    return status, page.replace("<p>主办单位</p>", sign)


def tables(answer: Answering, target: str) -> tuple[int, str]:
    status, page = answer(target)
    rows = page.replace("<ul>\n", "<table>").replace("</span></li>\n</ul>", "</span></td></tr></table>")
    rows = rows.replace('<li><a href="/zwgk/nb/2026', '<tr><td><a href="/zwgk/nb/2026')
    return status, rows.replace("</a><span", "</a></td><td><span").replace(
        "</span></li>", "</span></td></tr>"
    )


def bare(target: str) -> tuple[int, str]:
    status, page = generic.answer(FEW, target)
    for tag in ("<li>", "</li>", "<ul>", "</ul>"):
        page = page.replace(tag, tag.replace("li", "div"))
    return status, page


HONEST = partial(generic.answer, LISTING)
MORE = generic.answer(Listing(entries(12, "/zwgk/nb/2026-01-16/{}.html")[9:]), generic.COLUMN)
MIXED = HONEST(generic.COLUMN)[1].replace("<p>主办单位</p>", "<a href='older.html'>下一页</a>")
CASES = {
    "numbered and unnumbered links": Case(
        generic.COLUMN, HONEST, {generic.COLUMN: (200, MIXED), "/zwgk/nb/older.html": MORE}
    ),
    "honest": Case(generic.COLUMN, HONEST),
    "in a table": Case(generic.COLUMN, partial(tables, HONEST)),
    "few": Case(generic.COLUMN, partial(generic.answer, FEW)),
    "no list elements": Case(generic.COLUMN, bare),
    "a page fails": Case(generic.COLUMN, HONEST, {"/zwgk/nb/list_2.html": (404, "")}),
    "an older page": Case(
        generic.COLUMN,
        partial(with_sign, '<a href="older.html">下一页</a>'),
        {"/zwgk/nb/older.html": generic.answer(LISTING, "/zwgk/nb/list_2.html")},
    ),
} | {
    name: Case(generic.COLUMN, answer)
    for name, answer in {
        **{name: partial(generic.answer, lie) for name, lie in LIES.items()},
        **{name: partial(with_sign, sign) for name, sign in SIGNS.items()},
    }.items()
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(CASES, "generic", tmp_path_factory.mktemp("generic"))


@pytest.mark.parametrize("case", ["honest", "in a table"])
def test_a_pager_of_links_is_followed_to_its_last_page(seen: dict[str, Seen], case: str) -> None:
    read = seen[case]
    assert (read.complete, read.problem) == (True, "")
    assert read.rows == golden(LISTING.entries, read.host)


@pytest.mark.parametrize("case", ["few", "no list elements"])
def test_a_page_without_any_sign_of_a_pager_is_the_whole_column(seen: dict[str, Seen], case: str) -> None:
    read = seen[case]
    assert (read.complete, read.problem) == (True, "")
    assert read.rows == golden(FEW.entries, read.host)


@pytest.mark.parametrize("lie", [*LIES, "a page fails"])
def test_a_lie_of_the_pager_leaves_the_column_partial(seen: dict[str, Seen], lie: str) -> None:
    assert not seen[lie].complete
    assert seen[lie].problem


@pytest.mark.parametrize("sign", [*SIGNS, "an older page", "numbered and unnumbered links"])
def test_an_end_that_cannot_be_told_is_not_claimed(seen: dict[str, Seen], sign: str) -> None:
    assert not seen[sign].complete
    assert seen[sign].problem
