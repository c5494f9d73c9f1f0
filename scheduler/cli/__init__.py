"""The command line.

Exit codes: 0 done · 1 done, open findings · 2 usage · 3 partial · 4 a portal was blind · 5 evidence is damaged.

Its modules declare commands and import little: what a command works with is imported when it runs, so that `--help` and
`--version` wait for nothing and `status` for no crawler.
"""

import sys
from typing import Any

import click

from scheduler.cli.discover import discover_
from scheduler.cli.documents import import_, parse
from scheduler.cli.evidence import export, verify
from scheduler.cli.finding import explain, finding
from scheduler.cli.nights import alerts_, check_, crawl_, nightly_, schedule
from scheduler.cli.publishing import demo, serve, status
from scheduler.cli.registry import registry
from scheduler.exit_codes import USAGE
from store.errors import NianbaoError


class Told(click.Group):
    """A group whose commands tell expected errors in a line, not a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; our own errors become a message and exit code 2."""
        try:
            return super().invoke(context)
        except NianbaoError as error:
            click.echo(f"nianbao: {error}", err=True)
            sys.exit(USAGE)


@click.group(cls=Told, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="nianbao")
def main() -> None:
    """政府信息公开工作年度报告监测 Monitor of China's annual reports on open government information."""


for _command in (
    parse,
    import_,
    crawl_,
    check_,
    finding,
    explain,
    registry,
    discover_,
    verify,
    export,
    alerts_,
    nightly_,
    schedule,
    serve,
    status,
    demo,
):
    main.add_command(_command)
