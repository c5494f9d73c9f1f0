"""Unverified bodies confirmed many at once; what `discover` proposed and a list calls otherwise is one body."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from scheduler.cli import main
from store.registry import RegistryError, load_registry
from store.registry.confirming import confirm
from store.registry.pairing import paired
from store.registry.taking_over import take_over
from tests.made.portals.portal import write_registry

LINES = """\
jyj,白河区教育局,,county,department,990103,,shiyan,unverified,,,,
mzj,白河区民政局,,county,department,990103,,shiyan,unverified,,,,类别不明，写作department
jk,白河区疾控中心,,county,authorised,990103,,shiyan,unverified,,,,
far,青山县教育局,,county,department,990201,,other,unverified,,,,
old,白河区卫生局,,county,department,990103,,shiyan,abolished,,2019-01-01,,
where,某中队,,county,department,000000,,shiyan,unverified,,,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_registry(tmp_path / "registry", {"czj": "白河区财政局"})
    portals = (folder / "portals.toml").read_text(encoding="utf-8")
    (folder / "portals.toml").write_text(portals + portals.replace('"shiyan"', '"other"'), encoding="utf-8")
    with (folder / "agencies.csv").open("a", encoding="utf-8") as file:
        file.write(LINES.replace("old,", "gone,", 1))
    return folder


def sheet(path: Path, *rows: list[str]) -> Path:
    book = Workbook()
    for row in (["单位名称", "单位性质"], *rows):
        book.active.append(row)
    book.save(path)
    return path


def statuses(folder: Path) -> dict[str, str]:
    return {key: agency.status for key, agency in load_registry(folder).agencies.items()}


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["registry", "activate", *arguments, "--registry", str(folder)])


def test_all_of_a_portal_without_doubts_are_confirmed_and_the_others_told(folder: Path) -> None:
    done = confirm(folder, portal="shiyan")
    assert done.confirmed == {"jyj": "白河区教育局"}
    assert done.already == {"czj": "白河区财政局"}
    assert done.doubted == {
        "mzj": ["类别不明，写作department"],
        "jk": ["名称像医疗卫生机构，多为公共企事业单位"],
        "where": ["名称像所属事业单位或执法队伍，经法律、法规授权的才编制年报", "行政区划代码不明"],
    }
    assert statuses(folder) == {
        "czj": "active",
        "jyj": "active",
        "mzj": "unverified",
        "jk": "unverified",
        "far": "unverified",
        "gone": "abolished",
        "where": "unverified",
    }


def test_a_body_that_is_named_is_confirmed_with_its_doubts_which_are_then_gone(folder: Path) -> None:
    done = confirm(folder, ["mzj", "jk"])
    assert list(done.confirmed) == ["mzj", "jk"]
    known = load_registry(folder).agencies
    assert (known["mzj"].status, known["mzj"].doubts, known["mzj"].owes(2025)) == ("active", (), True)
    assert statuses(folder)["jyj"] == "unverified"


def test_divisions_and_portals_narrow_each_other(folder: Path) -> None:
    assert list(confirm(folder, region="9902").confirmed) == ["far"]
    assert list(confirm(folder, portal="other", region="990103").confirmed) == []
    assert list(confirm(folder, portal="shiyan", region="990103").confirmed) == ["jyj"]


def test_all_of_a_list_are_confirmed_once_it_is_imported(folder: Path, tmp_path: Path) -> None:
    rows = [["白河区教育局", "行政机关"], ["白河区民政局", "行政机关"], ["白河区疾控中心", "事业单位"]]
    names = sheet(tmp_path / "a.xlsx", *rows)
    with pytest.raises(RegistryError, match="1 个单位还没有登记，请先用 registry import 导入"):
        confirm(folder, sheet=sheet(tmp_path / "b.xlsx", *rows, ["武汉市司法局", "行政机关"]))
    take_over(names, folder)
    done = confirm(folder, ["jk"], sheet=names)
    assert (sorted(done.confirmed), done.doubted) == (
        ["jk", "jyj", "mzj"],
        {},
    )  # the list settles what was unsure
    assert statuses(folder)["where"] == "unverified"


