"""What a list doesn't say of a body, from its name and its division's code, where these prove it; and what stays doubtful."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from store.registry import RegistryError
from store.registry.bodies import doubtful, kind_of_name, standing_of_name
from store.registry.regions import COUNTRY, level_of, region_of
from store.registry.sheet import ListedAgency

KINDS = {
    "government": "政府",
    "department": "部门",
    "township": "乡镇街道",
    "branch": "派出机构",
    "authorised": "授权组织",
}
BY_SHORT_NAME = "仅凭简称"  # how a doubt begins that no list settles, only a person


@dataclass(frozen=True)
class Completed:
    """The fields of a body, and what was proved by its name or code (`told`)."""

    row: dict[str, str]
    told: list[str] = field(default_factory=list)


def completed(line: ListedAgency, known: Mapping[str, str], region: str, more: Sequence[str]) -> Completed:
    """A body that no person has confirmed yet (`known` if it is registered), by all that is known of it.

    `region` is its division, "" if unknown; `more` are doubts beside those of its name and kind. Raises RegistryError for
    what nothing tells.
    """
    name = line.fields["name"]
    kind, doubts = body_kind(line)
    code = region or known.get("region_code", "").replace(COUNTRY, "")
    proved = {
        "region_code": code,
        "kind": kind,
        "level": standing_of_name(name).level
        or ("township" if kind == "township" else level_of(code) if code else ""),
    }
    row = dict(line.fields)
    told = []
    for value, words in (("region_code", "区划代码"), ("level", "层级"), ("kind", "类别")):
        if row.get(value):
            continue
        if not proved[value]:
            raise RegistryError(
                f"名称不能说明{words}，请加一列“{words}”{'或用 --region' if value == 'region_code' else ''}",
                f"the name does not tell; add a column {value}",
            )
        row[value] = proved[value]
        if value != "kind" or not line.kind:
            told.append(f"{words} {proved[value]}")
    doubts += more
    doubts += [old for old in known.get("doubts", "").split(";") if old.startswith(BY_SHORT_NAME)]
    named = region_of(name)
    if (
        named
        and named.level == "county"
        and row["region_code"][:6] not in (named.code, named.code[:4] + "00")
    ):
        doubts.append(f"名称中的{named.name}代码是{named.code}，写作{row['region_code']}")
    status = line.fields.get("status") or ("unverified" if doubts or known else "active")
    return Completed(
        row | {"status": status, "doubts": ";".join(dict.fromkeys(doubts)) if status == "unverified" else ""},
        told,
    )


def body_kind(line: ListedAgency) -> tuple[str, list[str]]:
    """The kind of a line's body, "" if nothing tells, and what is doubtful about it."""
    name = line.fields["name"]
    by_name, doubt = kind_of_name(name), doubtful(name)
    doubts = [f"名称像{doubt.words}"] if doubt else []
    certain = by_name in ("township", "government")
    if line.group == "kind" and not (certain and (not line.own or line.kind == "government")):
        if certain and by_name and line.kind != by_name:
            doubts.append(f"名称像{KINDS[by_name]}，表中写作“{line.kind_by}”")
        return line.kind, doubts
    if line.group == "doubtful" and (line.own or not certain):
        doubts.append(f"表中写作“{line.kind_by}”，经法律、法规授权的才编制年报")
        return line.kind, doubts
    return by_name or (doubt.kind if doubt else line.kind), doubts
