"""What is known to be whole: packed streams, errors of programs in pages and data, open ends, a report's own form, its body."""

import gzip
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime

import brotli
import pytest
from backports import zstd

from crawler.items import Fetched, ListRow, Transfer
from crawler.keeping.keep import held
from crawler.keeping.whose import body_elsewhere
from crawler.manners.recognise import program_error
from crawler.manners.unpacking import Stream, unpacked
from crawler.manners.wholeness import is_past_its_lists, transfer_of
from store.registry import Agency
from tests.made.portals.portal import report_page
from tests.ways.site import listing, reported, row
from tests.ways.texts import DATA, PAGES, PRINTED

TEXT = ("<html>" + "".join(f"<li>第{number}条信息</li>" for number in range(20_000)) + "</html>").encode()
HALF = len(TEXT) // 2


def _raw(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()


PACKED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:HALF]) + gzip.compress(TEXT[HALF:]),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT),
    "zstd": zstd.compress(TEXT),
}


@pytest.mark.parametrize("packing", PACKED)
def test_a_stream_is_followed_to_its_end(packing: str) -> None:
    assert unpacked(PACKED[packing], packing, 10**7) == (TEXT, "ended")
    if packing != "br":  # whose library takes what stands behind the end for a fault
        assert unpacked(PACKED[packing] + b"\r\n<!-- node 3 -->", packing, 10**7) == (TEXT, "ended")


