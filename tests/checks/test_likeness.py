"""Likeness of texts: numbers, years and own names don't count; a sketch says nearly what the texts say."""

import random
import subprocess
import sys
from dataclasses import replace

import pytest

from store.checks import Case, judge_report
from store.checks.beside.likeness import SKETCH_HASHES, clauses, dice, likeness, sketch
from store.models import Report, Section
from tests.examples.common import LAST_YEAR, SOUND
from tests.examples.sections import whole

WORDS = "政府信息公开年度报告工作目录群众办理答复网站平台审核发布更新培训考核监督保障制度流程窗口热线"


def prose(seed: int, count: int = 60) -> list[str]:
    """Clauses of a text, others for each seed."""
    rng = random.Random(seed)
    return ["".join(rng.choices(WORDS, k=rng.randint(6, 14))) for _ in range(count)]


def text(parts: list[str]) -> str:
    return "，".join(parts) + "。"


def mixed(share: float, count: int = 60) -> tuple[str, str]:
    """Two texts of `count` clauses, of which they have a share in common."""
    common = prose(1, round(count * share))
    rest = count - len(common)
    return text(common + prose(2, rest)), text(common + prose(3, rest))


def judged(now: str, before: str, section: str = "overview") -> list[tuple[str, str, str]]:
    report, previous = whole(SOUND, **{section: now}), whole(LAST_YEAR, **{section: before})
    return [
        (f.location, f.severity, f.actual)
        for f in judge_report(Case(report, previous=previous), "like-last-year")
        if f.location == {"overview": "第一部分", "problems": "第五部分"}[section]
    ]


@pytest.mark.parametrize("section", ["overview", "problems"])
@pytest.mark.parametrize(
    ("share", "severity"), [(1, "warning"), (0.9, "warning"), (0.89, "info"), (0.7, "info"), (0.69, ""), (0, "")]
)  # fmt: skip
def test_share_of_common_clauses(section: str, share: float, severity: str) -> None:
    where = {"overview": "第一部分", "problems": "第五部分"}[section]
    expected = [(where, severity, f"{share:.0%}")] * bool(severity)
    assert judged(*mixed(share, 100), section) == expected


def test_numbers_years_and_own_names_do_not_count() -> None:
    parts = prose(4, 20)
    now = "，".join(f"{part}{number}件，白河市财政局{part}" for number, part in enumerate(parts))
    then = "，".join(f"{part}{number * 7}件，白河市财政所{part}" for number, part in enumerate(parts))
    one = replace(whole(SOUND, overview=f"2025年，{now}"), agency="白河市财政局")
    other = replace(whole(LAST_YEAR, overview=f"2024 年，{then}"), agency="白河市财政所")
    assert clauses(one, "overview") == clauses(other, "overview") == set(parts)
    assert judge_report(Case(one, previous=other), "like-last-year")[0].actual == "100%"


def test_lines_broken_elsewhere_are_the_same_text() -> None:
    words = text(prose(5, 30))
    broken = "\n".join(words[place : place + 37] for place in range(0, len(words), 37))
    assert judged(words, broken) == [("第一部分", "warning", "100%")]


def test_few_clauses_can_be_the_same_by_chance() -> None:
    few = text(prose(1, 9))
    assert judged(few, few) == []
    more = text(prose(1, 10))
    assert judged(more, more) == [("第一部分", "warning", "100%")]


def test_only_the_year_before_is_compared() -> None:
    same = text(prose(1))
    report, previous = whole(SOUND, overview=same), whole(LAST_YEAR, overview=same)
    assert judge_report(Case(report, previous=replace(previous, year=2023)), "like-last-year") == []
    assert judge_report(Case(report, previous=previous, merged=True), "like-last-year") == []


def told(overview: str, problems: str = "") -> Report:
    return Report("a.html", sections=(Section("overview", "", overview), Section("problems", "", problems)))


@pytest.mark.parametrize("count", [30, 60, 300, 900])
@pytest.mark.parametrize("share", [0, 0.3, 0.5, 0.7, 0.9, 1])
def test_sketches_say_what_the_texts_say(share: float, count: int) -> None:
    one, other = mixed(share, count)
    exact = dice(clauses(told(one), "overview"), clauses(told(other), "overview"))
    assert exact == pytest.approx(share, abs=0.02)
    within = 0.001 if 2 * count <= SKETCH_HASHES else 0.08
    assert likeness(sketch(told(one)), sketch(told(other))) == pytest.approx(exact, abs=within)


def test_sketches_of_a_short_and_a_long_text() -> None:
    parts = prose(7, 600)
    short, long = told(text(parts[:200])), told(text(parts))
    exact = dice(clauses(short, "overview"), clauses(long, "overview"))
    assert exact == pytest.approx(0.5, abs=0.01)
    assert likeness(sketch(short), sketch(long)) == pytest.approx(exact, abs=0.1)


def test_sketch_has_a_fixed_size_and_covers_sections_one_and_five() -> None:
    for report in (told(""), told(text(prose(1, 3))), told(text(prose(1, 900)))):
        assert len(sketch(report)) == 4 * SKETCH_HASHES
    assert sketch(told(text(prose(1)))) == sketch(told("", text(prose(1))))
    assert likeness(sketch(told("")), sketch(told(""))) == 0


def test_sketch_is_the_same_in_every_run() -> None:
    program = (
        "from store.checks.beside.likeness import sketch\n"
        "from store.models import Report, Section\n"
        "print(sketch(Report('a', sections=(Section('overview', '', '围绕民生事项，及时更新公开目录。'),))).hex())"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert run.stdout.strip() == sketch(told("围绕民生事项，及时更新公开目录。")).hex()
