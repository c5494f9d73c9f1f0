"""Columns read step by step without a network: every page is asked of a replica, and taken as the spider takes it."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from crawler.reading.around.front import simplified
from demo.families import Answer, Asked
from spiders.column import Column, Next
from spiders.pages.page import Came
from spiders.reading import Step, end, go_on_after_absence, read_page
from store.registry import Portal

NAMES = ("试验市教育局", "教育局", "试验市卫生健康委员会", "卫生健康委员会")
NEWEST = 2025


def walked(
    family: str,
    column: str,
    answer: Callable[[Asked], Answer | None],
    single_page: bool = False,
    since: int = 2025,
) -> Column:
    """The column at the address `column` as it stands when all that follows has been asked for."""
    url = f"{urlsplit(column).scheme}://{urlsplit(column).netloc}/"
    portal = Portal(
        id="walk",
        name="试验市",
        family=family,
        url=url,
        columns=(column,),
        since=since,
        single_page=single_page,
    )
    names = tuple(map(simplified, NAMES))
    step = Step(Column(portal, column, names=names, newest=NEWEST), Next(column))
    while step.following:
        step = _take(family, step.column, step.following, answer)
    return step.column


def _take(family: str, column: Column, following: Next, answer: Callable[[Asked], Answer | None]) -> Step:
    """One step, as spiders.base takes it."""
    found = answer(asked_by(following, column))
    if found is None and (following.may_be_absent or column.past_claim):
        return go_on_after_absence(family, column)
    if found is None:
        column.fail("partial_list", f"{following.url} 返回 HTTP 404")
        return end(family, column)
    charset = found.kind.partition("charset=")[2] or None
    return read_page(family, Came(following.url.partition("#")[0], found.body, charset, found.status), column)


def asked_by(following: Next, column: Column) -> Asked:
    """A request as a replica gets it."""
    parts = urlsplit(following.url)
    form = {} if following.body is None or following.as_json else dict(parse_qsl(following.body, True))
    return Asked(
        parts.path,
        dict(parse_qsl(parts.query, True)) | form,
        "GET" if following.body is None else "POST",
        (following.body or "").encode(),
        {"host": parts.netloc, "referer": column.url},
    )
