"""Lists of agencies as people keep them: taken over without loss, what a name proves filled in, the rest refused."""

import csv
import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from scheduler.cli import main
from store.registry import Agency, RegistryError, load_registry
from store.registry.taking_over import RefusedList, Takeover, take_over
from tests.made.portals.district import ELSEWHERE, REGION, UNITS
from tests.made.portals.district_sheet import office_sheet
from tests.made.portals.portal import write_registry

HEADS = ["单位名称", "简称", "类别", "区划代码", "成立日期"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_registry(tmp_path / "registry", {"jyj": "试验市教育局"})


def workbook(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_is_taken_over_with_what_its_names_prove(folder: Path, tmp_path: Path) -> None:
    sheet = workbook(
        tmp_path / "名单.xlsx",
        ["政府信息公开义务机关名单"],
        HEADS,
        ["武汉市教育局", "市教育局、武汉教育局", "部门", None, None],
        ["武汉市江岸区一元街道办事处", None, None, 420102.0, None],
        ["湖北省人民政府", None, None, None, datetime(1950, 1, 1)],
    )
    taken = take_over(sheet, folder, portal="shiyan")
    known = load_registry(folder).agencies
    assert taken.added == ["420100-001", "420102-001", "420000-001"]
    assert list(known) == ["jyj", *taken.added]  # what was there stays
    bureau, office, government = (known[key] for key in taken.added)
    assert (bureau.short_names, bureau.level, bureau.kind) == (
        ("市教育局", "武汉教育局"),
        "city",
        "department",
    )
    assert (office.region_code, office.level, office.kind) == ("420102", "township", "township")
    assert (government.level, government.kind, str(government.valid_from)) == (
        "province",
        "government",
        "1950-01-01",
    )
    assert {agency.portal_id for agency in known.values()} == {"shiyan"}
    assert "武汉市教育局 区划代码 420100" in taken.told_by_name


def test_the_same_list_again_changes_nothing_and_a_correction_changes_its_row_only(
    folder: Path, tmp_path: Path
) -> None:
    first = workbook(
        tmp_path / "a.xlsx", HEADS, ["武汉市教育局", "市教育局", "部门"], ["武汉市民政局", None, "部门"]
    )
    take_over(first, folder)
    before = (folder / "agencies.csv").read_text(encoding="utf-8")
    again = take_over(first, folder)
    assert (again.added, again.changed, len(again.unchanged)) == ([], [], 2)
    assert (folder / "agencies.csv").read_text(encoding="utf-8") == before
    corrected = take_over(workbook(tmp_path / "b.xlsx", HEADS, ["武汉市民政局", "市民政局"]), folder)
    assert corrected.changed == ["420100-002"]
    assert load_registry(folder).agencies["420100-002"].short_names == ("市民政局",)
    assert load_registry(folder).agencies["420100-001"].short_names == ("市教育局",)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([HEADS, ["某中心", None, "部门"]], "第2行.*区划代码"),
        ([HEADS, ["武汉市长江大桥", None, None]], "第2行.*类别"),
        ([HEADS, ["武汉市教育局", None, "临时班子"]], "第2行.*kind"),
        ([HEADS, ["武汉市教育局", None, "部门", "420199"]], "420199 is no division's"),
        ([HEADS, [None, "市教育局", "部门"]], "第2行.*没有单位名称"),
        ([["备注"], ["无"]], "没有名称一列"),
        ([[*HEADS, "门户"], ["武汉市教育局", None, "部门", None, None, "nowhere"]], "nowhere"),
    ],
)
def test_what_nothing_tells_is_refused_by_row_and_nothing_is_written(
    folder: Path, tmp_path: Path, rows: list[list[object]], message: str
) -> None:
    before = (folder / "agencies.csv").read_bytes()
    with pytest.raises(RegistryError, match=message):
        take_over(workbook(tmp_path / "a.xlsx", *rows), folder)
    assert (folder / "agencies.csv").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [
        "agencies.csv",
        "deadlines.toml",
        "portals.toml",
    ]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_file_that_is_no_list_is_refused_in_words(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes("单位名称\n某局".encode("gbk"))
    with pytest.raises(RegistryError, match="另存为"):
        take_over(tmp_path / name, folder)


def test_the_commands_take_over_check_and_tell(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "a.csv"
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["机构名称", "类别"], ["武汉市教育局", "部门"]])

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["registry", *arguments, "--registry", str(folder)])
        assert done.exit_code == 0, done.output
        return done.output

    assert "新增 1，修改 0，未变 0（未写入）" in run("import", str(sheet), "--dry-run")
    assert json.loads(run("import", str(sheet), "--json"))["added"] == ["420100-001"]
    told = json.loads(run("check", "--json"))
    assert (told["agencies"], told["portals"], told["without_portal"]) == (2, 1, ["420100-001"])


