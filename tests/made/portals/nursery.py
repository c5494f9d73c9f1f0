"""Servers that take pages apart (crawler.reading.apart), forked for a crawl that was forked itself: a start costs no imports.

A crawl has threads and a reactor, and may not fork; so a process is forked from it before it begins, and forks for it.
"""

import os
import select
import signal
import socket
import sys
from typing import IO

from crawler.reading.apart.server import serve
from scheduler.crawling.processes import PROJECT


class Reared:
    """A server, with the parts of subprocess.Popen that crawler.reading.apart.worker uses."""

    def __init__(self, pid: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self._ended = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """0 if it has ended, however it did."""
        return 0 if select.select([self._ended], [], [], 0)[0] else None

    def wait(self) -> int:
        """Return when it has ended."""
        select.select([self._ended], [], [])
        return 0


class Nursery:
    """The process that forks. To be made while there is one thread."""

    def __init__(self) -> None:
        self._asking, asked = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                self._asking.close()
                _rear(asked)
            finally:
                os._exit(0)
        asked.close()

    def start(self) -> Reared:
        """A new server."""
        reads, writes = os.pipe()
        hears, tells = os.pipe()
        socket.send_fds(self._asking, [b"1"], [reads, tells])
        pid = int.from_bytes(self._asking.recv(8), "big")
        os.close(reads)
        os.close(tells)
        return Reared(pid, os.fdopen(writes, "wb"), os.fdopen(hears, "rb"))

    def end(self) -> None:
        """Return when it and its servers have ended: what they took is counted then."""
        self._asking.close()
        os.waitpid(self._pid, 0)


def _rear(asked: socket.socket) -> None:
    """Fork for every word that comes; when no more can come, end what still runs."""
    reared: list[int] = []
    while True:
        word, (*given,), _, _ = socket.recv_fds(asked, 1, 2)
        if not word:
            break
        pid = os.fork()
        if pid == 0:
            _serve(*given)
        # A group of its own from the first: it is ended together with its fork.
        os.setpgid(pid, pid)
        reared.append(pid)
        asked.send(pid.to_bytes(8, "big"))
        for one in given:
            os.close(one)
    asked.close()
    for pid in reared:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _serve(reads: int, tells: int) -> None:
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.dup2(reads, 0)
        os.dup2(tells, 1)
        os.closerange(3, 256)
        sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
        os.chdir(PROJECT)
        serve()
    finally:
        os._exit(1)
