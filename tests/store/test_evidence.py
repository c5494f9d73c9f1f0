"""Evidence: `nianbao verify` finds one flipped byte, a lost row, a broken chain, and names each."""

import gzip
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.clock import Clock
from scheduler.cli import main
from store.archive import archive_of
from store.evidence.verifying import Verified, verify
from store.store import Store
from tests import ROOT
from tests.made.portals.evidence import FIRST, NIGHTS, REPORT, filled, moment
from tests.made.portals.portal import (
    COLUMN,
    HOST,
    HostilePortal,
    list_page,
    report_page,
    serving,
    visit,
    write_registry,
)

FLIPS = 300


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose evidence is whole. Tests that change it take a copy."""
    return filled(tmp_path_factory.mktemp("evidence"))


@pytest.fixture
def db(sound: Path, tmp_path: Path) -> Path:
    for path in (sound, archive_of(sound)):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / sound.name


def blobs(archive: Path) -> list[tuple[object, ...]]:
    """Every row of an archive file. Raises sqlite3.DatabaseError where it can't be read."""
    connection = sqlite3.connect(archive)
    try:
        return connection.execute("SELECT * FROM blobs ORDER BY id").fetchall()
    finally:
        connection.close()


def change(path: Path, sql: str, *values: object) -> None:
    connection = sqlite3.connect(path)
    with connection:
        assert connection.execute(sql, values).rowcount > 0
    connection.close()


def told(seen: Verified) -> set[tuple[str, str]]:
    return {(problem.kind, problem.where) for problem in seen.problems}


def test_sound_evidence_is_called_sound(sound: Path) -> None:
    seen = verify(sound)
    assert seen.problems == []
    assert (seen.blobs, seen.fetches, seen.list_reads, seen.versions) == (19, 18, 3, 3)
    assert (seen.manifests, seen.unchained) == (NIGHTS, 0)
    assert seen.bytes == sum(int(str(row[2])) for row in blobs(archive_of(sound)))


def test_one_flipped_bit_in_the_data_of_any_page_is_found_and_named(db: Path) -> None:
    archive, dice = archive_of(db), random.Random(1)
    whole = archive.read_bytes()
    for number, digest, _, _, data, *_ in blobs(archive):
        assert isinstance(data, bytes)
        for _ in range(8):
            place = dice.randrange(len(data))
            damaged = bytes([*data[:place], data[place] ^ 1 << dice.randrange(8), *data[place + 1 :]])
            change(archive, "UPDATE blobs SET data = ? WHERE id = ?", damaged, number)
            assert ("blob_damaged", f"存档第 {number} 份 sha256={digest}") in told(verify(db)), place
            archive.write_bytes(whole)
    assert verify(db).sound


def test_one_flipped_bit_anywhere_in_the_file_is_found_unless_nothing_was_kept_there(db: Path) -> None:
    archive, dice = archive_of(db), random.Random(2)
    whole, kept, found = archive.read_bytes(), blobs(archive), 0
    for _ in range(FLIPS):
        place = dice.randrange(len(whole))
        archive.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << dice.randrange(8)]) + whole[place + 1 :]
        )
        seen = verify(db)
        found += not seen.sound
        assert not seen.sound or blobs(archive) == kept, place
    assert found > FLIPS // 2


