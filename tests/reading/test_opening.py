"""A document opened: what is made of it is made once, at whatever address, and its tree stays where it was made."""

import pickle

import pytest

from crawler.reading import Document, Opened, UnreadableDocument, opened, read
from tests.made.portals.portal import report_page

URL = "http://www.baihe.example/a/1.html"
PAGE = report_page("试验市教育局", 2025).encode("gb18030")


def test_what_is_made_at_one_address_is_made_at_every_other() -> None:
    here = Opened(URL, PAGE)
    there = here.at("http://www.baihe.example/b/2.html")
    assert there.root is here.root
    assert there.article is here.article is not None
    assert there.text is here.text
    assert there.url != here.url


def test_tree_stays_in_the_process_that_made_it_and_the_text_goes_on() -> None:
    here = Opened(URL, PAGE)
    assert (here.article is not None, here.media_type) == (True, "text/html")
    sent = pickle.loads(pickle.dumps(here))
    assert sent == here
    assert set(sent.made) == {"text", "type"}
    assert sent.text == here.text
    assert {"markup", "article"} <= set(here.made)


def test_opened_document_stays_itself_and_reads_as_its_bytes_do() -> None:
    here = opened(Document(URL, PAGE))
    assert opened(here) is here
    assert read(here) == read(Document(URL, PAGE))


@pytest.mark.parametrize(
    ("body", "failure"),
    [(b"", "empty"), (b"Rar!\x1a", "unreadable_format"), (b"<p>" * 1_100_000, "too_large")],
)
def test_what_has_no_type_is_refused_as_often_as_it_is_asked(body: bytes, failure: str) -> None:
    here = Opened(URL, body)
    for _ in range(2):
        with pytest.raises(UnreadableDocument) as caught:
            _ = here.media_type
        assert caught.value.failure == failure
    assert not here.is_of("text/html", "text/plain")
