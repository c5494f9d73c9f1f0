"""One fault for every rule on reports, planted into a sound report: on its page where a page can show it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from store.checks import Case
from store.models import CellKey, Note, Report
from tests.country.filers import FORM, OUTCOMES, Accounts, Filer
from tests.country.papers import POOLS, Paper, clean_paper, narrative, read_paper
from tests.made.papers.printed import changed

ACCOUNTS = Accounts()
YEAR = 2025
FEES: CellKey = ("disclosure", "fees", "amount_wan_yuan")
REPEALED: CellKey = ("disclosure", "rules", "repealed")
IN_FORCE: CellKey = ("disclosure", "normative_documents", "in_force")
RECEIVED: CellKey = ("requests", "received", "total")
Figures = Mapping[CellKey, object]


@cache
def paper(filer: Filer, year: int = YEAR) -> Paper:
    """The sound report of one body."""
    return clean_paper(filer, year, ACCOUNTS)


@cache
def report(filer: Filer, year: int = YEAR) -> Report:
    """The sound report of one body, printed and read."""
    return read_paper(paper(filer, year))


def clean_case(filer: Filer) -> Case:
    """A sound report with last year's before its judge."""
    return Case(report(filer), filer.agency, report(filer, YEAR - 1))


@dataclass(frozen=True)
class PlantedFault:
    """`plant` puts one fault before the judge. `places` are where the rule must see it, all of them.

    `also` are rules that fire too by definition, `may` those that may; `fits` says which bodies it can be planted into.
    """

    plant: Callable[[Filer], Case]
    places: tuple[str, ...]
    also: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    fits: Callable[[Filer], bool] = lambda filer: not filer.parts
    clean: Callable[[Filer], Case] = clean_case


def judged(filer: Filer, now: Paper, before: Paper | None = None) -> Case:
    """A paper, printed and read, before its judge; last year's is `before`, or the sound one."""
    previous = read_paper(before) if before else report(filer, YEAR - 1)
    return Case(read_paper(now), filer.agency, previous)


def figures_of(filer: Filer) -> Figures:
    """The figures of a body's sound report."""
    return paper(filer).figures


def number(figures: Figures, *key: str) -> int:
    """One figure."""
    return int(str(figures[key[0], key[1], key[2]]))


def _printed(change: Callable[[Figures], Figures], told: bool = False) -> Callable[[Filer], Case]:
    """Other figures on the page; `told` if the narrative tells the same."""

    def plant(filer: Filer) -> Case:
        figures = {**figures_of(filer), **change(figures_of(filer))}
        now = replace(paper(filer), figures=figures)
        return judged(filer, replace(now, bodies=narrative(filer, YEAR, figures)) if told else now)

    return plant


def _raised(*keys: CellKey, by: int = 1, told: bool = False) -> Callable[[Filer], Case]:
    return _printed(lambda figures: {key: number(figures, *key) + by for key in keys}, told)


def _moved(row: str, column: str, to_row: str, to_column: str) -> Callable[[Figures], Figures]:
    """One item counted in another cell of 表三."""
    start, end = ("requests", row, column), ("requests", to_row, to_column)
    return lambda figures: {start: number(figures, *start) - 1, end: number(figures, *end) + 1}


def replaced_body(**texts: str) -> Callable[[Filer], Case]:
    """Other text in some sections, all that stood there before replaced."""

    def plant(filer: Filer) -> Case:
        bodies = {
            **paper(filer).bodies,
            **{key: (text.format(**_names(filer)),) for key, text in texts.items()},
        }
        return judged(filer, replace(paper(filer), bodies=bodies))

    return plant


def added(section: str, text: str) -> Callable[[Filer], Case]:
    """A paragraph more at the end of a section."""

    def plant(filer: Filer) -> Case:
        bodies = dict(paper(filer).bodies)
        bodies[section] = (*bodies.get(section, ()), text.format(**_names(filer)))
        return judged(filer, replace(paper(filer), bodies=bodies))

    return plant


def _names(filer: Filer) -> dict[str, object]:
    return {
        "name": filer.agency.name,
        "year": YEAR,
        "last_year": YEAR - 1,
        "theme": filer.theme,
        "place": filer.place,
    }


