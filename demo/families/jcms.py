"""Hanweb JCMS: the column's page carries the rows of its first display pages, dataproxy.jsp hands out the others."""

from demo.families import Answer, Asked, Entry, Site
from demo.families.furniture import document, row
from demo.families.links import ListPlace, fragment_of, place_of

COLUMN = "/col/col8801/index.html"
DATAPROXY = "/module/web/jpage/dataproxy.jsp"
NAMES = {"columnid": "8801", "unitid": "49468", "webid": "60"}
_EMBEDDED = 2  # display pages whose rows the column's page carries


def answer(site: Site, asked: Asked) -> Answer | None:
    """The column's page, or the records asked for; none of them unless column, unit and site are named.

    Rows name the host that was asked, as JCMS does.
    """
    place = fragment_of(asked, COLUMN.removesuffix("index.html"))
    if asked.path == COLUMN:
        return _column_page(site, place, place_of(asked))
    if asked.path != DATAPROXY:
        return None
    named = all(asked.fields.get(name) == value for name, value in NAMES.items())
    first, last = _number(asked, "startrecord", 1), _number(asked, "endrecord", _EMBEDDED * site.size)
    store = _datastore(site, place, first, last) if named else "<datastore></datastore>"
    return Answer(store.encode(), "text/xml; charset=utf-8")


def _column_page(site: Site, records: ListPlace, place: ListPlace) -> Answer:
    unit = NAMES["unitid"]
    embedded = _datastore(site, records, 1, _EMBEDDED * site.size)
    return document(
        f'<div id="{unit}"><script type="text/xml">{embedded}</script></div>\n'
        f"<script type=\"text/javascript\">$('#{unit}').jpage({{themeName:'default',showMode:'full',"
        f"totalRecord:{site.stated},groupSize:{_EMBEDDED},proxyUrl:'{DATAPROXY}',perPage:{site.size},"
        f"ajaxParam:{{col:1,appid:'1',webid:{NAMES['webid']},path:'/',columnid:{NAMES['columnid']},"
        f"sourceContentType:1,unitid:'{unit}',webname:'政府信息公开',permissiontype:0}}}});</script>",
        furniture=site.furniture,
        place=place,
    )


def _datastore(site: Site, place: ListPlace, first: int, last: int) -> str:
    """Records `first` to `last`, counted from 1; none where there are none."""
    if not site.entries:
        return "<datastore></datastore>"
    later = first > _EMBEDDED * site.size
    shown = [] if later and site.lies.empties else site.entries[max(first, 1) - 1 : max(last, 0)]
    if later and site.lies.repeats:
        shown = site.entries[: last - first + 1]
    records = "".join(
        f"<record><![CDATA[{_record(site, entry, order, place)}]]></record>\n"
        for order, entry in enumerate(shown)
    )
    total = site.total(2 if later else 1)
    counts = f"<totalrecord>{total}</totalrecord><totalpage>{-(-total // site.size)}</totalpage>"
    return f"<datastore>{counts}<recordset>\n{records}</recordset></datastore>"


def _record(site: Site, entry: Entry, order: int, place: ListPlace) -> str:
    if site.furniture:
        return site.furniture.single(entry, order, place)
    return row(entry, f"http://{place.host}{entry.path}" if place.host else "")


def _number(asked: Asked, name: str, default: int) -> int:
    text = asked.fields.get(name, "")
    return int(text) if text.isdecimal() else default
