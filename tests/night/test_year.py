"""A virtual year of 300 agencies: the state of every duty is right on every day, and nobody is accused wrongly."""

from collections import Counter
from pathlib import Path

import pytest

from store.store import Store
from tests.country.behaviour import DAY, FULL, LAST, due_on, make_country
from tests.country.nights import Nights
from tests.country.truth import Truth, all_states

pytestmark = pytest.mark.search

OF_STATE = {
    "missing": "filing-missing", "late": "filing-late", "withdrawn": "filing-withdrawn",
    "undated": "filing-undated", "unverifiable": "filing-unverifiable",
}  # fmt: skip
_OF_RULE = "SELECT agency_id, year FROM findings WHERE check_id = ?"


def test_states_are_right_on_every_day_of_a_year(tmp_path: Path) -> None:
    country = make_country()
    followed = Truth(country)
    truth = all_states(followed)
    store = Store.open(tmp_path / "nianbao.db")
    seen: Counter[str] = Counter()
    for day in Nights(country, store).run():
        kept = {
            (agency, year): (status, run_id)
            for agency, year, status, run_id in store.db.conn.execute(
                "SELECT agency_id, year, status, run_id FROM filings"
            )
        }
        states = {key: status for key, (status, _) in kept.items()}
        assert states == truth[day], (day, set(states.items()) ^ set(truth[day].items()))
        opened = {
            (agency, year, rule)
            for agency, year, rule in store.db.conn.execute(
                "SELECT agency_id, year, check_id FROM findings WHERE resolved_at IS NULL "
                "AND check_id GLOB 'filing-*' AND check_id <> 'filing-republished'"
            )
        }
        assert opened == {(*key, OF_STATE[state]) for key, state in states.items() if state in OF_STATE}, day
        for (agency_id, year), (status, run_id) in kept.items():
            published = country.published.get((agency_id, year))
            agency = country.registry(day).agencies[agency_id]
            if status == "late":  # whatever was seen when: it was published after its day
                assert published is not None
                assert published > due_on(agency.kind, year)
            if (
                status == "missing"
            ):  # the night that proves it was read to the end, and it did not stand there
                night = next(
                    n
                    for n, how in sorted(country.nights[str(agency.portal_id)].items(), reverse=True)
                    if n <= day and how == FULL
                )
                assert published is None or published >= night
                assert run_id
        seen.update(states.values())
    assert day == LAST
    told = {
        rule: {(agency, year) for agency, year in store.db.conn.execute(_OF_RULE, [rule])}
        for rule in ("filing-republished", "report-changed")
    }
    dropped = {(copy.agency_id, copy.year) for copy in country.copies} - truth[LAST].keys()
    assert told["filing-republished"] == followed.returned - dropped
    assert told["report-changed"] == {
        (copy.agency_id, copy.year) for copy in country.copies if copy.changed_on
    }
    assert min(map(len, told.values())) > 5
    assert min(seen[state] for state in ("not_due", "on_time", *OF_STATE)) > 100, seen
    assert DAY * len(truth) == LAST + DAY - min(truth)
