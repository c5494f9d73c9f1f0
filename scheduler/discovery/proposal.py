"""A discovery as registry entries: checked by loading them, before anybody sees them."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scheduler.discovery.candidates import Read
from scheduler.discovery.discover import Discovery
from scheduler.discovery.entries import agencies_csv, agencies_of, portal_toml, portals_of
from spiders.families import family_named
from store.registry import Agency, Portal, Registry, load_registry


@dataclass(frozen=True)
class Proposal:
    """What to paste: portals and the agencies that their titles name. `registered` are portals of the same host."""

    found: Discovery
    portals: Sequence[Portal]
    agencies: Sequence[Agency]
    registered: Sequence[str]

    @property
    def toml(self) -> str:
        """Entries of portals.toml."""
        return "\n".join(map(portal_toml, self.portals))

    @property
    def csv(self) -> str:
        """agencies.csv with its head."""
        return agencies_csv(self.agencies)

    def as_json(self) -> dict[str, Any]:
        """All of it for machines."""
        found = self.found
        proposed = {column.candidate.url for column in found.proposed}
        home = found.home
        return {
            "url": found.wanted.url,
            "failure": home.failure,
            "message": home.message,
            "site": home.site or home.title,
            "code": site_code(found),
            "portals": [portal.model_dump(mode="json") for portal in self.portals],
            "registered": list(self.registered),
            "agencies": [agency.model_dump(mode="json") for agency in self.agencies],
            "columns": [_column(column) for column in found.proposed],
            "others": [_column(column) for column in found.read if column.candidate.url not in proposed],
            "unread": [candidate.url for candidate in found.unread],
            "units": [
                {"name": name, "url": url, "found": name not in found.lacking}
                for name, url in found.units.items()
            ],
            "left": [{"url": left.url, "text": left.text, "why": left.why} for left in found.left],
            "pages": len(found.pages),
            "failed": [
                {"url": page.url, "failure": page.failure, "message": page.message} for page in found.failed
            ],
            "toml": self.toml,
            "csv": self.csv,
        }


def _column(read: Read) -> dict[str, Any]:
    candidate = read.candidate
    return {
        "url": candidate.url,
        "family": candidate.family,
        "sign": candidate.sign,
        "captured": family_named(candidate.family).captured,
        "why": candidate.why,
        "path": [{"text": click.text, "url": click.url} for click in candidate.path],
        "unit": candidate.unit,
        "year": candidate.year,
        "rows": read.rows,
        "reports": len(read.reports),
        "years": sorted(set(read.years)),
        "complete": read.complete,
        "claimed": read.claimed,
        "problem": read.problem,
    }


def site_code(found: Discovery) -> str:
    """政府网站标识码 of the site as its pages state it, "" if none does."""
    return next((page.code for page in found.pages if page.code), "")


def propose(found: Discovery, known: Registry) -> Proposal:
    """Registry entries for what was found. They are loaded once as a registry: raises RegistryError if that fails."""
    url, host = found.wanted.url, urlsplit(found.wanted.url).hostname
    registered = [portal.id for portal in known.portals.values() if host in portal.hosts]
    name = found.home.site or found.home.title
    portals = portals_of(url, name, found.proposed, known.portals, found.wanted.delay)
    names = [agency.name for agency in known.agencies.values() if agency.portal_id in registered]
    agencies = [
        agency
        for portal in portals
        for agency in agencies_of(portal, found.proposed, site_code(found), names)
    ]
    made = Proposal(found, portals, agencies, registered)
    with tempfile.TemporaryDirectory(prefix="nianbao-proposal-") as folder:
        write_registry(Path(folder), made)
        load_registry(Path(folder))
    return made


def write_registry(folder: Path, made: Proposal) -> None:
    """What is proposed as a registry folder of its own."""
    (folder / "portals.toml").write_text(made.toml, encoding="utf-8")
    (folder / "agencies.csv").write_text(made.csv, encoding="utf-8")
    (folder / "deadlines.toml").write_text("", encoding="utf-8")
