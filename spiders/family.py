"""What a family of portals knows: which rows a list page holds, and which page follows it.

Pure steps from a page and the column's reading so far: no network, no clock, no state of their own. They run in the process
that reads pages (crawler.apart), and what they keep for the next page is in the column.
"""

from collections.abc import Iterable
from typing import ClassVar

from crawler.items import ListRow
from spiders.column import Column, Next
from spiders.pages.page import Page
from spiders.pages.records import Records
from store.models import Length


class Family:
    """One family. It says how its list pages follow each other, and what it knows better of rows."""

    # Whether it was tried on pages captured from real sites (tests/pages), not only on what others write of such sites.
    captured: ClassVar[bool] = False
    newest_first: ClassVar[bool] = True  # False: news may stand on other pages than the first with entries

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """The rows of a list page; `records` are those that its markup shows. Raises BadList."""
        return records.rows

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The page after this one, which brought `fresh` rows; None at the column's end.

        Raises BadList where the end can't be told, or the site contradicts itself.
        """
        raise NotImplementedError

    @classmethod
    def after_absence(cls, column: Column) -> Next | None:
        """What follows where a page that might be absent is; None if that is the column's end. Raises BadList."""
        return None

    @classmethod
    def length(cls, column: Column) -> Length:
        """What was read of the list, in the measure that the site's claim has."""
        return Length(column.pages, column.read)

    @classmethod
    def finish(cls, column: Column) -> None:
        """Look at the column once more at its end, for what only the whole of it tells."""

    @classmethod
    def opened(cls, page: Page, column: Column) -> Page:
        """The page as its list is to be read, where that isn't plain: inside an answer's data, or in a comment."""
        return page
