"""Hostile and damaged office files: a named refusal in time, within memory, and never a raw exception."""

import os
import random
import resource
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook

from crawler.reading import Document, UnreadableDocument, read
from crawler.reading.blocks import Handover
from crawler.reading.formats.office import SECONDS, converted_together
from demo.press.figures import sound_figures
from store.form import FORMS
from tests.made.pace import of_server, within
from tests.made.papers.books import body_of, members_of, packed, report_book, rewritten
from tests.made.papers.printed import plain_page
from tests.made.papers.rendered import rendered

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=6)
MUTATIONS = int(os.environ.get("NIANBAO_MUTANTS", "1000"))
TOGETHER = 50  # documents of a call of LibreOffice


def peak_of_children() -> int:
    """Bytes of the largest child so far. Those of other tests in this process count: a peak from before says nothing."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def of_children() -> float:
    """Seconds of processor time of children that have ended."""
    return sum(os.times()[2:4])


def refused(body: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read(Document("report.xlsx", body))
    return caught.value


def test_truncated_workbook_is_refused() -> None:
    body = body_of(report_book(FORM, TRUTH))
    for end in random.Random(2).sample(range(4, len(body)), 50):
        assert refused(body[:end]).failure == "broken", end


def mutated(seed: int, body: bytes, inside: str = "xl/") -> bytes:
    """The workbook with some bytes of its container, or of the XML in it, overwritten."""
    rng = random.Random(seed)
    if seed % 4 == 0:
        damaged = bytearray(body)
        for _ in range(rng.randint(1, 4)):
            damaged[rng.randrange(len(body))] = rng.randrange(256)
        return bytes(damaged)
    members = members_of(body)
    name = rng.choice(
        [name for name in members if name.startswith(inside) and members[name] and "theme" not in name]
    )
    xml = bytearray(members[name])
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(xml))
        if not 0x30 <= xml[place] <= 0x39:
            xml[place] = rng.choice(b'<>"/& =aZ\x80')
    return packed({**members, name: bytes(xml)})


@pytest.mark.search
def test_mutated_workbook_ends_in_a_report_or_a_named_refusal() -> None:
    body = body_of(report_book(FORM, TRUTH))
    outcomes: dict[str, int] = {}
    for seed in range(MUTATIONS):
        with within(10):
            try:
                report = read(Document("x", mutated(seed, body)))
            except UnreadableDocument as refusal:
                outcome = refusal.failure
            else:
                outcome = "read"
                assert sum(key not in TRUTH for key in report.cells) == 0
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    assert set(outcomes) <= {"read", "broken", "unreadable_format", "too_large", "empty"}
    assert outcomes["broken"] > MUTATIONS // 4


def bomb(kind: str) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"].value = "规章"
    body = body_of(book)
    data = b"</sheetData>"
    cell = b'<c r="XFD1048576"><v>1</v></c>'
    row = b'<row><c t="str"><v>x</v></c></row>'
    return {
        "far_cell": lambda: rewritten(body, data, b'<row r="1048576">' + cell + b"</row>" + data),
        "merge": lambda: rewritten(
            body, data, data + b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
        "million_cells": lambda: rewritten(body, data, row * 1_000_000 + data),
        "unpacked_size": lambda: packed({**members_of(body), "xl/media/a": bytes(100_000_000)}),
        "shared_strings": lambda: packed(
            {
                **members_of(body),
                "xl/sharedStrings.xml": b"<sst>" + b"<si><t>x</t></si>" * 2_000_000 + b"</sst>",
            }
        ),
        "entities": lambda: rewritten(
            body, b"<worksheet", b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet'
        ),
    }[kind]()


@pytest.mark.parametrize(
    "kind", ["far_cell", "merge", "million_cells", "unpacked_size", "shared_strings", "entities"]
)
def test_bomb_is_stopped_soon(kind: str) -> None:
    body = bomb(kind)
    with within(10):
        try:
            failure = "" if not read(Document("bomb", body)).has_figures else "figures"
        except UnreadableDocument as refusal:
            failure = refusal.failure
    assert failure in ("too_large", "time_limit", "broken", "")


def overwritten(seed: int, body: bytes) -> bytes:
    """The document with some bytes overwritten, or cut off, or doubled."""
    rng = random.Random(seed)
    damaged = bytearray(body)
    for _ in range(rng.choice((1, 5, 50))):
        damaged[rng.randrange(8, len(damaged))] = rng.randrange(256)
    place = rng.randrange(8, len(damaged))
    if seed % 5 == 0:
        del damaged[place:]
    elif seed % 5 == 1:
        damaged[place:place] = damaged[place : place + 2_000]
    return bytes(damaged)


def timed_conversion(bodies: list[bytes]) -> dict[bytes, Handover]:
    """What LibreOffice makes of documents together, in the time that one may take."""
    start = of_children()
    converted = converted_together(bodies)
    # The limit is a process's: a program is several, and two calls run at a time.
    assert of_children() - start < 4 * SECONDS
    return converted


@pytest.mark.search
@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt", "xls", "ods"])
def test_mutated_document_ends_in_a_report_or_a_named_refusal(suffix: str, tmp_path: Path) -> None:
    """In time and memory, LibreOffice included."""
    source, imported = (
        ("xlsx", "Calc MS Excel 2007 XML") if suffix in ("xls", "ods") else ("html", "HTML (StarWriter)")
    )
    original = body_of(report_book(FORM, TRUTH)) if source == "xlsx" else plain_page(FORM, TRUTH).encode()
    (body,) = rendered(tmp_path, [original], source, imported, suffix)
    outcomes: Counter[str] = Counter()
    before = peak_of_children()
    damage = partial(mutated, inside="") if suffix in ("odt", "ods") else overwritten
    groups = [
        [damage(seed, body) for seed in range(first, min(first + TOGETHER, MUTATIONS))]
        for first in range(0, MUTATIONS, TOGETHER)
    ]
    with ThreadPoolExecutor(2) as pool:  # LibreOffice converts while others are read
        for group, converted in zip(groups, pool.map(timed_conversion, groups), strict=True):
            for one in group:
                with within(10, of_server):
                    try:
                        read(Document("x", one), converted)
                    except UnreadableDocument as refusal:
                        outcomes[refusal.failure] += 1
                    else:
                        outcomes["read"] += 1
    assert set(outcomes) <= {"read", "broken", "unreadable_format", "too_large", "empty", "time_limit"}
    assert outcomes["read"] > MUTATIONS // 10
    assert peak_of_children() < 512_000_000 or peak_of_children() == before
