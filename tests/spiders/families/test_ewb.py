"""Epoint EWB: categories are read to their end through the API of newer and older sites, and its lies leave them partial."""

import json
from dataclasses import replace

import pytest

from demo.families import Answer, Asked, Site
from demo.families.ewb import COLUMN, NEWER_LIST, OLDER, answer
from tests.made.portals.replicas import (
    LIES,
    NO_LIST,
    Seen,
    Variant,
    assert_partial,
    assert_sound,
    crawled,
    entries,
)

ARTICLES = "/003/003002/20260115/8f0e1c52-7c0e-4d7e-9a55-{:012d}.html"
SEVEN, SIX = entries(7, ARTICLES), entries(6, ARTICLES)
KINDS = {"newer": COLUMN, "older": OLDER}
SOUND = {
    f"{kind}-{name}": Variant(column, site)
    for kind, column in KINDS.items()
    for name, site in {"short": Site(SEVEN, 3), "full": Site(SIX, 3), "one": Site(SIX, 6)}.items()
} | {"scripts-not-named": Variant(OLDER, Site(SEVEN, 2))}
LYING = {
    f"{kind}-{lie}": Variant(column, Site(SEVEN, 3, lies))
    for kind, column in KINDS.items()
    for lie, lies in LIES.items()
}
# What else may be answered; the size of a page tells the replica which.
ODD = {
    "no-category": Variant(COLUMN.partition("?")[0], Site(SEVEN, 3)),
    "no-key": Variant(COLUMN, Site(SEVEN, 11)),
    "no-json": Variant(COLUMN, Site(SEVEN, 12)),
    "no-list": Variant(COLUMN, Site(SEVEN, 13)),
    "total-of-words": Variant(COLUMN, Site(SEVEN, 14)),
    "total-below-zero": Variant(COLUMN, Site(SEVEN, 15)),
    "total-without-end": Variant(COLUMN, Site(SEVEN, 16)),
    "records-of-numbers": Variant(COLUMN, Site(SEVEN, 17)),
    "address-of-numbers": Variant(COLUMN, Site(SEVEN, 18)),
    "broken-address": Variant(COLUMN, Site(SEVEN, 19)),
    "broken-script": Variant(COLUMN, Site(SEVEN, 22)),
    "broken-letters": Variant(COLUMN, Site(SEVEN, 21)),
}
SAID = {
    "no-category": "的地址里没有栏目编号 categorynum",
    "no-key": "的页面和脚本里没有找到 siteGuid，不能查询列表",
    "broken-script": "的页面和脚本里没有找到 siteGuid，不能查询列表",
    "no-json": "返回的不是 JSON 数据",
    "no-list": "返回的数据里没有列表（custom）",
    "total-of-words": "返回的数据里没有总数或条目",
    "total-below-zero": "返回的数据里没有总数或条目",
    "total-without-end": "网站先称共有 999999999 条，后称 7 条",
    "records-of-numbers": "返回的数据里没有总数或条目",
    "address-of-numbers": "返回的条目没有地址或标题",
    "broken-address": "返回的条目没有地址或标题",
}


def odd(site: Site, asked: Asked) -> Answer | None:
    """The replica, but for the sites known by the size of their pages."""
    found = answer(site, asked)
    if site.size == 2 and asked.path == "/js/webBuilderCommon.js":
        return None
    if found is None:
        return None
    if site.size == 2 and asked.method == "GET":
        return replace(found, body=found.body.replace(b"<script", b"<i"))
    if site.size == 11:
        return replace(found, body=found.body.replace(b"siteGuid", b"guid"))
    if site.size == 22:
        return replace(found, body=found.body.replace(b"'/js", b"'http://[x/js"))
    if asked.path != NEWER_LIST or not 12 <= site.size <= 21:
        return found
    return replace(found, body=_broken(site.size, json.loads(found.body)))


def _broken(size: int, given: dict[str, dict[str, list[dict[str, object]]]]) -> bytes:
    if size == 12:
        return NO_LIST.encode()
    if not given.get("custom", {}).get("data"):  # beyond the last page, or asked in the older form
        return json.dumps(given).encode()
    custom, record = given["custom"], given["custom"]["data"][-1]
    changes: dict[int, dict[str, object]] = {
        13: {"custom": {"total": 7}},
        14: {"custom": custom | {"total": "many"}},
        15: {"custom": custom | {"total": -7}},
        16: {"custom": custom | {"total": 999_999_999}},
        17: {"custom": custom | {"data": [1, 2, 3]}},
        18: {"custom": custom | {"data": [record | {"infourl": 5}]}},
        19: {"custom": custom | {"data": [record | {"infourl": "http://[x/1.html"}]}},
        21: {
            "custom": custom
            | {"data": [*custom["data"], record | {"infourl": "/\ud800", "realtitle": "\ud800"}]}
        },
    }
    return json.dumps(given | changes[size]).encode()


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("ewb"), "ewb", odd, SOUND | LYING | ODD)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_category_brings_its_golden_rows_under_full_titles(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_category_whose_total_lies_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], LYING[name].site)


@pytest.mark.parametrize("name", SAID)
def test_an_answer_that_is_no_list_is_said_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], ODD[name].site)
    assert night[name].read.problem.endswith(SAID[name])


def test_letters_that_cannot_be_stored_break_nothing(night: dict[str, Seen]) -> None:
    seen = night["broken-letters"]
    assert not seen.read.complete
    assert ("/", "?", SEVEN[6].listed) in seen.rows
    assert (seen.published, seen.silent) == ("on_time", "unverifiable")
