"""Binary formats are parsed in a process of their own, with limits on memory, time and files.

`in_worker` asks a server that it keeps running (crawler.reading.apart.server). On the pipe stand a line of JSON, then bytes:
nothing that could run code on its way back. crawler.apart keeps several, for pages and what is made of them.
"""

import atexit
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol, get_type_hints

from pydantic import TypeAdapter

from crawler.reading.blocks import (
    Block,
    Document,
    GridCell,
    Handover,
    Page,
    Paragraph,
    Table,
    UnreadableDocument,
)
from crawler.reading.opening.media_types import Format

WALL_FACTOR = 3  # seconds on the clock for each second of CPU time: machines are shared
_ROOT = Path(__file__).resolve().parents[3]


@cache
def result_of(function: Callable[..., Any]) -> TypeAdapter[Any]:
    """What a function returns, for the pipe and from it."""
    return TypeAdapter(get_type_hints(function)["return"])


def to_json(result: Page | Handover) -> bytes:
    """What a reader found, for the pipe."""
    if isinstance(result, Handover):
        body = None if result.body is None else b64encode(result.body).decode("ascii")
        return json.dumps({"media_type": result.media_type, "body": body}).encode("ascii")
    return json.dumps(asdict(result), ensure_ascii=False).encode("utf-8", "replace")


def from_json(text: bytes) -> Page | Handover:
    """What `to_json` wrote."""
    page = json.loads(text)
    if "media_type" in page:
        return Handover(page["media_type"], None if page["body"] is None else b64decode(page["body"]))
    blocks = [_block(block) for block in page.pop("blocks")]
    return Page(blocks, remarks=tuple(page.pop("remarks")), **page)


def _block(block: dict[str, Any]) -> Block:
    if "rows" not in block:
        return Paragraph(**block)
    rows = tuple(tuple(GridCell(**cell) for cell in row) for row in block.pop("rows"))
    return Table(rows, **block)


class Process(Protocol):
    """What is needed of a server's process: a session of its own, and the two ends of its pipe."""

    pid: int
    stdin: IO[bytes] | None
    stdout: IO[bytes] | None

    def poll(self) -> int | None:
        """None while it runs."""

    def wait(self) -> int:
        """Return when it has ended."""


def start() -> Process:
    """Start a process that serves."""
    return subprocess.Popen(
        [sys.executable, "-m", "crawler.reading.apart.server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=_ROOT,  # so that the worker finds its own package, wherever the command was started
        start_new_session=True,  # so that it can be ended together with its fork
    )


class Server:
    """A running server and the two ends of its pipe. One job at a time; `spent` is the processor time of the last one."""

    def __init__(self) -> None:
        self.process = start()
        self._owner = os.getpid()
        self.spent = 0.0
        atexit.register(self.end)

    @property
    def runs(self) -> bool:
        """Whether the server can be asked, by this process: a fork of ours must have its own."""
        return self._owner == os.getpid() and self.process.poll() is None

    def ask(self, job: dict[str, Any], body: bytes, seconds: float) -> tuple[str, bytes]:
        """Status and payload for one job. Raises UnreadableDocument after `seconds`, OSError if the server is gone."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        deadline = time.monotonic() + seconds
        stdin.write(json.dumps({**job, "size": len(body)}).encode("ascii") + b"\n" + body)
        stdin.flush()
        answer = bytearray()
        with selectors.DefaultSelector() as ready:
            ready.register(stdout, selectors.EVENT_READ)
            while b"\n" not in answer[:200] or len(answer) < _expected(answer):
                if not ready.select(max(0.0, deadline - time.monotonic())):
                    raise UnreadableDocument("time_limit", f"读取{job['name']}超过 {seconds:.0f} 秒，已停止")
                part = os.read(stdout.fileno(), 1 << 20)
                if not part:
                    raise BrokenPipeError("the worker ended")
                answer += part
        line, _, payload = bytes(answer).partition(b"\n")
        status, _, spent = line.decode("ascii").split()
        self.spent = float(spent)
        return status, payload

    def end(self) -> None:
        """End the server and the fork it may be waiting for."""
        atexit.unregister(self.end)
        if self.runs:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                _close(pipe)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was not yet written has no reader any more


def _expected(answer: bytearray) -> int:
    line, _, _ = bytes(answer[:200]).partition(b"\n")
    return len(line) + 1 + int(line.split()[1])


_asking = threading.Lock()
_server: Server | None = None


def in_worker(document: Document, form: Format) -> Page | Handover:
    """Read a document in a worker process. Raises UnreadableDocument, never a library's exception."""
    global _server
    job = {"name": form.name, "reader": form.reader, "seconds": form.seconds, "memory": form.memory}
    with _asking:
        if _server is None or not _server.runs:
            _server = Server()
        try:
            status, payload = _server.ask(job, document.body, form.seconds * WALL_FACTOR)
        except OSError as error:
            raise UnreadableDocument("broken", f"读取{form.name}的进程没有应答，请再试一次") from error
        except BaseException:  # the pipe is between two documents only after an answer
            _server.end()
            raise
    if status == "page":
        return from_json(payload)
    failure, _, message = payload.decode("utf-8", "replace").partition(" ")
    raise UnreadableDocument(failure, message)
