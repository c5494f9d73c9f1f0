"""The store: one transaction a report, nothing lost, findings with a life, evidence that proves itself."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from demo.press.figures import all_granted
from store.archive import Archive, ArchiveError
from store.form import FORMS
from store.judging.reports import judge_reports
from store.judging.saving import Place, save_report
from store.models import Cell, CellKey, Report
from store.store import Store, StoreError
from store.tables.reports import Saved, Snapshot
from store.tables.schema import migrations
from store.tables.search import phrases, spaced
from store.times import beijing_day, beijing_night, utc_text

NOW = datetime(2026, 2, 1, tzinfo=UTC)
LATER = datetime(2026, 2, 2, tzinfo=UTC)
FORM = FORMS["2021"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "nianbao.db")


def cells(received: int = 3, **changed: int | None) -> dict[CellKey, Cell]:
    """Sound cells; `changed` overrides requests × total by line."""
    made = {
        key: Cell(str(value), int(value), "zero" if value == 0 else "number")
        for key, value in all_granted(received).items()
    }
    for row, value in changed.items():
        state = "blank" if value is None else "number"
        made["requests", row, "total"] = Cell("" if value is None else str(value), value, state)
    return made


def report(
    received: int = 3, year: int = 2025, source: str = "http://a.example/1.html", **changed: int | None
) -> Report:
    return Report(
        source,
        f"试验市教育局{year}年政府信息公开工作年度报告",
        "试验市教育局",
        year,
        "2021",
        published={"page": date(year + 1, 1, 15)},
        cells=cells(received, **changed),
    )


def save(store: Store, read: Report, now: datetime = NOW, place: Place = Place()) -> Saved:  # noqa: B008
    digest = store.archive.put(read.source.encode())
    return save_report(store, read, Snapshot(read.source, digest, 9, "text/html", now, 1), place, now)


def register(store: Store) -> None:
    """Put the agency jyj into the database."""
    columns = "id, name, level, kind, region_code, status"
    values = ["jyj", "试验市教育局", "city", "department", "990100", "active"]
    store.db.execute(f"INSERT INTO agencies ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values)


def test_saving_the_same_report_twice_changes_nothing(store: Store) -> None:
    assert save(store, report()).outcome == "new"
    before = list(store.db.conn.iterdump())
    assert save(store, report()).outcome == "unchanged"
    assert list(store.db.conn.iterdump()) == before


def test_every_cell_comes_back_with_its_state(store: Store) -> None:
    doubtful = cells() | {
        ("requests", "granted", "business"): Cell("/", None, "slash"),
        ("requests", "granted", "research"): Cell("无", None, "text"),
        ("requests", "received", "total"): Cell("3", 3, "inferred"),
        ("reviews", "reconsideration", "total"): Cell("", None, "unread"),
        ("disclosure", "fees", "amount_wan_yuan"): Cell("", None, "blank", "万元"),
    }
    saved = save(store, replace(report(), cells=doubtful))
    loaded = store.reports.load_report(saved.version_id)
    for key, cell in doubtful.items():
        assert (loaded.cells[key].value, loaded.cells[key].state) == (cell.value, cell.state), key


def test_blank_is_null_in_the_figures_and_zero_is_zero(store: Store) -> None:
    saved = save(store, report(granted_part=None))
    row = next(
        store.db.query(
            "SELECT * FROM requests WHERE version_id = ? AND outcome = 'granted_part'", [saved.version_id]
        )
    )
    assert row["total"] is None
    assert row["business"] == 0


def test_every_version_is_kept_and_the_view_shows_the_current_one(store: Store) -> None:
    save(store, report(3))
    assert save(store, report(4), LATER).outcome == "changed"
    totals = [
        row["total"]
        for row in store.db.query("SELECT total FROM requests WHERE outcome = 'received' ORDER BY version_id")
    ]
    assert totals == [3, 4]
    assert [row["received_total"] for row in store.db.query("SELECT received_total FROM report_figures")] == [
        4
    ]
    assert next(store.db.query("SELECT versions FROM changed_reports"))["versions"] == 2


def test_a_report_that_fails_halfway_leaves_nothing_behind(store: Store) -> None:
    store.db.execute(
        "CREATE TRIGGER fail BEFORE INSERT ON findings BEGIN SELECT RAISE(ABORT, 'planted'); END"
    )
    with pytest.raises(sqlite3.IntegrityError, match="planted"):
        save(store, report(outcome_total=9))
    for table in ("reports", "versions", "requests", "cell_notes", "report_dates"):
        assert next(store.db.query(f"SELECT COUNT(*) n FROM {table}"))["n"] == 0, table


def test_finding_lives_from_first_seen_to_resolved_and_reopens(store: Store) -> None:
    save(store, report(outcome_total=9))
    first = {row["id"]: row for row in store.db.query("SELECT * FROM findings")}
    assert {row["check_id"] for row in first.values()} == {"request-balance", "outcome-sum", "row-total"}
    judge_reports(store, LATER)
    again = {row["id"]: row for row in store.db.query("SELECT * FROM findings")}
    assert again.keys() == first.keys()
    assert {row["first_seen"] for row in again.values()} == {utc_text(NOW)}
    assert again == first  # a finding that stands as it stood is not written again
    save(store, report(), LATER)
    arithmetic = [row for row in store.db.query("SELECT * FROM findings") if row["id"] in first]
    assert {row["resolved_at"] for row in arithmetic} == {utc_text(LATER)}
    save(store, report(outcome_total=9), LATER)
    arithmetic = [row for row in store.db.query("SELECT * FROM findings") if row["id"] in first]
    assert {row["resolved_at"] for row in arithmetic} == {None}
    assert {row["first_seen"] for row in arithmetic} == {utc_text(NOW)}
    assert {row["last_seen"] for row in arithmetic} == {utc_text(LATER)}
    for row in arithmetic:
        assert [event.kind for event in store.findings.events(row["id"])] == [
            "opened",
            "resolved",
            "reopened",
        ]


def test_a_page_our_reader_reads_otherwise_is_no_change_of_the_agency(store: Store) -> None:
    save(store, report(3))
    save(store, report(4), LATER)
    changed = {row.id for row in store.findings.open_findings() if row.check_id == "report-changed"}
    assert changed
    digest = store.archive.put(b"page")
    read = report(5)
    saved = save_report(store, read, Snapshot(read.source, digest, 4, "text/html", LATER, 2), Place(), LATER)
    assert saved.outcome == "reread"
    assert {row.id for row in store.findings.open_findings() if row.check_id == "report-changed"} == changed
    assert next(store.db.query("SELECT versions FROM changed_reports"))["versions"] == 2


def test_a_second_change_does_not_hide_the_first(store: Store) -> None:
    save(store, report())
    save(store, report(granted=1), LATER)
    first = {row.location for row in store.findings.open_findings("report-changed")}
    save(store, report(granted=1, denied_other_law=1), LATER)
    both = {row.location for row in store.findings.open_findings("report-changed")}
    assert len(first) == 1
    assert both == first | {FORM.location("requests", "denied_other_law", "total")}
    save(store, report(denied_other_law=1), LATER)
    assert {row.location for row in store.findings.open_findings("report-changed")} == both - first


def test_dismissed_change_stays_dismissed_when_another_cell_changes(store: Store) -> None:
    save(store, report())
    save(store, report(granted=1), LATER)
    (row,) = store.findings.open_findings("report-changed")
    store.findings.dismiss(row.id, "监督员", "已说明", LATER)
    save(store, report(granted=1, denied_other_law=1), LATER)
    assert [other.location for other in store.findings.open_findings("report-changed")] == [
        FORM.location("requests", "denied_other_law", "total")
    ]
    save(store, report(granted=2, denied_other_law=1), LATER)
    assert row.id in {other.id for other in store.findings.open_findings("report-changed")}


def test_a_report_read_only_at_the_second_try_is_not_called_changed(store: Store) -> None:
    save(store, replace(report(), form=None, cells={}))
    assert save(store, report(), LATER).outcome == "reread"
    assert list(store.db.query("SELECT * FROM changed_reports")) == []


def test_an_agency_registered_later_is_found_for_an_unchanged_report(store: Store) -> None:
    save(store, report())
    register(store)
    assert save(store, report(), LATER, Place("jyj")).outcome == "unchanged"
    assert store.reports.report_of("jyj", 2025) is not None


def test_dismissed_finding_stays_dismissed_until_its_value_changes(store: Store) -> None:
    save(store, report(outcome_total=9))
    for row in store.findings.open_findings():
        store.findings.dismiss(row.id, "监督员", "已经电话核实", NOW)
    judge_reports(store, LATER)
    assert store.findings.open_findings() == []
    save(store, report(outcome_total=8), LATER)
    assert {row.check_id for row in store.findings.open_findings()} >= {
        "request-balance",
        "outcome-sum",
        "row-total",
    }


def test_last_years_correction_settles_this_years_carry_over(store: Store) -> None:
    place = Place(None, None)
    register(store)
    place = Place("jyj")
    now_row = {
        ("requests", row, column): Cell("2", 2, "number")
        for row in ("carried_over", "carried_forward")
        for column in ("natural_person", "total")
    }
    this_year = replace(report(), cells=cells() | now_row)
    save(store, this_year, place=place)
    last_year = report(year=2024, source="http://a.example/0.html")
    save(store, last_year, place=place)
    assert [row.check_id for row in store.findings.open_findings()] == ["carry-over", "carry-over"]
    corrected = replace(
        last_year,
        cells=cells()
        | {key: cell for key, cell in now_row.items() if key[1] == "carried_forward"}
        | {
            ("requests", "received", column): Cell("5", 5, "number") for column in ("natural_person", "total")
        },
    )
    save(store, corrected, LATER, place)
    assert [row for row in store.findings.open_findings() if row.check_id == "carry-over"] == []


def test_untold_tells_new_worsened_and_resolved_once(store: Store) -> None:
    save(store, report(outcome_total=9))
    changes = store.findings.untold()
    assert {row.kind for row in changes} == {"new"}
    store.findings.mark_told(changes, date(2026, 2, 1), NOW)
    assert store.findings.untold() == []
    store.db.execute("UPDATE findings SET severity = 'warning', verdict = 'uncertain'")
    assert store.findings.untold() == []  # less grave is not told
    store.db.execute("UPDATE alerts SET rank = 3")
    store.db.execute("UPDATE findings SET severity = 'error', verdict = 'fail'")
    assert {row.kind for row in store.findings.untold()} == {"worsened"}
    store.findings.mark_told(store.findings.untold(), date(2026, 2, 2), LATER)
    save(store, report(), LATER)
    resolved = [row for row in store.findings.untold() if row.kind == "resolved"]
    assert {row.check_id for row in resolved} == {"request-balance", "outcome-sum", "row-total"}
    store.findings.mark_told(store.findings.untold(), date(2026, 2, 2), LATER)
    assert store.findings.untold() == []


def test_archive_gives_back_the_very_bytes_and_refuses_damaged_ones(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a.db")
    bodies = [b"", b"<html>" * 1000, b"%PDF-1.7 " + bytes(range(256)) * 20]
    digests = [archive.put(body) for body in bodies]
    assert [archive.get(digest) for digest in digests] == bodies
    assert archive.put(bodies[1]) == digests[1]
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("UPDATE blobs SET data = ? WHERE sha256 = ?", [b"%PDF other", digests[2]])
    with pytest.raises(ArchiveError, match="damaged"):
        archive.get(digests[2])
    with pytest.raises(ArchiveError, match="no bytes"):
        archive.get("0" * 64)


def test_migrations_run_once_and_declare_strict_counts(tmp_path: Path) -> None:
    Store.open(tmp_path / "n.db").close()
    store = Store.open(tmp_path / "n.db")
    applied = [row["name"] for row in store.db.query("SELECT name FROM _sqlite_migrations")]
    assert len(applied) == len(set(applied)) > 0
    lines = next(
        store.db.query("SELECT COUNT(*) n FROM form_lines WHERE form = '2021' AND \"table\" = 'requests'")
    )
    assert lines["n"] == len(FORM.requests) + len(FORM.merged)


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("这不是数据库" * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="give another with --db"):
        Store.open(tmp_path / "x.db")


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    import threading

    Store.open(tmp_path / "n.db").close()
    faults: list[BaseException] = []

    def work(part: int) -> None:
        try:
            own = Store.open(tmp_path / "n.db")
            for number in range(15):
                save(own, report(source=f"http://a.example/{part}-{number}.html"))
            own.close()
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(part,)) for part in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert next(Store.open(tmp_path / "n.db").db.query("SELECT COUNT(*) n FROM reports"))["n"] == 45


def test_two_character_words_are_found(store: Store) -> None:
    from store.models import Section

    save(
        store,
        replace(report(), sections=(Section("overview", "一、总体情况", "全年办理行政复议3件，信息公开。"),)),
    )
    for words, hits in (
        ("复议", 1),
        ("行政复议", 1),
        ("复行", 0),
        ("公开", 1),
        ("复议 公开", 1),
        ("复议 诉讼", 0),
        ('"', 0),
        ("", 0),
    ):
        found = next(
            store.db.query("SELECT COUNT(*) n FROM sections_fts WHERE sections_fts MATCH ?", [phrases(words)])
        )
        assert found["n"] == hits, words
    assert spaced("ab复议1") == "ab 复 议 1"


def test_days_are_beijing_days() -> None:
    assert beijing_day("2026-01-31T16:00:00Z") == date(2026, 2, 1)
    assert beijing_day("2026-01-31T15:59:59Z") == date(2026, 1, 31)
    assert utc_text(beijing_night(date(2026, 2, 1))) == "2026-01-31T18:30:00Z"
    with pytest.raises(ValueError, match="time zone"):
        utc_text(datetime(2026, 1, 1))


def test_notes_kept_in_words_only_say_their_state_and_label_from_now_on() -> None:
    db = Database(memory=True)
    migrations.apply(db, stop_before="m013_note_states")
    db.execute(
        "INSERT INTO reports (url, first_seen_at, last_seen_at, current_version) VALUES ('a', '', '', 1)"
    )
    db.execute(
        "INSERT INTO versions (report_id, sha256, content_sha256, fetched_at, media_type, size, snapshot, reader_version, "
        "outcome, form, year) VALUES (1, '', '', '', '', 0, '', 1, '', '2021', 2025)"
    )
    for table, state, message in (
        ("requests", "text", "规定格式中没有的行「工作秘密」，原文照录"),
        ("requests", "unknown_column", "规定格式中没有的列「境外人士」，原文照录"),
        ("", "unread", "报告内容未能读取：连接超时"),
        ("", "unread", "没有发现规定格式的表格，未读取任何数字"),
    ):
        db.execute("INSERT INTO cell_notes VALUES (NULL, 1, ?, '', '', ?, '', ?)", [table, state, message])
    unknown = "SELECT label, form, year, reports FROM unknown_rows"
    before = list(db.query(unknown))
    migrations.apply(db)
    assert list(db.query(unknown)) == before
    assert before == [{"label": "工作秘密", "form": "2021", "year": 2025, "reports": 1}]
    kept = [
        (row["state"], row["label"]) for row in db.query("SELECT state, label FROM cell_notes ORDER BY id")
    ]
    assert kept == [
        ("text", "工作秘密"),
        ("unknown_column", "境外人士"),
        ("content_unread", ""),
        ("unread", ""),
    ]
