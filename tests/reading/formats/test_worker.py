"""The process in which binary formats are parsed: its limits, and that nothing of it reaches us but a named failure."""

import pytest

from crawler.reading import Document, UnreadableDocument
from crawler.reading.apart import worker
from crawler.reading.apart.worker import in_worker
from crawler.reading.blocks import COUNTED, GridCell, Handover, Page, Paragraph, Table
from crawler.reading.opening.media_types import Format


def low(**limits: int) -> Format:
    """The format of these tests, whose reader runs away as the body says, with limits set low."""
    return Format("application/pdf", "PDF", "tests.made.papers.runaway:read_runaway", **limits)


@pytest.mark.parametrize(
    ("body", "limits", "failure"),
    [
        (b"busy", {"seconds": 1}, "time_limit"),
        (b"asleep", {"seconds": 1}, "time_limit"),
        (b"hungry", {"memory": 600_000_000}, "too_large"),
        (b"talkative", {}, "too_large"),
        (b"raising", {}, "broken"),
        (b"dead", {}, "broken"),
        (b"writing", {}, "broken"),
    ],
)
def test_reader_that_runs_away_is_stopped_and_named(
    body: bytes, limits: dict[str, int], failure: str
) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        in_worker(Document("made", body), low(**limits))
    assert caught.value.failure == failure
    assert in_worker(Document("made", b"quiet"), low()) == Page([Paragraph("quiet")])


def test_worker_that_was_ended_is_started_again() -> None:
    in_worker(Document("made", b"quiet"), low())
    assert worker._server is not None
    worker._server.end()
    assert in_worker(Document("made", b"quiet"), low()) == Page([Paragraph("quiet")])


def test_what_parsers_print_does_not_reach_the_answer() -> None:
    assert in_worker(Document("made", b"printing"), low()) == Page([Paragraph("printing")])


def test_blocks_come_through_the_pipe_unchanged() -> None:
    cells = (GridCell("规章", 0), GridCell("", 1, 3, 2))
    page = Page(
        [Paragraph("一、总体情况"), Table((cells, ()), spans_known=True), Table((), False, doubt=COUNTED)],
        whole=True,
    )
    assert worker.from_json(worker.to_json(page)) == page
    handed = Handover("application/pdf", bytes(range(256)))
    assert worker.from_json(worker.to_json(handed)) == handed