def _title(words: str) -> Callable[[Filer], Case]:
    return lambda filer: judged(filer, replace(paper(filer), title=words.format(**_names(filer))))


def _told_otherwise(change: Callable[[Figures], Figures]) -> Callable[[Filer], Case]:
    """A narrative about other figures than the tables print."""

    def plant(filer: Filer) -> Case:
        figures = {**figures_of(filer), **change(figures_of(filer))}
        return judged(filer, replace(paper(filer), bodies=narrative(filer, YEAR, figures)))

    return plant


def asked(filer: Filer) -> bool:
    """Whether a bureau has enough requests of natural persons to count one wrongly."""
    figures = figures_of(filer)
    return not filer.parts and all(
        number(figures, "requests", row, "natural_person") > 0 for row in ("unable_not_held", "granted_part")
    )


def _carried(figures: Figures) -> Figures:
    """One more item carried over than last year left, and handled: the report itself stays sound."""
    rows = ("carried_over", "unprocessed_publication", "outcome_total")
    return {
        key: number(figures, *key) + 1
        for row in rows
        for key in (("requests", row, "research"), ("requests", row, "total"))
    }


def _torn_row(filer: Filer) -> str:
    """A line of 表三 whose first figure has two digits and whose second is zero; "" if there is none."""
    figures = figures_of(filer)
    lines = [row for row in OUTCOMES if row != "granted"]
    return next(
        (
            row
            for row in lines
            if number(figures, "requests", row, "natural_person") >= 10
            and number(figures, "requests", row, "natural_person") % 10
            and not number(figures, "requests", row, "business")
        ),
        "",
    )


def _torn(filer: Filer) -> Case:
    row = _torn_row(filer)
    digits = str(figures_of(filer)["requests", row, "natural_person"])
    cells = {("requests", row, "natural_person"): digits[0], ("requests", row, "business"): digits[1]}
    return judged(filer, replace(paper(filer), figures={**figures_of(filer), **cells}))


def _tearable(filer: Filer) -> bool:
    figure = str(figures_of(filer)["requests", "unable_not_held", "natural_person"])
    return _torn_row(filer) == "unable_not_held" and len(figure) == 2


def _copied(filer: Filer) -> Case:
    figures = paper(filer, YEAR - 1).figures
    return judged(filer, replace(paper(filer), figures=figures, bodies=narrative(filer, YEAR, figures)))


def _with_power(filer: Filer) -> Case:
    rules = {("disclosure", "rules", "in_force"): 2}
    before = paper(filer, YEAR - 1)
    return judged(
        filer,
        replace(paper(filer), figures={**figures_of(filer), **rules}),
        replace(before, figures={**before.figures, **rules}),
    )


def _lapsed(figures: Figures) -> Figures:
    """Fewer in force than issued, without breaking the chain from last year."""
    item = "normative_documents"
    change = number(figures, "disclosure", item, "issued") - number(figures, "disclosure", item, "repealed")
    before = number(figures, *IN_FORCE) - change
    return {("disclosure", item, "issued"): 2, ("disclosure", item, "repealed"): before + 1, IN_FORCE: 1}


def _unpaid(filer: Filer) -> Case:
    figures = dict(figures_of(filer))
    for column in ("natural_person", "total"):
        figures |= _moved("unable_not_held", column, "closed_fee_unpaid", column)(figures)
    bodies = {**paper(filer).bodies, "other_matters": ("本年未发出信息处理费收费通知。",)}
    return judged(filer, replace(paper(filer), figures=figures, bodies=bodies))


def _emptied(filer: Filer) -> Case:
    zeros = dict.fromkeys(figures_of(filer), 0)
    blank = dict.fromkeys(figures_of(filer), "")
    return judged(filer, replace(paper(filer), figures=blank, bodies=narrative(filer, YEAR, zeros)))


def _without_section(filer: Filer) -> Case:
    now = paper(filer)
    headings = (*now.headings[:4], "", *now.headings[5:])
    return judged(filer, replace(now, headings=headings, bodies={**now.bodies, "problems": ()}))


def _misnumbered(filer: Filer) -> Case:
    now = paper(filer)
    headings = tuple(heading.replace("五、", "四、") for heading in now.headings)
    return judged(filer, replace(now, headings=headings))


