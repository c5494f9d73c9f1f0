"""What tests.made.portals.forked loads before it forks: all that a crawl imports, but the reactor, which each has of its own."""

import gc
import sys
from importlib import import_module
from pkgutil import iter_modules

import scrapy.commands
from scrapy.settings import default_settings

from crawler import settings
from spiders.families import families

# Named by Scrapy's own settings and ours, loaded by it when a crawl begins.
_BY_SETTINGS = {
    path.rpartition(".")[0]
    for named in (default_settings, settings)
    for value in vars(named).values()
    if isinstance(value, dict | str)
    for path in ([value] if isinstance(value, str) else [*value, *value.values()])
    if isinstance(path, str) and path.startswith(("crawler.", "scrapy."))
}
LOADED = (
    "concurrent.futures.thread",
    "scrapy.cmdline",
    "scrapy.crawler",
    *(f"scrapy.commands.{module.name}" for module in iter_modules(scrapy.commands.__path__)),
    "crawler.reading.apart.server",
    "spiders.portals",
    "spiders.discovery.spider",
    *sorted(_BY_SETTINGS),
    *(f"spiders.families.{family}" for family in sorted(families())),
)
try:
    for name in LOADED:
        import_module(name)
except ImportError as error:
    # The server of forks would pass over it, and every fork would load all by itself.
    raise RuntimeError(
        f"tests/made/portals/forked_imports.py names a module that is gone: {error}"
    ) from error
assert "twisted.internet.reactor" not in sys.modules
gc.freeze()  # what is here to stay: collections in forks leave it alone, and share its pages
