"""Doubts as they are kept: what makes absence unprovable, as JSON in a column of a table."""

import json
from collections.abc import Iterable

from store.models import Doubt


def doubts_text(doubts: Iterable[Doubt]) -> str:
    """Doubts as they are kept: a JSON list of kind, words and text."""
    return json.dumps([[doubt.kind, doubt.words, doubt.text] for doubt in doubts], ensure_ascii=False)


def doubts_in(text: str) -> tuple[Doubt, ...]:
    """What `doubts_text` wrote."""
    return tuple(Doubt(*each) for each in json.loads(text))
