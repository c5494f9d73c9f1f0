"""`nianbao discover`: the columns of annual reports under an address, as registry entries to paste."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.clock import Clock
from scheduler.cli.options import DB, JSON, REGISTRY
from scheduler.discovery.wanted import MAX_COLUMNS, MAX_DEPTH, MAX_PAGES, Wanted
from scheduler.exit_codes import BLIND, DONE, PARTIAL
from scheduler.telling.harmless import plain
from store.errors import both
from store.records import row_of
from store.times import beijing_day

if TYPE_CHECKING:
    from scheduler.discovery.proposal import Proposal


@click.command("discover")
@click.argument("url", required=False)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="同一网站的其他主机，可多次给出 another host of the same site",
)
@click.option(
    "--pages",
    default=MAX_PAGES,
    show_default=True,
    type=click.IntRange(1, 500),
    help="最多浏览的页数，列出的单位另计 pages to look at, beside those of listed units",
)
@click.option(
    "--depth",
    default=MAX_DEPTH,
    show_default=True,
    type=click.IntRange(0, 6),
    help="最多点击的次数 clicks from the address",
)
@click.option(
    "--columns",
    default=MAX_COLUMNS,
    show_default=True,
    type=click.IntRange(1, 500),
    help="最多读取的栏目数，也是最多查看的单位数 columns to read, and units to go on to",
)
@click.option(
    "--delay",
    default=3.0,
    show_default=True,
    type=click.FloatRange(0),
    help="两次请求的间隔秒数 seconds between two requests",
)
@click.option(
    "--proposals",
    is_flag=True,
    help="列出夜间发现的栏目新地址 addresses that nights have found for moved columns",
)
@click.option(
    "--reject",
    type=int,
    metavar="N",
    help="编号为 N 的地址不是新地址，不再提出 the address number N is none, it is not proposed again",
)
@REGISTRY
@DB
@JSON
def discover_(
    url: str | None,
    hosts: tuple[str, ...],
    pages: int,
    depth: int,
    columns: int,
    delay: float,
    proposals: bool,
    reject: int | None,
    folder: Path,
    db: Path,
    as_json: bool,
) -> None:
    """寻找网站的年报栏目 Find the columns of annual reports under an address and print what to paste into the registry.

    网页列出的单位（部门、街道、乡镇）逐个查看，没有看的一律说明原因。登记资料从不改动。

    The registry is never changed. Exits with 3 if nothing was found, something was left or could not be read to its end,
    or a listed unit has no column; with 4 if the address itself could not be read.
    """
    from scheduler.cli import show_discovery
    from scheduler.discovery.discover import discover
    from scheduler.discovery.proposal import propose
    from store.registry import Registry, load_registry

    if reject is not None:
        _reject(db, reject)
    if proposals or reject is not None:
        _show_proposals(db, folder, as_json)
        return
    wanted = _wanted(url, hosts, pages, depth, columns, delay)
    known = load_registry(folder) if (folder / "portals.toml").is_file() else Registry({}, {}, ())
    with tempfile.TemporaryDirectory(prefix="nianbao-discover-") as scratch, progress() as told:
        (found,) = discover([wanted], Path(scratch), Clock(), told)
    made = propose(found, known)
    click.echo(json.dumps(made.as_json(), ensure_ascii=False) if as_json else show_discovery.proposal(made))
    sys.exit(exit_code(made))


def _wanted(
    url: str | None, hosts: tuple[str, ...], pages: int, depth: int, columns: int, delay: float
) -> Wanted:
    """What is asked for. Raises BadParameter for an address or a host that can't be visited."""
    from spiders.discovery.leads import same_site
    from store.registry import Portal

    if not url:
        raise click.UsageError(
            both("请给出网站的地址", "give the address of a site, like http://www.baihe.example/")
        )
    address = url if "://" in url else f"http://{url}/"
    try:
        Portal(id="site", name="site", family="discovering", url=address, columns=(address,), since=2008)
    except ValueError as error:
        words = both(f"{url!r} 不是网址", f"{url!r} is not an http(s) address")
        raise click.BadParameter(words, param_hint="URL") from error
    if foreign := [host for host in hosts if not same_site(address, host)]:
        words = both(
            f"{'、'.join(foreign)} 不属于 {address} 的网站",
            f"{', '.join(foreign)} is no subdomain of the site of {address}",
        )
        raise click.BadParameter(words, param_hint="--host")
    return Wanted(address, hosts, pages, depth, columns, delay)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Says on the error stream what is being done: one line that changes on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("") as status:
        yield lambda words: status.update(Text(plain(words, 110)))


def exit_code(made: "Proposal") -> int:
    """0, 3 or 4."""
    if made.found.home.failure and not made.portals:
        return BLIND
    return DONE if made.portals and made.found.whole else PARTIAL


def _reject(db: Path, number: int) -> None:
    """Say that an address is none. Raises BadParameter where there is no such proposal."""
    from store.store import Store

    store = Store.open(db)
    done = store.proposals.reject_proposal(number, beijing_day(Clock().now()))
    store.close()
    if not done:
        words = both(f"没有编号为 {number} 的待核对地址", f"no open proposal has the number {number}")
        raise click.BadParameter(words, param_hint="--reject")


def _show_proposals(db: Path, folder: Path, as_json: bool) -> None:
    from scheduler.cli import show_discovery
    from store.registry import load_registry
    from store.store import Store

    store = Store.open(db)
    rows = store.proposals.open_proposals()
    store.close()
    portals = load_registry(folder).portals
    click.echo(
        json.dumps(rows, ensure_ascii=False, default=row_of)
        if as_json
        else show_discovery.proposals(rows, portals)
    )
