"""Hanweb JCMS: the column's page carries the rows of its first display pages, dataproxy.jsp hands out the others."""

from demo.families import Answer, Asked, Site
from demo.families.furniture import document, row

COLUMN = "/col/col8801/index.html"
DATAPROXY = "/module/web/jpage/dataproxy.jsp"
NAMES = {"columnid": "8801", "unitid": "49468", "webid": "60"}
_EMBEDDED = 2  # display pages whose rows the column's page carries


def answer(site: Site, asked: Asked) -> Answer | None:
    """The column's page, or the records asked for; none of them unless column, unit and site are named.

    Rows name the host that was asked, as JCMS does.
    """
    host = asked.headers.get("host", "")
    if asked.path == COLUMN:
        return _column_page(site, host)
    if asked.path != DATAPROXY:
        return None
    named = all(asked.fields.get(name) == value for name, value in NAMES.items())
    first, last = _number(asked, "startrecord", 1), _number(asked, "endrecord", _EMBEDDED * site.size)
    store = _datastore(site, host, first, last) if named else "<datastore></datastore>"
    return Answer(store.encode(), "text/xml; charset=utf-8")


def _column_page(site: Site, host: str) -> Answer:
    unit = NAMES["unitid"]
    embedded = _datastore(site, host, 1, _EMBEDDED * site.size)
    return document(
        f'<div id="{unit}"><script type="text/xml">{embedded}</script></div>\n'
        f"<script type=\"text/javascript\">$('#{unit}').jpage({{themeName:'default',showMode:'full',"
        f"totalRecord:{site.stated},groupSize:{_EMBEDDED},proxyUrl:'{DATAPROXY}',perPage:{site.size},"
        f"ajaxParam:{{col:1,appid:'1',webid:{NAMES['webid']},path:'/',columnid:{NAMES['columnid']},"
        f"sourceContentType:1,unitid:'{unit}',webname:'政府信息公开',permissiontype:0}}}});</script>"
    )


def _datastore(site: Site, host: str, first: int, last: int) -> str:
    """Records `first` to `last`, counted from 1; none where there are none."""
    if not site.entries:
        return "<datastore></datastore>"
    later = first > _EMBEDDED * site.size
    shown = [] if later and site.lies.empties else site.entries[max(first, 1) - 1 : max(last, 0)]
    if later and site.lies.repeats:
        shown = site.entries[: last - first + 1]
    base = f"http://{host}" if host else ""
    records = "".join(f"<record><![CDATA[{row(entry, base + entry.path)}]]></record>\n" for entry in shown)
    total = site.total(2 if later else 1)
    counts = f"<totalrecord>{total}</totalrecord><totalpage>{-(-total // site.size)}</totalpage>"
    return f"<datastore>{counts}<recordset>\n{records}</recordset></datastore>"


def _number(asked: Asked, name: str, default: int) -> int:
    text = asked.fields.get(name, "")
    return int(text) if text.isdecimal() else default
