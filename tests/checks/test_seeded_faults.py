"""Every rule finds the fault that was planted for it, at the right cell, and nothing else is accused."""

from itertools import islice

import pytest

from store.checks import RULES, Case, judge_filing, judge_report
from store.models import Finding
from tests.country.faults import FAULTS
from tests.country.faults_elsewhere import FILING_FAULTS, OLD_FORM_FAULTS
from tests.country.faults_in_words import FAULTS_IN_WORDS
from tests.country.filers import filers

BODIES = filers()
ALL_FAULTS = FAULTS | FAULTS_IN_WORDS | OLD_FORM_FAULTS
PLANTED_INTO = 27  # bodies a fault


def _new(case: Case, clean: Case) -> list[Finding]:
    """What the fault added to the findings of the sound report."""
    known = {(finding.check_id, finding.location) for finding in judge_report(clean)}
    return [finding for finding in judge_report(case) if (finding.check_id, finding.location) not in known]


def test_every_rule_on_reports_and_filings_has_a_fault() -> None:
    judged = {rule.id for rule in RULES.values() if rule.judges in ("report", "filing")}
    assert judged <= ALL_FAULTS.keys() | FILING_FAULTS.keys()


@pytest.mark.parametrize("rule", [rule for rule in ALL_FAULTS if rule in RULES])
def test_fault_is_found_by_its_rule_at_its_place_and_by_no_other(rule: str) -> None:
    fault = ALL_FAULTS[rule]
    step = len(rule)  # other bodies for other rules
    chosen = list(islice((f for f in BODIES[step:] + BODIES[:step] if fault.fits(f)), 0, None, 3))[
        :PLANTED_INTO
    ]
    assert chosen
    for filer in chosen:
        found = _new(fault.plant(filer), fault.clean(filer))
        fired = {finding.check_id for finding in found}
        assert fired - fault.may == {rule} | (fault.also & RULES.keys()), (filer.agency.name, found)
        places = {finding.location for finding in found if finding.check_id == rule}
        assert places == set(fault.places), (filer.agency.name, found)


@pytest.mark.parametrize("rule", FILING_FAULTS)
def test_fault_of_a_filing_is_found_by_its_rule_and_by_no_other(rule: str) -> None:
    assert {finding.check_id for finding in judge_filing(FILING_FAULTS[rule])} == {rule}
