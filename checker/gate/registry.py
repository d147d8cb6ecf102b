"""Which rules there are: every module of `rules/`, found by being there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from checker.base.explanation import Explanation
from checker.base.modules import by_code
from checker.gate import rules
from checker.gate.rule import Example, Rule


@cache
def load() -> Mapping[str, Rule[Any]]:
    """Return all rules by their codes, sorted; a module that cannot load, or is called otherwise, stops the program."""
    return by_code(rules, Rule)


def explanation(rule: Rule[Any]) -> Explanation:
    """Return a rule in words, with the first of its bad and of its good examples."""
    bad, good = rule.invalid[0], rule.valid[0]
    shown = {place.rpartition(":")[0] for place in bad.at}
    return Explanation(
        rule.code,
        rule.title,
        rule.what,
        rule.why,
        _excerpt(bad, shown),
        _excerpt(good, shown),
        rule.fix,
        rule.severity.value,
    )


def _excerpt(example: Example, shown: set[str]) -> str:
    """Return the files of an example in which something is wrong (or all, where it has none of these)."""
    files = {name: text for name, text in example.files.items() if name in shown} or example.files
    if len(files) == 1:
        return next(iter(files.values())).rstrip("\n")
    return "\n\n".join(f"# {name}\n{text}".rstrip("\n") for name, text in files.items())
