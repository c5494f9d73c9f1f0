"""What tests.forked loads before it forks: all that a crawl imports, and no reactor, which every crawl makes for itself."""

import sys
from importlib import import_module

for name in (
    "crawler.settings",
    "scrapy.cmdline",
    "crawler.middlewares",
    "crawler.pipelines",
    "crawler.runs",
):
    import_module(name)
for name in ("base", "trs", "jcms"):
    import_module(f"spiders.{name}")
assert "twisted.internet.reactor" not in sys.modules
