"""`nianbao demo`: the whole product on replica portals, with a virtual clock, in a folder of its own."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crawler.clock import Clock
from demo.server import Replica, replica
from demo.world import load_world
from scheduler.crawling import NightError
from scheduler.night.nightly import run_night


@dataclass(frozen=True)
class Passed:
    """A night of the demo that is over: what was told of it and its exit code; the portals, which have a log."""

    day: date
    text: str
    code: int
    portals: Replica


def run_demo(
    folder: Path, say: Callable[[str], object], look: Callable[[Passed], object] = lambda night: None
) -> int:
    """Visit the replica portals on every virtual night and tell what each brings. Returns the last exit code.

    `look` is called after every night. The folder is made anew: what an earlier demo left there is removed, and nothing else.
    """
    if folder.exists() and not (folder / "registry" / "portals.toml").exists() and any(folder.iterdir()):
        raise NightError(
            f"{folder} 不是空的，也不是演示数据，请用 --folder 给出别处",
            f"{folder} is not empty and not a demo's; give another with --folder",
        )
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "registry").mkdir(parents=True)
    world = load_world()
    world.write_registry(folder / "registry")
    code = 0
    with replica(world) as portals:
        say(f"虚构的门户：{', '.join(portal.name for portal in world.portals.values())}（{portals.url}）")
        for day in world.nights:
            portals.night = day
            text, code = run_night(folder / "nianbao.db", folder / "registry", Clock.at(day), [], portals.url)
            say(f"\n──────── {day} ────────\n{text}")
            look(Passed(day, text, code, portals))
    return code