def office(folder: Path, tmp_path: Path) -> tuple[Takeover, dict[str, Agency]]:
    """The sheet of a district's office, taken over, and the registry's agencies by name."""
    taken = take_over(office_sheet(tmp_path / "名单.xlsx"), folder, region=REGION)
    return taken, {agency.name: agency for agency in load_registry(folder).agencies.values()}


def test_an_offices_sheet_is_taken_over_as_it_is(folder: Path, tmp_path: Path) -> None:
    taken, known = office(folder, tmp_path)
    assert set(known) == {unit.name for unit in (*UNITS, ELSEWHERE)} | {"试验市教育局"}
    assert (len(taken.added), taken.changed, taken.unchanged) == (61, [], [])
    assert "".join(taken.unused) == "序号主管部门联系人联系电话备注"
    again, _ = office(folder, tmp_path)
    assert (again.added, again.changed, len(again.unchanged)) == ([], [], 61)


def test_lines_that_are_no_agencies_are_passed_over_and_told_by_row(folder: Path, tmp_path: Path) -> None:
    taken, _ = office(folder, tmp_path)
    told = [(line.place.partition(" ")[0], line.what) for line in taken.skipped]
    assert told == [
        ("第1行", "标题"),
        ("第2行", "标题"),
        ("第4行", "小标题"),
        ("第33行", "合计"),
        ("第34行", "空行"),
        ("第35行", "小标题"),
        ("第42行", "小标题"),
        ("第51行", "小标题"),
        ("第64行", "小标题"),
        ("第72行", "合计"),
        ("第73行", "空行"),
        ("第74行", "空行"),
        ("第75行", "说明"),
        ("第76行", "说明"),
        ("第77行", "说明"),
    ]


def test_what_offices_call_their_units_is_understood(folder: Path, tmp_path: Path) -> None:
    _, known = office(folder, tmp_path)
    standing = {
        name: (agency.kind, agency.level, agency.status)
        for name, agency in known.items()
        if name != "试验市教育局"
    }
    assert Counter(standing.values()) == {
        ("department", "county", "active"): 29,
        ("township", "township", "active"): 20,
        ("branch", "county", "active"): 5,
        ("authorised", "county", "unverified"): 5,
        ("branch", "county", "unverified"): 2,
    }
    assert standing["白河区青石镇人民政府"] == ("township", "township", "active")
    assert standing["试验市公安局白河分局"] == ("branch", "county", "active")
    assert standing["白河区气象局"] == ("branch", "county", "active")
    assert {name for name, (_, _, status) in standing.items() if status == "unverified"} == {
        "白河区消防救援大队",
        "白河经济开发区管理委员会",
        "白河区疾病预防控制中心",
        "白河区供销合作社联合社",
        "白河区政务服务中心",
        "白河区住房公积金管理中心",
        "白河区城乡居民社会养老保险局",
    }


KINDS = [
    ("白河区教育局", "行政机关", "department", "active"),
    ("白河区教育局", "区政府工作部门", "department", "active"),
    ("白河区教育局", "政府部门（组成部门）", "department", "active"),
    ("河东街道办事处", "行政机关", "township", "active"),  # every organ is one: the name decides
    ("河东街道办事处", "派出机关", "township", "active"),
    ("柳林镇人民政府", "人民政府", "township", "active"),
    ("试验市白河区人民政府", "行政机关", "government", "active"),
    ("白河区卫生监督所", "法律、法规授权的组织", "authorised", "unverified"),
    ("白河区城建档案管理处", "法律法规授权组织", "authorised", "active"),
    ("白河区城建档案管理处", "事业单位", "authorised", "unverified"),
    ("白河区税务局", "垂直管理", "branch", "active"),
    ("白河区自然资源分局", "派出机构", "branch", "active"),
    ("柳林镇人民政府", "事业单位", "authorised", "unverified"),  # it can't be both
    ("城东社区居民委员会", "行政机关", "authorised", "unverified"),
    ("石桥村村委会", "基层自治组织", "authorised", "unverified"),
    ("白河区第一中学", "行政机关", "authorised", "unverified"),
    ("白河区人民医院", "行政机关", "authorised", "unverified"),
    ("白河水务有限公司", "政府部门", "department", "unverified"),
    ("白河工业园区", None, "branch", "unverified"),
    ("白河区疾控中心", None, "authorised", "unverified"),
    ("白河区国有资产监督管理委员会", None, "department", "active"),
]


