"""A government's report beside those of its departments and lower governments, where it says that it covers them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from store.checks.case import Case
from store.checks.rules import THRESHOLDS, Rule, rule
from store.models import CellKey, Finding, Report, Value

_PLACES = [place.split(".") for place in THRESHOLDS["area"]["figures"]]
FIGURES: tuple[CellKey, ...] = tuple((table, row, column) for table, row, column in _PLACES)
_SENTENCE = re.compile(r"[^。；;\n]+")
_OF_THE_REPORT = re.compile(r"报告|年报|所列数据|统计数据|数据统计")
_GATHERS = re.compile(r"综合|汇总|涵盖|汇集|包括|包含|覆盖")
_WHOLE = re.compile(r"全[省市州盟县区旗][^。，,]{0,6}(?:行政机关|各级|政府系统|政府信息公开)")
_LOWER = re.compile(r"(?:各|所辖|下辖|辖区)[^。，,；]{0,8}?(?:县|区|市|旗|乡|镇|街道)")
_DEPARTMENTS = re.compile(r"部门|委办局|局委")
_OWN = re.compile(r"本级|不含|不包括|仅(?:为|含|包括|统计|涵盖)|办公[厅室]的?(?:数据|情况)")
_LOWER_KINDS = frozenset({"government", "township"})
_OWN_KINDS = frozenset({"department", "branch", "authorised"})


@dataclass(frozen=True)
class Child:
    """A body below a government: kind as in the registry, and its figures of the same year."""

    name: str
    kind: str
    figures: Mapping[CellKey, Value]


@dataclass(frozen=True)
class Area:
    """A government's report and the reports of the bodies right below it on the same year, as far as they are known."""

    case: Case
    children: tuple[Child, ...]


def covered(report: Report) -> frozenset[str]:
    """Kinds of bodies whose figures the report says it gathers; none if it doesn't say so, or names its own level.

    Only section one is at hand: what stands above it is not kept.
    """
    text = next((section.text for section in report.sections if section.key == "overview"), "")
    kinds: frozenset[str] = frozenset()
    for sentence in _SENTENCE.findall(text):
        if not _OF_THE_REPORT.search(sentence):
            continue
        if _OWN.search(sentence):
            return frozenset()
        if not _GATHERS.search(sentence):
            continue
        whole = _WHOLE.search(sentence)
        if whole or _LOWER.search(sentence):
            kinds |= _LOWER_KINDS
        if whole or _DEPARTMENTS.search(sentence):
            kinds |= _OWN_KINDS
    return kinds


@rule("area-sum")
def area_sum(rule: Rule, area: Area) -> Iterator[Finding]:
    """A whole area's figure below that of one of its bodies, or below the sum of those known."""
    kinds = covered(area.case.report)
    children = [child for child in area.children if child.kind in kinds]
    for key in FIGURES if children and area.case.form else ():
        said = area.case.report.value(*key)
        stated = [(value, child.name) for child in children if (value := child.figures.get(key)) is not None]
        if said is None or not stated or area.case.form is None:
            continue
        most, name = max(stated)
        total = sum(value for value, _ in stated)
        if said >= total:
            continue
        words = f"少于{name}一家的{most}" if said < most else f"少于已知{len(stated)}家之和{total}"
        message = f"报告自称涵盖下属机关，填写{said}，{words}；机关之间移送、垂直管理单位不计入等也会造成差异"
        place, facts = area.case.form.location(*key), area.case.facts([key])
        yield rule.finding(
            message, place, f"≥{most if said < most else total}", said, "uncertain", facts=facts
        )
