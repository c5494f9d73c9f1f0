"""What every reader yields: a document as a flat list of paragraphs and tables, in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from store.errors import NianbaoError

MAX_BYTES = 20_000_000  # the largest real report seen has 4 MB; anything above this is refused, not read

# In place of a cell that a reader knows to be lost: it makes a row too long to be taken as whole.
NOT_PRINTED = "？"


class WhyInferred(StrEnum):
    """Why the figures of a table can only be inferred (Table.doubt), and the words of the note that says so."""

    COUNTED = "原文没有行列，按单元格的数目推定"
    SEEN = "由图像识别得出，未经勾稽关系印证"


COUNTED, SEEN = WhyInferred.COUNTED, WhyInferred.SEEN


class UnreadableDocument(NianbaoError):
    """Raised by readers when a document can't be read at all.

    `failure` is a stable word for the store (empty, unreadable_format, broken, too_large, time_limit; of pages also
    no_body, hijacked, several_reports); the message says what was found and what to do.
    """

    def __init__(self, failure: str, message: str) -> None:
        super().__init__(message)
        self.failure = failure

    def __reduce__(self) -> tuple[type["UnreadableDocument"], tuple[str, str]]:
        """So that it can be handed to another process."""
        return type(self), (self.failure, str(self))


@dataclass(frozen=True)
class Document:
    """A file as fetched. `url` is where it came from, or the file's name; `listed_on` the date its list row printed."""

    url: str
    body: bytes = field(repr=False)
    charset: str | None = None  # as declared in the HTTP header
    listed_on: date | None = None


@dataclass(frozen=True)
class Paragraph:
    """One line or paragraph of running text, white space squeezed."""

    text: str


@dataclass(frozen=True)
class GridCell:
    """A cell where its text is printed: cells covered by a span are not repeated. Columns count from 0."""

    text: str
    column: int
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Table:
    """Rows of cells. `spans_known` is False where an empty cell may be padding or the shadow of a span.

    `doubt` says why its figures can only be inferred, "" where nothing is against them.
    """

    rows: tuple[tuple[GridCell, ...], ...]
    spans_known: bool
    doubt: WhyInferred | Literal[""] = ""


Block = Paragraph | Table


@dataclass(frozen=True)
class Page:
    """A document as blocks, with what its envelope says: META tags, text before the body, its declared title."""

    blocks: Sequence[Block]
    meta: dict[str, str] = field(default_factory=dict)
    front: str = ""  # visible text of the whole page up to the body, for header tables and date lines
    heading: str | None = None  # title as the envelope or markup states it
    whole: bool = (
        False  # nothing was cut off its end: proved by checksums, or by the closing tags of all tables
    )
    attachment: str = ""  # address of the file that a page without tables hands its report on to
    remarks: tuple[str, ...] = ()  # what the format's reader wants noted


@dataclass(frozen=True)
class Handover:
    """What a reader gives instead of a Page: bytes that another reader can read, None for the same bytes again."""

    media_type: str
    body: bytes | None = field(default=None, repr=False)
