"""Which rules on diagrams there are: every module of `rules/`, found by being there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from checker.base.explanation import Explanation
from checker.base.modules import by_code
from checker.prove.diagrams import rules
from checker.prove.diagrams.rule import Rule


@cache
def load() -> Mapping[str, Rule]:
    """Return all rules by their codes, sorted; a module that cannot load, or is called otherwise, stops the program."""
    return by_code(rules, Rule)


def explanations() -> Mapping[str, Explanation]:
    """Return every rule in words, by its code."""
    return {code: rule.explanation for code, rule in load().items()}
