"""Sites of no known family: read as far as their pages show, held against nobody unless a number or a person proves the end."""

from dataclasses import replace

import pytest

from demo.families import Asked, Lies, Replica, Site
from demo.families.generic import COLUMN, answer
from tests.made.portals.replicas import (
    LIES,
    Seen,
    Variant,
    assert_partial,
    assert_sound,
    changed,
    crawled,
    entries,
    golden,
    over,
)

ARTICLES = "/zwgk/nb/2026-01-20/{}.html"
EIGHT = Site(entries(8, ARTICLES), 3)
FEW = Site(EIGHT.entries[-3:], 3)
OLDER = Site(entries(3, "/zwgk/nb/2026-01-16/{}.html"), 3)
SIGNS = {
    "a-dead-next": "上一页 下一页",
    "more": '<a href="/more/">更多>></a>',
    "a-pager-of-a-script": '<script>createPageHTML(3, 0, "index", "html")</script>',
    "rows-of-a-script": "<script>$.ajax({url: '/list.json'})</script>",
    "a-script-file": '<script src="/js/pagination.js"></script>',
    "a-number-that-a-script-follows": '<a href="javascript:next(2)">2</a>',
    "a-frame": '<iframe src="list.jsp"></iframe>',
    "a-template": '<ul><li><a href="{{url}}">{{title}}</a></li></ul>',
    "a-total": "共3页",
    "a-number-elsewhere": '<a href="/other/2.html">2</a>',
    "an-unnumbered-next": '<a href="older.html">下一页</a>',
}


def signed(sign: str) -> Replica:
    """The replica with something in its pages that may be a pager's."""
    return changed(answer, lambda page: page.replace("<p>主办单位</p>", sign))


def in_table(page: str) -> str:
    """The list as a table."""
    head, rows, tail = page.partition("<ul>\n")[0], page.partition("<ul>\n")[2], ""
    rows, _, tail = rows.partition("</ul>")
    for tag, cell in (("<li>", "<tr><td>"), ("</a>", "</a></td><td>"), ("</li>", "</td></tr>")):
        rows = rows.replace(tag, cell)
    return f"{head}<table>{rows}</table>{tail}"


def bare(page: str) -> str:
    """The page without any list."""
    for tag in ("<li>", "</li>", "<ul>", '<ul class="menu">', "</ul>"):
        page = page.replace(tag, "</div>" if tag.startswith("</") else "<div>")
    return page


SECOND = answer(EIGHT, Asked(f"{COLUMN}list_2.html"))
FIRST = signed("<a href='older.html'>下一页</a>")(EIGHT, Asked(COLUMN))
READ = {
    "links": Variant(COLUMN, EIGHT),
    "in-a-table": Variant(COLUMN, EIGHT, changed(answer, in_table)),
    "few": Variant(COLUMN, FEW),
    "no-list-elements": Variant(COLUMN, FEW, changed(answer, bare)),
}
STATED = {
    "links-stated": Variant(COLUMN, EIGHT, signed("共8条")),
    "few-stated": Variant(COLUMN, FEW, signed("总计3条记录")),
    "script-stated": Variant(COLUMN, FEW, signed("<script>$('#n').append(1)</script>共有 3 条")),
}
LOOKED_AT = {"one-page": replace(Variant(COLUMN, FEW), single_page=True)}
LYING = {
    **{lie: Variant(COLUMN, replace(EIGHT, lies=lies)) for lie, lies in LIES.items() if lies.more in (0, 3)},
    "grows": Variant(COLUMN, Site(entries(9, ARTICLES), 3, Lies(grows=True))),
    "a-hidden-page": Variant(COLUMN, replace(EIGHT, lies=Lies(more=-2))),
    "all-later-pages-behind-links-to-nothing": Variant(COLUMN, replace(FEW, lies=Lies(more=3))),
    "empty": Variant(COLUMN, Site([], 3)),
    "stated-too-many": Variant(COLUMN, FEW, signed("共4条")),
    "stated-too-few": Variant(COLUMN, EIGHT, signed("共7条")),
    "a-page-fails": Variant(COLUMN, EIGHT, over(answer, {f"{COLUMN}list_2.html": None})),
    "an-older-page": Variant(
        COLUMN,
        EIGHT,
        over(
            lambda site, asked: signed(SIGNS["an-unnumbered-next"])(
                replace(site, entries=FEW.entries), asked
            ),
            {f"{COLUMN}older.html": SECOND},
        ),
    ),
    "numbered-and-unnumbered-links": Variant(
        COLUMN,
        replace(EIGHT, entries=[*EIGHT.entries, *OLDER.entries]),
        over(
            lambda site, asked: answer(EIGHT, asked),
            {COLUMN: FIRST, f"{COLUMN}older.html": answer(OLDER, Asked(COLUMN))},
        ),
    ),
} | {sign: Variant(COLUMN, FEW, signed(words)) for sign, words in SIGNS.items()}
FAILURES = dict.fromkeys(
    (
        "a-page-more",
        "all-later-pages-behind-links-to-nothing",
        "a-page-fails",
        "an-older-page",
        "an-unnumbered-next",
        "grows",
    ),
    "http_404",
)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("generic"), "generic", answer, READ | STATED | LOOKED_AT | LYING)


@pytest.mark.parametrize("name", READ)
def test_what_is_shown_is_read_but_its_silence_is_held_against_nobody(
    night: dict[str, Seen], name: str
) -> None:
    seen = night[name]
    assert seen.rows == golden(READ[name].site)
    assert (seen.read.complete, seen.read.problem, seen.portal.complete) == (True, "", 1)
    assert [doubt.kind for doubt in seen.read.doubts] == ["unproved_end"]
    assert (seen.published, seen.silent) == ("on_time", "unverifiable")


@pytest.mark.parametrize("name", STATED)
def test_a_number_that_the_site_states_and_that_is_met_proves_the_end(
    night: dict[str, Seen], name: str
) -> None:
    assert_sound(night[name], STATED[name].site)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_person_who_says_that_a_column_is_one_page_is_believed(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], LOOKED_AT[name].site)


@pytest.mark.parametrize("name", [name for name in LYING if name not in SIGNS])
def test_a_lie_of_the_pager_leaves_the_column_partial_and_accuses_nobody(
    night: dict[str, Seen], name: str
) -> None:
    assert_partial(night[name], LYING[name].site, FAILURES.get(name, "partial_list"))


@pytest.mark.parametrize("sign", SIGNS)
def test_an_end_that_cannot_be_told_is_not_claimed(night: dict[str, Seen], sign: str) -> None:
    assert_partial(night[sign], FEW, FAILURES.get(sign, "partial_list"))
