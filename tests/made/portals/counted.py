"""What is done to pages in all processes of a visit: functions report every call of theirs through a pipe.

A module `sitecustomize`, which Python imports at its start, wraps them in the crawl's process and in its workers. What they do
they do all the same.
"""

import json
import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests import ROOT

_WRAPPING = """
import hashlib, importlib, json, os, sys

sys.path.insert(0, {root!r})
if "crawler.reading.apart.server" in sys.orig_argv or "scrapy" in sys.orig_argv:
    who = "worker" if "crawler.reading.apart.server" in sys.orig_argv else "crawl"
    out = os.open({pipe!r}, os.O_WRONLY)

    def told(given):
        given = getattr(given, "body", given)
        given = given.encode("utf-8", "replace") if isinstance(given, str) else given
        return hashlib.sha256(given).hexdigest() if isinstance(given, bytes) else ""

    def counted(name, function):
        def call(*given, **named):
            os.write(out, json.dumps([who, os.getpid(), name, told(given[0])]).encode() + b"\\n")
            return function(*given, **named)

        call.__dict__.update(function.__dict__)
        return call

    def wrap(name, place):
        module, _, attribute = place.partition(":")
        function = getattr(importlib.import_module(module), attribute)
        wrapped = counted(name, function)
        for loaded in list(sys.modules.values()):
            for key, value in list(getattr(loaded, "__dict__", {{}}).items()):
                if value is function:
                    setattr(loaded, key, wrapped)

    for pair in {functions!r}.items():
        wrap(*pair)
"""


class Calls:
    """The calls of a visit: by kind and number of process, function and the sha256 of what the function was given first."""

    def __init__(self) -> None:
        self.all: Counter[tuple[str, int, str, str]] = Counter()

    def of(self, name: str, digest: str = "") -> dict[str, int]:
        """How often a function was called in each kind of process, with one thing where `digest` says which."""
        found: Counter[str] = Counter()
        for (who, _, called, given), times in self.all.items():
            if called == name and digest in ("", given):
                found[who] += times
        return dict(found)

    def most(self, name: str, digest: str) -> int:
        """How often any single process called a function with one thing: a fork for every job of a worker is one."""
        return max(
            (times for (*_, called, given), times in self.all.items() if (called, given) == (name, digest)),
            default=0,
        )


@contextmanager
def counting(folder: Path, functions: Mapping[str, str]) -> Iterator[Calls]:
    """Count the calls of `functions` (name → module:function) in the processes that are started in this block."""
    pipe = folder / "calls"
    os.mkfifo(pipe)
    text = _WRAPPING.format(root=str(ROOT), pipe=str(pipe), functions=dict(functions))
    (folder / "sitecustomize.py").write_text(text, encoding="utf-8")
    calls = Calls()
    reading = os.open(pipe, os.O_RDWR)  # so that it has no end while no process has it open

    def listen() -> None:
        with os.fdopen(os.dup(reading), "rb") as lines:
            for line in lines:
                if line == b"end\n":
                    return
                who, process, name, digest = json.loads(line)
                calls.all[who, process, name, digest] += 1

    listening = threading.Thread(target=listen)
    listening.start()
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(folder), *([before] if before else [])])
    try:
        yield calls
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
        os.write(reading, b"end\n")
        listening.join()
        os.close(reading)
