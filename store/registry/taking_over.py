"""A list of agencies taken over into agencies.csv.

Nothing in the registry is lost: rows that the list doesn't have stay, fields that it doesn't have keep their values.
Rows that say too little are refused, all of them in one report, and nothing is written then. What may owe no report is
taken as unverified, with its doubts.
"""

import csv
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copy2

from store.registry import FIELDS, RegistryError, agency_rows, checked_agency, load_registry
from store.registry.completing import BY_SHORT_NAME, Completed, body_kind, completed
from store.registry.names import comparable, second_names
from store.registry.pairing import Pair, paired
from store.registry.regions import COUNTRY, region_of
from store.registry.sheet import ListedAgency, Skipped, read_sheet

Row = dict[str, str]


class RefusedList(RegistryError):
    """Raised when rows of a list can't be taken over; `refused` has place, name and reason of every one."""

    def __init__(self, sheet: str, refused: Sequence[tuple[str, str, str]]) -> None:
        rows: dict[str, list[str]] = defaultdict(list)
        for place, name, why in refused:
            rows[why].append(f"{place} {name}".strip())
        super().__init__(
            f"{sheet}：{len(refused)} 行不能导入，名单没有写入",
            "rows that can't be taken over, nothing is written",
        )
        self.refused = list(refused)
        self._told = [
            f"{own[0]}：{why}" if len(own) == 1 else "\n  ".join([f"{why}：{len(own)} 行", *own])
            for why, own in rows.items()
        ]

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *self._told])


@dataclass
class Takeover:
    """What a list brought: ids added, changed and left as they were, and what names and codes proved, by field.

    `doubts` are those of bodies that stay unverified, by id; `paired` says which registered bodies were taken for which
    of the list's; `left` are unverified bodies of the same portals that no row means.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    told_by_name: list[str] = field(default_factory=list)
    doubts: dict[str, list[str]] = field(default_factory=dict)
    paired: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    without_portal: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The bodies that the list names."""
        return [*self.added, *self.changed, *self.unchanged]


def take_over(
    sheet: Path, folder: Path, portal: str = "", region: str = "", dry_run: bool = False
) -> Takeover:
    """Merge a list into `folder`/agencies.csv; `portal` and `region` are those of bodies that have none by list, name or
    registry.

    The file is replaced only if the whole registry loads with it. Raises RefusedList.
    """
    portals = load_registry(folder).portals
    if portal and portal not in portals:
        raise RegistryError(
            f"portals.toml 里没有门户 {portal!r}，请补登，或改正 --portal",
            f"portal {portal!r} is not in portals.toml; add it, or correct --portal",
        )
    rows = kept_rows(folder)
    listed = read_sheet(sheet)
    taken = Takeover(skipped=listed.skipped, unused=listed.unused)
    merging = Merging(rows, taken, portal, region)
    merging.meet(listed.lines)
    refused: list[tuple[str, str, str]] = []
    for number, line in enumerate(listed.lines):
        try:
            key = merging.merge(number, line)
            if (named := rows[key]["portal_id"]) and named not in portals:
                raise RegistryError(
                    f"portals.toml 里没有门户 {named!r}，请补登",
                    f"portal {named!r} is not in portals.toml; add it",
                )
        except RegistryError as error:
            refused.append((line.place, line.fields.get("name", ""), str(error)))
    refused += merging.unknown_bodies()
    if refused:
        raise RefusedList(sheet.name, refused)
    merging.tell()
    write_agencies(folder, rows, dry_run)
    return taken


def kept_rows(folder: Path) -> dict[str, Row]:
    """The lines of agencies.csv by id, with every field."""
    return {row["id"]: dict.fromkeys(FIELDS, "") | row for _, row in agency_rows(folder / "agencies.csv")}


def write_agencies(folder: Path, rows: Mapping[str, Row], dry_run: bool = False) -> None:
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


