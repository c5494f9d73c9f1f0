"""A report among its peers, and a government beside those below it."""

from dataclasses import replace

from store.checks import Case, judge_area, judge_peer
from store.checks.beside.peers import Norm, Peer
from store.checks.beside.rollup import Area, Child
from store.models import Finding, Report, Section
from tests.examples.common import SOUND, Example
from tests.made.papers.printed import changed

LICENCES = ("disclosure", "licensing", "decisions")
RECEIVED = ("requests", "received", "total")
NORM = Norm(members=40, median=320, fence=30_000)


def among_peers(licences: int, norm: Norm = NORM) -> list[Finding]:
    """Findings on a report with so many licences."""
    report = changed(SOUND, *LICENCES, licences, "number" if licences else "zero")
    return judge_peer(Peer(Case(report), "2025年度县级教育部门", {LICENCES: norm}))


def saying(words: str, received: int) -> Report:
    """A government's report whose section one says `words`."""
    report = changed(SOUND, *RECEIVED, received)
    return replace(report, sections=(Section("overview", "一、总体情况", words),))


WHOLE = "本报告由市政府办公室综合各县（市、区）政府和市政府各部门的年度报告编制。"
CHILDREN = (
    Child("清河县人民政府", "government", {RECEIVED: 200}),
    Child("清河市教育局", "department", {RECEIVED: 20}),
)

EXAMPLES = {
    "peer-outlier": Example(lambda: among_peers(30_001), lambda: among_peers(30_000)),
    "zero-among-peers": Example(lambda: among_peers(0), lambda: among_peers(0, Norm(40, 100, 30_000))),
    "area-sum": Example(
        lambda: judge_area(Area(Case(saying(WHOLE, 199)), CHILDREN)),
        lambda: judge_area(Area(Case(saying("本报告数据为市政府本级。" + WHOLE, 199)), CHILDREN)),
    ),
}
