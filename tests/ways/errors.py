"""Errors of programs with status 200: in place of a list page, in it, behind it."""

from tests.made.portals.raw_server import Wire, sized
from tests.ways.changes import NEW, after_first_row, before, behind, first_row, for_row, longer
from tests.ways.texts import DATA, PAGES, PRINTED
from tests.ways.way import Make, Place, Row, Sound, Way, changed, instead, way

# Errors after which the program ended, and errors after which it went on without the row.
_ENDS = ("php-fatal", "php-memory", "asp-ole-db", "asp-vbscript-zh", "java-trace", "freemarker")
_GOES_ON = (
    "php-uncaught", "php-warning", "asp-ole-db-zh", "asp-adodb", "java-trace", "java-sql", "oracle", "mysql-connections",
    "mysql-syntax", "pdo", "dameng", "kingbase", "freemarker", "ssi", "hidden",
)  # fmt: skip
# What is tried of them at other places besides.
_AT_SECOND = ("php-warning", "asp-ole-db-zh", "java-sql", "ssi")
_FOR_SECOND = ("aspnet-zh", "nginx-502", "mysql-line")
_BEYOND = ("tomcat", "nginx-502", "mysql-line")
_BEHIND = ("tomcat", "weblogic")
_AS_DATA: tuple[tuple[Place, str, str], ...] = (
    ("list", "json-500", "application/json"),
    ("list", "json-success-false", "text/html"),
    ("list", "json-spring", "application/json"),
    ("second", "json-500", "text/html"),
    ("beyond", "json-500", "application/json;charset=UTF-8"),
)


def _in_gbk(sound: Sound) -> Wire:
    text = sound.text.replace(NEW, PRINTED["asp-ole-db-zh"]).replace("utf-8", "gb2312")
    return sized(text.encode("gbk"), Content_Type="text/html; charset=gb2312")


def _way(
    name: str, place: Place, make: Make, row: Row = "unseen", why: str = "", told: str = "server_error"
) -> Way:
    return way(name, place, make, told, row, why)


WAYS: tuple[Way, ...] = (
    *(_way(f"{name}-ends", "list", after_first_row(PRINTED[name]), why="half a page, and why") for name in _ENDS),
    *(_way(f"{name}-amid", "list", for_row(PRINTED[name]), why="whole but for the row") for name in _GOES_ON),
    *(_way(f"{name}-amid", "second", for_row(PRINTED[name])) for name in _AT_SECOND),
    _way("php-fatal-ends", "second", after_first_row(PRINTED["php-fatal"])),
    *(_way(f"{name}-instead", "list", instead(body)) for name, body in PAGES.items()),
    *(_way(f"{name}-instead", "second", instead(PAGES[name])) for name in _FOR_SECOND),
    *(_way(f"{name}-instead", "beyond", instead(PAGES[name]), "seen", "what follows could not be asked") for name in _BEYOND),
    *(_way(f"{name}-behind", "list", behind(PAGES[name]), "seen", "all rows came, then it failed") for name in _BEHIND),
    *(
        _way(name, place, instead(DATA[name], Content_Type=kind), "seen" if place == "beyond" else "unseen")
        for place, name, kind in _AS_DATA
    ),
    _way("php-notice-above", "list", before('<ul class="list">', PRINTED["php-notice"]), "seen",
         "all rows came, but no one knows what else went wrong"),
    _way("ssi-in-foot", "list", before("</body>", PRINTED["ssi"]), "seen", "as above"),
    _way("ssi-for-list", "list", changed(lambda text: text[: text.index("<ul")] + PRINTED["ssi"] + text.split("</ul>")[1]),
         why="the included list is missing, all else is whole"),
    _way("template-unfilled", "list", for_row(PRINTED["template"]), why="nobody filled it", told="server_error|partial_list"),
    _way("php-warning-amid-long", "list", longer(lambda text: text.replace(NEW, PRINTED["php-warning"]))),
    _way("php-fatal-ends-long", "list", longer(lambda text: first_row(text) + PRINTED["php-fatal"])),
    _way("asp-ole-db-zh-gbk", "list", _in_gbk),
)  # fmt: skip
