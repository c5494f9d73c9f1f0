"""What stands around a list on its page: menus, the way to it, news beside it, forms, frames, comments, scripts, the foot."""

from collections.abc import Mapping

_COLUMNS = {
    "/xxgk/zn/": "政府信息公开指南",
    "/xxgk/zd/": "政府信息公开制度",
    "/xxgk/fdzdgk/": "法定主动公开内容",
    "/xxgk/ysqgk/": "依申请公开",
}
_NEWS = {
    "/xwzx/81.html": ("我市召开春季植树动员会", "2026-01-30"),
    "/xwzx/80.html": ("北山公园步道建成开放", "2026-01-28"),
    "/xwzx/79.html": ("关于早晚高峰公交线路调整的公告", "2026-01-27"),
}


def _links(links: Mapping[str, str]) -> str:
    return "".join(f'<li><a href="{path}">{words}</a></li>' for path, words in links.items())


def _dated(frame: str) -> str:
    """News by a frame with places for address, title and day."""
    return "".join(frame.format(path, title, day) for path, (title, day) in _NEWS.items())


# By name: what stands before the list and what behind it.
AROUND: dict[str, tuple[str, str]] = {
    "menu": (
        f'<div class="nav"><ul>{_links({"/": "首页", "/xwzx/": "新闻中心", **_COLUMNS})}</ul></div>',
        "",
    ),
    "menu-of-divs": (
        "".join(f'<div class="n"><a href="{path}">{words}</a></div>' for path, words in _COLUMNS.items()),
        "",
    ),
    "tree": (
        f"<dl class='tree'><dt>政府信息公开</dt>{_links(_COLUMNS).replace('li>', 'dd>')}</dl>",
        "",
    ),
    "trail": (
        '<div class="pos">您现在的位置：<a href="/">首页</a>&nbsp;&gt;&gt;&nbsp;<a href="/xxgk/">政府信息公开</a>'
        "&nbsp;&gt;&gt;&nbsp;政府信息公开年报</div>",
        "",
    ),
    "news": (
        f'<div class="side"><h3>最新公开</h3><ul>{_dated("<li><a href={0}>{1}</a><span>{2}</span></li>")}</ul></div>',
        "",
    ),
    "news-behind": (
        "",
        f'<div class="hot"><h3>热点信息</h3><table>{_dated("<tr><td><a href={0}>{1}</a></td><td>{2}</td></tr>")}</table></div>',
    ),
    "search": (
        '<form name="frmSearch" action="/search"><input name="searchword"><input type="submit" value="搜索"></form>',
        "",
    ),
    "weather": (
        '<iframe src="http://tianqi.example/plugin/index.htm?s=3" width="317" height="28"></iframe>',
        "",
    ),
    "comments": (
        '<!--<div class="old"><ul><li><a href="/old/1.html">旧版栏目</a><span>2019-03-01</span></li></ul></div>-->',
        "<!-- 页面生成时间 2026-01-01 01:48:08 -->",
    ),
    "scripts": (
        "<script>var siteId = 12; function submitA(){document.frmSearch.submit();}</script>",
        '<script src="/js/jquery.min.js"></script><script id="_jiucuo_" sitecode="9901000001" '
        'src="http://pucha.example/exposure/jiucuo.js"></script>',
    ),
    "friends": (
        "",
        '<select onchange="window.open(this.value)"><option>友情链接</option>'
        '<option value="http://www.linshi.example/">邻市人民政府</option></select>',
    ),
    "layout": (
        '<table width="1006" align="center"><tbody><tr><td width="253" valign="top">信息公开</td><td valign="top">',
        "</td></tr></tbody></table>",
    ),
}
_FOOT = (
    '<div class="footer"><p>主办单位：试验市人民政府办公室　地址：试验市人民路1号　邮编：990100</p>'
    '<p><a href="http://beian.example/" target="_blank">试ICP备00000001号-1</a>　网站标识码：9901000001</p></div>'
)


def surrounded(body: str, around: tuple[str, ...]) -> str:
    """The body of a page: what stands around the list, the first outermost, and the foot."""
    for name in reversed(around):
        before, behind = AROUND[name]
        body = f"{before}\n{body}\n{behind}"
    return f"{body}\n{_FOOT}"
