"""What tests.forked loads before it forks: all that a crawl imports, and no reactor, which every crawl makes for itself."""

import sys
from importlib import import_module

from spiders.families import families

LOADED = (
    "crawler.settings",
    "scrapy.cmdline",
    "crawler.manners.answers",
    "crawler.manners.robots",
    "crawler.manners.transport",
    "crawler.keeping.pipeline",
    "crawler.manners.arrivals",
    "crawler.revisiting.conditional",
    "crawler.keeping.visits",
    "spiders.portals",
    *(f"spiders.families.{family}" for family in sorted(families())),
)
try:
    for name in LOADED:
        import_module(name)
except (
    ImportError
) as error:  # which the server of forks would pass over: every fork would then load all by itself
    raise RuntimeError(
        f"tests/made/portals/forked_imports.py names a module that is gone: {error}"
    ) from error
assert "twisted.internet.reactor" not in sys.modules
