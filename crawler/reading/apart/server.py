"""The server behind `crawler.reading.apart.worker` and `crawler.apart`: it has the parsers loaded and forks for every job.

So a job costs no start, and whatever it breaks is gone with its fork. A job names the `reader` of a document, or another
function to be called with what its bytes hold (`call`).
"""

import json
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from crawler.reading.apart.worker import result_of, to_json
from crawler.reading.blocks import Document, UnreadableDocument

MAX_OUTPUT = (
    100_000_000  # bytes of JSON; the largest sample makes 0.02 million, an archive hands its document on
)


def _read(job: dict[str, Any], body: bytes) -> tuple[str, bytes]:
    """What the fork does: parse within limits, and give status and payload."""
    name = job["name"]
    try:
        resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
        resource.setrlimit(resource.RLIMIT_CPU, (job["seconds"], job["seconds"]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        function = _named(job.get("reader") or job["call"])
        if "call" in job:
            result = function(*pickle.loads(body))  # written by our own process, never by a page
            told = result_of(function).dump_python(result, mode="json")
            output = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
        else:
            output = to_json(function(Document("stdin", body)))
        if len(output) > MAX_OUTPUT:
            raise UnreadableDocument("too_large", f"{name}的内容太多，不是年度报告")
    except UnreadableDocument as error:
        return "failed", f"{error.failure} {error}".encode("utf-8", "replace")
    except MemoryError:
        return "failed", f"too_large 读取{name}超出内存上限，已停止".encode()
    except Exception as error:  # whatever a parser raises on a broken file becomes one named failure
        if "call" in job:
            return "raised", traceback.format_exc(limit=-8).encode("utf-8", "replace")
        line = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return "failed", f"broken {name}已损坏或不完整：{line}".encode("utf-8", "replace")
    return "page", output


@cache
def _named(function: str) -> Callable[..., Any]:
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


def _in_fork(job: dict[str, Any], body: bytes) -> tuple[str, bytes, float]:
    """Fork for one job, collect what the fork says, and say it if it died; with its processor time in seconds."""
    function = _named(job.get("reader") or job["call"])  # loaded once, here; every fork has it then
    if "call" in job:
        result_of(function)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)  # what parsers print must not reach the pipe
            os.dup2(1, 2)
            os.close(reading)
            status, payload = _read(job, body)
            with os.fdopen(writing, "wb") as out:
                out.write(status.encode("ascii") + b" " + payload)
            os._exit(0)
        finally:
            os._exit(1)  # a fork never goes on as a second server
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        said = answer.read()
    _, code, used = os.wait4(child, 0)
    spent = used.ru_utime + used.ru_stime
    word, _, told = said.partition(b" ")
    if code == 0 and word in (b"page", b"failed", b"raised"):
        return word.decode("ascii"), told, spent
    killed = os.WTERMSIG(code) if os.WIFSIGNALED(code) else 0
    if killed in (signal.SIGXCPU, signal.SIGKILL):
        message = f"time_limit 读取{job['name']}的进程超出时间或内存上限（信号 {killed}）"
    else:
        message = f"broken {job['name']}使读取进程中断（信号 {killed}）"
    return "failed", message.encode(), spent


def serve() -> None:
    """Do the jobs from stdin until it is closed."""
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    while line := stdin.readline():
        job = json.loads(line)
        status, payload, spent = _in_fork(job, stdin.read(job["size"]))
        stdout.write(f"{status} {len(payload)} {spent:.3f}\n".encode("ascii") + payload)
        stdout.flush()


if __name__ == "__main__":
    serve()
