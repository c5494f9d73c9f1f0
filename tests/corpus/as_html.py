"""Drafts as pages of portals, or as word processors save pages."""

from html import escape

from tests.corpus.draft import Draft, Grid, Line, Place

_FURNITURE = '<div class="top"><a href="/">首页</a> &gt; <a href="/xxgk">政府信息公开</a> 字体：[大 中 小] 浏览次数：1203</div>'
_HEADER_TABLE = (
    '<table class="xxgk"><tr><td>索引号</td><td>0143/2026-00031</td><td>发布机构</td><td>白河市财政局</td></tr>'
    "<tr><td>成文日期</td><td>2026-01-12</td><td>文号</td><td>无</td></tr></table>"
)


def page(draft: Draft) -> bytes:
    """The report as an HTML page."""
    look = draft.look
    body = "".join(
        _table(draft, block) if isinstance(block, Grid) else _line(block) for block in draft.blocks
    )
    if "nested_layout" in look:
        body = (
            f"<table width=980><tr><td><table><tr><td>栏目</td></tr></table></td><td>{body}</td></tr></table>"
        )
    if "header_table" in look:
        body = _HEADER_TABLE + body
    if "furniture" in look:
        body = f'{_FURNITURE}{body}<div class="foot">主办：白河市人民政府办公室 备案号 2020031121</div>'
    gb = "gb18030" in look
    declared = "utf-8" if gb else "gb2312" if "wrong_charset" in look else "utf-8"
    head = f'<meta charset="{declared}"><title>{escape(draft.title)}</title>'
    html = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return html.encode("gb18030" if gb else "utf-8")


def _line(line: Line) -> str:
    tag = {"title": "h1", "heading": "h3"}.get(line.kind, "p")
    return f"<{tag}>{escape(line.text)}</{tag}>"


def _table(draft: Draft, grid: Grid) -> str:
    rows = "".join(f"<tr>{''.join(_cell(draft, place) for place in row)}</tr>" for row in grid.rows)
    if "unclosed_cells" in draft.look:
        rows = rows.replace("</td>", "").replace("</tr>", "")
    if "hidden_copy" in draft.look:
        rows += '<tr style="display:none"><td>模板</td><td>888</td></tr>'
    return f"<table border=1>{rows}</table>"


def _cell(draft: Draft, place: Place) -> str:
    look = draft.look
    tag = "th" if "th_cells" in look and not place.key else "td"
    spans = f' colspan="{place.colspan}"' * (place.colspan > 1) + f' rowspan="{place.rowspan}"' * (
        place.rowspan > 1
    )
    text = escape(place.text).replace("\n", "<br>").replace("\u00a0", "&nbsp;")
    if "digit_spans" in look and place.key and len(text) > 1 and text.isdigit():
        text = f"<span>{text[0]}</span><span>{text[1:]}</span>"
    if place.key and text.isdigit() and draft.rng.random() < 0.1:
        text += "<sup>2</sup>" * ("raised_marks" in look)
        text = '<span style="display:none">7</span>' * ("hidden_digits" in look) + text
    if "mso" in look:
        text = (
            f"<p class=MsoNormal align=center style='mso-pagination:widow-orphan'><span lang=EN-US>{text}"
            "<o:p></o:p></span></p><!--[if !supportMisalignedColumns]--><!--[endif]-->"
        )
    elif "paragraphs_in_cells" in look:
        text = f"\n  <p><span>&nbsp;</span></p><p>\n {text} </p>\n"
    elif not text and "nbsp_blanks" in look:
        text = "&nbsp;"
    return f"<{tag}{spans}>{text}</{tag}>"
