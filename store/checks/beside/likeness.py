"""How much two texts are alike, and a report's likeness to the one of the year before.

The measure: a text is taken apart into clauses at everything that is not a Chinese character, so that punctuation and
the digits of numbers and years don't count; names of the agency are taken out first. Of clauses with at least
MIN_CLAUSE characters, each counted once, the likeness is the share that both texts have (Dice): 2·|A∩B| / (|A|+|B|),
0 to 1. `sketch` keeps what is needed to estimate it for any two reports, in a fixed number of bytes.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from store.checks.case import Case
from store.checks.report.sections import part
from store.checks.rules import THRESHOLDS, Rule, rule
from store.models import Finding, Report, Severity

COMPARED = ("overview", "problems")  # the sections of prose that every report has
MIN_CLAUSE = 5  # characters; shorter ones (一是, 主动公开) say nothing of their own
SKETCH_HASHES = 128
SKETCHED = "1"  # the measure of kept sketches: to be raised when clauses are parted otherwise
_EMPTY = 0xFFFFFFFF
_NAMED = 3  # agencies in a message
_CLAUSE = re.compile(rf"[\u4e00-\u9fff]{{{MIN_CLAUSE},}}")
_LIMITS = THRESHOLDS["likeness"]
_PACKED = struct.Struct(f">{SKETCH_HASHES}I")


@lru_cache(maxsize=64)  # the next report of the agency is compared with the same text
def _clauses(text: str, names: tuple[str | None, ...]) -> frozenset[str]:
    text = "".join(text.split())  # where print breaks a line is no end of a clause
    for name in names:
        if name:
            text = text.replace(name, "-")
    return frozenset(_CLAUSE.findall(text))


def clauses(report: Report, *keys: str) -> frozenset[str]:
    """The distinct clauses of some sections of a report, numbers, years and its own names masked."""
    names = (report.agency, report.title_agency)
    texts = [_clauses(section.text, names) for section in report.sections if section.key in keys]
    return frozenset().union(*texts)


def dice(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the clauses of two texts that stand in both; 0 if neither has any."""
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0


def sketch(report: Report) -> bytes:
    """A fixed-size extract of sections one and five: the smallest SKETCH_HASHES of the CRC-32 of their clauses.

    The same text gives the same bytes in every run and on every machine. A text with fewer clauses is padded, one with
    none all padding.
    """
    hashes = {zlib.crc32(clause.encode()) for clause in clauses(report, *COMPARED)} - {_EMPTY}
    smallest = sorted(hashes)[:SKETCH_HASHES]
    return _PACKED.pack(*smallest, *[_EMPTY] * (SKETCH_HASHES - len(smallest)))


def smallest(extract: bytes, count: int) -> list[int]:
    """The smallest hashes of a sketch: texts that are much alike share some of them."""
    return [value for value in _PACKED.unpack(extract)[:count] if value != _EMPTY]


def likeness(one: bytes, other: bytes) -> float:
    """The likeness of two reports by their sketches: exact up to SKETCH_HASHES clauses, else within about 0.05.

    0 if one of them has no text.
    """
    first, second = (set(_PACKED.unpack(extract)) - {_EMPTY} for extract in (one, other))
    if not first or not second:
        return 0.0
    # The smallest hashes of all clauses of both are a random sample of them: the share of common ones is Jaccard's.
    sample = sorted(first | second)[:SKETCH_HASHES]
    jaccard = len((first & second).intersection(sample)) / len(sample)
    return 2 * jaccard / (1 + jaccard)


@rule("like-last-year")
def like_last_year(rule: Rule, case: Case) -> Iterator[Finding]:
    """Section one or five says what last year's report said."""
    previous = case.previous
    if previous is None or not case.consecutive or case.form is None:
        return
    for key in COMPARED:
        now, then = clauses(case.report, key), clauses(previous, key)
        share = dice(now, then)
        if share < _LIMITS["alike"] or min(len(now), len(then)) < _LIMITS["clauses"]:
            continue
        where = next((part(line) for line in case.form.sections if line.key == key), "")
        message = f"{where}与{previous.year}年度报告的{share:.0%}相同（数字、年份和机关名称不计）"
        grave = share >= _LIMITS["copied"]
        yield rule.finding(message, where, "与上年不同", f"{share:.0%}", severity=None if grave else "info")


@rule("like-earlier-year")
def like_earlier_year(rule: Rule, case: Case) -> Iterator[Finding]:
    """Section one or five says what the report of two or three years ago said, and last year's did not."""
    if case.form is None or not case.older:
        return
    for key in COMPARED:
        now = clauses(case.report, key)
        before = clauses(case.previous, key) if case.previous is not None else frozenset()
        if dice(now, before) >= _LIMITS["alike"]:
            continue  # like-last-year tells it
        for older in case.older:
            then = clauses(older, key)
            share = dice(now, then)
            if share < _LIMITS["alike"] or min(len(now), len(then)) < _LIMITS["clauses"]:
                continue
            where = next((part(line) for line in case.form.sections if line.key == key), "")
            message = (
                f"{where}与{older.year}年度报告的{share:.0%}相同（数字、年份和机关名称不计），与上年的不同"
            )
            grave = share >= _LIMITS["copied"]
            yield rule.finding(
                message, where, "与往年不同", f"{share:.0%}", severity=None if grave else "info"
            )
            break


@dataclass(frozen=True)
class Alike:
    """Another agency's report on the same year that says the same. `related`: above, below, or its predecessor."""

    agency: str
    url: str
    share: float
    related: bool


@rule("like-peer")
def like_peer(rule: Rule, others: tuple[Alike, ...]) -> Iterator[Finding]:
    """Sections one and five say what other agencies' reports on the year say."""
    if not others:
        return
    ordered = sorted(others, key=lambda other: (other.related, -other.share, other.agency))
    named = "、".join(f"{other.agency}（{other.share:.0%}）" for other in ordered[:_NAMED])
    rest = f"等{len(ordered)}个机关" if len(ordered) > _NAMED else ""
    message = f"第一、五部分与{named}{rest}的同年度报告相同（数字、年份和机关名称不计），不断定谁抄谁"
    severity: Severity | None = "info" if all(other.related for other in others) else None
    yield rule.finding(message, "第一、五部分", "各写各的", ordered[0].url, severity=severity)


@rule("same-figures-peer")
def same_figures_peer(rule: Rule, others: tuple[Alike, ...]) -> Iterator[Finding]:
    """All figures of the three tables are those of other agencies' reports on the year."""
    if not others:
        return
    ordered = sorted(others, key=lambda other: (other.related, other.agency))
    named = "、".join(other.agency for other in ordered[:_NAMED])
    rest = f"等{len(ordered)}个机关" if len(ordered) > _NAMED else ""
    message = f"三张表的全部数字与{named}{rest}的同年度报告相同，不断定谁抄谁，也可能是同一份报告"
    severity: Severity | None = "info" if all(other.related for other in others) else None
    yield rule.finding(message, "表二、表三、表四", "各填各的", ordered[0].url, "uncertain", severity)
