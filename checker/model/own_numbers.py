"""The numbers of a contract in its own properties: bounds, how many there must be, and constants such as "{quorum}"."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from checker.logic.formula import Atom, Compare, Formula, walk
from checker.model.parameters import COUNT, DURATION, Parameter

_NAMED = re.compile(r"\{([\w.-]+)\}")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The parameters of a contract that properties may name: durations (ns), counts, and all of them by name."""

    durations: Mapping[str, int]
    counts: Mapping[str, int]
    names: frozenset[str]

    @classmethod
    def of(cls, parameters: Iterable[Parameter]) -> Numbers:
        """Sort parameters by what they measure."""
        every = tuple(parameters)
        whole = [(each.name, each.unit, each.value) for each in every if isinstance(each.value, int)]
        return cls(
            {name: value for name, unit, value in whole if unit == DURATION.unit},
            {name: value for name, unit, value in whole if unit == COUNT.unit},
            frozenset(each.name for each in every),
        )


def named_in(formula: Formula) -> frozenset[str]:
    """Return the parameters whose values are constants of a formula: `q = "{sentinel.quorum}"`."""
    return frozenset(match[1] for text in _constants(formula) if (match := _NAMED.fullmatch(text)))


def _constants(formula: Formula) -> Iterator[str]:
    for node in walk(formula):
        terms = node.args if isinstance(node, Atom) else (node.left, node.right) if isinstance(node, Compare) else ()
        yield from (term for term in terms if isinstance(term, str))


def with_values(text: str, parameters: Mapping[str, Parameter]) -> str:
    """Return the text of a formula whose constants are the values of the parameters that they name."""
    return re.sub(
        rf'"{_NAMED.pattern}"', lambda m: json.dumps(parameters[m[1]].shown) if m[1] in parameters else m[0], text
    )
