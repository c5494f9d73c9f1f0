"""What a page says is told from what runs on by itself: no noise changes the hash, no edit leaves it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from lxml import html
from lxml.html import HtmlElement

from crawler.items import ListRow
from crawler.reading import Opened
from crawler.revisiting.fingerprints import list_fingerprint, page_fingerprint
from crawler.revisiting.memory import last_modified
from demo.pages import Stamp, article_page
from demo.world import load_world
from spiders.column import Column
from store.addresses import canonical
from store.registry import Portal

WORLD = load_world()
URL = "http://www.baihe.example/zwgk/1.html"
ITEMS = [
    next(item for item in WORLD.articles if item.agency and item.portal.id == key) for key in WORLD.portals
]


def page_of(number: int, visit: int = 1) -> str:
    """The page of a report; the counter and the time of generation run on with every visit."""
    item = ITEMS[number]
    assert item.agency
    figures = WORLD.figures(item.agency.id, item.year, WORLD.nights[0])
    return article_page(item, 0, figures, Stamp(visit, datetime(2026, 1, 20, 2, visit % 60, tzinfo=UTC)))


PAGE = page_of(0)


def said(page: str) -> str:
    return page_fingerprint(Opened(URL, page.encode(), "utf-8"))


@pytest.mark.parametrize("number", range(len(ITEMS)))
def test_counter_and_time_of_generation_change_nothing(number: int) -> None:
    assert page_of(number, 1) != page_of(number, 27)
    assert said(page_of(number, 1)) == said(page_of(number, 27))


NOISE = {
    "a META of its generation": (
        '<meta name="others" content="页面生成时间 2026-01-01 01:48:08">',
        '<meta name="others" content="页面生成时间 2026-02-02 02:48:09">',
    ),
    "a stamp in an address": (
        '<a href="/x.html?t=20260622010611">首页</a>',
        '<a href="/x.html?t=20260623010612">首页</a>',
    ),
    "a script": ("<script>var hits=12;</script>", "<script>var hits=13;</script>"),
    "a picture of a QR code": ('<img src="/qr/a1.png">', '<img src="/qr/b2.png">'),
    "today's date": ("<p>今天是2026年1月20日 星期二</p>", "<p>今天是2026年1月21日 星期三</p>"),
    "a counter beside its label": ("<p>阅读次数：<b>7</b></p>", "<p>阅读次数：<b>8</b></p>"),
}


@pytest.mark.parametrize("noise", NOISE)
def test_noise_outside_the_report_changes_nothing(noise: str) -> None:
    before, after = NOISE[noise]
    assert said(PAGE.replace("<body>", f"<body>{before}")) == said(PAGE.replace("<body>", f"<body>{after}"))


def test_number_of_visits_inside_the_report_is_a_figure() -> None:
    told = [PAGE.replace("<p>　　", f"<p>　　网站访问量：{number}次。", 1) for number in (12, 13)]
    assert said(told[0]) != said(told[1])


def visible(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Every text of a page that its readers see, as element and the name of the attribute that holds it."""
    for node in root.find("body").iter():
        shown = isinstance(node.tag, str) and node.tag not in ("script", "style")
        if shown and (node.text or "").strip():
            yield node, "text"
        if node.getparent() is not None and node.tag != "body" and (node.tail or "").strip():
            yield node, "tail"


def test_every_edit_of_a_visible_text_changes_the_hash() -> None:
    """Every text in turn, at its first or last character, but for the counter's digits, which are declared noise."""
    root = html.fromstring(PAGE)
    whole = said(html.tostring(root, encoding="unicode"))
    unseen = []
    places = [place for place in visible(root) if place[0].get("id") != "visits" or place[1] == "tail"]
    for number, (node, name) in enumerate(places):
        text = getattr(node, name)
        place = (len(text) - len(text.lstrip()), len(text.rstrip()) - 1)[number % 2]
        put = ("〇", text[place] + "7", "")[number % 3]
        setattr(node, name, text[:place] + put + text[place + 1 :])
        if said(html.tostring(root, encoding="unicode")) == whole:
            unseen.append((text, place, put))
        setattr(node, name, text)
    assert len(places) > 250
    assert unseen == []


EDITS = {
    "a span": ('rowspan="', 'rowspan="1'),
    "a META date": ('name="PubDate" content="20', 'name="PubDate" content="21'),
    "a hidden row": ("<tr>", '<tr style="display:none">'),
    "a struck figure": ('<p align="center">0<', '<p align="center"><s>0</s><'),
    "an attachment": ("</body>", '<a href="b.docx">附件</a></body>'),
}


