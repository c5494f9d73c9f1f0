"""Documentation that would go stale: every command, rule and file it names exists, and none is left out."""

import ast
import re
from collections.abc import Iterator

import pytest

from crawler import variables
from scheduler.cli import main
from spiders.families import families, family_named
from spiders.sniff import SIGNS, sniff
from store.checks import RULES
from store.checks.describe import reference
from tests import ROOT
from tools.rooms import plans

READMES = ["README.md", "README.zh-CN.md"]
DOCUMENTS = [
    *READMES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "demo/README.md",
    *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
]
PACKAGES = ("store", "crawler", "spiders", "scheduler", "demo", "tests", "bench", "tools")
_VARIABLE = re.compile(r"NIANBAO_?[A-Z_]*[A-Z]")


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_documented_in_both_languages(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert set(main.commands) <= set(re.findall(r"`([a-z-]+)", text))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_reference_of_the_rules_is_that_of_the_contract(language: str) -> None:
    text = (ROOT / "docs" / f"rules.{language}.md").read_text(encoding="utf-8")
    assert text == reference(language), (
        f"python -m store.checks.describe {language} > docs/rules.{language}.md"
    )
    assert set(RULES) == set(re.findall(r"^### `([a-z-]+)`", text, re.MULTILINE))


@pytest.mark.parametrize("name", READMES)
def test_every_documented_command_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert set(re.findall(r"nianbao ([a-z]+)", text)) - {"db"} <= set(main.commands)


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_every_linked_file_exists(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8")):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def paths_in(text: str) -> set[str]:
    """The files and folders of ours that a document names between backticks or gives to pytest, without placeholders."""
    told = " ".join(re.findall(r"`([^`]+)`", text))
    found = set(
        re.findall(
            r"(?<![\w/.-])((?:store|crawler|spiders|scheduler|demo|tests|bench|tools|docs|registry)/[\w./-]*)",
            told,
        )
    )
    return {path.rstrip(".") for path in found if not re.search(r"FAMILY|FORMAT|test_$", path)}


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md", "docs/words.md", *READMES])
def test_every_file_that_a_document_names_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("registry/enforcement.csv", "")
    assert {path for path in paths_in(text) if not (ROOT / path).exists() and "<" not in path} == set()


def test_every_section_of_contributing_says_which_tests_to_run() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for section in text.split("\n## ")[1:]:
        assert "Tests: `python -m pytest " in section, section.splitlines()[0]


def test_every_room_stands_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`((?:store|crawler|spiders|scheduler)/[\w/]+)`", text.split("## The rooms")[1]))
    rooms = {plan.folder.replace(".", "/") for plan in plans(ROOT) if plan.folder.count(".") == 1}
    rooms = {room for room in rooms if not room.startswith("demo")}
    assert rooms <= told
    assert {room for room in told if not (ROOT / room).is_dir()} == set()


def test_table_of_families_is_that_of_the_signs() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)`( \*)? \|[^|]*\|([^|]*)\|", text, re.MULTILINE)
    assert [name for name, *_ in rows] == [*dict.fromkeys(sign.family for sign in SIGNS), "generic"]
    assert {name for name, *_ in rows} == families()
    for name, tried, shown in rows:
        assert bool(tried) == family_named(name).captured, name
        for sign in re.findall(r"`([^`]+)`", shown):
            assert name in (sniff(sign, "")[0], sniff("", f"http://www.a.example{sign}")[0]), (name, sign)


def test_every_command_and_option_has_help() -> None:
    for name, command in main.commands.items():
        assert command.help, name
        for parameter in command.params:
            assert parameter.param_type_name == "argument" or getattr(parameter, "help", None), (
                name,
                parameter.name,
            )


def test_requirements_name_no_host_and_pin_every_version() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-ocr.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        for line in lines:
            assert line.startswith(("#", "-r requirements.txt")) or re.fullmatch(
                r"[A-Za-z0-9._-]+==[\w.]+", line
            ), line


def variables_read(source: str) -> Iterator[str]:
    """The variables of the environment that a module reads: os.environ[…], os.environ.get(…), os.getenv(…), envvar=…."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.environ.get", "os.getenv"):
            names = [node.args[0]]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            names = [node.slice]
        elif isinstance(node, ast.keyword) and node.arg == "envvar":
            names = [node.value]
        else:
            continue
        yield from (name for node in names if "NIANBAO" in (name := name_of(node)))


def name_of(node: ast.expr) -> str:
    """The name that an expression stands for: written out, or a constant of crawler.variables; "" where it is neither."""
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "variables":
        return str(getattr(variables, node.attr))
    return str(node.value) if isinstance(node, ast.Constant) else ""


READ = {
    name
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    for name in variables_read(path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_variable_that_a_document_names_is_read(name: str) -> None:
    named = set(_VARIABLE.findall((ROOT / name).read_text(encoding="utf-8")))
    assert named <= READ, f"{named - READ} of {name} would be set for nothing"


def test_every_variable_that_an_option_reads_is_in_its_help_and_in_both_readmes() -> None:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in READMES]
    told = {
        parameter.envvar: parameter.help
        for command in main.commands.values()
        for parameter in command.params
        if parameter.envvar
    }
    assert told
    for variable, words in told.items():
        assert f"[env: {variable}]" in words
        assert all(f"`{variable}" in text for text in texts), variable
