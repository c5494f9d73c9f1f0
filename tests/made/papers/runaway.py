"""A reader that does what the body says: run away, die, print. For tests of the worker's limits."""

import os
import tempfile
import time
from pathlib import Path

from crawler.reading.apart import server as forks
from crawler.reading.blocks import Document, Page, Paragraph


def read_runaway(document: Document) -> Page:
    """Misbehave as the body says; a page with that word if it comes to an end."""
    word = run_away(document.body.decode())
    return Page([Paragraph(word * (forks.MAX_OUTPUT // 4 if word == "talkative" else 1))])


def run_away(word: str) -> str:
    """Misbehave as the word says; hand it back if that comes to an end."""
    if word == "busy":
        while True:
            pass
    if word == "asleep":
        time.sleep(60)
    if word == "hungry":
        bytearray(10**9)
    if word == "raising":
        raise KeyError("somewhere deep in a library")
    if word == "dead":
        os.abort()
    if word == "writing":
        (Path(tempfile.gettempdir()) / "left-behind").write_text(word)
    if word == "printing":
        print("42 {}")
    return word
