"""Unverified bodies made active, many at once. What is doubtful is confirmed only by its own id."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from store.registry import RegistryError, load_registry
from store.registry.bodies import doubtful
from store.registry.regions import COUNTRY
from store.registry.taking_over import Row, kept_rows, take_over, write_agencies


@dataclass
class Confirmed:
    """Ids and names of what became active, what was active before, and what has doubts that nobody has looked at."""

    confirmed: dict[str, str] = field(default_factory=dict)
    already: dict[str, str] = field(default_factory=dict)
    doubted: dict[str, list[str]] = field(default_factory=dict)


def confirm(
    folder: Path,
    ids: Sequence[str] = (),
    portal: str = "",
    region: str = "",
    sheet: Path | None = None,
    dry_run: bool = False,
) -> Confirmed:
    """Make bodies active: those named by id, doubts or not; and of a portal, a division, a list, those without doubts.

    Of portal and division, bodies must fit both; a list is met as it was imported. Raises RegistryError.
    """
    rows = kept_rows(folder)
    if unknown := [key for key in ids if key not in rows]:
        raise RegistryError(
            f"agencies.csv 里没有 {'、'.join(unknown)}，请改正编号",
            f"agencies.csv has no {', '.join(unknown)}; correct the id",
        )
    if gone := [key for key in ids if rows[key]["status"] == "abolished"]:
        raise RegistryError(
            f"{'、'.join(gone)} 已撤销，不能改为 active，请手工改那一行",
            f"{', '.join(gone)} is abolished; change its line by hand",
        )
    if portal and portal not in load_registry(folder).portals:
        raise RegistryError(
            f"portals.toml 里没有门户 {portal!r}，请改正 --portal",
            f"portal {portal!r} is not in portals.toml; correct --portal",
        )
    chosen = _chosen(folder, rows, portal, region, sheet) if portal or region or sheet else []
    done = Confirmed()
    for key in dict.fromkeys([*ids, *chosen]):
        row = rows[key]
        if row["status"] == "active":
            done.already[key] = row["name"]
        elif key not in ids and (doubts := doubts_of(row)):
            done.doubted[key] = doubts
        else:
            done.confirmed[key] = row["name"]
            row |= {"status": "active", "doubts": ""}
    write_agencies(folder, rows, dry_run)
    return done


def doubts_of(row: Row) -> list[str]:
    """What is doubtful of an unverified body: as it was written down, and what its line shows by itself."""
    doubts = [doubt for doubt in row["doubts"].split(";") if doubt]
    if kind := doubtful(row["name"]):
        doubts.append(f"名称像{kind.words}")
    if row["region_code"] == COUNTRY and row["level"] != "central":
        doubts.append("行政区划代码不明")
    return list(dict.fromkeys(doubts))


def _chosen(folder: Path, rows: dict[str, Row], portal: str, region: str, sheet: Path | None) -> list[str]:
    """The bodies, none of them abolished, that fit all that is given."""
    named = set(rows)
    if sheet:
        listed = take_over(sheet, folder, portal, region, dry_run=True)
        if listed.added:
            raise RegistryError(
                f"{sheet.name} 有 {len(listed.added)} 个单位还没有登记，请先用 registry import 导入",
                "import the list first",
            )
        named = set(listed.ids)
    return [
        key
        for key, row in rows.items()
        if key in named
        and row["status"] != "abolished"
        and (sheet or not portal or row["portal_id"] == portal)
        and (sheet or row["region_code"].startswith(region))
    ]
