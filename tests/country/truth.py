"""The state of every duty on every day, from what the agencies do and how the nights went. It asks no rule."""

from collections import defaultdict
from datetime import date

from store.registry import Agency
from tests.country.behaviour import DAY, FULL, PARTIAL, YEARS, Copy, Country, days, due_on

FRESH = 3  # nights that a read proves something for
STATING = ("page", "meta", "list", "given")  # dates that can show that a report was late


def listed(copy: Copy, how: str | None, night: date) -> bool:
    """Whether a visit finds a report: a partial one sees the first page only, with half of them."""
    first_page = sum(map(ord, copy.url)) % 2 == 0
    return copy.stands(night) and (how == FULL or (how == PARTIAL and first_page))


class Truth:
    """Follows the country day by day: `states()` after each `see(day)`."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.there: dict[str, bool] = {}  # by address, of those ever found
        self.first: dict[str, date] = {}
        self.last_read: dict[str, tuple[date, str]] = {}
        self.of_duty: dict[tuple[str, int], list[Copy]] = defaultdict(list)
        self.named: set[tuple[str, int]] = set()
        self.away: set[tuple[str, int]] = set()  # duties of which no copy stands any more
        self.returned: set[tuple[str, int]] = set()
        for copy in country.copies:
            if copy.agency_id:
                self.of_duty[copy.agency_id, copy.year].append(copy)

    def see(self, day: date) -> None:
        """The visits of one night."""
        self.day = day
        for portal, nights in self.country.nights.items():
            if day in nights:
                self.last_read[portal] = (day, nights[day])
        for copy in self.country.copies:
            how = self.country.nights[copy.portal_id].get(day)
            if listed(copy, how, day):
                self.there[copy.url] = True
                self.first.setdefault(copy.url, day)
                if copy.other_year and copy.agency_id:
                    self.named.add((copy.agency_id, copy.other_year))
            elif how == FULL and copy.url in self.there:
                self.there[copy.url] = False

        for duty, copies in self.of_duty.items():
            standing = [self.there[copy.url] for copy in copies if copy.url in self.there]
            if any(standing) and duty in self.away:
                self.returned.add(duty)
            (self.away.add if standing and not any(standing) else self.away.discard)(duty)

    def states(self) -> dict[tuple[str, int], str]:
        """State by duty, for the duties that exist."""
        found = {}
        for agency in self.country.registry(self.day).agencies.values():
            for year in YEARS:
                if self._owes(agency, year):
                    found[agency.id, year] = self._state(agency, year)
        return found

    def _known(self, agency: Agency, year: int) -> list[Copy]:
        return [copy for copy in self.of_duty[agency.id, year] if copy.url in self.first]

    def _owes(self, agency: Agency, year: int) -> bool:
        end = date(year, 12, 31)
        lives = (agency.valid_from or end) <= end <= (agency.valid_to or end)
        if not lives or agency.status == "unverified":
            return False
        filed = [before for before in YEARS if before <= year and self._known(agency, before)]
        return agency.kind != "township" or bool(filed)

    def _state(self, agency: Agency, year: int) -> str:
        due = due_on(agency.kind, year)
        copies = self._known(agency, year)
        if copies:
            return self._filed(copies, due)
        if self.day <= due:
            return "not_due"
        night, how = self.last_read.get(str(agency.portal_id), (None, ""))
        proved = night is not None and how == FULL and due < night >= self.day - FRESH * DAY
        doubt = self._loose(str(agency.portal_id), year) or (agency.id, year) in self.named
        return "missing" if proved and not doubt else "unverifiable"

    def _filed(self, copies: list[Copy], due: date) -> str:
        if not any(self.there[copy.url] for copy in copies):
            return "withdrawn"
        shown = [(source, day) for copy in copies for source, day in copy.shown]
        if any(day <= due for _, day in shown) or any(self.first[copy.url] <= due for copy in copies):
            return "on_time"
        return "late" if any(source in STATING for source, _ in shown) else "undated"

    def _loose(self, portal: str, year: int) -> bool:
        """Whether a report of the portal may be anyone's: not assigned, or one duty has two different ones."""
        standing = [c for c in self.country.copies if c.portal_id == portal and self.there.get(c.url)]
        wordings = defaultdict(set)
        for copy in standing:
            if copy.agency_id is None and copy.year == year:
                return True
            if copy.year == year:
                wordings[copy.agency_id].add(copy.wording)
        return any(len(different) > 1 for different in wordings.values())


def all_states(truth: Truth) -> dict[date, dict[tuple[str, int], str]]:
    """The states of every day of the year."""
    found = {}
    for day in days():
        truth.see(day)
        found[day] = truth.states()
    return found
