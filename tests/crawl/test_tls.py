"""TLS: old parameters only after a TLS error, certificates told and not refused, http only where the registry names it."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from OpenSSL import SSL

from crawler.clock import Clock
from store.records import PortalVisit
from store.store import Store
from tests.made.portals.portal import list_page, report_page
from tests.made.portals.small_portals import JYJ, night, write_portals
from tests.made.portals.tunnel import Tunnels, certificate, speaker, tunnelling

ROW = ("./t20260115_1.html", f"{JYJ}2025年政府信息公开工作年度报告", "2026-01-15")
PAGES = {"/nb/": list_page([ROW]).encode(), "/nb/t20260115_1.html": report_page(JYJ, 2025).encode()}
NAMES = ("modern", "old", "flawed", "broken", "split", "dead")


@dataclass
class Seen:
    """What the night saw of each portal, its fetches, and what was asked of the proxy for it."""

    portals: dict[str, PortalVisit] = field(default_factory=dict)
    ways: dict[str, set[str]] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)


def _host(name: str) -> str:
    return f"{name}.shiyan.example"


def _no_tls(line: socket.socket) -> None:
    line.recv(4096)
    line.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("tls")
    sound = certificate(_host("modern"), "试验证书中心")
    own = certificate("localhost", "localhost", days=-30)
    speakers = {
        _host("modern"): speaker(sound, PAGES.get),
        _host("old"): speaker(own, PAGES.get, SSL.TLS1_VERSION),
        _host("flawed"): speaker(own, PAGES.get),
        _host("broken"): _no_tls,
    }
    registry = write_portals(folder / "registry", {name: f"https://{_host(name)}" for name in NAMES})
    listed = (registry / "portals.toml").read_text(encoding="utf-8")
    both = listed.replace(f'url = "https://{_host("split")}/"', f'url = "http://{_host("split")}/"')
    assert both != listed
    (registry / "portals.toml").write_text(both, encoding="utf-8")
    db, result = folder / "nianbao.db", Seen()
    store = Store.open(db)
    with tunnelling(Tunnels(speakers, PAGES.get)) as tunnels:
        proxies = {"http_proxy": tunnels.url, "https_proxy": tunnels.url}
        run = night(store, db, registry, Clock.at(date(2026, 2, 3)), proxies, {"DOWNLOAD_TIMEOUT": 30})
    result.portals = {row.portal_id: row for row in store.runs.portal_runs(run)}
    result.reports = {
        row["portal_id"]: row["url"] for row in store.db.query("SELECT portal_id, url FROM reports")
    }
    for name in NAMES:
        rows = store.db.query("SELECT DISTINCT transport FROM fetches WHERE portal_id = ?", [name])
        result.ways[name] = {row["transport"] for row in rows if row["transport"]}
        result.asked[name] = [what for host, what in tunnels.log if host == _host(name)]
    yield result
    store.close()


def test_a_sound_server_is_read_with_todays_parameters_and_nothing_is_told(seen: Seen) -> None:
    assert (seen.portals["modern"].complete, seen.portals["modern"].reports_read) == (1, 1)
    assert seen.ways["modern"] == set()


def test_a_server_of_old_parameters_is_read_after_one_failed_try_and_told(seen: Seen) -> None:
    assert (seen.portals["old"].complete, seen.portals["old"].reports_read) == (1, 1)
    (way,) = seen.ways["old"]
    assert way.split()[:4] == ["legacy", "self_signed", "expired", "wrong_name"]
    # robots.txt twice, the column, the page after it, the report: today's parameters were tried once only.
    assert len(seen.asked["old"]) == len(seen.asked["modern"]) + 1


def test_a_flawed_certificate_is_told_with_its_fingerprint_and_not_refused(seen: Seen) -> None:
    assert (seen.portals["flawed"].complete, seen.portals["flawed"].reports_read) == (1, 1)
    (way,) = seen.ways["flawed"]
    *flaws, fingerprint = way.split()
    assert flaws == ["self_signed", "expired", "wrong_name"]
    assert len(fingerprint) == len("sha256:") + 64


def test_a_host_that_speaks_no_tls_fails_as_tls_after_two_tries(seen: Seen) -> None:
    assert (seen.portals["broken"].complete, seen.portals["broken"].failure) == (0, "tls")
    assert seen.asked["broken"] == ["CONNECT"] * 2


def test_http_is_tried_where_the_registry_names_it_and_addresses_stay_the_same(seen: Seen) -> None:
    assert (seen.portals["split"].complete, seen.portals["split"].reports_read) == (1, 1)
    assert seen.ways["split"] == {"plain"}
    assert seen.reports["split"].startswith("https://")


def test_http_is_never_tried_where_the_registry_does_not_name_it(seen: Seen) -> None:
    assert seen.portals["dead"].complete == 0
    assert set(seen.asked["dead"]) == {"CONNECT"}
