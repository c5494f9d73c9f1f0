"""What a portal prints above a document, and what its address tells: each day with its source, no field of a neighbour."""

from datetime import date

import pytest

from crawler.reading.around.header import find_publisher, header_fields, printed_day
from crawler.reading.words.dates import address_day, id_day, meta_day
from tests.made.pace import within


def fields(front: str) -> dict[str, str]:
    return {kind: value for kind, value in header_fields(front) if kind != "other"}


WHOLE = {
    "index_number": "990100-2026-000012",
    "publisher": "白河市财政局",
    "other_day": "2026-01-20",
    "document_number": "白财〔2026〕3号",
    "published": "2026-01-22",
    "name": "白河市财政局2025年政府信息公开工作年度报告",
}
LABELS = {
    "index_number": "索 引 号",
    "publisher": "发布机构",
    "other_day": "成文日期",
    "document_number": "发文字号",
    "published": "发布日期",
    "name": "名　　称",
}
LAYOUTS = {
    "table": "\n".join(f"{LABELS[key]}：\n{value}" for key, value in WHOLE.items()),
    "table without colons": "\n".join(f"{LABELS[key]}\n{value}" for key, value in WHOLE.items()),
    "row of labels above row of values": "\n".join([*LABELS.values(), *WHOLE.values()]),
    "block of lines": "\n".join(f"{LABELS[key]}: {value}" for key, value in WHOLE.items()),
    "one line": " ".join(f"{LABELS[key]}：{value}" for key, value in WHOLE.items()),
    "glued": "".join(f"{LABELS[key]}:{value}" for key, value in WHOLE.items()),
    "brackets": "\n".join(f"【{LABELS[key]}】\n{value}" for key, value in WHOLE.items()),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_header_is_read_in_every_layout(layout: str) -> None:
    assert fields(f"首页 > 公开年报\n{LAYOUTS[layout]}\n字体：【大 中 小】") == WHOLE


@pytest.mark.parametrize(
    ("front", "day"),
    [
        ("发布日期:2021-01-29 点击数:", "2021-01-29"),
        ("来源:县政府 时间:2017-01-12 10:01", "2017-01-12"),
        ("信息来源:某局 发布日期:2024-01-30 浏览次数: 3", "2024-01-30"),
        ("信息提供日期 : 2024-01-30 来源 : 某局", "2024-01-30"),
        ("更新时间:2024-03-03 发布时间: |", None),
        ("更新时间:2024-03-03 发布时间: | 字体：大", None),
        ("时间:2025-01-20来源:教育局作者:张三", "2025-01-20"),
        ("发布机构:兴国镇 索引号:11/2021-None 时间:2022-01-09 作者:", "2022-01-09"),
        ("2022-01-28 11:22 作者:局办公室", "2022-01-28"),
        ("2022-01-28 11:22:07 来源：某局", "2022-01-28"),
        ("2022-01-28 作者:局办公室", None),
        ("2026年11月21日 星期六", None),
        ("2026-11-21 09:00 星期六 来源：某局", None),
        ("成文日期：2022-01-28", None),
        ("发文日期\n2022-01-28", None),
        ("会议时间：2022-01-28", None),
        ("发布日期：1970-01-01", None),
        ("发布日期：2007-05-05", None),
        ("发布日期：0000-00-00 00:00:00\n公开日期：2022-01-28", "2022-01-28"),
        ("发布日期\n有效性\n2022-01-28\n有效", "2022-01-28"),
        ("发文字号\n发布日期\n2022-01-28\n白河市财政局", "2022-01-28"),
        ("生成日期\n发布机构\n2022-01-28\n某局", None),
        ("发布日期\n成文日期\n2022-01-28\n有效性\n有效", None),
    ],
)
def test_printed_day_is_the_one_of_publication(front: str, day: str | None) -> None:
    assert printed_day(front) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("front", "meta", "publisher"),
    [
        ("发布机构：白河市财政局", {"contentsource": "本站"}, "白河市财政局"),
        ("发布机构：\n白河市人民政府办公室\n发布日期", {}, "白河市人民政府办公室"),
        ("时间:2025-01-20来源:教育局作者:张三", {}, "教育局"),
        ("来源：1 时间：2025-01-20", {}, None),
        ("来源：原创", {}, None),
        ("来源：原创", {"contentsource": "白河市财政局"}, "白河市财政局"),
        ("", {"contentsource": "1"}, None),
        ("发布机构：", {}, None),
        ("发布机构：发布日期：2025-01-20", {}, None),
    ],
)
def test_publisher_is_a_body_or_none(front: str, meta: dict[str, str], publisher: str | None) -> None:
    assert find_publisher(front, meta) == publisher


