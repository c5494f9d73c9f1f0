"""No spider rests on one kind of list: every family × record × day is read in full or called partial, never short as whole."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

import pytest
from lxml import html

from demo.families import Answer, Asked, Entry, Site
from demo.families.days import DAYS
from demo.families.furniture import Furniture
from demo.families.links import LINKS, TITLES, ListPlace
from demo.families.pagers import PAGERS, Turn
from demo.families.records import RECORDS
from demo.families.surroundings import AROUND
from demo.provinces import load_provinces, provinces_answer
from store.times import BEIJING
from tests.made.portals.furnished import DATA_ONLY, FAMILIES, Reading, columns_of, get, readings
from tests.made.portals.replicas import entries

KINDS = [
    (family, record)
    for family in FAMILIES
    for record in (["li-a"] if family in DATA_ONLY else sorted(RECORDS))
]
ENTRIES = entries(9, "/nb/t20260115_{}.html")


@cache
def read(family: str) -> dict[str, Reading]:
    """What is read of every column of a family."""
    printed = FAMILIES[family]
    return readings(printed.spider, printed.replica, columns_of(family))


def same(title: str) -> str:
    """A title without the bullet, the blanks and the one quotation mark that a replica prints and a person doesn't count."""
    return title.strip("· \t\n\u3000\xa0").replace("“含", "含")


def fault(reading: Reading, site: Site) -> str:
    """What is wrong with a reading, "" if it has every row with its day, or says that it is partial and accuses nobody."""
    assert site.furniture
    found = {(path, same(title)): day for path, title, day in reading.rows}
    lost = [entry for entry in site.entries if (entry.path, entry.title) not in found]
    days = {entry.listed: found[entry.path, entry.title] for entry in site.entries if entry not in lost}
    odd = {
        f"{day} as {read}"
        for day, read in days.items()
        if read != day and (read or (reading.complete and site.furniture.tells_day))
    }
    if reading.complete and lost:
        return f"complete without {len(lost)} of {len(site.entries)} rows"
    if reading.published in ("missing", "late"):
        return f"the body that filed is {reading.published}"
    if not reading.complete and reading.silent != "unverifiable":
        return f"partial, and the silent body is {reading.silent}"
    return ", ".join(sorted(odd))


@pytest.mark.parametrize(("family", "record"), KINDS)
def test_a_list_is_read_in_full_or_called_partial(family: str, record: str) -> None:
    columns = columns_of(family)
    faults = {
        name: f"{found} ({columns[name][0]}, {columns[name][1].furniture})"
        for name, reading in read(family).items()
        if name.startswith(f"{record}--") and (found := fault(reading, columns[name][1]))
    }
    assert faults == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_commonest_list_is_read_in_full(family: str) -> None:
    reading = read(family)["plain"]
    proves = family != "generic"  # whose silence proves nothing where no count is stated
    assert (reading.complete, fault(reading, columns_of(family)["plain"][1])) == (proves, "")
    assert (reading.published, reading.silent) == ("on_time", "missing" if proves else "unverifiable")
    assert len(reading.rows) >= 9


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_printed_with_twelve_records_and_six_days_or_more(family: str) -> None:
    names = [name.split("--") for name in columns_of(family) if name != "plain"]
    records, days = {record for record, _ in names}, {day for _, day in names}
    assert len(days) >= 6
    assert family in DATA_ONLY or len(records) >= 12
    assert all(len([day for each, day in names if each == record]) >= 6 for record in records)


def test_a_seed_draws_the_same_furniture_every_time_and_seeds_draw_every_kind() -> None:
    drawn = [Furniture.of(seed) for seed in range(400)]
    assert drawn == [Furniture.of(seed) for seed in range(400)]
    assert len(RECORDS) >= 12
    assert len(DAYS) >= 6
    for name, kinds in {
        "record": RECORDS,
        "day": DAYS,
        "link": LINKS,
        "title": TITLES,
        "pager": PAGERS,
    }.items():
        assert {getattr(furniture, name) for furniture in drawn} == set(kinds)
    assert {name for furniture in drawn for name in furniture.around} == set(AROUND)
    assert {furniture.inside for furniture in drawn} == {True, False}


# What a person sees of a day, blanks left out; independent of the project's own readers.
SEEN = {
    "slashes": ("{0:%Y/%m/%d}", "{0.year}/{0.month}/{0.day}"),
    "dots": ("{0:%Y.%m.%d}",),
    "words": ("{0.year}年{0.month}月{0.day}日", "{0:%Y年%m月%d日}"),
    "split": ("{0:%d%Y-%m}", "{0:%d%Y.%m}", "{0:%m-%d%Y}", "{0:%Y年%m-%d}"),
    "short": ("{0:%m-%d}", "{0:%m/%d}"),
    "none": ("",),
}


