"""TrueCMS: columns are read to their end in windows as large as the site allows, and its lies leave them partial."""

import json
from dataclasses import replace

import pytest

from demo.families import Answer, Asked, Lies, Site
from demo.families.truecms import COLUMN, LIST, STRICT, answer
from tests.made.portals.replicas import (
    LIES,
    NO_LIST,
    PUBLISHED,
    Seen,
    Variant,
    assert_partial,
    assert_sound,
    crawled,
    entries,
)

KINDS = {"lenient": COLUMN, "strict": STRICT}
ROWS = {name: entries(27, f"{column.rpartition('/')[0]}/content/{{}}.html") for name, column in KINDS.items()}
SOUND = {
    f"{kind}-{name}": Variant(column, Site(ROWS[kind][-rows:], size))
    for kind, column in KINDS.items()
    for name, (rows, size) in {
        "short": (27, 10),
        "full": (20, 10),
        "larger-windows": (27, 20),
        "largest-windows": (27, 50),
        "one": (3, 10),
    }.items()
}
# Of three windows, as LIES has them; where the page alone states the total, it can't grow.
LYING = {
    f"{kind}-{lie}": Variant(column, Site(ROWS[kind], 10, lies))
    for kind, column in KINDS.items()
    for lie, lies in LIES.items()
    if (kind, lie) != ("strict", "grows")
} | {"lenient-a-full-window-fewer": Variant(COLUMN, Site(ROWS["lenient"][-20:], 10, Lies(more=-10)))}
# What else may be answered; the largest window tells the replica which.
ODD = {
    "two-lists": Variant(COLUMN, Site(ROWS["lenient"], 11)),
    "no-total": Variant(COLUMN, Site(ROWS["lenient"], 12)),
    "no-json": Variant(COLUMN, Site(ROWS["lenient"], 13)),
    "no-result": Variant(COLUMN, Site(ROWS["lenient"], 14)),
    "negative-total": Variant(COLUMN, Site(ROWS["lenient"], 15)),
    "broken-address": Variant(COLUMN, Site(ROWS["lenient"][-3:], 16)),
    "no-text": Variant(COLUMN, Site(ROWS["lenient"], 17)),
    "no-records": Variant(COLUMN, Site(ROWS["lenient"], 18)),
}
SAID = {
    "two-lists": "的脚本里有 1 个列表地址、2 个栏目编号，应各有一个",
    "no-total": "和栏目页都没有写明共有多少条，不能确定是否读到末尾",
    "no-json": "返回的不是 JSON 数据",
    "no-result": "返回的数据里没有列表（result）",
    "negative-total": "和栏目页都没有写明共有多少条，不能确定是否读到末尾",
    "broken-address": "有一条没有可以打开的地址：试验市教育局2025年",
    "no-text": "文字编码辨认不出",
    "no-records": "读到 0 条，而网站称共有 27 条",
}
CLOSED = {
    "closed": Variant(STRICT, Site(ROWS["strict"][-3:], 9)),
    "bare-json": Variant(COLUMN, Site(ROWS["lenient"], 19)),
}


def odd(site: Site, asked: Asked) -> Answer | None:
    """The replica, but for the sites known by the size of their windows."""
    found = answer(site, asked)
    if found is None or site.size not in range(11, 20):
        return found
    body = found.body.decode()
    if site.size == 11:
        body = body.replace("contentTemplate:''", "columnId:'other'")
    if site.size in (12, 15):
        total = "-27" if site.size == 15 else ""
        body = body.replace("totalRecord:27", f"totalRecord:{total}").replace(
            "<totalrecord>27<", f"<totalrecord>{total}<"
        )
    if asked.path != LIST:
        return replace(found, body=body.encode())
    if site.size == 16:
        body = body.replace('href=\\"content/27.html', 'href=\\"http://[x/1.html')
    if site.size == 18:
        body = body.replace("CDATA", "DATA")
    if site.size == 19:
        body = body.partition("(")[2].rstrip(")")
    bodies = {13: NO_LIST.encode(), 14: json.dumps({"result": [1]}).encode(), 17: b"cb(\0\xff\xfe)"}
    return replace(found, body=bodies.get(site.size, body.encode()))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("truecms"), "truecms", odd, SOUND | LYING | ODD | CLOSED)


@pytest.mark.parametrize("name", [*SOUND, "bare-json"])
def test_a_sound_column_brings_its_golden_rows_at_addresses_from_its_own_folder(
    night: dict[str, Seen], name: str
) -> None:
    assert_sound(night[name], (SOUND | CLOSED)[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_column_whose_total_lies_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], LYING[name].site)


@pytest.mark.parametrize("name", SAID)
def test_an_answer_that_is_no_list_is_said_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], ODD[name].site, "wrong_charset" if name == "no-text" else "partial_list")
    assert SAID[name] in night[name].read.problem


def test_of_a_list_that_is_closed_the_reports_on_the_page_remain_and_accuse_nobody(
    night: dict[str, Seen],
) -> None:
    seen = night["closed"]
    assert_partial(seen, CLOSED["closed"].site, "http_404")
    assert {row[1] for row in seen.rows if "报告" in row[1]} == {f"{PUBLISHED}2025年政府信息公开工作年度报告"}
    assert seen.published == "on_time"


def test_windows_are_as_large_as_the_site_allows(night: dict[str, Seen]) -> None:
    # the page; windows refused; windows with records; after a full last one, one that must be empty
    requests = {
        name: len(night[f"lenient-{name}"].asked)
        for name in ("short", "full", "larger-windows", "largest-windows")
    }
    assert requests == {
        "short": 1 + 2 + 3,
        "full": 1 + 2 + 3,
        "larger-windows": 1 + 1 + 2,
        "largest-windows": 1 + 2,
    }
