"""Words for the columns that hold figures, put together from the labels of the official forms."""

from collections.abc import Iterator, Mapping

from store.form import FORMS, Form, Line

English = Mapping[str, Mapping[str, str]]
# Per figure: Chinese words, English words, unit, law.
Words = tuple[str, str, str, str]


def figure_columns(english: English) -> dict[str, str]:
    """Column of report_figures and panel → what it holds, in which generations of the form, unit and law.

    Raises KeyError if descriptions.toml has no English for a line or a column of a form.
    """
    generations: dict[str, dict[str, Words]] = {}
    for form in reversed(FORMS.values()):
        for column, words in _figures(form, english):
            generations.setdefault(column, {})[form.name] = words
    return {column: _described(by_form) for column, by_form in generations.items()}


def line_columns(table: str, english: English) -> dict[str, str]:
    """Column of requests or reviews → the printed label of that column; {} for any other table."""
    kinds = {"requests": "columns", "reviews": "results"}
    if table not in kinds:
        return {}
    lines: dict[str, Line] = {}
    for form in FORMS.values():
        lines |= getattr(form, kinds[table])
    return {
        key: f"{_in_group(line)}，{line.unit}；{english[kinds[table]][key].capitalize()}, count"
        for key, line in lines.items()
    }


def _figures(form: Form, english: English) -> Iterator[tuple[str, Words]]:
    """(column, words) of every figure that a form has in one wide row."""
    for item, measure in form.cells("disclosure", set()):
        row, unit = form.disclosures[item], form.measures[measure].unit
        yield (
            f"{item}_{measure}",
            (
                f"{row.label} · {_without_unit(form.measures[measure].label)}",
                f"{english['disclosures'][item]}: {english['measures'][measure]}",
                unit,
                row.law,
            ),
        )
    for key, line in (form.requests | form.merged).items():
        yield (
            key if key.endswith("_total") else f"{key}_total",
            (f"{_in_group(line)} · 总计", english["requests"][key], line.unit, line.law),
        )
    for procedure, result in form.cells("reviews", set()):
        line, column = form.procedures[procedure], form.results[result]
        yield (
            f"{procedure}_{result}",
            (
                f"{_in_group(line)} · {column.label}",
                f"{english['procedures'][procedure]}: {english['results'][result]}",
                line.unit,
                line.law,
            ),
        )


def _in_group(line: Line) -> str:
    """A label with the heading it stands under, without which 3.其他 says nothing."""
    return f"{line.group} · {line.label}" if line.group else line.label


def _without_unit(label: str) -> str:
    return label.partition("（单位")[0]


def _described(by_form: Mapping[str, Words]) -> str:
    """One description for all generations: where their labels differ, each is given with its form."""
    said: dict[str, list[str]] = {}
    for form, words in by_form.items():
        said.setdefault(words[0], []).append(form)
    chinese = "／".join(f"{label}（{'、'.join(sorted(forms))}年格式）" for label, forms in said.items())
    _, english, unit, law = next(iter(by_form.values()))
    units = {"件": "count", "项": "items", "万元": "10,000 yuan"}
    basis, article = (f"，《条例》{law}", f", Regulation {law}") if law else ("", "")
    forms = "forms" if len(by_form) > 1 else "form"
    return f"{chinese}，{unit}{basis}；{english} ({' and '.join(sorted(by_form))} {forms}), {units[unit]}{article}"
