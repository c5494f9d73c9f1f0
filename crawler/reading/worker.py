"""Binary formats are parsed in a process of their own, with limits on memory, time and files.

`in_worker` starts it, `python -m crawler.reading.worker` is it: a document on stdin, its blocks as JSON on stdout.
"""

import json
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from crawler.reading.blocks import Block, Document, GridCell, Page, Paragraph, Table, UnreadableDocument

MEMORY_BYTES = 1_500_000_000  # address space; reading the largest sample peaks at 0.2 GB resident
CPU_SECONDS = 60
WALL_SECONDS = 90
MAX_OUTPUT = 20_000_000  # characters of JSON; the largest sample makes 0.02 million
_ROOT = Path(__file__).resolve().parent.parent.parent


def _to_json(page: Page) -> str:
    return json.dumps([asdict(block) for block in page.blocks], ensure_ascii=False)


def _from_json(text: str) -> Page:
    blocks: list[Block] = []
    for block in json.loads(text):
        if "rows" not in block:
            blocks.append(Paragraph(block["text"]))
            continue
        rows = tuple(tuple(GridCell(**cell) for cell in row) for row in block["rows"])
        blocks.append(Table(rows, block["spans_known"]))
    return Page(blocks)


def in_worker(document: Document) -> Page:
    """Read a PDF in a worker process. Raises UnreadableDocument with a named failure, never a library's exception."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "crawler.reading.worker"],
            input=document.body,
            capture_output=True,
            cwd=_ROOT,  # so that the worker finds its own package, wherever the command was started
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument("time_limit", f"读取 PDF 超过 {WALL_SECONDS} 秒，已停止") from error
    if done.returncode == 0:
        return _from_json(done.stdout.decode("utf-8"))
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    if done.returncode == 3:
        failure, _, message = lines[-1].partition(" ")
        raise UnreadableDocument(failure, message)
    if done.returncode < 0:
        raise UnreadableDocument(
            "time_limit", f"读取 PDF 的进程超出时间或内存上限（信号 {-done.returncode}）"
        )
    raise UnreadableDocument("broken", f"PDF 已损坏或不完整：{lines[-1] if lines else '没有说明'}")


def _main() -> int:
    from crawler.reading.pdf import read_pdf

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        page = read_pdf(Document("stdin", sys.stdin.buffer.read()))
        output = _to_json(page)
        if len(output) > MAX_OUTPUT:
            raise UnreadableDocument("too_large", "PDF 的文字太多，不是年度报告")
    except UnreadableDocument as error:
        print(f"{error.failure} {error}", file=sys.stderr)
        return 3
    except MemoryError:
        print("too_large 读取 PDF 超出内存上限，已停止", file=sys.stderr)
        return 3
    except Exception as error:  # whatever a parser raises on a broken file becomes one named failure
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(output.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
