"""The vocabulary of failures: what each is called, whose fault it is, and what follows from it (failures.toml)."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["connection", "refusal", "absence", "answer", "reading", "limit", "own"]
Fault = Literal["site", "network", "ours", "unknown"]


@dataclass(frozen=True)
class FailureClass:
    """One class of failure. After `leave` in a row the host is left alone for the night, never if 0."""

    name: str
    kind: Kind
    fault: Fault
    retry: bool
    leave: int
    zh: str
    en: str


def _load() -> dict[str, FailureClass]:
    rows = tomllib.loads(Path(__file__).with_name("failures.toml").read_text(encoding="utf-8"))["failure"]
    return {
        row["name"]: FailureClass(
            row["name"], row["kind"], row["fault"], row["retry"], row["leave"], *row["words"]
        )
        for row in rows
    }


FAILURES = _load()


def failure_named(name: str) -> FailureClass | None:
    """The class that a name in the database stands for; None for "" and for names nobody declared."""
    if name in FAILURES:
        return FAILURES[name]
    found = re.fullmatch(r"http_(\d)\d\d", name)
    return FAILURES.get(f"http_{found[1]}xx", FAILURES["http_4xx"]) if found else None


def failure_words(name: str) -> str:
    """A class of failure in words: Chinese, with its number where one row stands for many; the name if unknown."""
    known = failure_named(name)
    if known is None:
        return name
    return known.zh if known.name == name else f"{known.zh}：HTTP {name.removeprefix('http_')}"
