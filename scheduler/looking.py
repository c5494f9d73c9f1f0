"""One process of the spider `discovering`, over a scratch registry; what it looked at comes line by line."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from crawler.clock import Clock
from scheduler.processes import GRACE_SECONDS, PROJECT, command
from scheduler.proposing import portal_toml
from spiders.discovering import Looked
from store.registry import Portal
from store.times import beijing_day

LOOK_SECONDS = 1800
_LOOKED = TypeAdapter(Looked)


def write_scratch(folder: Path, portals: Iterable[Portal]) -> Path:
    """A registry folder with some portals, no agencies and no deadlines."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "agencies.csv").write_text("id,name,level,kind,region_code\n", encoding="utf-8")
    (folder / "portals.toml").write_text("\n".join(map(portal_toml, portals)), encoding="utf-8")
    (folder / "deadlines.toml").write_text("", encoding="utf-8")
    return folder


def look(
    folder: Path,
    portals: Sequence[Portal],
    options: dict[str, Any],
    clock: Clock,
    told: Callable[[str], None],
    proxy: str | None = None,
) -> list[Looked]:
    """Search below the columns of portals in one process of the spider `discovering`; every page it asked for."""
    registry = write_scratch(folder / "registry", portals)
    now = clock.now()
    parts = command("discovering", list(portals), folder / "nianbao.db", registry, 0, beijing_day(now), clock)
    parts += [part for name, value in options.items() for part in ("-a", f"{name}={value}")]
    parts += ["-s", f"CLOSESPIDER_TIMEOUT={LOOK_SECONDS}", "-o", "-:jsonlines"]
    pages: list[Looked] = []
    with (folder / "look.log").open("wb") as log:
        process = subprocess.Popen(
            parts, cwd=PROJECT, env=_environment(proxy), stdout=subprocess.PIPE, stderr=log
        )
        watch = threading.Timer(LOOK_SECONDS + GRACE_SECONDS, process.kill)
        watch.start()
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                page = _LOOKED.validate_json(line)
                pages.append(page)
                told(f"看过第{len(pages)}页 {page.url}" + (f"（{page.message}）" if page.failure else ""))
        process.wait()
        watch.cancel()
    return pages


def _environment(proxy: str | None) -> dict[str, str]:
    own = {"http_proxy": proxy, "no_proxy": ""} if proxy else {}
    return dict(os.environ) | own | {"PYTHONUNBUFFERED": "1"}
