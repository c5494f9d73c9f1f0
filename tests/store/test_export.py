"""`nianbao export --evidence`: a standard reader opens the WARC, and standard tools verify the bundle offline."""

import json
import re
import shutil
import sqlite3
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from warcio.archiveiterator import ArchiveIterator

from scheduler.cli import main
from scheduler.night.nightly import check
from store.archive import archive_of
from store.evidence.verifying import verify
from store.registry import load_registry
from store.store import Store
from tests.made.portals.evidence import FIRST, GONE, NIGHTS, PAGE_2, REPORT, SCAN, filled, moment
from tests.made.portals.portal import COLUMN


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Evidence of three nights, judged; a form sent by POST and a file imported besides."""
    folder = tmp_path_factory.mktemp("export")
    path = filled(folder)
    store = Store.open(path)
    store.db.execute(
        "INSERT INTO fetches (run_id, portal_id, url, final_url, kind, method, sent, fetched_at, status, sha256, size, headers) "
        "SELECT run_id, portal_id, 'http://www.shiyan.example/q?a=1', '', 'list', 'POST', 'p=2', fetched_at, 304, NULL, 0, "
        """'{"etag":"\\"7\\"","server":"x\\r\\nevil: 1"}' FROM fetches WHERE id = 1"""
    )
    store.db.execute(
        "INSERT INTO fetches (run_id, portal_id, url, kind, method, sent, fetched_at, status, sha256, size) "
        "SELECT run_id, portal_id, 'http://www.shiyan.example/q?名=1', 'list', 'POST', 'p=2', fetched_at, 200, sha256, size "
        "FROM fetches WHERE id = 1"
    )
    digest = store.archive.put(b"imported")
    store.runs.save_fetch(None, None, "../../报告 1.html", "import", moment(2), sha256=digest, size=8)
    registry = load_registry(folder / "registry")
    check(store, registry, FIRST + timedelta(days=NIGHTS - 1), moment(NIGHTS - 1, 60))
    store.close()
    return path


def export(db: Path, out: Path, *options: str) -> Result:
    result = CliRunner().invoke(main, ["export", "--evidence", str(out), "--db", str(db), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def records(path: Path) -> list[tuple[str, dict[str, str], dict[str, str], bytes]]:
    """Every record as warcio's own reader gives it: type, headers, HTTP headers, payload; digests are checked."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            body = record.content_stream().read()
            http = dict(record.http_headers.headers) if record.http_headers else {}
            if http:
                http["status"] = record.http_headers.statusline
            assert record.digest_checker.passed is not False
            found.append((record.rec_type, dict(record.rec_headers.headers), http, body))
    return found