@pytest.mark.parametrize("packing", PACKED)
def test_of_a_stream_that_breaks_off_what_came_is_unpacked(packing: str) -> None:
    body, end = unpacked(PACKED[packing][: len(PACKED[packing]) * 3 // 4], packing, 10**7)
    assert end == "cut"
    assert body
    assert TEXT.startswith(body)


@pytest.mark.parametrize("packing", PACKED)
def test_a_stream_with_more_than_is_wanted_is_left_alone(packing: str) -> None:
    body, end = unpacked(PACKED[packing], packing, 100_000)
    assert end == "large"
    assert len(body) < 300_000


def test_raw_deflate_and_what_is_only_called_packed() -> None:
    assert unpacked(_raw(TEXT), "deflate", 10**7) == (TEXT, "ended")
    for packing in PACKED:
        assert unpacked(TEXT, packing, 10**7) == (TEXT, "none")
        assert unpacked(b"", packing, 10**7) == (b"", "none")
    assert unpacked(TEXT, "utf-8", 10**7) == (TEXT, "none")


def test_a_checksum_that_differs_is_told() -> None:
    packed = gzip.compress(TEXT)
    wrong = packed[:-8] + bytes([packed[-8] ^ 0x55]) + packed[-7:]
    assert unpacked(wrong, "gzip", 10**7)[1] == "broken"


@pytest.mark.parametrize(
    ("closed", "lost", "stream", "transfer"),
    [
        (False, False, "none", "ended"),
        (True, False, "none", "closed"),
        (True, False, "ended", "ended"),
        (False, True, "none", "cut"),
        (False, True, "ended", "ended"),  # the end of the stream is proof, too
        (False, False, "cut", "cut"),
        (False, False, "broken", "broken"),
    ],
)
def test_how_a_transfer_ended(closed: bool, lost: bool, stream: Stream, transfer: Transfer) -> None:
    assert transfer_of(closed, lost, stream) == transfer


LIST = listing([reported("试验市教育局")])


@pytest.mark.parametrize("name", [name for name in PRINTED if name != "template"])
def test_an_error_of_a_program_in_a_page_is_seen(name: str) -> None:
    assert program_error(LIST.replace("</ul>", f"{PRINTED[name]}</ul>"))


@pytest.mark.parametrize("text", [*PAGES.values(), *DATA.values()], ids=[*PAGES, *DATA])
def test_an_error_in_place_of_a_page_is_seen(text: str) -> None:
    assert program_error(text)


@pytest.mark.parametrize(
    "text",
    [
        LIST,
        LIST.replace("</ul>", row("./1.html", "关于HTTP Status 500等故障的情况说明", "2026-01-12") + "</ul>"),
        LIST.replace("</ul>", row("./1.html", "Fatal error: 类漏洞安全通报", "2026-01-12") + "</ul>"),
        LIST.replace("</body>", "<script>catch(e){log('java.lang.Error: ' + e)}</script></body>"),
        LIST.replace("</body>", "<!-- java.lang.NullPointerException fixed --></body>"),
        '{"code":200,"data":{"list":[]}}',
        '{"code":500,"data":[{"title":"x"}]}',
        '{"success":true,"total":0,"rows":[]}',
    ],
)
def test_what_only_speaks_of_errors_is_none(text: str) -> None:
    assert program_error(text) == ""


FOOT = "<div class='foot'><p>主办：办公室</p></div></div>"
ROWS = "".join(
    f"<li><a href='{number}.html'>通知</a><span>2026-01-0{number}</span></li>" for number in range(1, 8)
)


@pytest.mark.parametrize(
    ("text", "past"),
    [
        (f"<html><body><div><ul>{ROWS}</ul>{FOOT}", True),
        (f"<html><body><div><ul>{ROWS}", False),
        (f"<html><body><div>{ROWS}</div>", True),
        (f"<html><body>{ROWS}", False),  # every row ends so
        (f"<html><body><table>{ROWS}", False),
    ],
)
def test_an_open_page_is_past_its_lists(text: str, past: bool) -> None:
    assert is_past_its_lists(text) is past


BUREAU = "白河市教育局"
REPORT = f"<!DOCTYPE html>\n{report_page(BUREAU, 2025)}\n"
FETCHED = Fetched(
    "p",
    "http://www.example.gov.cn/1.html",
    REPORT.encode(),
    {},
    200,
    datetime(2026, 2, 3, tzinfo=UTC),
    ListRow("http://www.example.gov.cn/1.html", f"{BUREAU}2025年政府信息公开工作年度报告", date(2026, 1, 15)),
)


def _failure(text: str = REPORT, transfer: Transfer = "ended", status: int = 200) -> str:
    found = held(replace(FETCHED, body=text.encode(), transfer=transfer, status=status))
    assert bool(found.report) == (not found.failure)
    return found.failure


def test_a_report_is_kept_whole_or_not_at_all() -> None:
    assert _failure() == ""
    cells = [place for place in range(len(REPORT)) if REPORT.startswith("</td>", place)]
    for place in (cells[3], cells[len(cells) // 2], cells[-1], REPORT.rindex("<h2>")):
        assert _failure(REPORT[:place]) == "cut_short"


def test_a_report_with_all_of_its_form_needs_no_other_proof_of_its_end() -> None:
    assert _failure(transfer="closed") == ""
    assert _failure(REPORT[: REPORT.index("</body>")]) == ""
    assert _failure(REPORT[: REPORT.rindex("</p>") - 5]) == "cut_short"  # in its last sentence
    assert _failure(REPORT.replace("<body>", f"<body>{PRINTED['php-notice']}")) == ""


def test_what_is_known_to_be_missing_or_changed_is_proved_by_nothing() -> None:
    assert _failure(transfer="cut") == "cut_short"
    assert _failure(transfer="broken") == "cut_short"
    assert _failure(status=203) == "http_203"


def _agency(name: str, code: str) -> Agency:
    return Agency(
        id="a", name=name, level="city", kind="department", region_code=code, portal_id="p", status="active"
    )


@pytest.mark.parametrize(
    ("name", "code", "printed", "elsewhere"),
    [
        ("安康市教育局", "610900", ["白河县水利局"], True),
        ("安康市教育局", "610900", ["陕西省安康市白河县教育局", None], True),
        ("安康市教育局", "610900", ["安康市教育局"], False),
        ("安康市教育局", "610900", ["陕西省安康市教育局"], False),
        ("安康市教育局", "610900", ["白河县水利局", "安康市教育局"], False),
        ("安康市教育局", "610900", ["教育局", "教育体育局"], False),
        ("安康市教育局", "610900", [None, ""], False),
        ("试验市教育局", "990100", ["白河县水利局"], True),
        ("试验市教育局", "990100", ["试验市水利局"], False),
    ],
)
def test_the_report_of_a_body_of_another_place_is_told(
    name: str, code: str, printed: list[str | None], elsewhere: bool
) -> None:
    assert bool(body_elsewhere(printed, _agency(name, code))) is elsewhere