def forms(kind: str, day: date) -> list[str]:
    """The forms in which a day may be seen."""
    return [form.format(day) for form in SEEN.get(kind, ("{0}",))]


def seen(markup: str) -> str:
    """What a page says in text and in the attributes that bear words, in its order and without blanks."""
    parts: list[str] = []

    def walk(element: html.HtmlElement) -> None:
        if isinstance(element.tag, str):
            parts.extend(element.get(name, "") for name in ("title", "data-date", "datetime"))
            parts.append(element.text or "")
            for child in element:
                walk(child)
        parts.append(element.tail or "")

    walk(html.fromstring(f"<div>{markup}</div>"))
    return re.sub(r"\s", "", "".join(parts))


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("day", DAYS)
def test_a_list_shows_every_title_and_day_in_their_order(record: str, day: str) -> None:
    for seed in range(12):
        furniture = Furniture.named(record, day, seed)
        turn = Turn(1, 2, 9, "index_{}.html".format)
        text = seen(furniture.listing(ENTRIES, ListPlace("www.shiyan.example", "/nb/", "/"), turn))
        assert places(text, [[entry.title] for entry in ENTRIES]), (furniture, text)
        assert places(text, [forms(day, entry.listed) for entry in ENTRIES]), (furniture, text)


def places(text: str, wanted: list[list[str]]) -> bool:
    """Whether one of the forms of each thing stands in the text, each after the one before."""
    at = 0
    for choice in wanted:
        found = [place for form in choice if (place := text.find(form, at)) >= 0]
        if not found:
            return False
        at = min(found) + 1
    return True


def strings(found: object) -> Iterator[str]:
    """All texts of data, and the Beijing days of its instants."""
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list):
        for each in found:
            yield from strings(each)
    elif isinstance(found, str):
        yield found
    elif isinstance(found, int) and found > 1_500_000_000:
        yield f"{datetime.fromtimestamp(found, BEIJING).date()}"


def told(answer: Answer) -> str:
    """What an answer says to a person, whatever carries it; rows that scripts hold are read as they stand."""
    text = answer.body.decode()
    if data := re.fullmatch(r"\w*\(?(\{.*\})\)?", text, re.DOTALL):
        text = " ".join(strings(json.loads(data[1])))
    text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    scripts = html.fromstring(f"<div>{text.replace('<script', '<div').replace('</script', '</div')}</div>")
    return re.sub(r"\s", "", f"{seen(text)}{scripts.text_content()}").replace("“含", "含")


@pytest.mark.parametrize("family", FAMILIES)
def test_the_pages_of_a_family_show_every_title_and_day(family: str) -> None:
    printed = FAMILIES[family]
    for name, (column, site) in columns_of(family).items():
        answers = [printed.replica(site, asked) for asked in printed.asked(column)]
        text = "".join(told(answer) for answer in answers if answer)
        assert [entry.title for entry in site.entries if entry.title not in text] == [], name
        assert site.furniture
        kinds = (site.furniture.day, "iso")  # data hold some days as one text
        days = [[form for kind in kinds for form in forms(kind, entry.listed)] for entry in site.entries]
        assert [choice for choice in days if not any(form in text for form in choice)] == [], name


def test_provinces_are_furnished_only_where_asked_and_then_tell_their_days() -> None:
    usual, furnished = load_provinces(), load_provinces(furnished=True)
    assert {portal.furniture for portal in usual.portals.values()} == {0}
    drawn = [Furniture.of(portal.furniture) for portal in furnished.portals.values()]
    assert all(furniture.tells_day for furniture in drawn)
    assert len({furniture.record for furniture in drawn}) >= 12
    assert len({furniture.day for furniture in drawn}) >= 6


def test_a_furnished_portal_prints_the_same_entries_in_its_encoding() -> None:
    night = load_provinces().nights[-1]
    pages = [
        provinces_answer(world, night, "www.trs-b.example", Asked("/zfxxgk/nb/"), 1).body.decode("gbk")
        for world in (load_provinces(), load_provinces(furnished=True))
    ]
    usual, furnished = map(seen, pages)
    titles = {entry.title for entry in shown(night)}
    assert titles
    assert all(title in text for title in titles for text in (usual, furnished))
    assert pages[0] != pages[1]


def test_every_furnished_portal_answers_in_its_encoding() -> None:
    world = load_provinces(furnished=True)
    for portal in world.portals.values():
        answer = provinces_answer(world, world.nights[-1], portal.host, get(portal.column), 1)
        assert (answer.status, portal.id) == (200, portal.id)
        assert "网站标识码" in seen(answer.body.decode(portal.encoding)), portal.id


def shown(night: date) -> list[Entry]:
    """The entries of the portal's first page."""
    world = load_provinces()
    return [item.entry for item, _ in world.items("trs-b", night)][: world.portals["trs-b"].page_size]
