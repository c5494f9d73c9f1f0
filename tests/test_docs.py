"""Documentation that would go stale: every command, rule and file it names exists, and none is left out."""

import re
from pathlib import Path

import pytest

from scheduler.cli import main
from store.checks import RULES
from store.checks.describe import reference

ROOT = Path(__file__).resolve().parent.parent
READMES = ["README.md", "README.zh-CN.md"]


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