@pytest.mark.parametrize(("name", "word", "kind", "status"), KINDS)
def test_a_kind_is_what_words_and_name_prove_and_doubtful_bodies_are_never_active_by_name(
    folder: Path, tmp_path: Path, name: str, word: str | None, kind: str, status: str
) -> None:
    sheet = workbook(tmp_path / "a.xlsx", ["单位名称", "单位性质"], [name, word])
    (key,) = take_over(sheet, folder, region=REGION).added
    agency = load_registry(folder).agencies[key]
    assert (agency.kind, agency.status, bool(agency.doubts)) == (kind, status, status == "unverified")
    assert not agency.owes(2025) or status == "active"


def test_a_person_who_writes_the_status_has_decided(folder: Path, tmp_path: Path) -> None:
    sheet = workbook(tmp_path / "a.xlsx", ["单位名称", "状态"], ["白河区疾控中心", "在册"])
    (key,) = take_over(sheet, folder, region=REGION).added
    assert (load_registry(folder).agencies[key].status, load_registry(folder).agencies[key].doubts) == (
        "active",
        (),
    )


@pytest.mark.parametrize(
    ("name", "code", "level"),
    [
        ("教育局", "420000", "province"),
        ("教育局", "420100", "city"),
        ("区教育局", "420102", "county"),
        ("教育办公室", "420102001", "township"),
        ("一元街道办事处", "420102", "township"),
    ],
)
def test_the_level_is_that_of_the_divisions_code_where_the_name_tells_none(
    folder: Path, tmp_path: Path, name: str, code: str, level: str
) -> None:
    sheet = workbook(tmp_path / "a.xlsx", ["单位名称", "区划代码"], [name, code])
    (key,) = take_over(sheet, folder).added
    assert load_registry(folder).agencies[key].level == level


def test_all_refusals_of_a_list_come_in_one_report(folder: Path, tmp_path: Path) -> None:
    before = (folder / "agencies.csv").read_bytes()
    sheet = workbook(
        tmp_path / "a.xlsx",
        ["单位名称", "单位性质", "区划代码", "门户", "前身编号"],
        ["白河区教育局", "行政机关", REGION],
        ["白河区民政局", "临时班子", REGION],
        ["财政局", "行政机关", None],
        ["司法局", "行政机关", None],
        [None, "行政机关", REGION],
        ["白河区水务局", "行政机关", "420199"],
        ["白河区商务局", "行政机关", REGION, "nowhere"],
        ["白河区统计局", "行政机关", REGION, None, "old"],
        ["白河区教育局", "事业单位", REGION],
        ["白河大桥", None, REGION],
    )
    with pytest.raises(RefusedList) as caught:
        take_over(sheet, folder)
    assert [(place.partition(" ")[0], name) for place, name, _ in caught.value.refused] == [
        ("第3行", "白河区民政局"),
        ("第4行", "财政局"),
        ("第5行", "司法局"),
        ("第6行", ""),
        ("第7行", "白河区水务局"),
        ("第8行", "白河区商务局"),
        ("第10行", "白河区教育局"),
        ("第11行", "白河大桥"),
        ("第9行", "白河区统计局"),
    ]
    said = str(caught.value)
    assert said.startswith("a.xlsx：9 行不能导入")
    assert (
        "--region the name does not tell; add a column region_code：2 行\n  第4行 row 4 财政局\n  第5行"
        in said
    )
    assert "第3行 row 3 白河区民政局：类别 kind“临时班子”不认识" in said
    assert "第10行 row 10 白河区教育局：与第2行 row 2是同一单位而内容不同" in said
    assert (folder / "agencies.csv").read_bytes() == before


