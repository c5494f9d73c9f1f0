"""The project's settings, and every item of a crawl kept as a file in the folder NIANBAO_FEED, one a family."""

import os

from crawler.settings import *  # noqa: F403

FEEDS = {f"{os.environ['NIANBAO_FEED']}/%(name)s.pickle": {"format": "pickle", "overwrite": True}}
