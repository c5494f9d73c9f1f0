"""Trials of regular expressions in a process that is ended when one of them doesn't come to an end."""

import multiprocessing
import re
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product
from multiprocessing.connection import Connection
from typing import Any

from tests.made.pace import pace
from tests.patterns.attacks import attacks

BYTES = 100_000  # of a text
SECONDS = 0.1  # of processor time that it may cost
FIRST = 10_000  # bytes of the texts that are tried first
DOUBTFUL = (
    SECONDS * (FIRST / BYTES) ** 2
)  # seconds on those from which on growth by the square would break the limit
SLOWEST = 40  # of the doubtful texts are tried in full length, and three in any case
FEW = 80  # bytes: for what is quick with long texts only because it refuses them
AGAIN = 5  # times that what took too long is tried once more: other processes disturb it
HOPELESS = 1.0  # seconds after which a trial is ended
_CONTEXT = multiprocessing.get_context("fork")


def _scan(expression: "re.Pattern[Any]", text: Any) -> None:
    for place in range(len(text)):
        expression.match(text, place)


WAYS: dict[str, Callable[["re.Pattern[Any]", Any], object]] = {
    "search": lambda expression, text: expression.search(text),
    "match": lambda expression, text: expression.match(text),
    "fullmatch": lambda expression, text: expression.fullmatch(text),
    "findall": lambda expression, text: expression.findall(text),
    "finditer": lambda expression, text: deque(expression.finditer(text), 0),
    "split": lambda expression, text: expression.split(text),
    "sub": lambda expression, text: expression.sub("", text),
    "scan": _scan,
}


@dataclass(frozen=True, order=True)
class Trial:
    """Seconds of processor time of a use of a pattern on a text, and which of its attacks that was."""

    seconds: float
    way: str
    attack: int
    shown: str = ""

    def __str__(self) -> str:
        return f"{self.way} on {self.shown} took {self.seconds:.3f} s"


def slowest(expression: "re.Pattern[Any]", ways: Sequence[str]) -> Trial:
    """The slowest trial of a pattern over all its attacks, in a process of its own."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_try_all, args=(expression, ways, theirs))
    process.start()
    theirs.close()
    trial = Trial(0.0, "", 0)
    with suppress(EOFError):
        while True:
            trial = ours.recv()
    process.join()
    assert process.exitcode in (0, -signal.SIGVTALRM), f"{expression.pattern!r}: {process.exitcode}"
    return trial


def _try_all(expression: "re.Pattern[Any]", ways: Sequence[str], results: Connection) -> None:
    """Send each trial before it begins, as one that never ended, and the slowest of all at last."""
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)

    def tried(text: str, attack: int, way: str) -> Trial:
        trial = Trial(HOPELESS, way, attack, f"{len(text):,} characters {text[:60]!r} … {text[-20:]!r}")
        results.send(trial)
        return replace(trial, seconds=_seconds(expression, way, text))

    first: list[Trial] = []
    for length in (FEW, FIRST):
        once = {text: attack for attack, text in enumerate(attacks(expression, length)) if text}
        for (text, attack), way in product(once.items(), ways):
            first.append(tried(text, attack, way))
            if first[-1].seconds > SECONDS:
                return results.send(first[-1])
    full = attacks(expression, BYTES)
    worst = Trial(0.0, "", 0)
    for place, trial in enumerate(sorted(first, reverse=True)[:SLOWEST]):
        if worst.seconds < SECONDS and (place < 3 or trial.seconds > DOUBTFUL):
            worst = max(worst, tried(full[trial.attack], trial.attack, trial.way))
    return results.send(worst)


def _seconds(expression: "re.Pattern[Any]", way: str, text: str) -> float:
    """The processor time of a trial; of one that took too long the least of several, by the processor's pace meanwhile."""
    subject = text.encode() if isinstance(expression.pattern, bytes) else text
    took = _took(lambda: WAYS[way](expression, subject))
    for _ in range(AGAIN):
        if took < SECONDS:
            break
        slower = pace()
        took = min(took, _took(lambda: WAYS[way](expression, subject)) / slower)
    return took


def _took(work: Callable[[], object]) -> float:
    signal.setitimer(signal.ITIMER_VIRTUAL, HOPELESS)
    start = time.process_time()
    work()
    took = time.process_time() - start
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return took
