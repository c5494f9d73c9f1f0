"""What `nianbao registry import` and `activate` print."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from scheduler.telling.harmless import plain
from store.registry.confirming import Confirmed
from store.registry.taking_over import Takeover

_SHOWN = 10  # of what there may be many of; --json has them all


def takeover_json(taken: Takeover) -> dict[str, Any]:
    """What a list brought, for machines."""
    return vars(taken) | {"skipped": [vars(line) for line in taken.skipped]}


def takeover(taken: Takeover, where: str) -> str:
    """What a list brought, what was passed over, and what is left to do."""
    lines = [
        f"新增 {len(taken.added)}，修改 {len(taken.changed)}，未变 {len(taken.unchanged)}{where}",
        *_skipped(taken),
    ]
    if taken.unused:
        lines.append(f"没有用到的列：{plain('、'.join(taken.unused))}")
    told = Counter(" ".join(words.split()[-2:]) for words in taken.told_by_name)
    if told:
        lines.append(
            "按名称或区划代码认定："
            + "，".join(f"{plain(words)} {count} 个" for words, count in told.items())
        )
    if taken.paired:
        lines.append(f"与已登记而名称不同的对应 {len(taken.paired)} 个，请核对：")
        lines += [f"  {plain(words)}" for words in taken.paired]
    if taken.doubts:
        lines.append(
            f"有疑问，登记为 unverified，不计应公布 {len(taken.doubts)} 个；核对后 registry activate 编号："
        )
        lines += [f"  {key}：{plain('；'.join(doubts))}" for key, doubts in taken.doubts.items()]
    if taken.without_portal:
        lines.append(
            f"没有写明门户，无法判断是否公布 {len(taken.without_portal)} 个：{_some(taken.without_portal)}"
        )
    if taken.left:
        lines.append(f"同一门户中登记为 unverified 而名单里没有的 {len(taken.left)} 个：{_some(taken.left)}")
    return "\n".join(lines)


def _skipped(taken: Takeover) -> list[str]:
    """The lines that are no agencies, a line a kind of them."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for line in taken.skipped:
        place = line.place.partition(" row ")[0]
        kinds[line.what].append(f"{place}“{line.text[:20]}”" if line.text else place)
    return [f"略过{what} {len(lines)}：{plain(_some(lines))}" for what, lines in kinds.items()]


def _some(words: Sequence[str]) -> str:
    return "、".join(words[:_SHOWN]) + ("…" if len(words) > _SHOWN else "")


def confirmed(done: Confirmed, where: str) -> str:
    """What was confirmed, and what was not and why."""
    lines = [f"已核实为 active {len(done.confirmed)} 个{where}"]
    lines += [f"  {key} {plain(name)}" for key, name in done.confirmed.items()]
    if done.already:
        lines.append(f"原已是 active {len(done.already)} 个")
    if done.doubted:
        lines.append(
            f"有疑问，没有核实 {len(done.doubted)} 个；核对后写明编号：registry activate {' '.join(done.doubted)}"
        )
        lines += [f"  {key}：{plain('；'.join(doubts))}" for key, doubts in done.doubted.items()]
    return "\n".join(lines)
