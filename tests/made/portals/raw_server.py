"""A proxy on raw sockets that answers byte for byte as told: what no HTTP library would send, sent."""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from demo.families import Asked

# How a connection ends: closed; reset; closed for writing only, or left open, until the visitor closes it.
End = Literal["close", "reset", "half", "hold"]
PATIENCE = 60.0  # seconds that a connection is left open for a visitor who never closes it
ARRIVAL = 0.05  # seconds given to what was sent before a reset, which would overtake it


@dataclass(frozen=True)
class Wire:
    """What is put on the line: bytes, and seconds of silence between them; then how the connection ends."""

    parts: tuple[bytes | float, ...]
    end: End = "close"

    @property
    def sent(self) -> bytes:
        """All bytes that are sent."""
        return b"".join(part for part in self.parts if isinstance(part, bytes))


Answering = Callable[[str, Asked], Wire]


def head(status: int | str = 200, version: str = "HTTP/1.1", **headers: str | int | None) -> bytes:
    """Status line and headers: a number or the line as it is to be sent; names have `_` for `-`, None leaves one out."""
    if isinstance(status, int):
        known = {each.value: each.phrase for each in HTTPStatus}
        status = f"{version} {status} {known.get(status, 'Unknown')}"
    named = {"Content_Type": "text/html; charset=utf-8", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items() if value is not None]
    return ("\r\n".join([status, *lines]) + "\r\n\r\n").encode("latin-1")


def sized(
    body: bytes, status: int | str = 200, length: int | None = None, **headers: str | int | None
) -> Wire:
    """An answer with Content-Length: that of its body, or the one given."""
    stated = len(body) if length is None else length
    return Wire((head(status, **{"Content_Length": stated, **headers}) + body,))


def closed(body: bytes, status: int | str = 200, end: End = "close", **headers: str | int | None) -> Wire:
    """An answer that says nothing of its length: the end of the connection is the end of it."""
    return Wire((head(status, **headers) + body,), end)


def chunks(body: bytes, size: int = 700) -> list[bytes]:
    """A body as chunks, without the last one of no length."""
    parts = (body[start : start + size] for start in range(0, len(body), size))
    return [b"%x\r\n%s\r\n" % (len(part), part) for part in parts]


def chunked(body: bytes, last: bytes = b"0\r\n\r\n", **headers: str | int | None) -> Wire:
    """An answer in chunks; `last` is what stands in place of the last one."""
    return Wire((head(Transfer_Encoding="chunked", **headers) + b"".join(chunks(body)) + last,))


def slowly(wire: Wire, pieces: int, seconds: float) -> Wire:
    """The same bytes in so many pieces over so many seconds."""
    sent = wire.sent
    size = -(-len(sent) // pieces)
    parts: list[bytes | float] = []
    for start in range(0, len(sent), size):
        parts += [sent[start : start + size], seconds / pieces]
    return replace(wire, parts=tuple(parts))


async def _asked(reader: asyncio.StreamReader) -> tuple[str, Asked] | None:
    """Host and request as a proxy is asked for it; None if the visitor left, or wants a tunnel."""
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ", 2)
        fields = (line.split(":", 1) for line in lines[1:] if ":" in line)
        headers = {name.strip().lower(): value.strip() for name, value in fields}
        body = await reader.readexactly(int(headers.get("content-length") or 0))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    parts = urlsplit(target)
    if method == "CONNECT":
        return None
    return str(parts.hostname), Asked(parts.path, dict(parse_qsl(parts.query, True)), method, body, headers)


async def _tell(wire: Wire, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send an answer and end the connection as it says."""
    for part in wire.parts:
        if isinstance(part, bytes):
            writer.write(part)
            await writer.drain()
        else:
            await asyncio.sleep(part)
    if wire.end == "reset":
        await asyncio.sleep(ARRIVAL)
        line: socket.socket = writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    elif wire.end in ("half", "hold"):
        if wire.end == "half":
            writer.write_eof()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(reader.read(), PATIENCE)


@dataclass
class RawServer:
    """The proxy: `answering` tells what to send for a request of a host. A request for a tunnel is hung up on."""

    answering: Answering
    url: str = ""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            if asked := await _asked(reader):
                await _tell(self.answering(*asked), reader, writer)
        writer.close()

    async def run(self, ready: Callable[[asyncio.Event], None]) -> None:
        """Answer until the event that `ready` is given is set."""
        over = asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready(over)
        await over.wait()
        server.close()


@contextmanager
def answering(answer: Answering) -> Iterator[RawServer]:
    """Run a raw server on a free port of 127.0.0.1 until the block ends."""
    server, started = RawServer(answer), threading.Event()
    loop = asyncio.new_event_loop()
    events: list[asyncio.Event] = []

    def ready(over: asyncio.Event) -> None:
        events.append(over)
        started.set()

    def serve() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(server.run(ready))

    thread = threading.Thread(target=serve)
    thread.start()
    started.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(events[0].set)
        thread.join()
