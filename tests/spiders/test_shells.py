"""A column page that is only a shell: its list is read where it stands, once, on its own host, and kept with the shell."""

import pytest

from demo.families import Lies, Site
from demo.families.shell import BLIND, LIST, SHELLS, answer
from spiders.reading import MAX_PAGES
from tests.made.portals.replicas import LIES, Seen, Variant, assert_partial, assert_sound, crawled, entries

SEVEN = entries(7, "/list/202601/t20260115_{}.html")
SOUND = {f"sound-{path.strip('/')}": Variant(path, Site(SEVEN, 3)) for path in SHELLS}
LYING = {
    f"lying-{name}": Variant("/frame/", Site(SEVEN, 3, lie))
    for name, lie in LIES.items()
    if name not in ("more", "fewer", "grows", "a-page-fewer")
}
SHUT = {f"blind-{path.strip('/')}": Variant(path, Site(SEVEN, 3)) for path in BLIND}
SHUT["blind-list"] = Variant("/frame/", Site(SEVEN, 3, Lies(empties=True)))
ENDLESS = {"endless": Variant("/endless/", Site(SEVEN, 3))}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    return crawled(tmp_path_factory.mktemp("shells"), "trs", answer, SOUND | LYING | SHUT | ENDLESS)


@pytest.mark.parametrize("name", SOUND)
def test_the_list_in_a_frame_or_behind_a_jump_is_read_to_its_end(night: dict[str, Seen], name: str) -> None:
    assert_sound(night[name], SOUND[name].site)
    assert night[name].read.column.endswith(SOUND[name].column)


@pytest.mark.parametrize("name", SOUND)
def test_shell_and_list_are_both_kept_as_evidence(night: dict[str, Seen], name: str) -> None:
    host = f"http://{name}.shiyan.example"
    read = night[name].read
    assert [page.url for page in (*read.shells, read.pages[0])] == [host + SOUND[name].column, host + LIST]


@pytest.mark.parametrize("name", LYING)
def test_lies_of_a_list_in_a_frame_leave_the_column_partial(night: dict[str, Seen], name: str) -> None:
    failure = "http_404" if name == "lying-a-page-more" else "partial_list"
    assert_partial(night[name], LYING[name].site, failure)


@pytest.mark.parametrize("name", SHUT)
def test_a_shell_that_does_not_tell_its_list_accuses_nobody(night: dict[str, Seen], name: str) -> None:
    seen = night[name]
    assert (seen.read.complete, seen.portal.complete) == (False, 0)
    assert "missing" not in (seen.silent, seen.published)
    assert len(seen.read.shells + seen.read.pages) <= 2 or name == "blind-list"
    assert {host_of(url) for url in seen.asked} == {f"{name}.shiyan.example"}


def test_why_a_frame_was_not_followed_is_said(night: dict[str, Seen]) -> None:
    assert "elsewhere.example" in night["blind-foreign"].read.problem
    assert "2 个框架" in night["blind-two"].read.problem
    assert "网站首页" in night["blind-home"].read.problem
    assert "没有年度报告" in night["blind-widget"].read.problem


def test_a_column_without_end_is_given_up_and_accuses_nobody(night: dict[str, Seen]) -> None:
    seen = night["endless"]
    assert len(seen.read.pages) == MAX_PAGES
    assert (seen.portal.complete, seen.silent, seen.published) == (0, "unverifiable", "unverifiable")


def host_of(url: str) -> str:
    return url.split("/")[2]
