"""The registry: checked on load, with errors that name file, place and remedy."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from crawler.keeping.whose import as_of, match_agency
from scheduler.crawling import chosen
from spiders.families import families
from store.registry import Agency, Registry, RegistryError, load_registry
from store.registry.regions import region_of, regions
from tests import ROOT
from tests.made.portals.portal import write_registry


def agency(
    key: str, name: str, short: str = "", region: str = "990100", kind: str = "department", **over: object
) -> Agency:
    return Agency.model_validate(
        {
            "id": key,
            "name": name,
            "short_names": short,
            "level": "city",
            "kind": kind,
            "region_code": region,
            **over,
        }
    )


def due(registry: Registry, body: Agency, year: int) -> tuple[date, str]:
    """Last day and basis of one duty."""
    deadline = registry.due(body, year)
    assert deadline is not None
    return deadline.due(year), deadline.basis


def test_the_shipped_registry_loads_and_knows_the_deadlines_of_the_law() -> None:
    registry = load_registry(ROOT / "registry")
    assert due(registry, agency("a", "某市教育局"), 2025) == (
        date(2026, 1, 31),
        "《政府信息公开条例》第四十九条第一款",
    )
    assert due(registry, agency("a", "某市人民政府", kind="government"), 2025) == (
        date(2026, 3, 31),
        "《政府信息公开条例》第四十九条第二款",
    )
    assert not any(
        registry.due(agency("a", "某局", kind=kind), 2025).customary for kind in ("department", "government")
    )
    for kind in ("township", "branch", "authorised"):  # art. 49 does not name them: expected by custom only
        assert registry.due(agency("a", "某镇人民政府", kind=kind), 2025).customary


FAULTS = [
    ("agencies.csv", "jyj,试验市教育局", "JYJ,试验市教育局", "agencies.csv line 2: id"),
    ("agencies.csv", "department", "ministry", "agencies.csv line 2: kind"),
    ("agencies.csv", "shiyan", "nowhere", "portal 'nowhere' is not in portals.toml"),
    ("agencies.csv", "990100", "99", "region_code"),
    ("portals.toml", 'family = "trs"\n', "", "portals.toml [[portal]] shiyan: family"),
    ("portals.toml", "http://www.shiyan.example/nb/", "ftp://x/", "not an http(s) address"),
    ("portals.toml", "since = 2025", "since = ", "portals.toml: "),
    ("portals.toml", "delay = 0.0", "speed = 9", "speed"),
    ("deadlines.toml", "01-31", "31 January", "deadlines.toml [[deadline]] number 1: month_day"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), FAULTS, ids=[fault[3] for fault in FAULTS])
def test_a_fault_is_named_with_file_place_and_remedy(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    folder = write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RegistryError) as caught:
        load_registry(folder)
    assert message in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"agencies\.csv is not in"):
        load_registry(tmp_path)


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    folder = write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})
    path = folder / "agencies.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + path.read_text(encoding="utf-8").splitlines()[1] + "\n",
        encoding="utf-8",
    )
    with pytest.raises(RegistryError, match="line 3: id 'jyj' is used twice"):
        load_registry(folder)


def test_a_family_without_a_spider_is_a_visible_gap(tmp_path: Path) -> None:
    registry = load_registry(write_registry(tmp_path / "registry", {"jyj": "试验市教育局"}, family="atari"))
    with pytest.raises(RegistryError, match=r"family 'atari' has no spider; spiders/ has .*jcms, .*trs"):
        chosen(registry, ())
    assert {"trs", "jcms"} <= families()
    assert not families() & {"__init__", "base", "sniff"}
    with pytest.raises(RegistryError, match="no \\[\\[portal\\]\\] entry"):
        chosen(Registry({}, {}, ()), ())


def test_the_narrowest_deadline_counts(tmp_path: Path) -> None:
    folder = write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})
    path = folder / "deadlines.toml"
    local = '\n[[deadline]]\njurisdiction = "{}"\nfiler = "department"\nmonth_day = "{}"\nbasis = "地方"\n'
    path.write_text(
        path.read_text(encoding="utf-8")
        + local.format("9901", "01-20")
        + local.format("99", "01-25")
        + local.format("990100", "01-10")
        + "year = 2021\n",
        encoding="utf-8",
    )
    registry = load_registry(folder)
    assert due(registry, agency("a", "某市局"), 2025) == (date(2026, 1, 20), "地方")
    assert due(registry, agency("a", "某市局"), 2021) == (date(2022, 1, 10), "地方")
    assert due(registry, agency("a", "某省局", region="990000"), 2025) == (date(2026, 1, 25), "地方")
    assert due(registry, agency("a", "别处", region="110000"), 2025) == (date(2026, 1, 31), "条例第四十九条")


def test_predecessor_that_is_not_registered_is_told(tmp_path: Path) -> None:
    folder = write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})
    path = folder / "agencies.csv"
    head, line = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{head},succeeds\n{line},old\n", encoding="utf-8")
    with pytest.raises(RegistryError, match="succeeds old, not in the file"):
        load_registry(folder)


def test_duties_begin_and_end_with_the_agency() -> None:
    body = agency("a", "某市局", valid_from="2024-06-01", valid_to="2026-03-01")
    assert [year for year in range(2022, 2028) if body.owes(year)] == [2024, 2025]
    assert not agency("a", "某市局", status="unverified").owes(2025)


AGENCIES = [
    agency("gaj", "白河市公安局", "市公安局"),
    agency("czj", "白河市财政局"),
    agency("gov", "白河市人民政府"),
    agency("zfb", "白河市人民政府办公室"),
    agency("fj", "白河市公安局西区分局", "西区公安分局"),
]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["白河市公安局"], "gaj"),
        (["市公安局"], "gaj"),
        (["公安局"], "gaj"),
        (["财政局"], "czj"),
        (["白河市 财政局"], "czj"),
        (["白河市人民政府"], "gov"),
        (["人民政府办公室"], "zfb"),
        (["西区公安分局"], "fj"),
        ([None, "", "市公安局"], "gaj"),
        (["局"], None),
        (["青山县公安局"], None),
        (["教育局", "白河市人民政府"], "gov"),
        ([None], None),
    ],
)
def test_a_printed_name_means_one_agency_of_the_portal_or_none(
    names: list[str | None], expected: str | None
) -> None:
    found = match_agency(names, AGENCIES)
    assert (found.id if found else None) == expected


WUHAN = [
    agency("jyj", "江岸区教育局", region="420102"),
    agency("fj", "江岸区公安分局", "公安局", region="420102"),
    agency("czj", "财政局", region="420103"),
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("武汉市江岸区教育局", "jyj"),
        ("湖北省武汉市江岸区教育局", "jyj"),
        ("黄石市江岸区教育局", None),
        ("武汉市教育局", None),
        ("江岸区公安局", "fj"),
        ("武汉市公安局", None),  # the city's, whatever the district's bureau is called for short
        ("武汉市江汉区财政局", "czj"),
        ("武汉市财政局", None),
    ],
)
def test_divisions_before_a_name_are_those_it_lies_in(name: str, expected: str | None) -> None:
    found = match_agency([name], WUHAN)
    assert (found.id if found else None) == expected


def test_an_old_name_on_a_later_report_means_the_body_that_went_on() -> None:
    old = agency("old", "某市卫生和计划生育委员会", valid_to="2019-02-28")
    new = agency("new", "某市卫生健康委员会", valid_from="2019-02-28", succeeds="old")
    other = agency("other", "某市医疗保障局", valid_from="2019-02-28", succeeds="old")
    assert as_of(old, 2018, {"old": old, "new": new}) == old
    assert as_of(old, 2025, {"old": old, "new": new}) == new
    assert as_of(old, None, {"old": old, "new": new}) == old
    assert as_of(old, 2025, {"old": old, "new": new, "other": other}) == old  # split: nobody is named


def test_a_region_code_that_no_division_has_is_refused_with_advice() -> None:
    with pytest.raises(ValueError, match="420199 is no division's: 420100 is 武汉市"):
        agency("a", "某局", region="420199")
    assert agency("a", "某局", region="420199", valid_to="2020-01-01").region_code == "420199"
    assert agency("a", "某街道办事处", region="420102001").region_code == "420102001"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("武汉市江岸区教育局", "420102"),
        ("江岸区教育局", "420102"),
        ("东莞市公安局", "441900"),
        ("湖北省教育厅", "420000"),
        ("吉林市公安局", "220200"),
        ("北京市西城区司法局", "110102"),
        ("潜江市周矶街道办事处", "429005"),
        ("鼓楼区司法局", None),  # four cities have one
        ("教育局", None),
    ],
)
def test_a_name_tells_its_division_or_none(name: str, code: str | None) -> None:
    found = region_of(name)
    assert (found.code if found else None) == code


def test_the_table_of_divisions_is_whole() -> None:
    assert Counter(region.level for region in regions().values()) == {
        "province": 33,
        "city": 333,
        "county": 2_845,
    }
    assert regions()["420102"].path == ("湖北省", "武汉市", "江岸区")


def test_the_example_registry_names_government_hosts_only_and_owes_nothing() -> None:
    example = load_registry(ROOT / "registry" / "example")
    assert len(example.agencies) >= 90
    assert {agency.status for agency in example.agencies.values()} == {"unverified"}
    assert all(host.endswith(".gov.cn") for portal in example.portals.values() for host in portal.hosts)
    assert all("未核实" in portal.name and "未核实" in portal.notes for portal in example.portals.values())
    assert {agency.portal_id for agency in example.agencies.values()} == set(example.portals)
    deadlines = [
        (folder / "deadlines.toml").read_text() for folder in (ROOT / "registry", ROOT / "registry/example")
    ]
    assert deadlines[0] == deadlines[1]


BRACKETS = [
    agency("wlj", "试验市文化广电和旅游局（试验市文物局）"),
    agency("zfb", "试验市人民政府办公室(试验市大数据局)"),
    agency("sjj", "试验市大数据局"),
    agency("jyj", "试验市教育局"),
]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("试验市文化广电和旅游局（试验市文物局）", "wlj"),
        ("试验市文化广电和旅游局", "wlj"),
        ("文化广电和旅游局", "wlj"),
        ("试验市文物局", "wlj"),
        ("试验市人民政府办公室", "zfb"),
        ("试验市大数据局", "sjj"),  # a body of its own, whatever stands in another's brackets
        ("试验市教育局", "jyj"),
    ],
)
def test_a_name_with_another_in_brackets_is_met_by_either(printed: str, expected: str) -> None:
    known = [body.model_copy(update={"portal_id": "p"}) for body in BRACKETS]
    registry = Registry({body.id: body for body in known}, {}, ())
    found = match_agency([printed], registry.of_portal("p"))
    assert found is not None
    assert found.id == expected
    assert [body.name for body in registry.agencies.values()] == [body.name for body in BRACKETS]


def test_a_first_line_of_an_older_registry_lets_newer_fields_follow(tmp_path: Path) -> None:
    folder = write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})
    path = folder / "agencies.csv"
    head, line = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        f"{head}\n{line}\nczj,试验市财政局,,city,department,990100,,shiyan,unverified,,,,名称没有地名;类别不明\n",
        encoding="utf-8",
    )
    assert load_registry(folder).agencies["czj"].doubts == ("名称没有地名", "类别不明")
    path.write_text(path.read_text(encoding="utf-8").replace("不明\n", "不明,x\n"), encoding="utf-8")
    with pytest.raises(RegistryError, match="line 3: more fields than the first line names"):
        load_registry(folder)


RETURNS = "agency_id,year,licensing,not_licensed,penalty,compulsion,source\n"


def test_returns_on_law_enforcement_keep_what_they_do_not_count_blank(tmp_path: Path) -> None:
    folder = write_registry(tmp_path, {"jyj": "试验市教育局"})
    (folder / "enforcement.csv").write_text(
        RETURNS + "jyj,2025,12,,0,,http://a.example/1\n", encoding="utf-8-sig"
    )
    (twin,) = load_registry(folder).enforcement
    assert (twin.licensing, twin.not_licensed, twin.penalty, twin.compulsion) == (12, None, 0, None)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("jyj,2025,12,,0,,x\n", "line 1: it must name the fields agency_id,year"),
        ("", "line 1: it must name the fields"),
        (RETURNS + "jyj,2025,十二,,0,,x\n", "line 2: licensing"),
        (RETURNS + "jyj,2025,-1,,0,,x\n", "line 2: licensing"),
        (RETURNS + "jyj,2025,12,,0,,\n", "line 2: source"),
        (RETURNS + "jyj,2025,12,,0,,x,y\n", "line 2: more fields"),
        (RETURNS + "zfj,2025,12,,0,,x\n", "line 2: agency 'zfj' is not in agencies.csv"),
        (RETURNS + "jyj,2025,12,,0,,x\n" * 2, "line 3: jyj has a line on 2025 already"),
    ],
)
def test_faulty_return_is_named_with_its_line(tmp_path: Path, body: str, complaint: str) -> None:
    folder = write_registry(tmp_path, {"jyj": "试验市教育局"})
    (folder / "enforcement.csv").write_text(body, encoding="utf-8")
    with pytest.raises(RegistryError, match=f"enforcement.csv {complaint}"):
        load_registry(folder)


@pytest.mark.parametrize("name", ["agencies.csv", "enforcement.csv"])
def test_sheet_saved_in_another_encoding_is_refused_with_the_remedy(tmp_path: Path, name: str) -> None:
    folder = write_registry(tmp_path, {"jyj": "试验市教育局"})
    (folder / "enforcement.csv").write_text(RETURNS + "jyj,2025,12,,0,,统计年报\n", encoding="utf-8")
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_text(text, encoding="gb18030")
    with pytest.raises(RegistryError, match=f"{name} is not UTF-8.*save it as CSV UTF-8"):
        load_registry(folder)