def _two_aspects(filer: Filer) -> Case:
    now = paper(filer)
    kept = (
        now.bodies["overview"][0] + "领导班子听取了专题汇报，明确了各科室的分工和时限，年底逐项对账。" * 3,
    )
    return judged(
        filer, replace(now, bodies={**now.bodies, "overview": (*kept, *now.bodies["overview"][1:3])})
    )


def _long(filer: Filer) -> Case:
    pools = ("proactive", "records", "platform", "supervision", "weaknesses", "measures", "assessment")
    words = _names(filer)
    text = "".join(sentence.format(**words) for pool in pools for sentence in POOLS[pool])
    long = added("overview", text)(filer)
    assert long.agency is not None  # a rule on the length binds the bodies of 武威 only
    return replace(long, agency=long.agency.model_copy(update={"region_code": "620600"}))


def _last_years_words(filer: Filer) -> Case:
    old = narrative(filer, YEAR, figures_of(filer), wording=YEAR - 1)
    return judged(filer, replace(paper(filer), bodies={**paper(filer).bodies, "overview": old["overview"]}))


def _unread_document(filer: Filer) -> Case:
    now = report(filer)
    unread = Report(
        now.source, now.title, now.agency, YEAR, published=now.published, title_agency=now.title_agency,
        notes=(Note("只有图片", state="unread"),),
    )  # fmt: skip
    return Case(unread, filer.agency, report(filer, YEAR - 1))


def _doubted(filer: Filer) -> Case:
    return replace(clean_case(filer), report=changed(report(filer), *REPEALED, None, "unread"))


def _other_fees(filer: Filer) -> Paper:
    fees = Decimal(str(figures_of(filer)[FEES])) + Decimal("0.5")
    return replace(paper(filer), figures={**figures_of(filer), FEES: fees})


def _changed_since(filer: Filer) -> Case:
    now = _other_fees(filer)
    return replace(judged(filer, now), earlier=report(filer))


def _differing_copy(filer: Filer) -> Case:
    return replace(clean_case(filer), twins=(read_paper(_other_fees(filer)),))


def _zeros(figures: Figures) -> Figures:
    return {("disclosure", row, "decisions"): 0 for row in ("licensing", "penalty", "compulsion")}


def _early(filer: Filer) -> Case:
    return judged(filer, replace(paper(filer), published=date(YEAR, 12, 20)))


def _signed(filer: Filer) -> Case:
    other = "上坪县" if filer.place != "上坪县" else "云溪县"
    name = filer.agency.name.replace(filer.place, other, 1)
    tail = f'<p style="text-align:right">{name}</p><p style="text-align:right">{YEAR + 1}年1月20日</p>'
    return judged(filer, replace(paper(filer), tail=tail))


def at(*key: str) -> tuple[str, ...]:
    """A place in words of the form."""
    return (FORM.location(*key),)


def _total(column: str) -> str:
    return FORM.location("requests", "outcome_total", column)


