"""Bodies of every kind that file reports, as many as asked for."""

import random
from itertools import count

from store.registry import Agency
from tests.country.filers import Filer
from tests.varied.dress import Dressed

_COUNTIES = (
    "青川县", "云岭市", "蠡县", "江北新区", "柳城区", "左河中旗", "白河市柳城区", "海津市", "城中区",
    "镇河县", "马街自治县", "西工区", "浑南县", "道县",
)  # fmt: skip
_TOWNS = ("松木塘镇", "螅镇", "云上乡", "河口回族乡", "大塘镇", "花甸子苏木")
_STREETS = ("北岭街道", "沣桥路街道", "集贤桥街道")
# Kind: theme; licences, penalties, compulsion, fees (万元), documents in force, requests a year.
_LARGE = ("重点领域信息公开", (0, 0, 0, 0, 20, 30))
_SMALL = ("惠民补贴发放", (8, 2, 0, 0, 2, 2))
_QUIET = ("政策落实", (0, 0, 0, 0, 0, 0))
_BUREAUS = {
    "公安局": ("户籍办理", (900, 600, 120, 80, 4, 9)),
    "公安局城东分局": ("治安管理", (300, 500, 90, 0, 0, 4)),
    "行政审批服务局": ("审批服务", (2500, 0, 0, 0, 3, 4)),
    "教育体育局": ("招生入学", (40, 3, 0, 60, 6, 7)),
    "财政局": ("预算决算", (6, 2, 0, 0, 8, 5)),
    "市场监督管理局": ("食品安全", (1500, 180, 30, 0, 4, 100)),
    "自然资源和规划局": ("征地补偿", (120, 25, 6, 300, 9, 240)),
    "文化和旅游局（文物局）": ("公共文化服务", (30, 4, 0, 0, 1, 1)),
    "卫生健康委员会": ("医疗服务", (180, 40, 4, 8, 6, 5)),
    "发展和改革委员会": ("重大项目", (60, 0, 0, 0, 5, 12)),
    "林业和草原局": ("林地保护", (50, 30, 2, 0, 2, 2)),
    "统计局": ("统计数据", (0, 2, 0, 0, 1, 0)),
    "政府办公室": ("政策文件", (0, 0, 0, 0, 12, 6)),
    "退役军人事务局": _QUIET,
    "信访局": _QUIET,
    "机关事务服务中心": _QUIET,
    "经济开发区管理委员会": ("企业服务", (20, 3, 0, 0, 2, 1)),
    "高新技术产业园区管委会": ("项目审批", (35, 0, 0, 0, 1, 0)),
}  # fmt: skip


def _name(rng: random.Random) -> tuple[str, str, str, tuple[str, tuple[int, ...]]]:
    """Place, name of the body, its kind in the registry, theme and habits."""
    place = rng.choice(_COUNTIES)
    kind = rng.choice(("bureau", "bureau", "bureau", "town", "street", "government"))
    if kind == "government":
        return place, f"{place}人民政府", "government", _LARGE
    if kind == "town":
        town = rng.choice(_TOWNS)
        name = rng.choice((f"{place}{town}人民政府", f"{town}人民政府", town))
        return place, name, "township", rng.choice((_SMALL, _QUIET))
    if kind == "street":
        street = rng.choice(_STREETS)
        name = rng.choice((street, f"{street}办事处", f"{place}{street}", f"{place}人民政府{street}办事处"))
        return place, name, "township", rng.choice((_SMALL, _QUIET))
    bureau = rng.choice(list(_BUREAUS))
    return place, place + bureau, "department", _BUREAUS[bureau]


def varied_filer(seed: int) -> Filer:
    """The body of one seed; all that its reports print follows from it."""
    place, name, kind, (theme, usual) = _name(random.Random(f"body {seed}"))
    agency = Agency.model_validate(
        {
            "id": f"v{seed}",
            "name": name,
            "level": "township" if kind == "township" else "county",
            "kind": kind,
            "region_code": "990100",
            "portal_id": "wz-99",
        }
    )
    return Filer(agency, theme, usual, 1, place, dress=Dressed(seed))  # type: ignore[arg-type]


def varied_filers(number: int) -> list[Filer]:
    """The first `number` of them."""
    return [varied_filer(seed) for seed, _ in zip(count(), range(number), strict=False)]
