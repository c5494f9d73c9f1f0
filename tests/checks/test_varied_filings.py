"""Sound reports in all the variety of real ones: nobody is accused, no cell is wrong; what is wrong in them is still found.

CI reads 300 of them; `NIANBAO_FILINGS=3000 python -m pytest tests/checks/test_varied_filings.py` as many as it says.
"""

import os
from collections.abc import Callable
from itertools import islice

import pytest

from store.checks import RULES, Case, judge_report
from store.checks.beside.likeness import clauses, dice
from tests.corpus.measure import outcomes
from tests.country.faults import FAULTS, paper
from tests.country.faults_in_words import FAULTS_IN_WORDS
from tests.country.filers import YEARS, Accounts, Filer
from tests.country.papers import clean_paper, read_paper
from tests.varied.bodies import varied_filer
from tests.varied.printing import FORMATS, draft_of_paper, form_of_seed, zero_of_seed

FILINGS = int(os.environ.get("NIANBAO_FILINGS", "300"))
CHUNK = 50
PLANTED_INTO = 4  # bodies a fault
ACCOUNTS = Accounts()
ALL_FAULTS = FAULTS | FAULTS_IN_WORDS
# Formats in which every figure is read without doubt, so that what is wrong can be told for certain.
CERTAIN = ("html", "docx", "xlsx", "text-markdown")


@pytest.mark.parametrize("start", range(0, FILINGS, CHUNK))
def test_sound_filing_in_any_wording_has_no_finding_above_info(start: int) -> None:
    for seed in range(start, min(start + CHUNK, FILINGS)):
        filer = varied_filer(seed)
        before, now = (clean_paper(filer, year, ACCOUNTS) for year in YEARS[-2:])
        report = read_paper(now)
        found = judge_report(Case(report, filer.agency, read_paper(before)))
        assert [finding for finding in found if finding.severity != "info"] == [], (seed, now.title)
        names = {filer.agency.name, filer.agency.name.replace("（", "(").replace("）", ")"), None}
        assert report.agency in names, (seed, now.title)
        assert report.year == now.year, (seed, now.title)
        assert report.other_year is None, (seed, now.title)
        assert set(report.published.values()) <= {now.published}, seed
        assert len(report.sections) == len(now.headings), (seed, now.headings)
        truth = draft_of_paper(now, seed).entries
        assert "silent" not in outcomes(truth, report.cells).values(), seed


def test_filings_differ_as_real_ones_do() -> None:
    papers = [clean_paper(varied_filer(seed), YEARS[-1], ACCOUNTS) for seed in range(300)]
    assert {form_of_seed(seed) for seed in range(300)} == FORMATS.keys()
    assert len({now.headings for now in papers}) > 250
    assert len({now.filer.agency.name for now in papers}) > 100
    assert len({now.bodies["overview"] for now in papers}) == 300
    assert {zero_of_seed(seed) for seed in range(300)} >= {"0", "", "/", "-", "无"}


def _words_in_common(case: Case) -> float:
    """The likeness of a section one and that of years before; 0 where one says too little to be compared."""
    now, then = (clauses(report, "overview") for report in (case.report, case.older[0]))
    return dice(now, then) if min(len(now), len(then)) >= 10 else 0.0


# Faults that a filing shows only if it is printed so.
SHOWN: dict[str, Callable[[Filer], bool]] = {
    "like-earlier-year": lambda filer: (
        _words_in_common(FAULTS_IN_WORDS["like-earlier-year"].plant(filer)) >= 0.9
    ),
    "published-early": lambda filer: bool(read_paper(paper(filer)).published),
    "section-numbering": lambda filer: paper(filer).headings[4].startswith("五、"),
    "rules-without-power": lambda filer: not filer.agency.name.endswith("政府办公室"),
}


def _seeds(rule: str) -> list[int]:
    seeds = range(100 * len(rule), 100 * len(rule) + 600)
    return [seed for seed in seeds if form_of_seed(seed) in CERTAIN and zero_of_seed(seed) == "0"]


@pytest.mark.parametrize("rule", [rule for rule in ALL_FAULTS if rule in RULES])
def test_fault_in_a_varied_filing_is_found_by_its_rule_at_its_place(rule: str) -> None:
    fault = ALL_FAULTS[rule]
    fitting = (
        filer
        for filer in map(varied_filer, _seeds(rule))
        if fault.fits(filer) and SHOWN.get(rule, lambda _: True)(filer)
    )
    chosen = list(islice(fitting, PLANTED_INTO))
    assert chosen
    for filer in chosen:
        known = {(finding.check_id, finding.location) for finding in judge_report(fault.clean(filer))}
        found = judge_report(fault.plant(filer))
        places = {finding.location for finding in found if finding.check_id == rule}
        assert set(fault.places) <= places, (filer.agency.id, found)
        graver = {
            finding.check_id
            for finding in found
            if finding.severity != "info" and (finding.check_id, finding.location) not in known
        }
        # A text that tells more figures than one contradicts them, too.
        assert graver <= {rule, "narrative-figure", *fault.also, *fault.may}, (filer.agency.id, found)