@pytest.mark.parametrize("edit", EDITS)
def test_edit_that_readers_or_ours_would_see_changes_the_hash(edit: str) -> None:
    before, after = EDITS[edit]
    changed = PAGE.replace(before, after, 1)
    assert changed != PAGE
    assert said(changed) != said(PAGE)


def test_file_says_what_its_bytes_say() -> None:
    assert page_fingerprint(Opened(URL, b"%PDF-1.7 a")) != page_fingerprint(Opened(URL, b"%PDF-1.7 b"))


DAY = date(2026, 1, 15)
ROW = ListRow("http://a.example/1.html", "某局2025年年度报告", DAY)


@pytest.mark.parametrize(
    ("row", "claimed", "same"),
    [
        (ListRow("https://a.example/1.html?t=20260622010611", ROW.title, DAY), "1 页", True),
        (ListRow("http://a.example/2.html", ROW.title, DAY), "1 页", False),
        (ListRow(ROW.url, "某局2024年年度报告", DAY), "1 页", False),
        (ListRow(ROW.url, ROW.title, date(2026, 1, 16)), "1 页", False),
        (ROW, "2 页", False),
    ],
)
def test_list_says_its_rows_and_its_length(row: ListRow, claimed: str, same: bool) -> None:
    assert (list_fingerprint([row], claimed) == list_fingerprint([ROW], "1 页")) is same


PORTAL = Portal(
    id="a", name="a", family="trs", url="http://a.example/", columns=("http://a.example/",), since=2025
)


def test_page_that_repeats_the_one_before_with_other_stamps_brings_nothing_new() -> None:
    column = Column(PORTAL, "http://a.example/")
    stamped = [
        ListRow(f"http://a.example/1.html?t=202606220106{number}", ROW.title, DAY) for number in (11, 12)
    ]
    assert [column.add([row]) for row in stamped] == [1, 0]
    assert column.add([ListRow("http://a.example/2.html", ROW.title, DAY)]) == 1


FIRST_PAGE = [ListRow("http://a.example/1.html", "甲", date(2026, 1, 15)), ListRow("/m", "首页")]
LATER_PAGES = {
    "older rows": ([ListRow("http://a.example/2.html", "乙", date(2025, 1, 15))], True),
    "newer rows": ([ListRow("http://a.example/2.html", "乙", date(2026, 1, 16))], False),
    "rows of the same day": ([ListRow("http://a.example/2.html", "乙", date(2026, 1, 15))], False),
    "rows without a day": ([ListRow("http://a.example/2.html", "乙")], False),
    "no other page": ([], True),
}


@pytest.mark.parametrize("later", LATER_PAGES)
def test_first_page_tells_of_the_others_only_where_newer_rows_come_first(later: str) -> None:
    rows, tells = LATER_PAGES[later]
    column = Column(PORTAL, "http://a.example/")
    for page in (FIRST_PAGE, rows):
        column.add(page)
        column.look_at(page)
    assert column.front_tells() is tells


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.example/1.html", "https://A.example:443/1.html", True),
        ("http://a.example", "http://a.example/", True),
        ("http://a.example/1.html?t=20260622010611", "http://a.example/1.html", True),
        ("http://a.example/1.html?_=1782061571000&id=3", "http://a.example/1.html?id=3", True),
        (
            "http://a.example/x?t=20260115",
            "http://a.example/x?t=20260116",
            False,
        ),  # may be what names the page
        ("http://a.example/x?id=20260622010611", "http://a.example/x?id=20260622010612", False),
        ("http://a.example/1.html", "http://b.example/1.html", False),
        ("http://a.example/A.html", "http://a.example/a.html", False),
        ("http://a.example/gkmlpt/index#1", "http://a.example/gkmlpt/index#2", False),
        ("报告.docx", "报告.docx", True),
    ],
)
def test_address_ignores_the_scheme_and_stamps_and_nothing_else(one: str, other: str, same: bool) -> None:
    assert (canonical(one) == canonical(other)) is same


@pytest.mark.parametrize(
    ("modified", "now", "trusted"),
    [
        ("Mon, 02 Feb 2026 00:00:00 GMT", "Tue, 03 Feb 2026 00:00:00 GMT", True),
        ("Tue, 03 Feb 2026 00:00:00 GMT", "Tue, 03 Feb 2026 00:00:00 GMT", False),
        ("Tue, 03 Feb 2026 00:00:00 GMT", "", False),
        ("yesterday", "Tue, 03 Feb 2026 00:00:00 GMT", False),
    ],
)
def test_page_modified_this_moment_may_change_again_unseen(modified: str, now: str, trusted: bool) -> None:
    assert bool(last_modified({"last-modified": modified, "date": now})) is trusted
