"""What a rule on diagrams is: how it judges them, and the examples that test and explain it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from checker.base.explanation import Explanation
from checker.base.finding import Finding, Related, Severity
from checker.base.places import Place
from checker.model.chart import Event
from checker.prove.diagrams.page import Site

_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a diagram, at one place, with the others that take part in it.

    `severity` None means the rule's; `property` names the property of the contract that the drawing goes against.
    """

    where: Place
    message: str
    text: str = ""
    related: tuple[Related, ...] = ()
    hint: str = ""
    severity: Severity | None = None
    property: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A bare diagram, and the lines of it on which the rule must find something.

    `contract` is what its contract says beside `system` and `documents` (YAML).
    """

    diagram: str
    at: tuple[int, ...] = ()
    contract: str = ""

    @property
    def shown(self) -> str:
        """The diagram, and what the contract says beside it."""
        beside = f"\n\n# its contract\n{self.contract.rstrip()}" if self.contract else ""
        return f"{self.diagram.rstrip()}{beside}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong with diagrams. Its code is the code of its findings.

    The texts are prose for `verify explain`, as of `checker.base.explanation`; its bad and good example are the first
    of `invalid` and of `valid`. Each invalid example must be found at its lines, each valid one must be silent.
    """

    code: str
    severity: Severity
    title: str
    what: str
    why: str
    fix: str
    judge: Callable[[Site], Iterable[Problem]]
    invalid: tuple[Example, ...]
    valid: tuple[Example, ...]

    @property
    def explanation(self) -> Explanation:
        """The rule in words."""
        bad, good = self.invalid[0].shown, self.valid[0].shown
        return Explanation(
            self.code, self.title, self.what.strip(), self.why.strip(), bad, good, self.fix.strip(), self.severity.value
        )


def finding(rule: Rule, problem: Problem) -> Finding:
    """Return what a rule found, to tell a person."""
    return Finding(
        rule.code,
        problem.severity or rule.severity,
        _BREAK.sub(" ", problem.message),
        problem.where,
        problem.text,
        problem.related,
        problem.hint,
        problem.property,
    )


def related(event: Event, label: str) -> Related:
    """Return an event as a place that takes part in a finding."""
    return Related(event.place, label, event.text)
