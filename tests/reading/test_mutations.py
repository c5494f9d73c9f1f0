"""Whatever arrives damaged ends as a report or as a named failure, in bounded time and memory. NIANBAO_MUTANTS sets how many."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from crawler.reading import UnreadableDocument, media_type
from crawler.reading.opening.media_types import FORMATS
from demo.press.figures import sound_figures
from scheduler.cli import main
from store.form import FORMS
from store.store import Store
from tests.corpus import GENERATIONS, Recipe, make
from tests.made.pace import pace
from tests.made.papers.mutations import MAX_MEGABYTES, MAX_SECONDS, MUTANTS, mutant
from tests.made.papers.printed import plain_page, text_page
from tests.made.papers.scans import needs_ocr, scan

FORM = FORMS["2021"]
TRUTH = sound_figures(FORM, seed=8)


def pages(folder: Path) -> list[Path]:
    """Pages in two encodings."""
    page = plain_page(FORM, TRUTH)
    names = [folder / "utf8.html", folder / "gb18030.html"]
    for name, encoding in zip(names, ("utf-8", "gb18030"), strict=True):
        name.write_bytes(page.encode(encoding))
    return names


def texts(folder: Path) -> list[Path]:
    """A text of tabs, and the same with pipes and with a cell a line."""
    text = text_page(FORM, TRUTH)
    names = [folder / f"{kind}.txt" for kind in ("tabs", "pipes", "lines")]
    for name, sign in zip(names, ("\t", "|", "\n"), strict=True):
        name.write_text(text.replace("\t", sign), encoding="utf-8")
    return names


def archives(folder: Path) -> list[Path]:
    """A ZIP with a page in it."""
    [page, _] = pages(folder)
    with zipfile.ZipFile(folder / "report.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(page, "report.html")
    return [folder / "report.zip"]


def word_files(folder: Path) -> list[Path]:
    """A DOCX of each form."""
    return _made(folder, "docx")


def pdf_files(folder: Path) -> list[Path]:
    """A PDF of each form."""
    return _made(folder, "pdf-drawn")


def _made(folder: Path, kind: str) -> list[Path]:
    names = [folder / f"{generation}.{kind}" for generation in GENERATIONS]
    for name, generation in zip(names, GENERATIONS, strict=True):
        name.write_bytes(make(Recipe(kind, generation, (), 1)).body)
    return names


@pytest.mark.search
@pytest.mark.parametrize("made", [pages, texts, archives, word_files, pdf_files])
def test_damaged_documents_are_read_or_refused_by_name(
    made: Callable[[Path], list[Path]], tmp_path: Path
) -> None:
    files = made(tmp_path)
    said = read_mutants(files, MUTANTS)
    assert said["outcomes"]["read"] > len(files)
    assert sum(said["outcomes"].values()) == MUTANTS + len(files)


def pictures(folder: Path) -> list[Path]:
    """A small grey picture in each format, and as a scan."""
    picture = Image.effect_noise((32, 32), 5).convert("RGB")
    names = [folder / f"grey.{kind}" for kind in ("pdf", "tiff", "jpeg", "png")]
    for name in names[1:]:
        buffer = io.BytesIO()
        picture.save(buffer, name.suffix[1:])
        name.write_bytes(buffer.getvalue())
    names[0].write_bytes(scan([picture]))
    return names


@pytest.mark.search
@needs_ocr
def test_damaged_pictures_are_read_or_refused_by_name(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        for said in pool.map(lambda name: read_mutants([name], MUTANTS), pictures(tmp_path)):
            assert said["outcomes"]["unreadable_format"] > MUTANTS // 20  # a picture that shows no text
            assert sum(said["outcomes"].values()) == MUTANTS + 1


FLOODS = {
    "cells.html": "<html><table><tr>" + "<td>0" * 700,
    "rows.html": "<html><table>" + "<tr><td>0" * 400,
    "tables.html": "<html>" + "<table><tr><td>规章</table>" * 100,
    "paragraphs.html": "<html>" + "<p>公开" * 400,
    "headings.html": "<html>" + "<p>一、总体情况</p>" * 150,
    "nested.html": "<html>" + "<div>" * 700,
    "tabs.txt": "\t0" * 1500,
    "pipes.txt": "|0" * 1500,
    "lines.txt": "0\n" * 1500,
    "headings.txt": "一、总体情况\n" * 150,
    "labels.txt": "规章\n" * 400,
}


@pytest.mark.parametrize("name", FLOODS)
def test_flood_up_to_the_limit_keeps_to_time_and_memory(name: str, tmp_path: Path) -> None:
    limit = FORMATS["text/html" if name.endswith("html") else "text/plain"].limit
    part = FLOODS[name].encode()
    (tmp_path / name).write_bytes((part * (limit // len(part) + 1))[: limit - 100])
    read_mutants([tmp_path / name], 0)


def read_mutants(files: list[Path], count: int) -> dict[str, Any]:
    """What became of the mutants of the files: without faults, and within the limits."""
    command = [sys.executable, "-m", "tests.made.papers.mutations", str(count), *map(str, files)]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # threads don't outlive a fork
    slower = pace()
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=alone)
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["faults"] == []
    assert said["slowest"] <= MAX_SECONDS * max(slower, pace())
    assert said["megabytes"] <= MAX_MEGABYTES
    return said


def test_failure_of_an_import_is_stored_by_name(tmp_path: Path) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(mutant(archives(tmp_path)[0].read_bytes(), 0)[:100])
    done = CliRunner().invoke(main, ["import", str(cut), "--db", str(tmp_path / "n.db")])
    assert done.exit_code == 3
    store = Store.open(tmp_path / "n.db")
    [row] = store.db.query("SELECT url, failure, sha256 FROM fetches")
    assert (row["url"], row["failure"]) == ("cut.zip", "broken")
    assert store.archive.get(row["sha256"]) == cut.read_bytes()
    store.close()


@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
def test_overlong_pages_are_refused_before_they_are_read(kind: str) -> None:
    limit = FORMATS[kind].limit
    start = b"<html>" if kind == "text/html" else b"0"
    assert media_type(start + b" " * (limit - len(start))) == kind
    with pytest.raises(UnreadableDocument, match=f"{limit:,}") as caught:
        media_type(start + b" " * limit)
    assert caught.value.failure == "too_large"
