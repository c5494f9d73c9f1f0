"""A registry folder as an operator keeps one, written from rows: for the worlds of the demo and for tests."""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

AGENCY_COLUMNS = (
    "id",
    "name",
    "short_names",
    "level",
    "kind",
    "region_code",
    "parent_id",
    "portal_id",
    "status",
    "valid_from",
    "valid_to",
)


def write_folder(
    folder: Path,
    agencies: Iterable[Mapping[str, str]],
    portals: Iterable[Mapping[str, object]],
    deadlines: Iterable[Mapping[str, object]],
) -> Path:
    """Write agencies.csv, portals.toml and deadlines.toml; what an agency's row leaves out stays empty."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "agencies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, AGENCY_COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(agencies)
    (folder / "portals.toml").write_text(_tables("portal", portals), encoding="utf-8")
    (folder / "deadlines.toml").write_text(_tables("deadline", deadlines), encoding="utf-8")
    return folder


def _tables(name: str, entries: Iterable[Mapping[str, object]]) -> str:
    """Entries as a TOML array of tables. JSON writes strings, numbers, lists and truth as TOML does."""
    blocks = (
        f"[[{name}]]\n"
        + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in entry.items())
        for entry in entries
    )
    return "\n".join(blocks)
