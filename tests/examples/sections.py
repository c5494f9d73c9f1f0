"""The sections and their text."""

from dataclasses import replace

from crawler.reading.claims import find_claims
from crawler.reading.claims.aspects import find_aspects
from store.checks import Case
from store.checks import judge_report as judge_case
from store.checks.report.sections import NUMERALS
from store.models import Finding, Report, Section
from store.registry import Agency
from tests.examples.common import FORM, SOUND, Example, judge_report

ASPECTS = {
    "主动公开": "围绕民生事项及时更新公开目录，重要文件形成后当月上网，并配发问答。",
    "依申请公开": "受理渠道保持畅通，答复文书使用统一格式。",
    "政府信息管理": "公文拟制时同步确定公开属性，失效的在目录中标注。",
    "政府信息公开平台建设": "优化专栏的分类和检索，手机端页面同步调整。",
    "监督保障": "组织业务学习，主要负责同志听取专题汇报。",
}
OVERVIEW = "\n".join(
    f"（{number}）{aspect}。{text}" for number, (aspect, text) in zip(NUMERALS, ASPECTS.items(), strict=False)
)
PROBLEMS = "存在的问题：一是解读还不够通俗；二是个别科室更新不够及时。下一步组织学习，按季度通报。"
OTHER = "本年度未收取政府信息公开信息处理费。"


def whole(report: Report = SOUND, **texts: str | None) -> Report:
    """The report with all six sections; `problems="无"` lets one say that, None leaves it out."""
    said = {"overview": OVERVIEW, "problems": PROBLEMS, "other_matters": OTHER, **texts}
    sections = tuple(
        Section(line.key, f"{NUMERALS[line.number - 1]}、{line.label}", said.get(line.key) or "")
        for line in FORM.sections
        if said.get(line.key, "") is not None
    )
    claims = find_claims(sections, FORM, year=report.year)
    return replace(report, sections=sections, aspects=find_aspects(sections, FORM), claims=claims)


def headed(heading: str) -> Report:
    """A whole report whose first heading is printed so."""
    first, *others = whole().sections
    return replace(whole(), sections=(replace(first, heading=heading), *others))


def bound(region: str = "620600") -> Agency:
    """A bureau of a place; that of 武威 is bound by its rule on the length of section one."""
    return Agency(id="sj-czj", name="白河市财政局", level="city", kind="department", region_code=region)


def governed(**texts: str) -> list[Finding]:
    """Findings on a county's report; neither of its texts tells of assessment unless `texts` do."""
    county = Agency(id="bh", name="白河县人民政府", level="county", kind="government", region_code="110105")
    return judge_case(Case(whole(**{"problems": PROBLEMS.replace("通报", "检查"), **texts}), county))


EXAMPLES = {
    "assessment-missing": Example(
        governed,
        lambda: governed(problems=PROBLEMS.replace("通报", "检查") + "政务公开占年度绩效的两分。"),
    ),
    "section-missing": Example(
        lambda: judge_report(whole(problems=None)),
        lambda: judge_report(whole()),
    ),
    "section-numbering": Example(
        lambda: judge_report(headed("（二）（一）总体情况")),
        lambda: judge_report(headed("# 一、 总体情况")),
    ),
    "aspect-missing": Example(
        lambda: judge_report(whole(overview="坚持以人民为中心，扎实推进各项工作，取得了新的成效。" * 8)),
        lambda: judge_report(whole()),
    ),
    "overview-long": Example(
        lambda: judge_case(Case(whole(overview=OVERVIEW * 12), bound())),
        lambda: judge_case(Case(whole(overview=OVERVIEW * 4), bound())),
    ),
    "problems-empty": Example(
        lambda: judge_report(whole(problems="无。")),
        lambda: judge_report(whole(problems="工作人员业务能力有待提高。")),
    ),
    "template-text": Example(
        lambda: judge_report(whole(proactive="该部分以表格形式报告。表格如下：")),
        lambda: judge_report(whole(proactive="网址为xxgk，热线7×24小时值守，某小区××路。")),
    ),
    "other-year-text": Example(
        lambda: judge_report(whole(proactive="截至2024年底，主动公开信息120条。")),
        lambda: judge_report(whole(proactive="2025年主动公开信息130条，较2024年增加10条。")),
    ),
}
