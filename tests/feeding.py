"""The project's settings, and every item of a crawl kept as a file in the folder NIANBAO_FEED, one a family."""

import os
import sys

# sqlite-utils imports it where it can: half the start of a process, for what only a comparison in tests/corpus needs.
sys.modules["pandas"] = None  # type: ignore[assignment]

from crawler.settings import *  # noqa: E402, F403

FEEDS = {f"{os.environ['NIANBAO_FEED']}/%(name)s.pickle": {"format": "pickle", "overwrite": True}}