def test_a_unit_that_stands_twice_alike_is_taken_once(folder: Path, tmp_path: Path) -> None:
    rows = [["白河区教育局", "行政机关"], ["白河区教育局", "行政机关"]]
    taken = take_over(workbook(tmp_path / "a.xlsx", ["单位名称", "单位性质"], *rows), folder, region=REGION)
    assert (len(taken.added), [(line.what, line.place) for line in taken.skipped]) == (
        1,
        [("重复的单位", "第3行 row 3")],
    )


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("试验市文化广电和旅游局（试验市文物局）", "试验市文化广电和旅游局（试验市文物局）"),
        ("区综合执法局(区城管局)", "区综合执法局(区城管局)"),
        ("区综合执法局 (区城管局)", "区综合执法局(区城管局)"),
        ("区住建局\n（区人防办）", "区住建局（区人防办）"),
        ("1．区　教育局＊", "区教育局"),
        ("（3）区民政局", "区民政局"),
        ("区数据局（筹）", "区数据局（筹）"),
    ],
)
def test_names_keep_their_brackets_and_lose_breaks_blanks_and_numbering(
    folder: Path, tmp_path: Path, printed: str, name: str
) -> None:
    sheet = workbook(tmp_path / "a.xlsx", ["单位名称", "单位性质"], [printed, "行政机关"])
    (key,) = take_over(sheet, folder, region=REGION).added
    assert load_registry(folder).agencies[key].name == name


def test_a_second_name_that_is_written_with_other_brackets_is_the_same_body(
    folder: Path, tmp_path: Path
) -> None:
    heads = ["单位名称", "单位性质"]
    first = workbook(tmp_path / "a.xlsx", heads, ["区文旅局（区文物局）", "行政机关"])
    take_over(first, folder, region=REGION)
    again = take_over(
        workbook(tmp_path / "b.xlsx", heads, ["区文旅局(区文物局)", "行政机关"]), folder, region=REGION
    )
    assert (again.added, len(again.changed)) == ([], 1)


def test_subheadings_say_the_kind_of_the_rows_below_them(folder: Path, tmp_path: Path) -> None:
    sheet = workbook(
        tmp_path / "a.xlsx",
        ["单位名称"],
        ["一、区政府工作部门（2个）"],
        ["区教育局"],
        ["区档案处"],
        ["街道办事处"],
        ["河东街道"],
        ["（三）垂直管理单位"],
        ["区税务局"],
        ["四、事业单位"],
        ["区融媒体中心"],
    )
    taken = take_over(sheet, folder, region=REGION)
    agencies = [load_registry(folder).agencies[key] for key in taken.added]
    assert [(agency.name, agency.kind, agency.status) for agency in agencies] == [
        ("区教育局", "department", "active"),
        ("区档案处", "department", "active"),
        ("河东街道", "township", "active"),
        ("区税务局", "branch", "active"),
        ("区融媒体中心", "authorised", "unverified"),
    ]


