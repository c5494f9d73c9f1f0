"""What a replica is asked, what it answers, and the entries it answers with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Entry:
    """An article that a column lists: path on its host, title, day."""

    path: str
    title: str
    listed: date


@dataclass(frozen=True)
class Asked:
    """A request: the path, the fields of query and form together, and what some servers insist on."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case


@dataclass(frozen=True)
class Answer:
    """What the replica sends back."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
