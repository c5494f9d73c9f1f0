"""Options that several commands share."""

from datetime import date
from pathlib import Path

import click

from crawler import variables
from scheduler.night.window import NIGHT, Window, WindowError
from store.errors import both


def day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """A date given as 2026-01-31. Raises BadParameter."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        words = both(f"{value!r} 不是 2026-01-31 这样的日期", f"{value!r} is not a date like 2026-01-31")
        raise click.BadParameter(words) from error


def hours(context: click.Context, parameter: click.Parameter, value: str) -> Window:
    """Hours given as 22:00-06:00. Raises BadParameter."""
    try:
        return Window.parse(value)
    except WindowError as error:
        raise click.BadParameter(str(error)) from error


DB = click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("data/nianbao.db"),
    show_default=True,
    help="数据库文件 database file",
)
REGISTRY = click.option(
    "--registry",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("registry"),
    show_default=True,
    help="登记资料目录 registry folder",
)
TODAY = click.option(
    "--today", callback=day, metavar="DATE", help="按这一天处理 act as on this day (2026-01-31)"
)
JSON = click.option("--json", "as_json", is_flag=True, help="机器可读输出 JSON output")
NOTIFY = click.option(
    "--notify",
    envvar=variables.NOTIFY,
    default="",
    metavar="URLS",
    help=f"apprise 地址，空格分隔 apprise URLs, separated by blanks [env: {variables.NOTIFY}]",
)
WINDOW = click.option(
    "--window",
    callback=hours,
    envvar=variables.WINDOW,
    default=NIGHT,
    show_default=True,
    metavar="HH:MM-HH:MM",
    help=f"北京时间，只在这个时段访问门户 portals are visited in these hours only [env: {variables.WINDOW}]",
)
