"""The units of tests/made/portals/district.py as a district's office would write them into a sheet."""

from itertools import count
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from tests.made.portals.district import ELSEWHERE, UNITS, Unit

HEADS = ["序号", "单位\n名称", "单位性质", "主管部门", "联系人", "联系电话", "备注"]
_SECTIONS = (
    ("一、政府部门", UNITS[:28]),
    ("二、派出机构和垂直管理单位", (*UNITS[28:33], ELSEWHERE)),
    ("三、街道办事处（8个）", UNITS[33:41]),
    ("四、镇（乡）人民政府（12个）", UNITS[41:53]),
    ("五、其他单位", UNITS[53:]),
)
_BROKEN = {  # names that don't fit their cell
    "白河区科学技术和工业信息化局": "白河区科学技术和\n工业信息化局",
    "白河区住房和城乡建设局（白河区人民防空办公室）": "白河区住房和城乡建设局\n（白河区人民防空办公室）",
    "白河区教育局": "白河区教　育　局",
}
NOTES = (
    "注：1.本表所列单位应于每年1月31日前公布上一年度政府信息公开工作年度报告。",
    "2.街道办事处按派出机关填报；单位有变动的，请及时报区政府办公室。",
)


def office_sheet(path: Path) -> Path:
    """Title and subtitle over all columns, heads in row 3, subheadings, a number before each unit, a kind merged over the
    rows that share it, blank rows, totals, notes at the end, an empty second sheet.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "名单"
    _across(sheet, "试验市白河区政府信息公开工作年度报告编报单位名单")
    _across(sheet, "填报单位：白河区人民政府办公室                    2026年1月5日")
    sheet.append(HEADS)
    numbers = count(1)
    for heading, units in _SECTIONS:
        _across(sheet, heading)
        for unit in units:
            _row(sheet, next(numbers), unit)
        if heading.startswith("一"):
            _merge_kinds(sheet, sheet.max_row - len(units) + 1, sheet.max_row)
            sheet.append([None, "小　计", None, len(units)])
            sheet.append([])
    sheet.append(["合计", f"{len(UNITS) + 1}个"])
    sheet.append([next(numbers)])  # a number without a unit
    sheet.append([])
    for note in NOTES:
        _across(sheet, note)
    sheet.append([None, None, None, None, "填表人：", None, "审核人："])
    book.create_sheet("Sheet2")
    book.save(path)
    return path


def _across(sheet: Worksheet, words: str) -> None:
    sheet.append([words])
    sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(HEADS))


def _row(sheet: Worksheet, number: int, unit: Unit) -> None:
    above = "试验市公安局" if "公安" in unit.name else "区政府"
    sheet.append([number, _BROKEN.get(unit.name, unit.name), unit.nature, above, "某某", "0000-1234567"])
    sheet.cell(sheet.max_row, 2).alignment = Alignment(wrap_text=True)


def _merge_kinds(sheet: Worksheet, first: int, last: int) -> None:
    """Say what the rows have in common in one cell over all of them."""
    for row in range(first + 1, last + 1):
        sheet.cell(row, 3).value = None
    sheet.merge_cells(start_row=first, end_row=last, start_column=3, end_column=3)
