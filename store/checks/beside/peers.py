"""A report among its peers: bodies of the same class and level, in the same year. Odd is not wrong: always uncertain."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from store.checks.case import Case
from store.checks.rules import THRESHOLDS, Rule, rule
from store.models import CellKey, Finding, Value

_PEERS = THRESHOLDS["peers"]
_MAD_TO_DEVIATION = 1.4826  # of a normal distribution
_PLACES = [place.split(".") for place in _PEERS["figures"]]
FIGURES: tuple[CellKey, ...] = tuple((table, row, column) for table, row, column in _PLACES)


@dataclass(frozen=True)
class Norm:
    """What one figure is in a group: how many state it, their median, and the fence above which it is far outside."""

    members: int
    median: float
    fence: float

    def odd(self, value: Value) -> bool:
        """Whether a figure is far outside, or zero where the group's median is high."""
        return value is not None and (value > self.fence or self.lacks(value))

    def lacks(self, value: Value) -> bool:
        """Whether a figure is zero where half of the group has more than a hundred."""
        return value == 0 and self.median > _PEERS["zero_median"]


@dataclass(frozen=True)
class Peer:
    """A report among its peers: what its group is called, and the norm of each figure that enough of them state."""

    case: Case
    group: str
    norms: Mapping[CellKey, Norm]


def norm_of(values: Sequence[int]) -> Norm | None:
    """The norm of one figure; None if too few members state it.

    The fence rests on members above zero: 6 robust deviations of their logarithms above the median, and a hundred
    times the 99th percentile of all but the largest; infinite if too few are above zero.
    """
    if len(values) < _PEERS["members"]:
        return None
    above = sorted(value for value in values if value > 0)
    fence = math.inf
    if len(above) >= _PEERS["members"]:
        logs = [math.log(value) for value in above]
        middle = median(logs)
        deviation = _MAD_TO_DEVIATION * median([abs(log - middle) for log in logs])
        high = middle + _PEERS["deviations"] * max(deviation, _PEERS["least_deviation"])
        tail = above[math.ceil(_PEERS["percentile"] * (len(above) - 1)) - 1]
        fence = max(math.exp(min(high, 700.0)), _PEERS["times"] * tail, _PEERS["at_least"])
    return Norm(len(values), float(median(values)), fence)


def _stated(peer: Peer) -> Iterator[tuple[CellKey, Norm, int]]:
    for key, norm in peer.norms.items():
        value = peer.case.report.value(*key)
        if isinstance(value, int):
            yield key, norm, value


@rule("peer-outlier")
def outlier(rule: Rule, peer: Peer) -> Iterator[Finding]:
    """A figure far above those of all peers."""
    for key, norm, value in _stated(peer):
        if value > norm.fence and peer.case.form:
            message = (
                f"填写{value}，{peer.group}{norm.members}份报告的中位数为{norm.median:g}，远在其外，请核对"
            )
            place, facts = peer.case.form.location(*key), peer.case.facts([key])
            yield rule.finding(message, place, f"{norm.median:g}", value, "uncertain", facts=facts)


@rule("zero-among-peers")
def zero_among_peers(rule: Rule, peer: Peer) -> Iterator[Finding]:
    """Zero printed where half of the peers have more than a hundred."""
    for key, norm, value in _stated(peer):
        if norm.lacks(value) and peer.case.form:
            message = f"填写0，{peer.group}{norm.members}份报告的中位数为{norm.median:g}，请核对"
            place, facts = peer.case.form.location(*key), peer.case.facts([key])
            yield rule.finding(message, place, f"{norm.median:g}", value, "uncertain", facts=facts)
