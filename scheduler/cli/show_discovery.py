"""What `nianbao discover` prints for people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from scheduler.discovery.candidates import Read, way
from scheduler.discovery.discover import Discovery
from scheduler.discovery.entries import agencies_csv, portal_toml
from scheduler.discovery.proposal import Proposal
from scheduler.telling.harmless import link, plain
from spiders.discovery.leads import same_site
from spiders.discovery.searching import UNIT_PAGES, Left
from spiders.families import family_named
from store.records import OpenProposal
from store.registry import Portal

_SHOWN = 12  # columns told one by one; --json has them all
_WHY = {
    "pages": "{0.pages} 页已看完，--pages 可以调高",
    "unit": "每个单位只看几页，可给出该单位的网址另行寻找",
    "clicks": "超过 {0.depth} 次点击，--depth 可以调高",
    "units": "列出的单位超过 {0.columns} 个，--columns 可以调高",
    "host": "在同一网站的其他主机，可加",
    "site": "在其他网站，可给出其网址另行寻找",
    "script": "只有脚本能打开，请在浏览器里找到其网址",
    "no_units": "是单位列表的名称，而页面没有列出单位，可能由脚本载入",
    "interrupted": "时间用完，浏览没有进行完",
}


def proposal(made: Proposal) -> str:
    """What was found, why, and what to paste."""
    found = made.found
    lines = [
        f"浏览 {len(found.pages)} 页，读取 {len(found.read)} 个栏目：{plain(found.wanted.url)}",
        *_units(found),
    ]
    if found.home.failure:
        lines.append(f"! 首页没有读成：{plain(found.home.message)}")
    lines += [
        f"! 没有读成 {plain(page.url)}：{plain(page.message)}"
        for page in found.failed[:_SHOWN]
        if page is not found.home
    ]
    if made.registered:
        lines.append(f"! 该主机已登记为 {'、'.join(made.registered)}，请核对后合并")
    for column in found.proposed[:_SHOWN]:
        lines += _column(column)
    if len(found.proposed) > _SHOWN:
        lines.append(f"另有 {len(found.proposed) - _SHOWN} 个栏目，见 --json")
    chosen = {column.candidate.url for column in found.proposed}
    lines += _others([column for column in found.read if column.candidate.url not in chosen])
    lines += _left(found)
    if found.unread:
        lines.append(f"! 还有 {len(found.unread)} 个栏目超出上限没有读，--columns 可以调高")
    if not made.portals:
        return "\n".join([*lines, "没有发现列出年报的栏目；可给出更近的地址，或调高 --pages、--depth"])
    lines += ["", "# 加入 registry/portals.toml", made.toml.rstrip()]
    lines += [
        "",
        f"# 加入 registry/agencies.csv：{len(made.agencies)} 个机关，均为 unverified，疑问在最后一列；"
        "核对后 nianbao registry activate，才计应报",
    ]
    return "\n".join([*lines, agencies_csv(made.agencies, head=False).rstrip()])


def _units(found: Discovery) -> list[str]:
    """How many units pages list, and those whose column was not found."""
    if not found.units:
        return []
    lacking = [f"{plain(name)} {link(url)}" for name, url in found.lacking.items()]
    lines = [
        f"页面列出 {len(found.units)} 个单位，{len(found.units) - len(lacking)} 个有年报栏目"
        f"（每个单位至多看 {UNIT_PAGES} 页，至多 {found.wanted.columns} 个单位）"
    ]
    if lacking:
        lines.append(f"! {len(lacking)} 个单位没有发现列出年报的栏目：{_some(lacking)}")
    return lines


def _left(found: Discovery) -> list[str]:
    """What was not looked at, a line a reason."""
    reasons: dict[str, list[Left]] = defaultdict(list)
    for left in found.left:
        beside = left.why == "host" and not same_site(found.wanted.url, str(urlsplit(left.url).hostname))
        reasons["site" if beside else left.why].append(left)
    lines = []
    for why, own in reasons.items():
        words = _WHY[why].format(found.wanted)
        hosts = dict.fromkeys(str(urlsplit(left.url).hostname) for left in own) if why == "host" else ()
        asked = "".join(f" --host {host}" for host in hosts)
        examples = [f"“{plain(left.text)}” {link(left.url)}".rstrip() for left in own]
        lines.append(f"! 没有看 {len(own)} 处，{words}{asked}：{_some(examples)}")
    return ["", *lines] if lines else []


def _some(words: Sequence[str]) -> str:
    return "、".join(words[:_SHOWN]) + ("……其余见 --json" if len(words) > _SHOWN else "")


def _column(read: Read) -> list[str]:
    candidate = read.candidate
    years = f"{min(read.years)}—{max(read.years)}年度" if read.years else "年度不明"
    end = "读到末尾" if read.complete else f"没有读到末尾：{plain(read.problem)}"
    return [
        "",
        f"● {plain(candidate.url)}",
        f"  系统 {candidate.family}（{plain(candidate.sign)}）{_untried(candidate.family)}",
        f"  依据 {plain(candidate.why)}；路径 {plain(way(candidate.path))}",
        f"  {read.rows} 条，其中年报 {len(read.reports)} 份，{years}；{end}"
        + (f"（网站称 {plain(read.claimed)}）" if read.claimed else ""),
    ]


def _untried(family: str) -> str:
    """What is to be known of a family that was never tried on captured pages."""
    return "" if family_named(family).captured else "；这种系统未在真实页面上试过，请对照栏目核对条目"


def _others(read: Sequence[Read]) -> list[str]:
    """Candidates that are not proposed, and why."""
    lines = []
    for column in read[:_SHOWN]:
        why = f"{column.rows} 条中没有年报" if not column.reports else "其中的年报在上列栏目里都有"
        problem = f"；{plain(column.problem)}" if column.problem else ""
        lines.append(f"○ 不提出 {plain(column.candidate.url)}：{why}{problem}")
    return ["", *lines] if lines else []


def proposals(rows: Sequence[OpenProposal], portals: Mapping[str, Portal]) -> str:
    """Addresses that nights have found for columns that moved, as entries to paste."""
    if not rows:
        return "没有待核对的栏目新地址"
    lines = []
    for portal_id in dict.fromkeys(str(row.portal_id) for row in rows):
        own = [row for row in rows if row.portal_id == portal_id]
        for row in own:
            lines += [
                f"● {row.id} {plain(row.portal_id)}：{plain(row.old_column)}",
                f"  → {plain(row.new_column)}（{row.family}，{row.night} 发现）"
                if row.new_column
                else "  尚未找到新地址",
                f"  {plain(row.why)}",
            ]
        if portal := portals.get(portal_id):
            lines += ["", f"# 核对后替换 registry/portals.toml 中的 {portal_id}", *_with(portal, own), ""]
    return "\n".join(lines)


def _with(portal: Portal, rows: Sequence[OpenProposal]) -> list[str]:
    """The portal's entry with the proposed addresses in it."""
    columns = list(portal.columns)
    families = {str(row.family) for row in rows if row.new_column}
    for row in rows:
        if row.new_column and row.new_column not in columns:
            place = columns.index(row.old_column) if row.old_column in columns else len(columns)
            columns[place : place + (0 if row.keeps_old else 1)] = [row.new_column]
    family = families.pop() if len(families) == 1 else portal.family
    entry = portal.model_copy(update={"columns": tuple(columns), "family": family})
    return portal_toml(entry).rstrip().split("\n")