_SUMS = frozenset({"row-total"})
FAULTS: dict[str, PlantedFault] = {
    "request-balance": PlantedFault(
        _raised(("requests", "carried_forward", "research")), (_total("research"),), also=_SUMS
    ),
    "outcome-sum": PlantedFault(
        _raised(("requests", "unprocessed_publication", "business"), by=2), (_total("business"),), also=_SUMS
    ),
    "row-total": PlantedFault(
        _printed(_moved("unable_not_held", "total", "unprocessed_publication", "total")),
        at("requests", "unable_not_held", "total") + at("requests", "unprocessed_publication", "total"),
        fits=asked,
    ),
    "review-total": PlantedFault(
        _raised(("reviews", "litigation_direct", "other")), at("reviews", "litigation_direct", "total")
    ),
    "value-domain": PlantedFault(_printed(lambda _: {REPEALED: "-1"}), at(*REPEALED)),
    "wrong-column": PlantedFault(
        _printed(_moved("unable_not_held", "natural_person", "unable_not_held", "business")),
        (f"{_total('natural_person')}、「{FORM.column_label('requests', 'business')}」",),
        fits=asked,
    ),
    "split-digit": PlantedFault(
        _torn, at("requests", "unable_not_held", "natural_person"), also=frozenset({"row-total", "outcome-sum"}),
        fits=_tearable,
    ),
    "carry-over": PlantedFault(
        _printed(_carried, told=True),
        at("requests", "carried_over", "research") + at("requests", "carried_over", "total"),
    ),
    "in-force-chain": PlantedFault(_raised(IN_FORCE, by=3, told=True), at(*IN_FORCE)),
    "copied-figures": PlantedFault(
        _copied, ("",), may=frozenset({"carry-over", "in-force-chain"}),
        fits=lambda filer: asked(filer) and sum(value != 0 for value in figures_of(filer).values()) > 20,
    ),
    "figure-jump": PlantedFault(
        _printed(lambda f: {("disclosure", "penalty", "decisions"): 20 * number(f, "disclosure", "penalty", "decisions")}, True),
        at("disclosure", "penalty", "decisions"),
        fits=lambda filer: not filer.parts and number(figures_of(filer), "disclosure", "penalty", "decisions") > 100,
    ),
    "years-between": PlantedFault(
        lambda filer: Case(report(filer), filer.agency, latest_year=YEAR - 3), ("",)
    ),
    "report-changed": PlantedFault(_changed_since, at(*FEES)),
    "copies-differ": PlantedFault(_differing_copy, at(*FEES)),
    "blank-cells": PlantedFault(_printed(lambda _: {REPEALED: ""}), ("表二",)),
    "words-in-cell": PlantedFault(_printed(lambda _: {REPEALED: "无"}), at(*REPEALED)),
    "reading-doubt": PlantedFault(_doubted, ("表二",)),
    "narrative-figure": PlantedFault(
        _told_otherwise(lambda figures: {RECEIVED: 987}), at(*RECEIVED), fits=asked
    ),
    "narrative-none": PlantedFault(_told_otherwise(lambda figures: {RECEIVED: 0}), at(*RECEIVED), fits=asked),
    "closed-unpaid": PlantedFault(_unpaid, at("requests", "closed_fee_unpaid", "total"), fits=asked),
    "fee-statement": PlantedFault(replaced_body(other_matters="没有其他需要报告的事项。"), ("第六部分",)),
    "rules-without-power": PlantedFault(
        _with_power, at("disclosure", "rules", "in_force"), fits=lambda f: f.agency.level == "county" and not f.parts
    ),
    "implausible-zeros": PlantedFault(
        _printed(_zeros, told=True), at("disclosure", "licensing", "decisions"),
        fits=lambda filer: filer.agency.name.endswith(("公安局", "行政审批局")),
    ),
    "issued-in-force": PlantedFault(_printed(_lapsed, told=True), at(*IN_FORCE)),
    "empty-form": PlantedFault(_emptied, ("表二、表三、表四",)),
    "published-early": PlantedFault(_early, ("公布日期",)),
    "content-unread": PlantedFault(_unread_document, ("正文",), also=frozenset({"reading-doubt"})),
    "section-missing": PlantedFault(_without_section, ("第五部分",)),
    "section-numbering": PlantedFault(_misnumbered, ("各部分标题",)),
    "aspect-missing": PlantedFault(_two_aspects, ("第一部分",)),
    "overview-long": PlantedFault(_long, ("第一部分",)),
    "problems-empty": PlantedFault(replaced_body(problems="无。"), ("第五部分",)),
    "template-text": PlantedFault(added("overview", "XX局按要求更新了栏目。"), ("第一部分",)),
    "other-year-text": PlantedFault(added("proactive", "{last_year}年共发布各类信息310条。"), ("第二部分",)),
    "title-wording": PlantedFault(_title("{name}{year}年政务信息公开工作年度报告"), ("题目",)),
    "title-agency": PlantedFault(_title("{year}年政府信息公开工作年度报告"), ("题目",)),
    "title-year": PlantedFault(
        added("overview", "统计期限自{last_year}年1月1日起至{last_year}年12月31日止。"), ("题目",)
    ),
    "other-body": PlantedFault(_signed, ("题目、落款",), may=frozenset({"signature-date"})),
    "like-last-year": PlantedFault(_last_years_words, ("第一部分",)),
}  # fmt: skip