CHANGES = {
    "the status of a fetch": ("UPDATE fetches SET status = 403 WHERE id = 3", "row_changed", "请求第 3 行"),
    "the time of a fetch": (
        "UPDATE fetches SET fetched_at = '2026-01-30T18:30:00Z' WHERE id = 9",
        "row_changed",
        "请求第 9 行",
    ),
    "the headers of a fetch": ("UPDATE fetches SET headers = '{}' WHERE id = 1", "row_changed", "请求第 1 行"),
    "headers that are no JSON": ("UPDATE fetches SET headers = 'x' WHERE id = 1", "row_changed", "请求第 1 行"),
    "a fetch that is gone": ("DELETE FROM fetches WHERE id = 8", "row_missing", "请求第 8 行"),
    "the last fetch gone": ("DELETE FROM fetches WHERE id = 18", "row_missing", "请求第 18 行"),
    "a reading called complete": ("UPDATE list_reads SET rows = 9 WHERE id = 2", "row_changed", "栏目读取第 2 行"),
    "a reading that is gone": ("DELETE FROM list_reads WHERE id = 1", "row_missing", "栏目读取第 1 行"),
    "the first manifest gone": ("DELETE FROM manifests WHERE id = 1", "manifest_missing", "存证清单第 1 号"),
    "a manifest gone": ("DELETE FROM manifests WHERE id = 2", "manifest_missing", "存证清单第 2 号"),
    "the last manifest gone": ("DELETE FROM manifests WHERE id = 3", "manifest_missing", "存证清单第 3 至 3 号"),
    "a manifest of another night": (
        "UPDATE manifests SET night = '2026-01-01' WHERE id = 2",
        "manifest_changed",
        "存证清单第 2 号（2026-01-01）",
    ),
    "a link of the chain": (
        "UPDATE manifests SET previous = '' WHERE id = 3",
        "chain_broken",
        "存证清单第 3 号（2026-02-05）",
    ),
    "a version of other bytes": (
        f"UPDATE versions SET sha256 = '{'0' * 64}' WHERE id = 2",
        "blob_missing",
        f"报告版本第 2 行（{REPORT}）",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_row_is_found_and_named(name: str, db: Path) -> None:
    sql, kind, where = CHANGES[name]
    change(db, sql)
    assert (kind, where) in told(verify(db))


def test_fetch_put_in_between_is_found(db: Path) -> None:
    change(db, "DELETE FROM fetches WHERE id = 5")
    change(
        db, "INSERT INTO fetches (id, url, kind, fetched_at) VALUES (5, 'http://x.example/', 'list', '2026')"
    )
    assert ("row_changed", "请求第 5 行") in told(verify(db))
    change(db, "UPDATE fetches SET id = 0 WHERE id = 5")
    assert ("row_missing", "请求第 5 行") in told(verify(db))


def test_reordered_manifests_are_found(db: Path) -> None:
    for old, new in ((2, 9), (1, 2), (9, 1)):
        change(db, "UPDATE manifests SET id = ? WHERE id = ?", new, old)
    kinds = {kind for kind, _ in told(verify(db))}
    assert {"chain_broken", "manifest_changed"} <= kinds


def test_fetch_changed_together_with_its_manifest_is_found_by_the_next(db: Path) -> None:
    store = Store.open(db)
    change(db, "UPDATE fetches SET status = 403 WHERE id = 3")
    row = dict(next(store.db.query("SELECT * FROM manifests WHERE id = 1")))
    store.db.execute("DELETE FROM manifests")
    store.db.execute("DELETE FROM sqlite_sequence WHERE name = 'manifests'")
    store.db.conn.commit()
    store.manifests.write_manifests(row["run_id"], FIRST, moment(0, 6))
    forged = store.manifests.latest_manifest()
    store.close()
    assert forged
    assert forged.sha256 != row["sha256"]  # whoever kept the hash outside sees it
    assert verify(db).sound  # nobody else does


@pytest.mark.parametrize("number", [1, 6, 19])
def test_deleted_bytes_are_missed_by_whatever_rests_on_them(db: Path, number: int) -> None:
    (digest,) = (row[1] for row in blobs(archive_of(db)) if row[0] == number)
    change(archive_of(db), "DELETE FROM blobs WHERE id = ?", number)
    seen = verify(db)
    assert [problem for problem in seen.problems if str(digest) in problem.message]
    assert {problem.kind for problem in seen.problems} == {"blob_missing"}


def test_archive_that_is_gone_is_told_and_not_made_anew(db: Path) -> None:
    archive_of(db).unlink()
    assert told(verify(db)) == {("archive_missing", "nianbao-archive.db")}
    assert not archive_of(db).exists()


def test_file_that_is_no_database_is_told(db: Path) -> None:
    archive_of(db).write_bytes(b"\0" * 8192)
    assert {kind for kind, _ in told(verify(db))} == {"unreadable"}


def test_verify_says_what_is_wrong_what_to_do_and_exits_with_5(db: Path) -> None:
    result = CliRunner().invoke(main, ["verify", "--db", str(db)])
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "全部相符。")
    change(db, "UPDATE fetches SET status = 403 WHERE id = 3")
    result = CliRunner().invoke(main, ["verify", "--db", str(db)])
    assert result.exit_code == 5
    assert "请求第 3 行：与存证清单第 1 号（2026-02-03）所记不同：status 原为 200，现为 403" in result.output
    assert "从备份恢复数据库，再运行 nianbao verify" in result.output
    said = json.loads(CliRunner().invoke(main, ["verify", "--json", "--db", str(db)]).stdout)
    assert (said["sound"], said["problem_count"], said["problems"][0]["kind"]) == (False, 1, "row_changed")


def test_verify_without_a_database_makes_none(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["verify", "--db", str(tmp_path / "nianbao.db")])
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])


