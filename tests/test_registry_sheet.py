"""Lists of agencies as people keep them: taken over without loss, what a name proves filled in, the rest refused."""

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from scheduler.cli import main
from store.registry import RegistryError, load_registry
from store.taking_over import take_over
from tests.portal import write_registry

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
