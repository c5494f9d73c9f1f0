"""A sentence of the narrative in words, and what the sentences of a section leave for those after them."""

from dataclasses import dataclass
from functools import cached_property

from crawler.reading.claims.words import Token, tokens
from crawler.reading.words.sentences import Sentence, plain
from store.form import Form

# A sentence that begins so speaks of what the one before did.
_GOING_ON = ("其中", "其余", "上述")  # such a sentence speaks of what the one before did


@dataclass
class SectionSoFar:
    """A section, and what the sentences read of it leave for the next one. `year` is the report year; None accepts any."""

    key: str
    form: Form
    printed: frozenset[str]
    year: int | None
    # Whether this paragraph has counted requests.
    asked: bool = False
    # Whether the sentence before spoke of another year.
    other_year: bool = False
    # Whether the sentences before spoke of cases that the agency decides for others.
    deciding: bool = False


@dataclass(frozen=True)
class ReadSentence:
    """A sentence in words: as printed, in plain characters, its tokens, and the aspect or section it stands in."""

    printed: str
    number: int
    text: str
    tokens: list[Token]
    context: str
    goes_on: bool

    @classmethod
    def of(cls, sentence: Sentence, context: str, year: int | None) -> "ReadSentence":
        """A sentence taken apart, its numbering passed over."""
        text = plain(sentence.text)
        words = _with_transfers(tokens(text, sentence.item), year)
        goes_on = text.startswith(_GOING_ON, sentence.item)
        return cls(sentence.text, sentence.number, text, words, context, goes_on)

    @cached_property
    def scopes(self) -> dict[str, list[Token]]:
        """The words that may make a claim something else, or a part."""
        return {kind: [t for t in self.tokens if t.kind == kind] for kind in ("body", "period", "part")}


def _with_transfers(words: list[Token], year: int | None) -> list[Token]:
    """结转至2026年 and 2024年结转 as carried forward and over, by the report year; unclear ones stay as they are."""
    for place in range(len(words) - 1):
        first, second = words[place], words[place + 1]
        if year is None or second.start - first.end > 2:
            continue
        if (first.kind, second.kind, second.value) == ("transfer", "year", year + 1):
            kind = "carried_forward"
        elif (first.kind, second.kind, first.value) == ("year", "transfer", year - 1):
            kind = "carried_over"
        else:
            continue
        words[place] = Token("not_counted", first.start, first.end, first.text)
        words[place + 1] = Token(kind, first.start, second.end, first.text + second.text)
    return words