def test_every_sheet_with_units_is_read_and_the_others_are_told(folder: Path, tmp_path: Path) -> None:
    book = Workbook()
    for number, (title, rows) in enumerate(
        {
            "部门": [["单位名称"], ["区教育局"]],
            "街道": [["街道名单"], ["名称", "备注"], ["河东街道", "新设"]],
            "说明": [["本表由区政府办公室编制"], ["2026年1月"]],
        }.items()
    ):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = title
        for row in rows:
            sheet.append(row)
    hidden = book.create_sheet("选项")
    hidden.append(["单位名称"])
    hidden.append(["请选择"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    taken = take_over(tmp_path / "a.xlsx", folder, region=REGION)
    assert [load_registry(folder).agencies[key].name for key in taken.added] == ["区教育局", "河东街道"]
    assert [(line.place, line.what) for line in taken.skipped] == [
        ("工作表“街道”第1行 row 1", "标题"),
        ("工作表“说明”", "没有单位名称一列的工作表"),
        ("工作表“选项”", "隐藏的工作表"),
    ]


def test_ranks_of_bodies_are_no_levels_and_the_surer_head_is_taken(folder: Path, tmp_path: Path) -> None:
    heads = ["单位", "单位名称（全称）", "级别", "类别"]
    sheet = workbook(tmp_path / "a.xlsx", heads, ["教育", "白河区教育局", "正科级", "部门"])
    (key,) = take_over(sheet, folder, region=REGION).added
    agency = load_registry(folder).agencies[key]
    assert (agency.name, agency.level) == ("白河区教育局", "county")


def test_the_portal_is_for_bodies_that_have_none(folder: Path, tmp_path: Path) -> None:
    path = folder / "portals.toml"
    path.write_text(
        path.read_text(encoding="utf-8") + path.read_text(encoding="utf-8").replace('"shiyan"', '"other"'),
        encoding="utf-8",
    )
    sheet = workbook(
        tmp_path / "a.xlsx", ["单位名称", "单位性质"], ["试验市教育局", "部门"], ["试验市民政局", "部门"]
    )
    take_over(sheet, folder, portal="other", region="990100")
    assert [agency.portal_id for agency in load_registry(folder).agencies.values()] == ["shiyan", "other"]
    with pytest.raises(RegistryError, match=r"portal 'nowhere' is not in portals\.toml"):
        take_over(sheet, folder, portal="nowhere")


def test_a_list_that_stands_side_by_side_to_save_paper_is_read_whole(folder: Path, tmp_path: Path) -> None:
    heads = ["序号", "单位名称", "单位性质"]
    sheet = workbook(
        tmp_path / "a.xlsx",
        ["名单"],
        [*heads, *heads],
        ["一、部门"],
        [1, "区教育局", "行政机关", 3, "区司法局", "行政机关"],
        [2, "区民政局", "行政机关"],
        ["二、街道办事处"],
        [4, "河东街道", None, 5, "河西街道", None],
        [None, "合计", None, None, "5个", None],
    )
    taken = take_over(sheet, folder, region=REGION)
    agencies = [load_registry(folder).agencies[key] for key in taken.added]
    assert [(agency.name, agency.kind) for agency in agencies] == [
        ("区教育局", "department"),
        ("区司法局", "department"),
        ("区民政局", "department"),
        ("河东街道", "township"),
        ("河西街道", "township"),
    ]
    assert [line.what for line in taken.skipped] == ["标题", "小标题", "小标题", "合计"]


def test_subheadings_may_have_their_numeral_in_a_cell_of_its_own(folder: Path, tmp_path: Path) -> None:
    sheet = workbook(
        tmp_path / "a.xlsx",
        ["序号", "单位名称", "个数"],
        ["一", "政府工作部门", 1],
        [1, "区档案处", None],
        ["二", "街道", 1],
        [2, "河东街道", None],
    )
    taken = take_over(sheet, folder, region=REGION)
    agencies = [load_registry(folder).agencies[key] for key in taken.added]
    assert [(agency.name, agency.kind) for agency in agencies] == [
        ("区档案处", "department"),
        ("河东街道", "township"),
    ]


@pytest.mark.parametrize("cell", ["区教育局\n区体育局", "区教育局、区体育局"])
def test_several_bodies_in_one_cell_are_refused(folder: Path, tmp_path: Path, cell: str) -> None:
    sheet = workbook(tmp_path / "a.xlsx", ["单位名称"], [cell])
    with pytest.raises(RefusedList, match="一格里像有几个单位（区教育局；区体育局）"):
        take_over(sheet, folder, region=REGION)


def test_rows_that_a_merged_cell_reaches_down_to_are_the_unit_above_or_blank(
    folder: Path, tmp_path: Path
) -> None:
    book = Workbook()
    for row in (
        ["单位名称", "单位性质", "联系人"],
        ["区教育局", "行政机关", "甲"],
        [None, None, "乙"],
        [],
        ["区民政局"],
    ):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("B2:B5")
    book.save(tmp_path / "a.xlsx")
    taken = take_over(tmp_path / "a.xlsx", folder, region=REGION)
    assert [load_registry(folder).agencies[key].name for key in taken.added] == ["区教育局", "区民政局"]
    assert [(line.place.partition(" ")[0], line.what) for line in taken.skipped] == [
        ("第3行", "与上一行同一单位"),
        ("第4行", "空行"),
    ]


def test_a_remark_that_counts_something_makes_no_total_of_a_unit(folder: Path, tmp_path: Path) -> None:
    sheet = workbook(tmp_path / "a.xlsx", ["序号", "单位名称", "备注"], [1, "区教育局", "合计3个下属单位"])
    assert len(take_over(sheet, folder, region=REGION).added) == 1
