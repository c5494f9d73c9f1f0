"""Binary formats are parsed in a process of their own, with limits on memory, time and files.

`in_worker` starts it, `python -m crawler.reading.worker KIND` is it: a document on stdin, its page as JSON on stdout.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from crawler.reading.blocks import Block, Document, GridCell, Page, Paragraph, Table, UnreadableDocument
from crawler.reading.unzip import DOCX, ZIP

PDF = "application/pdf"
MEMORY_BYTES = 1_500_000_000  # address space; reading the largest sample peaks at 0.2 GB resident
CPU_SECONDS = 60
WALL_SECONDS = 90
MAX_OUTPUT = 20_000_000  # characters of JSON; the largest sample makes 0.02 million
_ROOT = Path(__file__).resolve().parent.parent.parent
_NAMES = {PDF: "PDF", DOCX: "DOCX", ZIP: "ZIP 压缩包"}


def _to_json(page: Page) -> str:
    return json.dumps(asdict(page), ensure_ascii=False)


def _from_json(text: str) -> Page:
    blocks: list[Block] = []
    page = json.loads(text)
    for block in page["blocks"]:
        if "rows" not in block:
            blocks.append(Paragraph(block["text"]))
            continue
        rows = tuple(tuple(GridCell(**cell) for cell in row) for row in block["rows"])
        blocks.append(Table(rows, block["spans_known"]))
    return Page(blocks, page["meta"], page["front"], page["heading"])


def in_worker(document: Document, kind: str = PDF) -> Page:
    """Read a document of a media type in a worker process. Raises UnreadableDocument, never a library's exception."""
    name = _NAMES[kind]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "crawler.reading.worker", kind],
            input=document.body,
            capture_output=True,
            cwd=_ROOT,  # so that the worker finds its own package, wherever the command was started
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument("time_limit", f"读取 {name} 超过 {WALL_SECONDS} 秒，已停止") from error
    if done.returncode == 0:
        return _from_json(done.stdout.decode("utf-8"))
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    if done.returncode == 3:
        failure, _, message = lines[-1].partition(" ")
        raise UnreadableDocument(failure, message)
    if done.returncode < 0:
        raise UnreadableDocument(
            "time_limit", f"读取 {name} 的进程超出时间或内存上限（信号 {-done.returncode}）"
        )
    raise UnreadableDocument("broken", f"{name} 已损坏或不完整：{lines[-1] if lines else '没有说明'}")


def _reader(kind: str) -> Callable[[Document], Page]:
    """The reader of a media type. Imported where it is used: the parsers are the slowest part of the start."""
    if kind == PDF:
        from crawler.reading.pdf import read_pdf

        return read_pdf
    if kind == DOCX:
        from crawler.reading.docx import read_docx

        return read_docx
    return _read_zip


def _read_zip(document: Document) -> Page:
    """The one document of an archive, with the reader of its kind."""
    from crawler.reading import media_type
    from crawler.reading.html import read_html
    from crawler.reading.text import read_text
    from crawler.reading.unzip import only_document

    kind, body = only_document(document.body, media_type)
    inner = Document(document.url, body)
    readers = {"text/html": read_html, "text/plain": read_text}
    return readers[kind](inner) if kind in readers else _reader(kind)(inner)


def _main() -> int:
    kind = sys.argv[1] if len(sys.argv) > 1 else PDF
    reader = _reader(kind)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        page = reader(Document("stdin", sys.stdin.buffer.read()))
        output = _to_json(page)
        if len(output) > MAX_OUTPUT:
            raise UnreadableDocument("too_large", f"{_NAMES[kind]} 的文字太多，不是年度报告")
    except UnreadableDocument as error:
        print(f"{error.failure} {error}", file=sys.stderr)
        return 3
    except MemoryError:
        print(f"too_large 读取 {_NAMES[kind]} 超出内存上限，已停止", file=sys.stderr)
        return 3
    except Exception as error:  # whatever a parser raises on a broken file becomes one named failure
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(output.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
