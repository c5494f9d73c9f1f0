"""Tables and views, as migrations. Column types are declared here and nowhere inferred.

A figure that is blank, lost or doubtful is NULL in the figure tables; cell_notes says which of these it is.
Times are UTC (2026-01-31T18:30:00Z), days are dates in Beijing time.
"""

from pathlib import Path

from store.addresses import canonical
from store.form import FORMS
from store.sqlite import Database, Migrations

migrations = Migrations("nianbao")

_SQL = Path(__file__).parents[1] / "sql"


def _figure_columns() -> list[tuple[str, str]]:
    """(column name, SQL expression) of one wide row a report: every figure that any form has, the newest form first."""
    columns: dict[str, str] = {}
    for form in reversed(FORMS.values()):
        for item, measure in form.cells("disclosure", set()):
            columns[f"{item}_{measure}"] = (
                f"(SELECT value FROM disclosures d WHERE d.version_id = v.id AND item='{item}' AND measure='{measure}')"
            )
        for line in (*form.requests, *form.merged):
            columns[line if line.endswith("_total") else f"{line}_total"] = (
                f"(SELECT total FROM requests q WHERE q.version_id = v.id AND outcome='{line}')"
            )
        for procedure, result in form.cells("reviews", set()):
            columns[f"{procedure}_{result}"] = (
                f"(SELECT {result} FROM reviews w WHERE w.version_id = v.id AND procedure='{procedure}')"
            )
    return list(columns.items())


def _execute(db: Database, name: str) -> None:
    """The statements of store/sql/`name`.sql. What readers ask most are views: alike in every version of Datasette."""
    for statement in (_SQL / f"{name}.sql").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m001_tables_and_views(db: Database) -> None:
    """Everything of the first release."""
    _execute(db, "tables")
    _execute(db, "views")
    figures = ",\n  ".join(f"{expression} AS {name}" for name, expression in _figure_columns())
    db.execute(
        "CREATE VIEW report_figures AS SELECT v.id AS version_id, r.id AS report_id, r.agency_id, "
        f"COALESCE(a.name, v.agency_name, v.title_agency) AS agency, v.year, v.form, r.url, {figures} "
        "FROM versions v JOIN reports r ON r.id = v.report_id LEFT JOIN agencies a ON a.id = r.agency_id "
        "WHERE v.id = r.current_version"
    )
    # Not joined to report_figures: SQLite would work out that whole view for every row asked of this one.
    db.execute(
        "CREATE VIEW panel AS SELECT f.agency_id, a.name AS agency, a.kind, a.level, a.region_code, f.year, f.status, "
        f"f.due_on, f.published_on, f.days_late, v.id AS version_id, f.report_id, v.form, r.url, {figures} "
        "FROM filings f JOIN agencies a ON a.id = f.agency_id LEFT JOIN reports r ON r.id = f.report_id "
        "LEFT JOIN versions v ON v.id = r.current_version"
    )
    _fill_form_lines(db)


def _fill_form_lines(db: Database) -> None:
    """Labels, units and law of every line and column, so that Datasette can show them beside the keys."""
    rows = [
        {
            "form": form.name,
            "table": table,
            "key": line.key,
            "number": line.number,
            "label": line.label,
            "group": line.group,
            "unit": line.unit,
            "law": line.law,
        }
        for form in FORMS.values()
        for table, lines in (
            ("disclosures", form.disclosures),
            ("measures", form.measures),
            ("requests", form.requests | form.merged),
            ("applicants", form.columns),
            ("procedures", form.procedures),
            ("results", form.results),
        )
        for line in lines.values()
    ]
    db.table("form_lines").insert_all(rows)


@migrations()
def m002_claims_and_aspects(db: Database) -> None:
    """What the narrative says: numbers and the headings of section one."""
    _execute(db, "narrative")


@migrations()
def m003_unknown_rows(db: Database) -> None:
    """Rows that no form has, counted over all reports; the statistics of 2014 to 2018."""
    _execute(db, "unknown_and_statistics")


@migrations()
def m004_judging(db: Database) -> None:
    """The life of findings, the contract of the rules, and what is to be judged again."""
    _execute(db, "judging")


@migrations()
def m005_revisiting(db: Database) -> None:
    """What is remembered of pages and columns, and reports known by their address without scheme and time stamp.

    Of two reports that this makes one the older keeps the address; the other stays as it was kept.
    """
    _execute(db, "revisiting")
    taken: set[str] = set()
    for report_id, url in db.conn.execute("SELECT id, url FROM reports ORDER BY id").fetchall():
        address = url if canonical(url) in taken else canonical(url)
        taken.add(address)
        db.conn.execute("UPDATE reports SET address = ? WHERE id = ?", [address, report_id])
    db.execute("CREATE UNIQUE INDEX reports_address ON reports(address)")


@migrations()
def m006_evidence(db: Database) -> None:
    """Where answers came from in the end, and manifests that chain what was fetched."""
    _execute(db, "evidence")


@migrations()
def m007_proposals(db: Database) -> None:
    """New addresses of columns that moved, as nights found them: for people to take over into the registry."""
    _execute(db, "proposals")


@migrations()
def m008_transport(db: Database) -> None:
    """How an answer came over the line, where not as it should."""
    db.execute("ALTER TABLE fetches ADD COLUMN transport TEXT NOT NULL DEFAULT ''")


@migrations()
def m009_unmatched_reports(db: Database) -> None:
    """Reports kept that no agency of their portal claims by name: neither lost nor anybody's."""
    _execute(db, "unmatched_reports")


@migrations()
def m010_proofs(db: Database) -> None:
    """What makes absence unprovable, reports that no column lists any more, what surrounds the lists of columns."""
    _execute(db, "proofs")


@migrations()
def m011_more_proofs(db: Database) -> None:
    """Printed periods, which reader took a date, the last night a missing report was not there, and figures of another return."""
    _execute(db, "more_proofs")


@migrations()
def m012_lengths(db: Database) -> None:
    """What a site claims of the length of a column and what was read of it, as numbers; the kind of a reading's problem."""
    _execute(db, "lengths")


@migrations()
def m013_note_states(db: Database) -> None:
    """What a note is on is its state and its label: what was kept in words only is taken from them once, here."""
    _execute(db, "note_states")
