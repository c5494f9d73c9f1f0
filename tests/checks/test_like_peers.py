"""Reports of two agencies that say the same are told, both, until one is written anew; kin is a remark."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from store.judging.likeness import judge_likeness
from store.judging.saving import Place
from store.models import Section
from store.registry import load_registry
from store.store import Store
from tests.checks.test_likeness import prose, text
from tests.store.test_store import report, save

NOW = datetime(2026, 2, 1, tzinfo=UTC)
NAMES = {
    "city": "清河市人民政府",
    "edu": "清河市教育局",
    "fin": "清河市财政局",
    "old": "清河市财贸局",
    "aud": "清河市审计局",
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    folder = tmp_path / "registry"
    folder.mkdir()
    head = "id,name,level,kind,region_code,parent_id,succeeds\n"
    rows = [
        f"{key},{name},city,{'government' if key == 'city' else 'department'},990100,"
        f"{'city' if key == 'edu' else ''},{'old' if key == 'fin' else ''}"
        for key, name in NAMES.items()
    ]
    (folder / "agencies.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    for name in ("portals.toml", "deadlines.toml"):
        (folder / name).write_text("", encoding="utf-8")
    opened = Store.open(tmp_path / "nianbao.db")
    opened.sync_registry(load_registry(folder))
    return opened


def keep(store: Store, agency: str, clauses: list[str], year: int = 2025) -> None:
    """Keep the report of an agency whose section one says these clauses, its own name among them."""
    name = NAMES[agency]
    said = Section("overview", "一、总体情况", f"{name}按要求编制本报告，" + text(clauses))
    read = report(year=year, source=f"http://a.example/{agency}/{year}.html")
    published = {"page": date(year + 1, 1, 15)}
    save(
        store,
        replace(read, agency=name, title_agency=name, sections=(said,), published=published),
        NOW,
        Place(agency),
    )


def told(store: Store) -> list[tuple[str, str]]:
    judge_likeness(store, NOW)
    return [(row.agency_id, row.severity) for row in store.findings.open_findings("like-peer")]


def test_both_of_two_like_reports_are_told_until_one_is_written_anew(store: Store) -> None:
    keep(store, "edu", prose(1))
    keep(store, "aud", [*prose(1)[:58], *prose(2, 2)])
    keep(store, "fin", prose(3))
    assert sorted(told(store)) == [("aud", "warning"), ("edu", "warning")]
    message = store.findings.open_findings("like-peer")[0].message
    assert "清河市教育局（97%）" in message or "清河市审计局（97%）" in message
    keep(store, "aud", prose(4))
    assert told(store) == []


def test_less_than_nine_tenths_and_other_years_are_not_told(store: Store) -> None:
    keep(store, "edu", prose(1))
    keep(store, "aud", [*prose(1)[:50], *prose(2, 10)])
    keep(store, "fin", prose(1), year=2024)
    assert told(store) == []


def test_kin_is_a_remark(store: Store) -> None:
    keep(store, "city", prose(1))
    keep(store, "edu", prose(1))
    keep(store, "fin", prose(2))
    keep(store, "old", prose(2))
    assert sorted(told(store)) == [("city", "info"), ("edu", "info"), ("fin", "info"), ("old", "info")]


def test_nothing_is_compared_again_on_a_night_without_news(store: Store) -> None:
    keep(store, "edu", prose(1))
    keep(store, "aud", prose(1))
    assert judge_likeness(store, NOW) == 2
    assert judge_likeness(store, NOW) == 0
    assert len(told(store)) == 2


def test_phrases_that_everybody_uses_make_nobody_alike(store: Store) -> None:
    common = prose(9, 12)
    for number, agency in enumerate(NAMES):
        keep(store, agency, [*common, *prose(20 + number)])
    assert told(store) == []
