"""The hash by which everything is judged anew: it follows all that judges, and nothing else."""

from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from store.judging.ruleset import files_that_judge, hash_of_rules, rule_set
from tests import ROOT


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A copy of the store's code that may be changed."""
    return copytree(ROOT / "store", tmp_path / "store", ignore=ignore_patterns("__pycache__"))


def edited(store: Path, name: str, before: str, after: str) -> bool:
    """Whether the hash is another once a word of a file is another."""
    path, known = store / name, rule_set()
    text = path.read_text(encoding="utf-8")
    assert text.count(before) >= 1, f"{name}: {before!r}"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return hash_of_rules(store) != known


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("checks/watching.py", "FRESH_NIGHTS = 3", "FRESH_NIGHTS = 4"),
        ("checks/watching.py", "未能完整读取", "没有完整读取"),
        ("judging/filings.py", r"[\w-]{4,}", r"[\w-]{5,}"),
        ("judging/reports.py", "- 0.1", "- 0.2"),
        ("judging/peers.py", "len(group) > 1", "len(group) > 2"),
        ("checks/thresholds.toml", "stale_nights = 3", "stale_nights = 4"),
        ("checks/contract/portals.toml", 'severity = "', 'severity = "info" #'),
        ("registry/bodies.toml", '"', '"某'),
        ("registry/body_names.toml", '"', '"某'),
        ("registry/names.py", "NFKC", "NFC"),
        ("registry/__init__.py", "customary", "usual"),
        ("form/2021.toml", '"件"', '"份"'),
        ("models.py", '("given", "page"', '("page", "given"'),
        ("failures.toml", '"refusal"', '"outage"'),
    ],
)
def test_what_judges_otherwise_makes_everything_be_judged_anew(
    store: Path, name: str, before: str, after: str
) -> None:
    assert edited(store, name, before, after)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("checks/watching.py", "FRESH_NIGHTS = 3", "FRESH_NIGHTS  =  3  # nights"),
        ("checks/watching.py", '"""The visit was too long ago."""', '"""It is long ago."""'),
        ("checks/report/blanks.py", "\nfrom ", "\n# A remark.\n\nfrom "),
        ("judging/filings.py", "_PRINTED = (", "_PRINTED = (  # of one day each\n    "),
        ("checks/thresholds.toml", "ratio = 10\n", "ratio   =   10  # an order of magnitude\n"),
        ("tables/runs.py", "访问没有进行完", "访问没有完成"),
        ("store.py", "timeout=60", "timeout=61"),
        ("registry/sheet.py", "\n\ndef ", "\n\n_ROWS = 3\n\n\ndef "),
    ],
)
def test_what_judges_alike_leaves_the_hash_as_it_is(store: Path, name: str, before: str, after: str) -> None:
    assert not edited(store, name, before, after)


def test_a_module_more_or_less_is_another_hash(store: Path) -> None:
    known = rule_set()
    (store / "judging" / "more.py").write_text("", encoding="utf-8")
    more = hash_of_rules(store)
    (store / "judging" / "more.py").rename(store / "checks" / "more.py")
    assert len({known, more, hash_of_rules(store)}) == 3


def test_the_place_of_the_folder_does_not_count(store: Path) -> None:
    assert hash_of_rules(store) == rule_set()


def test_no_file_of_the_rooms_that_judge_is_left_out() -> None:
    rooms = [ROOT / "store" / name for name in ("checks", "form", "judging")]
    there = {path for room in rooms for path in room.rglob("*") if path.suffix in (".py", ".toml")}
    assert there - files_that_judge(ROOT / "store") == set()
