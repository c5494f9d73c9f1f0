"""Datasette plugin: the SQL function zh(text), with which words of any length are found in sections_fts."""

import sqlite3

from datasette import hookimpl  # type: ignore[import-untyped]

from store.tables.search import phrases


def zh(text: object) -> str:
    """`text` as a search for MATCH: each word an exact phrase; NULL finds nothing."""
    return phrases("" if text is None else str(text))


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Give every connection the function."""
    conn.create_function("zh", 1, zh, deterministic=True)