@pytest.fixture(scope="module")
def bundle(db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bundle") / "all"
    assert export(db, out).exit_code == 0
    return out


def rows(db: Path, sql: str) -> list[dict[str, Any]]:
    connection = sqlite3.connect(db)
    connection.row_factory = sqlite3.Row
    found = [dict(row) for row in connection.execute(sql)]
    connection.close()
    return found


def test_standard_reader_finds_every_answer_with_the_bytes_of_the_archive(bundle: Path, db: Path) -> None:
    fetches = rows(db, "SELECT * FROM fetches WHERE sha256 IS NOT NULL AND status IS NOT NULL ORDER BY id")
    answers = [record for record in records(bundle / "evidence.warc.gz") if record[0] == "response"]
    store = Store.open(db)
    assert len(answers) == len(fetches) == 16
    for row, (_, headers, http, body) in zip(fetches, answers, strict=True):
        assert body == store.archive.get(row["sha256"])
        assert headers["WARC-Payload-Digest"] == f"sha256:{row['sha256']}"
        assert headers["WARC-Date"] == row["fetched_at"]
        assert http["status"].startswith(f"{row['status']} ")
        assert int(http["Content-Length"]) == len(body)
    store.close()
    assert len({headers["WARC-Record-ID"] for _, headers, _, _ in answers}) == len(answers)


def test_packing_as_received_is_told_and_never_claimed_of_the_unpacked_body(bundle: Path) -> None:
    (_, headers, http, _) = records(bundle / "evidence.warc.gz")[1]
    assert headers["WARC-Target-URI"] == COLUMN
    assert (http["X-Archive-Orig-Content-Encoding"], http["X-Archive-Orig-Content-Length"]) == ("gzip", "99")
    assert "Content-Encoding" not in http


def test_posts_unchanged_answers_and_imports_have_records_of_their_own(bundle: Path) -> None:
    found = {record[0]: record for record in records(bundle / "evidence.warc.gz")}
    assert found["request"][3] == b"p=2"
    assert found["request"][1]["WARC-Target-URI"] == "http://www.shiyan.example/q?%E5%90%8D=1"
    _, headers, http, body = found["revisit"]
    assert (headers["WARC-Profile"].rsplit("/", 1)[1], body, http["status"]) == (
        "server-not-modified",
        b"",
        "304 Not Modified",
    )
    assert (http["Server"], "evil" in http) == ("x evil: 1", False)
    assert found["resource"][1]["WARC-Target-URI"] == "file:///../../%E6%8A%A5%E5%91%8A%201.html"
    assert found["resource"][3] == b"imported"


def test_warc_holds_how_far_columns_were_read_and_the_manifests(bundle: Path, db: Path) -> None:
    first, *others = records(bundle / "evidence.warc.gz")
    assert first[0] == "warcinfo"
    assert b"software: nianbao" in first[3]
    told = [record for record in others if record[0] == "metadata"]
    reads = [
        json.loads(body)["list_read"] for _, headers, _, body in told if headers["WARC-Target-URI"] == COLUMN
    ]
    assert [(read["complete"], read["claimed"], read["rows"]) for read in reads] == [(1, "2页", 1)] * NIGHTS
    hashes = {headers["WARC-Target-URI"].removeprefix("urn:sha256:") for _, headers, _, _ in told}
    assert {row["lines_sha256"] for row in rows(db, "SELECT * FROM manifests")} <= hashes


def test_bundle_is_verified_by_sha256sum_alone(bundle: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=bundle, capture_output=True, text=True, check=True
    )
    files = sum(path.is_file() for path in bundle.rglob("*"))
    assert done.stdout.count(": OK\n") == files - 1


def checked(bundle: Path) -> tuple[int, str]:
    done = subprocess.run(["sh", "check.sh"], cwd=bundle, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_bundle_checks_itself_and_names_the_newest_manifest(bundle: Path, db: Path) -> None:
    assert verify(db).sound
    code, said = checked(bundle)
    assert code == 0
    assert said.strip().endswith(verify(db).latest_manifest)
    sums = {path.name for path in (bundle / "pages").iterdir()}
    assert sums == {
        row["sha256"] for row in rows(db, "SELECT DISTINCT sha256 FROM fetches WHERE sha256 IS NOT NULL")
    }


def resum(bundle: Path) -> None:
    """What a forger would do: sums that fit the changed files."""
    names = [
        line[66:]
        for line in (bundle / "SHA256SUMS").read_text().splitlines()
        if (bundle / line[66:]).exists()
    ]
    sums = subprocess.run(["sha256sum", *names], cwd=bundle, capture_output=True, check=True).stdout
    (bundle / "SHA256SUMS").write_bytes(sums)


FORGERIES = {
    "a page of other bytes": ("pages/{page}", lambda text: text + b"!", "清单中没有这些字节"),
    "a line of a manifest": ("manifests/000002.jsonl", lambda text: text.replace(b":200", b":404", 1), "清单不在链条上"),
    "a link of the chain": ("manifests/chain.txt", lambda text: text.replace(b"2026-02-03", b"2026-01-03", 1), "链条断裂"),
    "a link left out": ("manifests/chain.txt", lambda text: text.split(b"\n", 1)[1], "链条断裂"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_bundle_is_found_even_with_sums_that_fit(name: str, bundle: Path, tmp_path: Path) -> None:
    place, forge, words = FORGERIES[name]
    forged = tmp_path / "forged"
    shutil.copytree(bundle, forged)
    path = forged / place.format(page=min(path.name for path in (bundle / "pages").iterdir()))
    path.write_bytes(forge(path.read_bytes()))
    assert "FAILED" in checked(forged)[1]
    resum(forged)
    code, said = checked(forged)
    assert code == 1
    assert words in said


def test_names_of_files_are_never_those_of_the_web(bundle: Path) -> None:
    for path in bundle.rglob("*"):
        assert re.fullmatch(
            r"pages|manifests|README\.txt|check\.sh|index\.tsv|evidence\.warc\.gz|SHA256SUMS|chain\.txt|\d{6}\.jsonl|[0-9a-f]{64}",
            path.name,
        ), path


def test_readme_is_in_chinese_first_and_complete_in_english(bundle: Path) -> None:
    chinese, english = (bundle / "README.txt").read_text(encoding="utf-8").split("What this is\n", 1)
    for name in ("pages/", "index.tsv", "evidence.warc.gz", "manifests/chain.txt", "SHA256SUMS", "check.sh"):
        assert name in chinese
        assert name in english


def test_same_evidence_makes_the_same_zip_but_for_its_moment(db: Path, bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.zip"
    assert export(db, out).exit_code == 0
    with zipfile.ZipFile(out) as packed:
        assert packed.testzip() is None
        names = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
        assert set(packed.namelist()) == names
        for name in names - {"evidence.warc.gz", "SHA256SUMS"}:  # a WARC says when it was written
            assert packed.read(name) == (bundle / name).read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]


def urls(out: Path) -> list[str]:
    return sorted({record[1]["WARC-Target-URI"] for record in records(out) if record[0] == "response"})


NARROWED = {
    "by address": (["--url", PAGE_2], [PAGE_2]),
    "by address of the column": (["--url", COLUMN], sorted({COLUMN, PAGE_2, REPORT})),
    "by year": (["--year", "2025"], [REPORT]),
    "by agency: its report, and the last complete reading": (["--agency", "试验市教育局"], sorted({REPORT, COLUMN, PAGE_2})),
    "by agency that filed nothing": (["--agency", "wsj"], sorted({COLUMN, PAGE_2})),
    "by two conditions": (["--portal", "shiyan", "--url", SCAN], [SCAN]),
}  # fmt: skip


@pytest.mark.parametrize("name", NARROWED)
def test_export_is_narrowed_down(name: str, db: Path, tmp_path: Path) -> None:
    options, expected = NARROWED[name]
    assert export(db, tmp_path / "some.warc.gz", *options).exit_code == 0
    assert urls(tmp_path / "some.warc.gz") == expected


def test_missing_report_is_proved_by_the_pages_of_the_night_it_rests_on(db: Path, tmp_path: Path) -> None:
    (finding,) = rows(db, "SELECT * FROM findings WHERE check_id = 'filing-missing' AND agency_id = 'wsj'")
    assert export(db, tmp_path / "proof", "--finding", finding["id"]).exit_code == 0
    assert checked(tmp_path / "proof")[0] == 0
    found = records(tmp_path / "proof" / "evidence.warc.gz")
    (filing,) = rows(db, "SELECT * FROM filings WHERE agency_id = 'wsj'")
    kept = rows(db, f"SELECT * FROM list_reads WHERE run_id = {filing['run_id']}")
    payloads = [headers["WARC-Payload-Digest"][7:] for kind, headers, _, _ in found if kind == "response"]
    assert set(json.loads(kept[0]["evidence"]).values()) <= set(payloads)
    assert urls(tmp_path / "proof" / "evidence.warc.gz") == sorted({COLUMN, PAGE_2})
    (read,) = [json.loads(body)["list_read"] for kind, headers, _, body in found
               if kind == "metadata" and headers["WARC-Target-URI"] == COLUMN]  # fmt: skip
    assert (read["id"], read["complete"]) == (kept[0]["id"], 1)


def test_finding_on_a_report_is_proved_by_its_versions(db: Path, tmp_path: Path) -> None:
    (finding,) = rows(db, "SELECT * FROM findings WHERE check_id = 'report-changed' ORDER BY id LIMIT 1")
    out = tmp_path / "proof.warc.gz"
    assert export(db, out, "--finding", finding["id"][:10]).exit_code == 0
    found = [record for record in records(out) if record[0] == "response"]
    (version,) = rows(db, f"SELECT * FROM versions WHERE id = {finding['version_id']}")
    assert [headers["WARC-Payload-Digest"][7:] for _, headers, _, _ in found] == [version["sha256"]]
    assert [headers["WARC-Date"] for _, headers, _, _ in found] == [version["fetched_at"]]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--agency", "无此机关"], "没有这个机关"),
        (["--url", "http://x.example/"], "没有符合条件的存证"),
        (["--finding", "zz"], "没有这个编号的问题"),
    ],
)
def test_nothing_to_export_is_told_and_leaves_nothing(
    options: list[str], words: str, db: Path, tmp_path: Path
) -> None:
    result = export(db, tmp_path / "out", *options)
    assert (result.exit_code, words in result.output, list(tmp_path.iterdir())) == (2, True, [])


def test_nothing_is_overwritten(db: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("kept")
    assert export(db, tmp_path / "out").exit_code == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


def test_damaged_bytes_are_never_handed_on(db: Path, tmp_path: Path) -> None:
    for path in (db, archive_of(db)):
        shutil.copy(path, tmp_path / path.name)
    connection = sqlite3.connect(tmp_path / archive_of(db).name)
    with connection:
        connection.execute("UPDATE blobs SET data = data || x'00' WHERE id = 2")
    connection.close()
    result = export(tmp_path / db.name, tmp_path / "out.warc.gz")
    assert result.exit_code == 2
    assert "damaged" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nianbao-archive.db", "nianbao.db"]


def test_error_pages_are_evidence_and_silence_is_in_the_manifest(db: Path, tmp_path: Path) -> None:
    assert export(db, tmp_path / "gone", "--url", GONE).exit_code == 0
    answers = [
        record for record in records(tmp_path / "gone" / "evidence.warc.gz") if record[0] == "response"
    ]
    assert [http["status"] for _, _, http, _ in answers] == ["404 Not Found"] * NIGHTS
    index = (tmp_path / "gone" / "index.tsv").read_text(encoding="utf-8")
    assert index.count("\ttimeout\t") == NIGHTS
