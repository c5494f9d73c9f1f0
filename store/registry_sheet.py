"""A list of agencies as people keep it, XLSX or CSV, taken over into agencies.csv.

Nothing in the registry is lost: rows that the list doesn't have stay, fields that it doesn't have keep their values.
What is missing is taken from the body's name only where the name proves it; otherwise the row is refused by its number.
"""

import csv
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from shutil import copy2
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from store.checks.bodies import standing_of_name
from store.regions import region_of
from store.registry import Agency, RegistryError, checked_agency, load_registry

FIELDS = tuple(Agency.model_fields)
_DECLARED: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_HEADINGS: dict[str, str] = {word: name for name, words in _DECLARED["headings"].items() for word in words}
_WORDS: dict[str, dict[str, str]] = {
    name: {word: value for value, words in kinds.items() for word in words}
    for name, kinds in _DECLARED["words"].items()
}
_HEAD_ROWS = 10  # a title and remarks may stand above the heads of the columns


@dataclass
class Takeover:
    """What a list brought: ids added, changed and left as they were, and values that names proved."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    told_by_name: list[str] = field(default_factory=list)


def take_over(sheet: Path, folder: Path, portal: str = "", dry_run: bool = False) -> Takeover:
    """Merge a list into `folder`/agencies.csv; `portal` is the portal of rows that name none.

    The file is replaced only if the whole registry loads with it. Raises RegistryError naming the row and the remedy.
    """
    rows = _kept_rows(folder / "agencies.csv")
    taken = Takeover()
    for number, given in read_sheet(sheet):
        try:
            _merge(
                given | ({"portal_id": portal} if portal and not given.get("portal_id") else {}), rows, taken
            )
        except RegistryError as error:
            raise RegistryError(f"{sheet.name} 第{number}行 row {number}: {error}") from error
    _replace(folder, rows, dry_run)
    return taken


def read_sheet(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the heads, each with its number and its fields. Raises RegistryError without a column of names."""
    columns: dict[int, str] = {}
    for number, cells in enumerate(_cells(path), start=1):
        if columns:
            given = {
                name: cells[place] for place, name in columns.items() if place < len(cells) and cells[place]
            }
            if given:
                yield number, {name: _in_our_words(name, value) for name, value in given.items()}
        elif "name" in (found := _heads(cells)).values():
            columns = found
        elif number >= _HEAD_ROWS:
            break
    if not columns:
        raise RegistryError(
            f"{path.name}：前{_HEAD_ROWS}行没有名称一列，请写上列名“单位名称” no column of names; head it name"
        )


def _heads(cells: list[str]) -> dict[int, str]:
    words = ("".join(cell.split()).lower() for cell in cells)
    return {place: _HEADINGS[word] for place, word in enumerate(words) if word in _HEADINGS}


def _in_our_words(name: str, value: str) -> str:
    if name == "short_names":
        return value.replace("；", ";").replace("、", ";")
    return _WORDS.get(name, {}).get(value, value)


def _cells(path: Path) -> Iterator[list[str]]:
    """The cells of a CSV, or of the first sheet of a workbook, as text."""
    if path.suffix.lower() == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            try:
                yield from ([cell.strip() for cell in row] for row in csv.reader(file))
            except UnicodeDecodeError as error:
                raise RegistryError(
                    f"{path.name}：不是 UTF-8，请另存为 CSV UTF-8 或 XLSX not UTF-8; save it as CSV UTF-8 or XLSX"
                ) from error
        return
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, OSError, ValueError) as error:
        raise RegistryError(
            f"{path.name}：不是 XLSX 工作簿，请另存为 XLSX 或 CSV UTF-8 not an XLSX workbook ({error}); save it as XLSX or CSV"
        ) from error
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_text(value) for value in row]
    finally:
        book.close()


def _text(value: object) -> str:
    """A cell's value as a person reads it: codes without a decimal point, days without a time."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _kept_rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: {name: row.get(name) or "" for name in FIELDS} for row in csv.DictReader(file)}


def _merge(given: dict[str, str], rows: dict[str, dict[str, str]], taken: Takeover) -> None:
    """Take one row over; raises RegistryError where it can't be told what body it is."""
    if "name" not in given:
        raise RegistryError("没有单位名称，请补写或删去这一行 no name; fill it in or delete the row")
    known = _known(given, rows)
    if known is None:
        given = _completed(given, taken)
        known = given.setdefault("id", _new_id(given["region_code"], rows))
        merged = dict.fromkeys(FIELDS, "") | {"status": "active"} | given
        taken.added.append(known)
    else:
        merged = rows[known] | given
        (taken.unchanged if merged == rows[known] else taken.changed).append(known)
    checked_agency(merged)
    rows[known] = merged


def _known(given: Mapping[str, str], rows: Mapping[str, Mapping[str, str]]) -> str | None:
    """The id of the body in the registry: the one given, else that of its name, in its region if that is given."""
    if "id" in given:
        return given["id"] if given["id"] in rows else None
    same = [
        key
        for key, row in rows.items()
        if row["name"] == given["name"] and given.get("region_code", row["region_code"]) == row["region_code"]
    ]
    if len(same) > 1:
        raise RegistryError(
            f"{given['name']} 可以是 {'、'.join(same)}，请加编号或区划代码 stands for several; add the id or the region code"
        )
    return same[0] if same else None


def _completed(given: dict[str, str], taken: Takeover) -> dict[str, str]:
    """A new row with what its name proves: division, level, kind. Raises RegistryError for what nothing tells."""
    region, standing = region_of(given["name"]), standing_of_name(given["name"])
    government = standing.body is not None and standing.body.name == "government"
    proved = {
        "region_code": region.code if region else None,
        "level": standing.level or (region.level if region else None),
        "kind": standing.kind or ("government" if government else None),
    }
    for name, words in (("region_code", "区划代码"), ("level", "层级"), ("kind", "类别")):
        value = given.get(name) or proved[name]
        if not value:
            raise RegistryError(
                f"{given['name']} 的名称不能说明{words}，请加一列“{words}” its name does not tell; add a column {name}"
            )
        if name not in given:
            taken.told_by_name.append(f"{given['name']} {words} {value}")
        given = given | {name: value}
    return given


def _new_id(region_code: str, rows: Iterable[str]) -> str:
    taken = set(rows)
    return next(name for number in range(1, 10_000) if (name := f"{region_code}-{number:03d}") not in taken)


def _replace(folder: Path, rows: Mapping[str, Mapping[str, Any]], dry_run: bool) -> None:
    """Write agencies.csv beside copies of the other files, load them all, and only then put it in its place."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        trial = Path(made)
        for name in ("portals.toml", "deadlines.toml"):
            copy2(folder / name, trial / name)
        with (trial / "agencies.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.values())
        load_registry(trial)
        if not dry_run:
            (trial / "agencies.csv").replace(folder / "agencies.csv")
