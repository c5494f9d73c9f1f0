"""One page that links a file a unit: every file is a row, and it is complete by itself only where something proves it."""

from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pytest

from demo.families import Entry, Lies, Site
from demo.families.summary import answer
from tests.made.portals.replicas import PUBLISHED, Seen, Variant, crawled

UNITS = ("公安局", "财政局", "民政局", "审计局", "青峰镇人民政府", "白云街道办事处")
REPORT = "2025年政府信息公开工作年度报告"


def site(path: str = "/files/{}.pdf", more: int = 0, year: str = "2025") -> Site:
    """The units' files, the last one being that of the agency that has published."""
    names = [f"试验市{unit}" if unit.endswith("局") else unit for unit in UNITS] + [PUBLISHED]
    found = [
        Entry(path.format(number), f"{name}{REPORT}", date(2026, 1, 28)) for number, name in enumerate(names)
    ]
    if year != "2025":
        found = [replace(entry, title=entry.title.replace("2025", year)) for entry in found]
    return Site(found, 99, Lies(more=more))


SOUND = {
    "article": Variant("/article/", site()),
    "chinese": Variant(
        "/article/", site(quote("/files/《年报》（公开）.pdf").replace("%EF%BC%88", "{}%EF%BC%88"))
    ),
    "stated": Variant("/stated/", site()),
    "both": Variant("/both/", site()),
    # No number: nothing that generic knows proves that these are all.
    "units": Variant("/units/", site("/files/{}.docx")),
    "table": Variant("/table/", site("/system/_content/downfile{}.pdf")),
    "twins": Variant("/twins/", site("/files/{}.docx")),
    "guide": Variant("/guide/", site()),
}
UNPROVED = {
    "bare": Variant("/bare/", site()),
    "more": Variant("/stated/", site(more=1)),
    "fewer": Variant("/both/", site(more=-1)),
    "part": Variant("/part/", site()),
    "paged": Variant("/paged/", site()),
    "script": Variant("/script/", site()),
    "odd": Variant("/odd/", site()),
    "rivals": Variant("/rivals/", site()),
    "old": Variant("/article/", site(year="2024")),
}
SAID = {
    "bare": "没有写明单位数",
    "more": "称有 8 个",
    "fewer": "称有 6 个",
    "part": "（一）",
    "script": "createPage",
    "odd": "说明",
    "old": "没有 2025 年的报告",
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("summaries"), "generic", answer, SOUND | UNPROVED)


def reports(seen: Seen) -> set[str]:
    """The titles of the rows that are reports, as long as each stands once."""
    titles = [row.title.removesuffix(".pdf") for row in seen.read.rows if "年度报告" in row.title]
    assert len(titles) == len(set(titles))
    return set(titles)


@pytest.mark.parametrize("name", SOUND)
def test_every_file_of_a_proved_summary_is_a_row(night: dict[str, Seen], name: str) -> None:
    seen = night[name]
    assert reports(seen) == {entry.title for entry in SOUND[name].site.entries}
    assert (seen.read.complete, seen.read.problem, seen.portal.complete) == (True, "", 1)
    assert seen.published != "missing"
    assert seen.silent == ("missing" if name in ("stated", "both") else "unverifiable")


def test_of_twins_the_one_that_is_read_best_is_taken(night: dict[str, Seen]) -> None:
    assert {row.url.rpartition(".")[2] for row in night["twins"].read.rows if "年度报告" in row.title} == {
        "docx"
    }


@pytest.mark.parametrize("name", UNPROVED)
def test_a_summary_that_proves_nothing_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    seen = night[name]
    assert (seen.read.complete, seen.portal.complete) == (False, 0)
    assert SAID.get(name, "") in seen.read.problem
    assert "missing" not in (seen.silent, seen.published)


def test_the_files_of_an_unproved_summary_are_read_all_the_same(night: dict[str, Seen]) -> None:
    assert {entry.title for entry in UNPROVED["bare"].site.entries} == reports(night["bare"])
