"""Tells the family of a portal from its column page: the first sign that is met, in an order that keeps twins apart.

Vendors borrow each other's scripts: createPageHTML alone is no proof of TRS, /info/ none of VSB. What is surer comes first.
"""

import re
from dataclasses import dataclass

from spiders.families import families

FALLBACK = "generic"


@dataclass(frozen=True)
class Sign:
    """One trait of a family, in the address of a page or in its text: what the pattern finds, or its group if it has one."""

    family: str
    pattern: re.Pattern[str]
    where: str = "text"


def _text(family: str, pattern: str) -> Sign:
    return Sign(family, re.compile(pattern, re.I))


def _url(family: str, pattern: str) -> Sign:
    return Sign(family, re.compile(pattern, re.I), "url")


SIGNS = (
    _url("gkmlpt", r"/gkmlpt/"),
    _text("gkmlpt", r"\A(?>[\s\S]*?(window\._CONFIG\s*=))(?=[\s\S]*\bSID\b)(?=[\s\S]*\bTREE\b)"),
    _text("jpaas", r"jpaas-publish-server|queryData\s*=\s*[\"']\{\s*'webId'"),
    # Its pager is called jpage too.
    _text(
        "truecms",
        r"messageController/getMessage(?:ByCondition)?\.do|\blmid\s{0,4}=\s{0,4}[\"'][0-9a-f-]{36}[\"']",
    ),
    _text(
        "jcms", r"dataproxy\.jsp|\.jpage\(\s*\{|<script(?:[^<>t]|t(?!ext/xml))*+text/xml[^<>]*+>\s*<datastore"
    ),
    _url("xxgk", r"/module/xxgk/|[?&]vc_xxgkarea="),
    _text("xxgk", r"/module/xxgk/|tree\.jsp\?area="),
    _text(
        "ewb",
        r"EWB[-_]FRONT|EWB_\w{1,40}?_Mid|webBuilderCommon\.js|/ajaxReq\.js|lightfrontaction/getgovinfolist",
    ),
    _url(
        "ewb",
        r"/(?:(?!govInfoPub)\w)*+govInfoPub\w*\.html|/dynamic/(?:(?!/dynamic/)[^?#])*+(?<=\.html)\?(?:(?:(?!/dynamic/).)*&)?categorynum=\d",
    ),
    _url("lonsun", r"/public/column/\d+\?(?:(?:(?!/public/column/).)*&)?type="),
    _text("lonsun", r"\bLs\.pagination\(|/site/label/8888"),
    _url("openness", r"\A(?>.*?(?=/openness\w*/))(/.*[?&]branch_id=[0-9a-f]{24})"),
    _text("querylist", r"\bloadPageData\s{0,3}\(|[\"']/queryList[\"'?]"),
    _text("openness", r"/openness/detail/|/XxgkRules/show/|/openness\w*/\?branch_id=[0-9a-f]{24}"),
    _text(
        "ucap",
        r"createPageHTML\(\s*[\"'](?:page_div|paging)|<UCAP(?:CONTENT|TITLE)|<meta\s(?:[^<>n]|n(?!ame))*+name=[\"']?channelid",
    ),
    _text("ucap", r"/common/search/[0-9a-f]{32}"),
    _text("trs", r"createPage(?:HTML)?\(\s*\d|var\s+countPage\s*=\s*\d|\blist2\.trsapi\b"),
    _url("eportal", r"/eportal/ui\?"),
    _text("eportal", r"/eportal/ui\?pageId=|huilan-jquery-ui|article_paging_list_hidden|javascript:next\(\d"),
    _url("vsb", r"[?&]wbtreeid="),
    _text("vsb", r"href=[\"'][^\"']*/?info/\d+/\d+\.htm\b|vsb_content|[?&;]wbtreeid="),
    _url("ilist", r"/info/iList\.jsp"),
    _text("ilist", r"/info/iList\.jsp\?"),
    _text("shanghai", r"\.pagination\(\s*[\"']setPage[\"']"),
    _text("sasac", r"\bmaxPageNum\s*=|document\.cookie\s*=\s*[\"']maxPageNum\d|index_\d{5,}_\d+\.html"),
    _text("inline", r"infolist[\"']?\s*:\s*\[|class=[\"'][^\"']*\bpagedContent\b"),
)


def sniff(text: str, url: str) -> tuple[str, str]:
    """Family and the sign that told it, for a column page and its address.

    The family is always one that has a spider: `generic` for what isn't known, or is known and has none; the sign says so.
    """
    for sign in SIGNS:
        if found := sign.pattern.search(url if sign.where == "url" else text):
            place = "地址" if sign.where == "url" else "页面"
            seen = f"{place}中有 {' '.join(found[found.lastindex or 0].split())[:60]}"
            if sign.family in families():
                return sign.family, seen
            return FALLBACK, f"{seen}，是 {sign.family} 的特征，但还没有它的采集程序"
    return FALLBACK, "没有发现任何已知网站系统的特征"
