"""The replica portals over HTTP: one ASGI app on 127.0.0.1 that serves every host, as a proxy or by Host header."""

import threading
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import uvicorn

from demo.families import Answer, Asked
from demo.provinces import Provinces, provinces_answer
from demo.sites import answer
from demo.world import World

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

START_SECONDS = 10.0
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass
class Replica:
    """Running replica portals. Set `night` to move the virtual clock; `log` holds (host, path with query, status).

    `url` is the address to use as an HTTP proxy.
    """

    world: World | Provinces
    night: date
    url: str = ""
    log: list[tuple[str, str, int]] = field(default_factory=list)
    _visits: Iterator[int] = field(default_factory=lambda: count(1), repr=False)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one HTTP request (ASGI)."""
        host, path = _target(scope)
        query = scope["query_string"].decode("ascii", "replace")
        body = await _body(scope, receive)
        form = (
            body.decode("utf-8", "replace") if _header(scope, b"content-type").startswith(FORM_TYPE) else ""
        )
        fields = dict(parse_qsl(query, True)) | dict(parse_qsl(form, True))
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        reply = self._answer(host, Asked(path, fields, scope["method"], body, headers))
        self.log.append((host, f"{path}?{query}" if query else path, reply.status))
        await _send(reply, scope["method"], send)

    def _answer(self, host: str, asked: Asked) -> Answer:
        visit = next(self._visits)
        if isinstance(self.world, Provinces):
            return provinces_answer(self.world, self.night, host, asked, visit)
        return answer(self.world, self.night, host, asked, visit)


def _target(scope: Message) -> tuple[str, str]:
    """Host and path asked for.

    To a proxy the request line holds an absolute URI, which uvicorn (h11) leaves whole in scope["path"].
    """
    if scope["path"].startswith("http://"):
        target = urlsplit(scope["path"])
        return target.hostname or "", target.path or "/"
    host = _header(scope, b"host")
    return host.rpartition(":")[0] or host, scope["path"]


def _header(scope: Message, name: bytes) -> str:
    """A header's value, or ""."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def _body(scope: Message, receive: Receive) -> bytes:
    """What was sent by POST."""
    body, more = b"", scope["method"] == "POST"
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _send(reply: Answer, method: str, send: Send) -> None:
    headers = [
        (b"content-type", reply.kind.encode("ascii")),
        (b"content-length", str(len(reply.body)).encode("ascii")),
        *((name.lower().encode("ascii"), value.encode("latin-1")) for name, value in reply.headers.items()),
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else reply.body})


@contextmanager
def replica(world: World | Provinces, night: date | None = None) -> Iterator[Replica]:
    """Run the portals of `world` on a free port of 127.0.0.1 until the block ends, first on its first night."""
    running = Replica(world, night or world.nights[0])
    config = uvicorn.Config(
        running,
        host="127.0.0.1",
        port=0,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,  # the real clock would contradict the virtual one
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="replica", daemon=True)
    thread.start()
    try:
        _wait_until_started(server, thread)
        running.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        yield running
    finally:
        server.should_exit = True
        thread.join()


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    """Return once the server answers. Raises RuntimeError if it does not start."""
    end = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > end:
            raise RuntimeError("the replica portals did not start; see uvicorn's log")
        time.sleep(0.01)