def test_what_an_interrupted_run_fetched_is_in_the_next_manifest(db: Path) -> None:
    store = Store.open(db)
    run = store.runs.start_run("crawl", FIRST, moment(4))
    store.runs.save_fetch(run, "shiyan", COLUMN, "list", moment(4), failure="timeout")
    assert verify(db).unchained == 1
    later = store.runs.start_run("crawl", FIRST, moment(5))
    assert store.manifests.write_manifests(later, FIRST, moment(5)) == 1
    assert store.manifests.write_manifests(later, FIRST, moment(6)) == 0  # nothing new, no manifest
    latest = store.manifests.latest_manifest()
    store.close()
    assert latest
    assert (latest.id, latest.fetches, latest.run_id) == (NIGHTS + 1, 1, later)
    assert (verify(db).problems, verify(db).unchained) == ([], 0)


def test_long_runs_make_several_manifests_of_one_chain(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.tables.manifests.MAX_LINES", 4)
    store = Store.open(db)
    for second in range(10):
        store.runs.save_fetch(None, None, f"{second}.html", "import", moment(4, second), failure="empty")
    assert store.manifests.write_manifests(None, FIRST, moment(5)) == 3
    store.close()
    assert (verify(db).problems, verify(db).manifests) == ([], NIGHTS + 3)


KILLED = """
import sys
from datetime import date
from pathlib import Path
from crawler.items import Fetched, ListRow
from crawler.keeping.keep import held, keep
from scheduler.importing import Given, import_file
from store.registry import load_registry
from store.store import Store
from tests.made.portals.evidence import REPORT, TITLE, moment
from tests.made.portals.portal import report_page
kind, folder = sys.argv[1], Path(sys.argv[2])
store, registry = Store.open(folder / "nianbao.db"), load_registry(folder)
body = report_page("试验市教育局", 2025, received=9).encode()
print("open", flush=True)
sys.stdin.readline()
if kind == "crawled":
    row = ListRow(REPORT, TITLE, date(2026, 1, 15))
    fetched = Fetched("shiyan", REPORT, body, {}, 200, moment(4), row)
    keep(store, registry, fetched, held(fetched), 1, moment(4))
else:
    (folder / "given.html").write_bytes(body)
    import_file(store, registry, folder / "given.html", Given(), moment(4), {})
print("kept", flush=True)
"""


@pytest.mark.parametrize("kind", ["crawled", "imported"])
def test_process_killed_between_bytes_and_pointer_leaves_no_pointer_without_bytes(
    kind: str, db: Path
) -> None:
    write_registry(db.parent, {"jyj": "试验市教育局"})
    command = [sys.executable, "-c", KILLED, kind, str(db.parent)]
    child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin
    assert child.stdout
    assert child.stdout.readline() == "open\n"
    writer = sqlite3.connect(db, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")  # no pointer can be written now
    child.stdin.write("go\n")
    child.stdin.flush()
    deadline = time.monotonic() + 20
    while len(blobs(archive_of(db))) == 19 and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    writer.execute("ROLLBACK")
    writer.close()
    child.stdin.close()
    child.stdout.close()
    assert len(blobs(archive_of(db))) == 20  # the bytes were safe before anything pointed to them
    seen = verify(db)
    assert (seen.problems, seen.fetches, seen.versions) == ([], 18, 3)
    again = subprocess.run(command, cwd=ROOT, input="go\n", capture_output=True, text=True, check=True)
    assert again.stdout == "open\nkept\n"
    assert (verify(db).problems, verify(db).fetches, verify(db).blobs) == ([], 19, 20)


def test_archive_of_the_first_release_is_verified_and_gets_its_checksums(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "nianbao-archive.db")
    connection.execute(
        "CREATE TABLE blobs (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, "
        "encoding TEXT NOT NULL, data BLOB NOT NULL)"
    )
    connection.close()
    store = Store.open(tmp_path / "nianbao.db")
    store.archive.put(b"new")
    store.db.execute("ALTER TABLE fetches RENAME TO kept")  # a file of another kind is told, not a traceback
    store.close()
    assert blobs(tmp_path / "nianbao-archive.db")[0][5] is not None
    assert told(verify(tmp_path / "nianbao.db")) == {("unreadable", "nianbao.db")}


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime, datetime]:
    """A visit by the real clock to a portal that compresses, redirects and fails."""
    folder = tmp_path_factory.mktemp("visited")
    rows = [
        (f"./t20260115_{number}.html", f"试验市{name}2025年政府信息公开工作年度报告", "2026-01-15")
        for number, name in enumerate(("教育局", "财政局", "体育局"))
    ]
    packed = gzip.compress(list_page(rows).encode())
    answers = {
        "/nb/": (302, "", {"Location": "/nb/new/"}),
        "/nb/new/": (200, packed, {"Content-Encoding": "gzip", "ETag": '"7"', "Set-Cookie": "who=you"}),
        "/nb/new/t20260115_0.html": (200, report_page("试验市教育局", 2025)),
        "/nb/new/t20260115_1.html": (500, "<h1>出错了</h1>"),
        "/nb/new/t20260115_2.html": (200, "<p>没有内容</p>"),
    }
    registry = write_registry(folder / "registry", {"jyj": "试验市教育局"})
    start = datetime.now(UTC)
    with serving(HostilePortal(answers)) as portal:
        visit(portal, folder / "nianbao.db", registry, Clock())
    return folder / "nianbao.db", start, datetime.now(UTC)


def test_every_fetch_keeps_status_headers_bytes_moment_and_final_address(
    visited: tuple[Path, datetime, datetime],
) -> None:
    db, start, end = visited
    store = Store.open(db)
    rows = list(store.db.query("SELECT * FROM fetches ORDER BY id"))
    listed = rows[0]
    assert (listed["kind"], listed["status"], listed["url"]) == ("list", 200, COLUMN)
    assert listed["final_url"] == f"http://{HOST}/nb/new/"
    headers = json.loads(listed["headers"])
    assert (headers["content-encoding"], headers["etag"]) == ("gzip", '"7"')
    assert int(headers["content-length"]) < listed["size"]  # as received; the bytes are kept unpacked
    assert "set-cookie" not in headers
    assert "createPageHTML" in store.archive.get(listed["sha256"]).decode()
    (failed,) = [row for row in rows if row["failure"] == "http_500"]
    assert store.archive.get(failed["sha256"]).decode() == "<h1>出错了</h1>"
    for row in rows:
        assert start.replace(microsecond=0) <= datetime.fromisoformat(row["fetched_at"]) <= end
        assert row["column_url"] == (COLUMN if row["final_url"] else "")
    (version,) = store.db.query(
        "SELECT * FROM versions WHERE size > 0 AND outcome = 'new' AND form IS NOT NULL"
    )
    (report,) = [row for row in rows if row["sha256"] == version["sha256"]]
    assert report["fetched_at"] == version["fetched_at"]
    store.close()


def test_visit_ends_with_a_manifest_of_everything_fetched(visited: tuple[Path, datetime, datetime]) -> None:
    seen = verify(visited[0])
    assert (seen.problems, seen.manifests, seen.unchained) == ([], 1, 0)


def test_imported_files_are_evidence_as_well(tmp_path: Path) -> None:
    page = tmp_path / "jyj.html"
    page.write_text(report_page("试验市教育局", 2025), encoding="utf-8")
    (tmp_path / "empty.html").write_bytes(b"")
    registry = write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})
    place = ["--db", str(tmp_path / "nianbao.db"), "--registry", str(registry)]
    result = CliRunner().invoke(main, ["import", str(page), str(tmp_path / "empty.html"), *place])
    assert result.exit_code == 3, result.output
    seen = verify(tmp_path / "nianbao.db")
    assert (seen.problems, seen.manifests, seen.fetches, seen.unchained) == ([], 1, 2, 0)
