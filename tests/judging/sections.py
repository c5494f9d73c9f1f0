"""Headings, wording and figures, printed otherwise: 01, 02, 05, 08, 18 and 23."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from tests.judging.pages import CLAIMS, FORM, HEADINGS, OVERVIEW, Case, Right, Shown

SECTIONS = tuple(line.label for line in FORM.sections)
WORDING = tomllib.loads(Path(__file__).with_name("wording.toml").read_text(encoding="utf-8"))
_LONG = WORDING["long"]


def cases() -> list[Case]:
    """All of this module."""
    return [*_subheadings(), *_unheaded(), *_blanks(), *_slogans(), *_reviewers(), *_long()]


def _with(*heads: str, before: Sequence[str] = ()) -> tuple[str, ...]:
    """Section one with other headings over the same texts."""
    texts = OVERVIEW[1::2]
    return (*before, *(line for pair in zip(heads, texts, strict=True) for line in pair))


def _subheadings() -> list[Case]:
    """01: sub-headings and wrapped lines in the words of a section's heading."""
    lead = "本报告主要由总体情况，主动公开政府信息情况，收到和处理政府信息公开申请情况等部分组成。"
    rest = ("（三）政府信息管理", "（四）政府信息公开平台建设", "（五）监督保障")
    plain = [heading.partition("、")[2] for heading in HEADINGS]
    enumerated = (
        "本报告由总体情况、",
        "主动公开政府信息情况",
        "、收到和处理政府信息公开申请情况、政府信息公开",
        "行政复议、行政诉讼情况",
        "、存在的主要问题及改进情况和",
        "其他需要报告的事项。",
    )
    shown = {
        "bracket": Shown(
            overview=_with("（一）主动公开政府信息情况", "（二）依申请公开", *rest, before=[lead])
        ),
        "two of them": Shown(
            overview=_with("（一）主动公开政府信息情况", "（二）收到和处理政府信息公开申请情况", *rest)
        ),
        "arabic": Shown(
            overview=_with(
                "1.主动公开政府信息情况", "2.依申请公开", "3.政府信息管理", "4.平台建设", "5.监督保障"
            )
        ),
        "arabic with 、": Shown(
            overview=_with(
                "1、主动公开政府信息情况", "2、依申请公开", "3、政府信息管理", "4、平台建设", "5、监督保障"
            )
        ),
        "wrapped enumeration": Shown(overview=(*enumerated, *OVERVIEW)),
        "enumeration above": Shown(
            above="<h1>青川市林业局2025年政府信息公开工作年度报告</h1>"
            + "".join(f"<p>{line}</p>" for line in enumerated)
        ),
        "no numbers": Shown(
            overview=_with("（一）主动公开政府信息情况", "（二）依申请公开", *rest), headings=plain
        ),
        "sections in brackets": Shown(
            overview=_with(
                "1.主动公开政府信息情况", "2.依申请公开", "3.政府信息管理", "4.平台建设", "5.监督保障"
            ),
            headings=HEADINGS,
        ),
        "sub-heading in section five": Shown(overview=OVERVIEW, review=("五是（一）存在的主要问题",)),
    }
    return [
        Case("01", name, page, Right(claims={"received": 10, "granted": 8})) for name, page in shown.items()
    ]


def _unheaded() -> list[Case]:
    """02: no aspect has a heading, and other words than the form's tell of them."""
    texts = WORDING["unheaded"]
    return [
        Case(
            "02",
            name,
            Shown(overview=(text, _LONG)),
            Right(aspects=(), claims=CLAIMS if "收到信息公开申请" in text else {}),
        )
        for name, text in texts.items()
    ]


def _blanks() -> list[Case]:
    """05: cells were left blank."""
    cells = FORM.cells("requests", set())
    counted = {("received", "total"), ("outcome_total", "total")}
    outcomes = [
        row for row, _ in cells if row not in ("received", "carried_over", "outcome_total", "carried_forward")
    ]
    filled = {
        ("received", "natural_person"),
        ("received", "business"),
        ("granted", "natural_person"),
        ("granted", "business"),
        ("granted_part", "natural_person"),
        ("unable_not_held", "natural_person"),
    }
    every = {("requests", row, column): "" for row, column in cells if (row, column) not in filled | counted}
    no_total = {("requests", "outcome_total", column): "" for column in FORM.columns}
    changes = {
        "totals of outcomes": {("requests", row, "total"): "" for row in outcomes},
        "all but what is counted": every,
        "total column": {("requests", row, "total"): "" for row, _ in cells},
        "one total": {("requests", "granted", "total"): ""},
        "zeros": {
            ("requests", row, column): ""
            for row, column in cells
            if row not in ("received", "granted", "granted_part", "unable_not_held", "outcome_total")
        },
        "whole line": {("requests", "granted", column): "" for column in FORM.columns},
        "totals of reviews": {("reviews", row, "total"): "" for row in FORM.procedures},
        "slashes": dict.fromkeys(every, "/"),
        "dashes": dict.fromkeys(every, "-"),
    }
    whole = {**changes.pop("whole line"), **no_total}
    return [Case("05", name, Shown(changes=told)) for name, told in {**changes, "whole lines": whole}.items()]


def _slogans() -> list[Case]:
    """08: headings of several parts."""
    heads = WORDING["slogans"]
    found = []
    for name, lines in heads.items():
        texts = [OVERVIEW[1] + _LONG, "收到政府信息公开申请10件，予以公开8件。", *OVERVIEW[5::2]]
        overview = tuple(line for pair in zip(lines, texts, strict=True) for line in pair)
        found.append(Case("08", name, Shown(overview=overview)))
    return found


def _reviewers() -> list[Case]:
    """18: cases that the agency decides as organ of review, or that are reported to it."""
    said = WORDING["reviewers"]
    found = []
    for name, text in said.items():
        overview = (*OVERVIEW[:4], text, *OVERVIEW[4:])
        claims = {**CLAIMS, "reconsideration_upheld": 1} if name == "and its own" else CLAIMS
        own = name == "and its own"
        results = ("reconsideration_corrected", "reconsideration_pending", "litigation")
        none = results if own else (*results, "reconsideration")
        found.append(Case("18", name, Shown(overview=overview), Right(claims=claims, no_claims=none)))
    return found


def _long() -> list[Case]:
    """23: section one is long, and no rule of the place names a length."""
    return [
        Case("23", f"{count} sentences", Shown(overview=(*OVERVIEW[:2], _LONG * count, *OVERVIEW[2:])))
        for count in (12, 18, 25, 40, 80)
    ]