class Merging:
    """The merging of one list into the rows of a registry, line by line."""

    def __init__(self, rows: dict[str, Row], taken: Takeover, portal: str, region: str) -> None:
        self.rows, self.taken, self.portal, self.region = rows, taken, portal, region
        self.meant: dict[int, str] = {}  # lines by number → the bodies that they mean under another name
        self.likely: dict[int, str] = {}  # what is doubtful about the body that a line means
        self.lines: dict[str, ListedAgency] = {}  # the line that was taken for each body
        self._proposed = any(
            row["portal_id"] == portal and key.startswith(f"{portal}-") for key, row in rows.items() if portal
        )
        self._called: dict[str, list[str]] = defaultdict(list)
        for key, row in rows.items():
            self._called[comparable(row["name"])].append(key)

    def meet(self, lines: Sequence[ListedAgency]) -> None:
        """Find the registered bodies that lines mean, by other names than theirs."""
        named = {comparable(line.fields.get("name", "")) for line in lines}
        places = [self._region(line) for line in lines]
        new = [number for number, line in enumerate(lines) if self._is_new(line)]
        near = {
            key: row
            for key, row in self.rows.items()
            if comparable(row["name"]) not in named
            and (row["region_code"] == COUNTRY or "" in places or row["region_code"] in places)
        }
        open_ = {key: row["name"] for key, row in near.items() if row["status"] == "unverified"}
        for number, pair in self._pairs(lines, new, open_).items():
            self.meant[number] = pair.id
            how = "对应" if pair.by == "end" else "按简称对应"
            self.taken.paired.append(f"{pair.id} {open_[pair.id]} {how} {lines[number].fields['name']}")
            if pair.by == "loose":
                self.likely[number] = f"{BY_SHORT_NAME}与登记的“{open_[pair.id]}”对应"
        rest = [number for number in new if number not in self.meant]
        closed = {key: row["name"] for key, row in near.items() if row["status"] == "active"}
        for number, pair in self._pairs(lines, rest, closed).items():
            if pair.by != "loose":
                self.likely[number] = f"可能就是已登记的{pair.id} {closed[pair.id]}"

    def merge(self, number: int, line: ListedAgency) -> str:
        """Take one line over; the id of its body. Raises RegistryError where it can't be told what body it is."""
        if "name" not in line.fields:
            raise RegistryError("没有单位名称，请补写或删去这一行", "no name; fill it in or delete the row")
        if line.problem:
            raise RegistryError(*line.problem)
        key = self._known(number, line)
        if key is not None and (before := self.lines.get(key)):
            return self._again(key, before, line)
        known = self.rows.get(key or "")
        if known is None or known["status"] == "unverified":
            doubts = [self.likely.get(number, ""), "" if known else self._strange(line)]
            done = completed(line, known or {}, self._region(line), [*filter(None, doubts)])
            merged = (known or dict.fromkeys(FIELDS, "")) | done.row
        else:
            done = Completed(line.fields | ({"kind": body_kind(line)[0]} if line.own else {}))
            merged = known | done.row
        merged["portal_id"] = merged["portal_id"] or self.portal
        merged["id"] = key = key or self._new_id(merged["region_code"])
        checked_agency(merged)
        self._note(key, known, merged, done)
        self.rows[key], self.lines[key] = merged, line
        if key not in (called := self._called[comparable(merged["name"])]):
            called.append(key)
        return key

    def unknown_bodies(self) -> list[tuple[str, str, str]]:
        """Lines that name predecessors which nobody knows."""
        return [
            (
                line.place,
                line.fields["name"],
                f"前身编号 succeeds {unknown} 没有登记，请补登或改正 is not in the registry",
            )
            for key, line in self.lines.items()
            for unknown in self.rows[key]["succeeds"].split(";")
            if unknown and unknown not in self.rows
        ]

    def tell(self) -> None:
        """Say what is left to do of the bodies that the list names, and of those beside them."""
        own = set(self.taken.ids)
        portals = {self.rows[key]["portal_id"] for key in own} - {""}
        self.taken.without_portal = [key for key in self.taken.ids if not self.rows[key]["portal_id"]]
        self.taken.left = [
            key
            for key, row in self.rows.items()
            if row["status"] == "unverified" and row["portal_id"] in portals and key not in own
        ]

    def _pairs(
        self, lines: Sequence[ListedAgency], numbers: Sequence[int], registered: Mapping[str, str]
    ) -> dict[int, Pair]:
        names = [
            (fields["name"], *filter(None, fields.get("short_names", "").split(";")))
            for fields in (lines[number].fields for number in numbers)
        ]
        return {numbers[place]: pair for place, pair in paired(names, registered).items()}

    def _region(self, line: ListedAgency) -> str:
        """The division of a line's body: as the list says, as the name proves, as it was given for the rest; "" if unknown."""
        named = region_of(line.fields.get("name", ""))
        return line.fields.get("region_code") or (named.code if named else self.region)

    def _strange(self, line: ListedAgency) -> str:
        """Why a body may have no column in the portal that it is given: `discover` found others there, and not it."""
        if not self._proposed or "portal_id" in line.fields:
            return ""
        return f"在门户{self.portal}的栏目里没有发现过它，年报可能在别处"

    def _is_new(self, line: ListedAgency) -> bool:
        name = comparable(line.fields.get("name", ""))
        return bool(name) and "id" not in line.fields and name not in self._called

    def _known(self, number: int, line: ListedAgency) -> str | None:
        """The id of the body in the registry: the one given, else that of its name, in its region if that is given."""
        if "id" in line.fields:
            return line.fields["id"] if line.fields["id"] in self.rows else None
        region = line.fields.get("region_code")
        same = [
            key
            for key in self._called.get(comparable(line.fields["name"]), ())
            if not region or self.rows[key]["region_code"] in (region, COUNTRY)
        ]
        if len(same) > 1:
            raise RegistryError(
                f"可以是 {'、'.join(same)}，请加编号或区划代码",
                "stands for several; add the id or the region code",
            )
        return same[0] if same else self.meant.get(number)

    def _again(self, key: str, before: ListedAgency, line: ListedAgency) -> str:
        """A second line of one body: passed over if it says the same. Raises RegistryError."""
        if (before.fields, before.kind) != (line.fields, line.kind):
            raise RegistryError(
                f"与{before.place}是同一单位而内容不同，请删去一行", "the same body twice; delete one"
            )
        self.taken.skipped.append(Skipped(line.place, "重复的单位", line.fields["name"]))
        return key

    def _note(self, key: str, known: Row | None, merged: Row, done: Completed) -> None:
        """Write down what happened to a body; a name that it had before becomes a short name."""
        if known is None:
            self.taken.added.append(key)
        else:
            outer, before = comparable(second_names(merged["name"])[0]), comparable(known["name"])
            if before != comparable(merged["name"]) and not outer.endswith(before):
                short = [*filter(None, merged["short_names"].split(";")), known["name"]]
                merged["short_names"] = ";".join(dict.fromkeys(short))
            (self.taken.unchanged if merged == known else self.taken.changed).append(key)
        self.taken.told_by_name += [f"{merged['name']} {told}" for told in done.told]
        if merged["status"] == "unverified" and merged["doubts"]:
            self.taken.doubts[key] = merged["doubts"].split(";")

    def _new_id(self, region_code: str) -> str:
        return next(
            name for number in range(1, 10_000) if (name := f"{region_code}-{number:03d}") not in self.rows
        )
