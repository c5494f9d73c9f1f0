"""Column pages as others write them, read on one night: nobody is accused who filed, and what a person reads is read.

The folder of faults holds one page a kind; tests/visits our own variants.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from crawler.clock import Clock
from demo.families import Asked
from spiders.sniff import sniff
from store.records import PortalVisit
from store.store import Store
from tests import SHARED
from tests.made.portals.portal import report_page
from tests.made.portals.raw_server import Wire, answering, closed, sized
from tests.made.portals.small_portals import JYJ, WSJ, night, write_portals
from tests.visits import calls, disguises, halves, markup, wording
from tests.visits.case import Case

pytestmark = pytest.mark.search

CLOCK = Clock.at(date(2026, 2, 3))
OWN = [case for module in (markup, wording, halves, calls, disguises) for case in module.cases()]
FAMILIES = sorted({case.family for case in OWN})
ACCUSED = {"missing", "withdrawn", "late"}
_ALLOWED = {"both": {"on_time"}, "open": {"on_time", "unverifiable", "undated"}}
_ALLOWED |= {"partial": _ALLOWED["open"], "undated": {"on_time", "undated"}}


def _given(folder: Path) -> list[Case]:
    """The pages of the folder of faults: the first line of each says family, column and what is right."""
    found = []
    for file in sorted(folder.glob("*.html")):
        head, _, body = file.read_text(encoding="utf-8").partition("\n")
        family, path, right = (part.strip() for part in head.strip("<!->\n ").split("|"))
        kind, _, name = file.stem.partition("-")
        wire: Wire | str = closed(body.encode()) if kind == "a14" else body
        said = "both" if "both" in right else "partial" if right.startswith("partial") else "open"
        case = Case(kind, f"given-{name}", family, wire, said, path)
        like = next(
            other
            for other in OWN
            if other.kind in (kind, {"a19": "a17", "a21": "a17", "a23": "a17"}.get(kind))
        )
        case = replace(case, more=like.more, family=like.family if kind in ("b03", "b05") else family)
        found.append(replace(case, right="both") if kind in ("b01", "b03", "b05") else case)
    return found


FAULTS = SHARED / "faults" / "visits"
CASES = {case.id.replace("_", "-"): case for case in (*OWN, *_given(FAULTS))}


def _report(path: str) -> str | None:
    """The report at an address that ends with its number: 1 and 2 are those of 2025, 3 and 4 those of 2024."""
    found = re.search(r"(?<!index_)([1-4])\.s?html?$", path)
    if not found:
        return None
    number = int(found[1])
    year, agency = (2025, 2024)[(number - 1) // 2], (JYJ, WSJ)[(number - 1) % 2]
    page = report_page(agency, year, f"{year + 1}-01-15", number)
    return page.replace("<head>", "<head><meta charset='utf-8'>")


def answer(host: str, asked: Asked) -> Wire:
    """What a portal answers: its own pages, else reports."""
    found = CASES[host.split(".")[0]].answer(asked)
    report = _report(asked.path)
    return found or (sized(report.encode()) if report else sized("没有这个页面".encode(), 404))


@dataclass
class Seen:
    """What the night saw: the portals' rows, the states of duties by portal."""

    portals: dict[str, PortalVisit]
    states: dict[str, set[str]]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    folder = tmp_path_factory.mktemp("visits")
    found = Seen({}, defaultdict(set))
    with answering(answer) as running:
        for family in FAMILIES:
            names = [name for name, case in CASES.items() if case.family == family]
            if not names:
                continue
            homes = {name: f"http://{name}.shiyan.example" for name in names}
            registry = write_portals(
                folder / family, homes, family=family, column=lambda name: CASES[name].path
            )
            db = folder / f"{family}.db"
            store = Store.open(db)
            proxies = {"http_proxy": running.url, "https_proxy": running.url}
            run = night(store, db, registry, CLOCK, proxies, {}, 600, family=family)
            found.portals |= {row.portal_id: row for row in store.runs.portal_runs(run)}
            for row in store.filings.in_state():
                found.states[row.agency_id.rpartition("-")[0]].add(row.status)
            store.close()
    return found


@pytest.mark.parametrize("name", CASES)
def test_nobody_is_accused_and_what_a_person_reads_is_read(seen: Seen, name: str) -> None:
    run, case = seen.portals[name], CASES[name]
    told = f"{name} {run.complete} {run.failure} {run.message} {seen.states[name]}"
    assert not seen.states[name] & ACCUSED, told
    assert seen.states[name] <= _ALLOWED[case.right], told
    assert run.failure not in ("our_error", "interrupted", "network"), told
    if case.right == "partial":
        assert not run.complete, told


def test_every_kind_has_at_least_five_variants_of_our_own() -> None:
    kinds = {case.kind for case in OWN}
    assert {kind for kind in kinds if sum(case.kind == kind for case in OWN) < 5} == set()


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.kind == "b03"])
def test_a_search_form_of_was_is_no_sign_of_ucap(name: str) -> None:
    page = CASES[name].page
    assert isinstance(page, str)
    assert sniff(page, "http://www.shiyan.example/nb/")[0] == "trs"