@pytest.mark.parametrize(
    ("meta", "day"),
    [
        ({"pubdate": "2026-01-22"}, "2026-01-22"),
        ({"pubdate": "2026-01-22 10:01"}, "2026-01-22"),
        ({"pubdate": "2026-01-22 10:01:59"}, "2026-01-22"),
        ({"pubdate": "2026/1/22"}, "2026-01-22"),
        ({"pubdate": "20260122"}, "2026-01-22"),
        ({"pubdate": "20260122100159"}, "2026-01-22"),
        ({"pubdate": "2026-01-22T10:01:59+08:00"}, "2026-01-22"),
        ({"publishdate": "2026-01-22"}, "2026-01-22"),
        ({"article:published_time": "2026-01-22T02:00:00Z"}, "2026-01-22"),
        ({"pubdate": "0000-00-00 00:00:00", "publish-date": "2026-01-22"}, "2026-01-22"),
        ({"pubdate": "1970-01-01"}, None),
        ({"pubdate": ""}, None),
        ({"pubdate": "2026-13-22"}, None),
        ({"others": "页面生成时间 2026-01-01 01:48:08"}, None),
    ],
)
def test_meta_gives_the_day_under_its_usual_names(meta: dict[str, str], day: str | None) -> None:
    assert meta_day(meta) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/202601/t20260122_11.shtml", "2026-01-22"),
        ("/zwgk/t20230118_11520599_wap.html", "2023-01-18"),
        ("/art/2026/1/22/art_1_2.html", "2026-01-22"),
        ("/columns/e434bf9c-a0e0/202302/17/eb63700d.html", "2023-02-17"),
        ("/c/2026-01-15/7097241.shtml", "2026-01-15"),
        ("/nw12344/20230331/4a03b5fa47ae4c73b7ec42801de6be66.html", "2023-03-31"),
        ("/2025-01/02/content_7.htm", "2025-01-02"),
        ("/2025/01-23/3115431.html", "2025-01-23"),
        ("/safe/2025/0123/25000.html", "2025-01-23"),
        ("/2021/202201/t20220127_4.html", "2022-01-27"),
        ("/t19700101_3215525.shtml", None),
        ("/t20070101_1.html", None),
        ("/2019/12/345.html", None),
        ("/art/2025/art_22be474b31d140f9b43259d5fd6a4ad7.html", None),
        ("/content/2/2059/post_2059902.html", None),
        ("/info/2381/644672.htm", None),
    ],
)
def test_address_gives_a_day_only_where_it_spells_one(path: str, day: str | None) -> None:
    assert address_day("http://a.example" + path) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/zfxxgknb/1906985018193408001.html", "2025-04-01"),
        ("/2023n/1752504210521403394.html", "2024-01-31"),
        ("/xxgknb/2015678676080836610.html", "2026-01-26"),
        ("/2021n2/2022031620525054533/index.html", "2022-03-16"),
        ("/new/detail/20240130110354604.html", "2024-01-30"),
        ("/GovOpenShow.aspx?id=20240118085408100", "2024-01-18"),
        ("/web/x/2026012914194811951/index.shtm", "2026-01-29"),
        ("/bmxxgknb/61f23604f8fd1c0bdc7cf43d.html", "2022-01-27"),
        ("/channel_5f9f6a3dc916f710ccee90e4/doc_61F23604f8fd1c0bdc7cf43d.html", "2022-01-27"),
        ("/xxgknb/202602/7d9f7dd06a24417b90ae442020c4513a.shtml", "2026-02-28"),
        ("/202512/1778607.shtml", "2025-12-31"),
        ("/content/post_12648970.html", None),
        ("/channel_5f9f6a3dc916f710ccee90e4/post_7.html", None),
        ("/2022031620525054533/post_7.html", None),
        ("/columns/1752504210521403394/", "2024-01-31"),
        ("/bmxxgknb/000000000000000000000000.html", None),
        ("/bmxxgknb/ffffffffffffffffffffffff.html", None),
        ("/doc/999999999999999999.html", None),
        ("/7d9f7dd06a24417b90ae442020c4513a.shtml", None),
    ],
)
def test_identifier_tells_when_the_record_was_made(path: str, day: str | None) -> None:
    assert id_day("http://a.example" + path) == (date.fromisoformat(day) if day else None)


HOSTILE = {
    "labels": "发布日期：" * 4_000,
    "alone": "发布日期\n" * 4_000,
    "padded": "发" + " " * 10_000 + "布 日 期：" * 1_000,
    "stamps": "2022-01-28 11:22 " * 1_200,
    "digits": "2022" * 5_000,
    "hex": "61f2" * 5_000,
    "slashes": "/2022" * 4_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_header_ends_soon(name: str) -> None:
    with within(0.5):
        printed_day(HOSTILE[name])
        find_publisher(HOSTILE[name], {})
        address_day("http://a.example/" + HOSTILE[name])
        id_day("http://a.example/" + HOSTILE[name])
        meta_day({"pubdate": HOSTILE[name]})
