"""Faults in what a report says of itself: its sentences, days and earlier texts, and what stands beside it."""

import re
from dataclasses import replace
from datetime import date

from store.checks import Case
from store.checks.report.titles import WORDS
from store.models import CellKey, Note
from store.registry import Enforcement
from tests.country.faults import (
    FAULTS,
    RECEIVED,
    YEAR,
    PlantedFault,
    added,
    asked,
    at,
    clean_case,
    figures_of,
    judged,
    number,
    paper,
    replaced_body,
    report,
)
from tests.country.filers import Filer
from tests.country.papers import narrative

FORWARD: CellKey = ("requests", "carried_forward", "total")
PENALTY: CellKey = ("disclosure", "penalty", "decisions")
_SENTENCE = re.compile(r"[^。]*。?")


def _before(filer: Filer) -> int:
    return number(paper(filer, YEAR - 1).figures, *RECEIVED)


def _grown(filer: Filer) -> Case:
    received = number(figures_of(filer), *RECEIVED)
    by = abs(received - _before(filer)) * 100 / _before(filer) + 7
    return added("overview", f"新收政府信息公开申请{received}件，较上年增长{by:.1f}%。")(filer)


def _signed_early(filer: Filer) -> Case:
    tail = (
        f'<p style="text-align:right">{filer.agency.name}</p><p style="text-align:right">{YEAR}年1月20日</p>'
    )
    return judged(filer, replace(paper(filer), tail=tail))


def _unassessed(filer: Filer) -> Case:
    def kept(text: str) -> str:
        said = _SENTENCE.findall(text)
        return "".join(
            each for each in said if not any(word in each for word in WORDS["assessment"]["words"])
        )

    bodies = {key: tuple(map(kept, texts)) for key, texts in paper(filer).bodies.items()}
    return judged(filer, replace(paper(filer), bodies=bodies))


def _of_two_years_ago(filer: Filer) -> Case:
    old = narrative(filer, YEAR, figures_of(filer), wording=YEAR - 2)
    now = replace(paper(filer), bodies={**paper(filer).bodies, "overview": old["overview"]})
    return replace(judged(filer, now), older=(report(filer, YEAR - 2),))


def _put_up_again(filer: Filer) -> Case:
    case = FAULTS["review-total"].plant(filer)
    return replace(case, republished=(date(YEAR + 1, 3, 9), case.report))


def _with_a_row(filer: Filer) -> Case:
    case = clean_case(filer)
    note = Note(
        "规定格式中没有的行「合计」，原文照录", "disclosure", state="text", raw="合计 | 7", label="合计"
    )
    return replace(case, report=replace(case.report, notes=(*case.report.notes, note)))


def _counted_otherwise(filer: Filer) -> Case:
    counted = number(figures_of(filer), *PENALTY) * 10 + 10
    twin = Enforcement(
        agency_id=filer.agency.id, year=YEAR, penalty=counted, source="http://a.example/1.html"
    )
    return replace(clean_case(filer), enforcement=twin)


FAULTS_IN_WORDS = {
    "percent": PlantedFault(_grown, at(*RECEIVED), fits=lambda filer: asked(filer) and _before(filer) > 0),
    "part-over-whole": PlantedFault(
        added("proactive", "全年主动公开信息100条，其中政策20条，动态170条。"), ("文字",)
    ),
    "done-but-pending": PlantedFault(
        added("overview", "本年政府信息公开申请均已按期答复。"), at(*FORWARD),
        fits=lambda filer: not filer.parts
        and number(figures_of(filer), *FORWARD) > 0
        and "结转下" not in str(narrative(filer, YEAR, figures_of(filer))),
    ),
    "fee-schedule": PlantedFault(replaced_body(other_matters="本年度收取信息处理费105元。"), ("第六部分",)),
    "signature-date": PlantedFault(_signed_early, ("落款",)),
    "period-dates": PlantedFault(
        added("overview", "统计期限自{last_year}年12月1日至{year}年11月30日。"), ("统计期限",),
        fits=lambda filer: not filer.parts and report(filer).period is None,
    ),
    "assessment-missing": PlantedFault(
        _unassessed, ("第一、五部分",), fits=lambda filer: filer.agency.kind == "government"
    ),
    "like-earlier-year": PlantedFault(_of_two_years_ago, ("第一部分",)),
    "republished-unchanged": PlantedFault(
        _put_up_again, at("reviews", "litigation_direct", "total"), also=frozenset({"review-total"})
    ),
    "form-altered": PlantedFault(_with_a_row, ("表二、表三、表四",)),
    "enforcement-twin": PlantedFault(_counted_otherwise, at(*PENALTY)),
}  # fmt: skip
