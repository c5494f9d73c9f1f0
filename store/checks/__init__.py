"""The rules: what is wrong with a report, a filing or a visit.

A family of rules is a contract, contract/<family>.toml, and the functions of the module at the same place beside it:
contract/report/blanks.toml and report/blanks.py.
"""

from collections.abc import Sequence
from importlib import import_module

from store.checks.beside.likeness import Alike
from store.checks.beside.peers import Peer
from store.checks.beside.rollup import Area
from store.checks.case import Case
from store.checks.filings import Duty, Seen, filing_status
from store.checks.portals import PortalNight, UnknownRow
from store.checks.rules import CONTRACT, RULES, Rule, contracts, judge, require_functions
from store.checks.watching import Watch
from store.models import Filing, Finding

__all__ = [
    "RULES",
    "Case",
    "Duty",
    "Rule",
    "Seen",
    "Watch",
    "filing_status",
    "judge_area",
    "judge_country",
    "judge_figures",
    "judge_filing",
    "judge_peer",
    "judge_portal",
    "judge_report",
    "judge_texts",
]

for _family in contracts():
    import_module(".".join((__name__, *_family.relative_to(CONTRACT).with_suffix("").parts)))
require_functions()


def judge_report(case: Case, only: str | None = None) -> list[Finding]:
    """All findings on one report, or those of `only` one rule."""
    return judge("report", case, only, case.form_name)


def judge_filing(filing: Filing, only: str | None = None) -> list[Finding]:
    """All findings on the state of one duty, or those of `only` one rule."""
    return judge("filing", filing, only)


def judge_portal(night: PortalNight, only: str | None = None) -> list[Finding]:
    """All findings on how a portal was read, or those of `only` one rule."""
    return judge("portal", night, only)


def judge_peer(peer: Peer, only: str | None = None) -> list[Finding]:
    """All findings on a report among its peers, or those of `only` one rule."""
    return judge("peers", peer, only, peer.case.form_name)


def judge_area(area: Area, only: str | None = None) -> list[Finding]:
    """All findings on a government's report beside those below it, or those of `only` one rule."""
    return judge("area", area, only, area.case.form_name)


def judge_texts(others: tuple[Alike, ...], only: str | None = None) -> list[Finding]:
    """All findings on a report whose text others have too, or those of `only` one rule."""
    return judge("texts", others, only)


def judge_figures(others: tuple[Alike, ...], only: str | None = None) -> list[Finding]:
    """All findings on a report all of whose figures others have too, or those of `only` one rule."""
    return judge("figures", others, only)


def judge_country(rows: Sequence[UnknownRow], only: str | None = None) -> list[Finding]:
    """All findings on what reports of the whole country have in common, or those of `only` one rule."""
    return judge("country", rows, only)
