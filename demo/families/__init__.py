"""Small replicas of portal families: what a column answers to an address, told by data, with the lies of real pagers."""

from demo.families.asked import Answer, Asked, Entry
from demo.families.site import Lies, Replica, Site

__all__ = ["Answer", "Asked", "Entry", "Lies", "Replica", "Site"]
