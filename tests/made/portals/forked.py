"""Real Scrapy processes without their imports: forked from a process that has everything loaded, for tests of many crawls."""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.made.portals.forked_imports"])


class Forked:
    """What subprocess.Popen is to scheduler.nightly: a Scrapy command, started; its output goes to the log."""

    def __init__(
        self, command: Sequence[str], cwd: Path, env: Mapping[str, str], stdout: IO[bytes], stderr: IO[bytes]
    ) -> None:
        arguments = list(command[command.index("scrapy") :])
        self._process = _CONTEXT.Process(target=run, args=(arguments, cwd, dict(env), stdout.name))
        self._process.start()

    def wait(self, timeout: float | None = None) -> None:
        """Return when the process has ended."""
        self._process.join(timeout)

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()


def run(arguments: list[str], folder: Path, environment: dict[str, str], log: str) -> None:
    """Run a Scrapy command as if by `python -m`, in a process of its own."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    with Path(log).open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.path.insert(0, str(folder))
    import_module("scrapy.cmdline").execute(arguments)