def test_the_command_says_what_it_confirmed_and_counts_what_it_left(folder: Path) -> None:
    before = (folder / "agencies.csv").read_bytes()
    assert run(folder, "--portal", "shiyan", "--dry-run").exit_code == 3
    assert (folder / "agencies.csv").read_bytes() == before
    done = run(folder, "--portal", "shiyan")
    assert done.exit_code == 3
    assert "已核实为 active 1 个\n  jyj 白河区教育局\n原已是 active 1 个" in done.output
    assert "没有核实 3 个；核对后写明编号：registry activate mzj jk where" in done.output
    assert "  mzj：类别不明，写作department" in done.output
    named = run(folder, "mzj", "jk", "where", "--json")
    assert (named.exit_code, list(json.loads(named.output)["confirmed"])) == (0, ["mzj", "jk", "where"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give ids, or a portal, division or list"),
        (("nobody",), "agencies.csv has no nobody"),
        (("gone",), "已撤销"),
        (("--portal", "nowhere"), "portal 'nowhere' is not in portals.toml"),
        (("--region", "白河"), "is not a code like 420102"),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_written(
    folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = (folder / "agencies.csv").read_bytes()
    done = run(folder, *arguments)
    assert (done.exit_code, message in done.output) == (2, True)
    assert (folder / "agencies.csv").read_bytes() == before


LISTED = [
    "白河区发展和改革局",
    "试验市白河区教育局",
    "白河区河东街道办事处",
    "白河区行政审批服务局",
    "白河区人民政府办公室",
]


@pytest.mark.parametrize(
    ("registered", "expected"),
    [
        ("区发改局", (0, "short")),
        ("区教育局", (1, "end")),
        ("教育局", (1, "end")),
        ("白河区教育局", (1, "end")),
        ("河东街道", (2, "end")),
        ("区审批局", (3, "loose")),
        ("区政府办", (4, "end")),
        ("区水务局", None),
        ("白河信访局", None),
    ],
)
def test_another_name_of_a_body_is_told_where_it_can_be_no_others(
    registered: str, expected: tuple[int, str] | None
) -> None:
    found = paired([[name] for name in LISTED], {"x": registered})
    assert {number: pair.by for number, pair in found.items()} == (dict([expected]) if expected else {})


def test_a_name_that_fits_two_bodies_means_neither() -> None:
    assert paired([["白河区教育局"], ["青山区教育局"]], {"x": "教育局"}) == {}
    assert paired([["白河区教育体育局"]], {"x": "区教育局", "y": "区体育局"}) == {}


def test_a_short_name_of_the_list_is_a_name() -> None:
    found = paired([["白河区自然资源和规划局", "资规局"]], {"x": "区资规局"})
    assert [pair.by for pair in found.values()] == ["end"]


def test_a_list_meets_what_discover_proposed_and_keeps_its_portal(folder: Path, tmp_path: Path) -> None:
    with (folder / "agencies.csv").open("a", encoding="utf-8") as file:
        file.write("other-001,区发改局,,county,department,990103,,other,unverified,,,,名称没有地名\n")
        file.write("other-002,区审批局,,county,department,990103,,other,unverified,,,,名称没有地名\n")
        file.write("other-003,区体委,,county,department,990103,,other,unverified,,,,名称没有地名\n")
    rows = [
        ["白河区发展和改革局", "行政机关"],
        ["白河区行政审批服务局", "行政机关"],
        ["白河区司法局", "行政机关"],
    ]
    names = sheet(tmp_path / "a.xlsx", *rows)
    taken = take_over(names, folder, portal="shiyan", region="990103")
    assert taken.paired == [
        "other-001 区发改局 按简称对应 白河区发展和改革局",
        "other-002 区审批局 按简称对应 白河区行政审批服务局",
    ]
    assert (taken.added, taken.changed) == (["990103-001"], ["other-001", "other-002"])
    assert "other-003" in taken.left
    known = load_registry(folder).agencies
    assert (known["other-001"].name, known["other-001"].short_names, known["other-001"].portal_id) == (
        "白河区发展和改革局",
        ("区发改局",),
        "other",
    )
    assert known["other-001"].status == "unverified"  # a list doesn't confirm what a program proposed
    assert known["other-002"].doubts == ("仅凭简称与登记的“区审批局”对应",)
    again = take_over(names, folder, portal="shiyan", region="990103")
    assert (again.added, again.changed, len(again.unchanged)) == ([], [], 3)


def test_a_body_that_discover_did_not_find_in_a_portal_is_doubtful_there(
    folder: Path, tmp_path: Path
) -> None:
    with (folder / "agencies.csv").open("a", encoding="utf-8") as file:
        file.write("other-001,白河区水务局,,county,department,990103,,other,unverified,,,,\n")
    names = sheet(tmp_path / "a.xlsx", ["白河区水务局", "行政机关"], ["白河区司法局", "行政机关"])
    taken = take_over(names, folder, portal="other", region="990103")
    assert taken.doubts == {"990103-001": ["在门户other的栏目里没有发现过它，年报可能在别处"]}


def test_a_body_that_seems_to_be_registered_already_is_not_active_twice(folder: Path, tmp_path: Path) -> None:
    names = sheet(tmp_path / "a.xlsx", ["试验市白河区财政局", "行政机关"])
    taken = take_over(names, folder, portal="shiyan", region="990100")
    assert taken.doubts == {"990100-001": ["可能就是已登记的czj 白河区财政局"]}
    assert load_registry(folder).agencies["990100-001"].status == "unverified"
