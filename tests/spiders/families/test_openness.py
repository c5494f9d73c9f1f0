"""my71 Openness: branches are read to their end in both forms of addresses, and lies of the pager leave them partial."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.clock import Clock
from demo.families import Answer, Asked, Site
from demo.families.openness import COLUMN, FILE, REWRITTEN, answer, attachment
from store.store import Store
from tests.made.portals.portal import HOST, HostilePortal, serving, visit, write_registry
from tests.made.portals.replicas import LIES, Seen, Variant, assert_partial, assert_sound, crawled, entries
from tests.reading.formats.test_docx import docx, word_report

ARTICLES = "/openness/detail/annual_report/54d2c1a09a05c2d83a7b{:04x}.html"
SEVEN, SIX = entries(7, ARTICLES), entries(6, ARTICLES)
LINKED = [*SEVEN[:2], replace(SEVEN[6], path="/uploads/nb2025.html"), *SEVEN[2:6]]
SOUND = {
    "short": Variant(COLUMN, Site(SEVEN, 3)),
    "full": Variant(COLUMN, Site(SIX, 3)),
    "one": Variant(COLUMN, Site(SIX, 15)),
    "rewritten": Variant(REWRITTEN, Site(SEVEN, 3)),
    "linked": Variant(COLUMN, Site(LINKED, 3)),
    "gone": Variant(COLUMN, Site(SEVEN, 2)),
}
# Pages are all that is claimed: a row more or fewer shows where it fills or empties a page.
LYING = {
    f"{kind}-{lie}": Variant(column, Site(SEVEN if lie == "fewer" else SIX, 3, lies))
    for kind, column in {"query": COLUMN, "rewritten": REWRITTEN}.items()
    for lie, lies in LIES.items()
} | {"no-pager": Variant(COLUMN, Site(SIX, 14)), "scripted-report": Variant(COLUMN, Site(SIX, 13))}


def odd(site: Site, asked: Asked) -> Answer | None:
    """The replica, but for the sites known by the size of their pages."""
    found = answer(site, asked)
    if found and site.size == 2 and asked.fields.get("page") == "5":
        return None
    if found and site.size == 13:
        return replace(found, body=found.body.replace(SIX[5].path.encode(), b"javascript:open(5)"))
    if found and site.size == 14:
        return replace(found, body=found.body.replace(b"1 / 1", b""))
    return found


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("openness"), "openness", odd, SOUND | LYING)


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_branch_brings_its_golden_rows(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)


@pytest.mark.parametrize("name", LYING)
def test_a_branch_whose_pager_lies_is_partial_and_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    assert_partial(night[name], LYING[name].site)


AGENCIES = {
    "jyj": "试验市教育局",
    "gaj": "试验市公安局",
    "mzj": "试验市民政局",
    "wsj": "试验市卫生健康委员会",
}
REPORTS = [
    replace(SEVEN[6], path=ARTICLES.format(order), title=f"{agency}2025年政府信息公开工作年度报告")
    for order, agency in enumerate(list(AGENCIES.values())[:3])
]
PAGE = (
    f'<html><body><h1>{REPORTS[0].title}</h1><div class="con"><p>详见附件。</p>'
    f'<a href="{FILE}">{REPORTS[0].title}.docx</a></div></body></html>'
)
MISSING = "<html><head><title>系统提示</title></head><body>您查看的信息不存在或已删除</body></html>"


def test_a_file_named_in_bytes_of_gbk_is_read_and_a_missing_record_is_neither_report_nor_silence(
    tmp_path: Path,
) -> None:
    file = attachment(docx(word_report().replace("白河市财政局", AGENCIES["jyj"])))
    given: dict[str, tuple[Any, ...]] = {
        REPORTS[0].path: (200, PAGE),
        "/download/": (200, file.body, file.headers),
        REPORTS[1].path: (200, MISSING),
        REPORTS[2].path: (302, "", {"Location": "/"}),
    }

    def beside(host: str, asked: Asked) -> tuple[Any, ...] | None:
        found = answer(Site(REPORTS, 15), asked)
        return (found.status, found.body, {"Content-Type": found.kind, **found.headers}) if found else None

    registry = write_registry(tmp_path / "registry", AGENCIES, "openness", f"http://{HOST}{COLUMN}")
    with serving(HostilePortal(given, beside=beside)) as portal:
        _, filings = visit(portal, tmp_path / "nianbao.db", registry, Clock.at(date(2026, 2, 3)))
    assert [filings[agency, 2025].status for agency in AGENCIES] == ["on_time"] * 3 + ["missing"]
    store = Store.open(tmp_path / "nianbao.db")
    read = [row["snapshot"] for row in store.db.query("SELECT snapshot FROM versions WHERE form IS NOT NULL")]
    store.close()
    assert read == [f"http://{HOST}{FILE}"]
