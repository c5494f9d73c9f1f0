"""For every rule what makes it fire and what leaves it silent, a module a family of rules."""

from importlib import import_module
from pkgutil import iter_modules

from tests.examples.common import Example

EXAMPLES: dict[str, Example] = {
    rule: example
    for module in iter_modules(__path__)
    for rule, example in getattr(import_module(f"{__name__}.{module.name}"), "EXAMPLES", {}).items()
}
