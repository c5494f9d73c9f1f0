"""What commands cost before they do anything: CPU time, user and system together, the least and the middle of several runs.

`python -m bench.start [TREE…]` measures this tree, or each of those given, in turn and in the same run.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

TIMES = 5
COMMANDS = (["--version"], ["--help"], ["status", "--db"], ["explain", "zz", "--db"])


def cost(command: Sequence[str], tree: Path) -> float:
    """Seconds of CPU that a command took, its children's included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": str(tree)}
    subprocess.run(
        [sys.executable, "-m", "scheduler.cli", *command],
        cwd=tree,
        env=environment,
        capture_output=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print a line a command and tree."""
    trees = [Path(name).resolve() for name in sys.argv[1:]] or [Path.cwd()]
    with TemporaryDirectory() as folder:
        for command in COMMANDS:
            name = command[0]
            parts = [*command, f"{folder}/nianbao.db"] if command[-1] == "--db" else list(command)
            for tree in trees:
                cost(parts, tree)  # files come into the memory, a database is made
            taken = {tree: [] for tree in trees}
            for _ in range(TIMES):
                for tree in trees:
                    taken[tree].append(cost(parts, tree))
            for tree, seconds in taken.items():
                print(f"{name:10} {median(seconds):.2f} s (least {min(seconds):.2f}) of CPU  {tree.name}")


if __name__ == "__main__":
    main()
