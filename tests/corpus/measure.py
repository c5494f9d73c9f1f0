"""How well a reading meets the truth of a made document, cell by cell."""

from collections.abc import Mapping
from typing import Literal, get_args

from store.models import Cell, CellKey
from tests.corpus.draft import Entry

# right: the figure printed, without doubt, or no figure where none is printed or none can be told.
# inferred: the figure printed, marked as doubtful. wrong_inferred: another figure, marked as doubtful.
# null: a figure is printed and the reading says that it does not know. silent: a claim that is not what is printed.
Outcome = Literal["right", "inferred", "wrong_inferred", "null", "silent"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_CLAIMS_NOTHING = ("blank", "slash", "dash")


def outcome(entry: Entry, cell: Cell | None) -> Outcome:
    """What became of one cell."""
    if cell is None or cell.value is None:
        if entry.value is None:
            return "right"
        return "silent" if cell and cell.state in _CLAIMS_NOTHING else "null"
    same = entry.value is not None and cell.value == entry.value
    if cell.state == "inferred":
        return "inferred" if same else "wrong_inferred"
    return "right" if same else "silent"


def outcomes(truth: Mapping[CellKey, Entry], cells: Mapping[CellKey, Cell]) -> dict[CellKey, Outcome]:
    """Every cell of the truth, and every figure that a reading puts where the document has no such cell."""
    nothing = Entry("", None)
    extra = [key for key, cell in cells.items() if key not in truth and cell.value is not None]
    return {key: outcome(truth.get(key, nothing), cells.get(key)) for key in (*truth, *extra)}
