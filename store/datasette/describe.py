"""What Datasette is told about the database: `python -m store.datasette.describe > datasette-metadata.json`.

The words are in descriptions.toml; the columns are those of store.schema, the figures those of store.form.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from store.datasette.figures import figure_columns, line_columns
from store.sqlite import Database
from store.tables.schema import migrations
from store.tables.search import phrases

DESCRIPTIONS = Path(__file__).parent / "descriptions.toml"
# Views that hold one column a figure, and tables that hold one row a line of the form.
_WIDE = ("report_figures", "panel")
_TABLE_FACTS = ("description", "facets", "label_column", "size", "sort", "sort_desc")
Words = Mapping[str, Any]


def current_schema() -> Database:
    """An empty database in memory with every table and view, and the function that the search uses."""
    db = Database(memory=True)
    migrations.apply(db)
    db.conn.create_function("zh", 1, phrases)
    return db


def columns_of(db: Database, name: str) -> list[str]:
    """The columns of a table or view, in order."""
    return [row[1] for row in db.execute(f"PRAGMA table_info([{name}])").fetchall()]


def is_bookkeeping(name: str) -> bool:
    """Whether a table serves the search index, the migrations or the next visit and is of no interest to readers."""
    return name.startswith(("sections_fts", "_sqlite_", "sqlite_", "remembered_"))


def metadata() -> dict[str, Any]:
    """The whole of datasette-metadata.json.

    Raises ValueError where descriptions.toml and the schema do not fit together: a table, column or figure
    without words, or words for what does not exist.
    """
    words = tomllib.loads(DESCRIPTIONS.read_text(encoding="utf-8"))
    db = current_schema()
    names = [*db.table_names(), *db.view_names()]
    _require_same("tables", words["tables"], [name for name in names if not is_bookkeeping(name)])
    tables = {
        name: {"hidden": True} if is_bookkeeping(name) else _table(name, columns_of(db, name), words)
        for name in names
    }
    if taken := set(words["queries"]) & set(names):
        raise ValueError(
            f"descriptions.toml [queries]: {', '.join(sorted(taken))} would hide a table or view"
        )
    queries = {name: _query(db, query, words) for name, query in words["queries"].items()}
    database = {**words["database"], "tables": tables, "queries": queries}
    return {**words["instance"], "databases": {"nianbao": database}}


def _table(name: str, columns: list[str], words: Words) -> dict[str, Any]:
    """One table or view as Datasette wants it."""
    declared = words["tables"][name]
    if unknown := set(declared) - {*_TABLE_FACTS, "columns"}:
        raise ValueError(f"descriptions.toml [tables.{name}]: unknown keys {', '.join(sorted(unknown))}")
    own = declared.get("columns", {})
    if unknown := set(own) - set(columns):
        raise ValueError(
            f"descriptions.toml [tables.{name}.columns]: no such columns {', '.join(sorted(unknown))}"
        )
    figures = figure_columns(words["english"]) if name in _WIDE else line_columns(name, words["english"])
    known = words["columns"] | figures | own
    if missing := [column for column in columns if column not in known]:
        raise ValueError(f"descriptions.toml [tables.{name}.columns]: no words for {', '.join(missing)}")
    facts = {key: declared[key] for key in _TABLE_FACTS if key in declared}
    return facts | {"columns": {column: known[column] for column in columns}}


def _query(db: Database, declared: Words, words: Words) -> dict[str, Any]:
    """One canned query; its description ends with hints on its parameters and the Chinese names of its columns."""
    if missing := [name for name in declared["params"] if name not in words["parameters"]]:
        raise ValueError(f"descriptions.toml [parameters]: no words for {', '.join(missing)}")
    hints = (f"{name} {words['parameters'][name]}" for name in declared["params"])
    known = {**words["columns"], **figure_columns(words["english"]), **words["results"]}
    columns = _result_columns(db, declared)
    if missing := [column for column in columns if column not in known]:
        raise ValueError(f"descriptions.toml [results]: no words for {', '.join(missing)}")
    results = (f"{column} {_short_name(known[column])}" for column in columns)
    lines = [
        declared["description"],
        f"参数 Parameters：{'；'.join(hints)}",
        f"列 Columns：{'；'.join(results)}",
    ]
    return {
        "title": declared["title"],
        "description": "\n".join(lines),
        "params": declared["params"],
        "sql": declared["sql"].strip(),
        "hide_sql": True,
    }


def _result_columns(db: Database, declared: Words) -> list[str]:
    """The columns that a query returns; SQLite itself is asked."""
    cursor = db.conn.execute(declared["sql"], dict.fromkeys(declared["params"], ""))
    return [column[0] for column in cursor.description]


def _short_name(words: str) -> str:
    """The Chinese name that a column's description begins with; all of its Chinese if that explains codes."""
    chinese = words.partition("；")[0]
    if re.search("，[a-z]", chinese):
        return chinese
    return re.split("，|（20", chinese, maxsplit=1)[0].removesuffix(" · 总计")


def _require_same(what: str, described: Iterable[str], actual: Iterable[str]) -> None:
    """Raise ValueError if something is described that isn't there, or the other way round."""
    if differing := set(described) ^ set(actual):
        raise ValueError(
            f"descriptions.toml [{what}]: {', '.join(sorted(differing))} not in both file and schema"
        )


def metadata_text() -> str:
    """datasette-metadata.json as it is kept in the project."""
    return json.dumps(metadata(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    print(metadata_text(), end="")
