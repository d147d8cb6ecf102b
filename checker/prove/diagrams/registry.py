"""Which rules on diagrams there are: every module of `rules/`, found by being there."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache

from checker.base.explanation import Explanation
from checker.base.modules import module_names
from checker.prove.diagrams import rules
from checker.prove.diagrams.rule import Rule


@cache
def load() -> Mapping[str, Rule]:
    """Return all rules by their codes, sorted; a module that cannot load, or is called otherwise, stops the program."""
    found = {}
    for name in module_names(rules.__path__):
        module = importlib.import_module(f"{rules.__name__}.{name}")
        rule = getattr(module, "RULE", None)
        if not isinstance(rule, Rule) or rule.code != name.replace("_", "-"):
            raise ValueError(f"{module.__name__} must hold a RULE whose code is {name.replace('_', '-')!r}")
        found[rule.code] = rule
    return found


def explanations() -> Mapping[str, Explanation]:
    """Return every rule in words, by its code."""
    return {code: rule.explanation for code, rule in load().items()}
