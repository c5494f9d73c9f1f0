"""No text makes a regular expression slow: each of the project's is tried on texts made to do just that."""

import re
from functools import cache

import pytest

from tests.patterns.attacks import attacks
from tests.patterns.collected import FILES, Pattern, Source, patterns, unresolved
from tests.patterns.trial import BYTES, SECONDS, slowest

SLOW = [
    (r"<script\b[^>]*>(.*?)</script\s*>", "findall"),
    (r"<!--.*?-->|<[^>]*>", "sub"),
    (r"\s+$", "search"),
    (r"charset\s*=\s*[\"']?\s*([\w-]+)", "search"),
    (r"第\d{1,3}页(?:\s*[,/]?\s*共\d{1,3}页)?", "fullmatch"),
    (r"(?:\.\s*){3,}\d*\s*$", "search"),
    (r"(?:a|aa)+$", "match"),
    (r"(?:\w+\s?)+:", "fullmatch"),
    (r"[十百千]*元", "findall"),
    (r"EWB_\w+_Mid", "search"),
    (r"(?:收到|发布)[^。]*?\d", "search"),
    (r"/openness\w*/.*[?&]branch_id=[0-9a-f]{24}", "search"),
    (r"(?P<all>x*)y(?P=all)z", "search"),
    (r"(?=.{0,80}$)(?:a?){40}a{40}", "match"),
    (r"loadDynamic\([^;]{0,5000}?&area=", "findall"),
    (r"<a(?=[^>]*>)", "findall"),
    (r"\d+-\d+x", "search"),
    (r"(.*?)(\d+)([^\d/]*)", "fullmatch"),
    (r"(?:.{2,}?[省市])(?-s:.+)", "fullmatch"),
    (r"([^#.]*)(?:([#0]+)(?:\.([#0]+))?)?([^#.]*)", "fullmatch"),
    (r"\btab\b[^{}<>]{0,900}?\b([0-9a-f]{32})\b", "search"),
    (r"年(?<=\D)\s*+x|[^x]*,y", "scan"),
]
FAST = [
    (r"<script\b[^<>]*+>", "findall"),
    (r"\s+", "sub"),
    (r"charset\s*+=\s*+[\"']?\s*+([\w-]+)", "search"),
    (r"(?:\.\s*+){3}\d*+\s*+$", "search"),
    (r"(?<![十百千])[十百千]*+元", "findall"),
    (r"\A(?>.*?/openness\w*/).*[?&]branch_id=[0-9a-f]{24}", "search"),
    (r"[^\"]{1,300}", "finditer"),
    (r"(?:指南|制度|通知)$", "search"),
]


@cache
def by_file() -> dict[str, list[Pattern]]:
    """The patterns of the project by the file they stand in."""
    found: dict[str, list[Pattern]] = {file: [] for file in FILES}
    for pattern in patterns():
        found[pattern.file].append(pattern)
    return found


@pytest.mark.search
@pytest.mark.parametrize("file", FILES)
def test_no_text_of_100_kb_keeps_a_pattern_busy_for_100_ms(file: str) -> None:
    trials = {pattern: slowest(pattern.expression, sorted(pattern.uses)) for pattern in by_file()[file]}
    slow = [f"{pattern}: {trial}" for pattern, trial in trials.items() if trial.seconds > SECONDS]
    assert not slow, "\n".join(slow)


@pytest.mark.parametrize(("expression", "way"), SLOW)
def test_attacks_break_patterns_that_are_known_to_be_slow(expression: str, way: str) -> None:
    assert slowest(re.compile(expression, re.S), [way]).seconds > SECONDS


@pytest.mark.parametrize(("expression", "way"), FAST)
def test_attacks_leave_patterns_alone_that_are_linear(expression: str, way: str) -> None:
    assert slowest(re.compile(expression, re.S), [way]).seconds < SECONDS


def test_texts_are_as_long_as_promised() -> None:
    lengths = [len(text.encode()) for text in attacks(re.compile(r"<td[^>]*>\s*年"), BYTES) if text]
    assert max(lengths) == BYTES
    assert sum(length > 0.98 * BYTES for length in lengths) > 0.95 * len(lengths) > 90


@pytest.mark.parametrize("file", FILES)
def test_every_call_of_re_has_a_pattern_that_can_be_told(file: str) -> None:
    assert unresolved(Source.of(file)) == []


@pytest.mark.parametrize(
    ("file", "part", "uses"),
    [
        ("crawler/reading/text/__init__.py", r"(?<!\\)\|", {"split"}),  # written where it is used
        ("crawler/reading/formats/hijacked.py", "赌|案件", {"search"}),  # words of a TOML file
        (
            "store/registry/bodies.py",
            "(?:人民政府|行政公署)$",
            {"search", "finditer"},
        ),  # in a list of records
        (
            "spiders/pages/detail.py",
            r"siteGuid[\"']?",
            {"search", "finditer"},
        ),  # in a tuple in a tuple of a record
        (
            "crawler/reading/claims/words.py",
            "(?P<foreign>",
            {"finditer"},
        ),  # made by a function that remembers it
        ("crawler/reading/around/header.py", "发(?:", {"scan", "finditer"}),  # matched from a place on
        ("crawler/reading/formats/attachments.py", r"\.(docx|odt", {"search"}),  # used by another module
        ("spiders/families/vsb.py", r"a1/(\d+)\.htm", {"fullmatch"}),  # with a part known when it is used
        ("spiders/families/sasac.py", r"comp_(\d{3,})$", {"finditer"}),  # of a selector
    ],
)
def test_patterns_are_found_wherever_they_stand(file: str, part: str, uses: set[str]) -> None:
    assert any(part in str(p.expression.pattern) and uses <= p.uses for p in by_file()[file])


def test_hundreds_of_patterns_are_tried() -> None:
    assert sum(map(len, by_file().values())) > 380
