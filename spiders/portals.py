"""A Scrapy spider for every family, so that `scrapy crawl trs` visits the portals of one. They differ in nothing else."""

from spiders.base import PortalSpider
from spiders.families import families

for _name in sorted(families()):
    globals()[f"{_name.capitalize()}Spider"] = type(
        f"{_name.capitalize()}Spider",
        (PortalSpider,),
        {
            "__doc__": f"Visits the portals of {_name}.",
            "__module__": __name__,
            "name": _name,
            "family": _name,
        },
    )
