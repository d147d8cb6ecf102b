"""A time that the diagrams promise can be kept with the values that they, or their contract, state."""

from collections.abc import Iterator

from checker.base.finding import Related, Severity
from checker.model.contract import Contract
from checker.model.parameters import Parameter
from checker.prove.diagrams.arithmetic import Conflict, Formula, Statement, broken, unreached
from checker.prove.diagrams.page import Site
from checker.prove.diagrams.promises import Promise, promises, rounded_up, seconds, statements
from checker.prove.diagrams.rule import Example, Problem, Rule


def _judge(site: Site) -> Iterator[Problem]:
    for promise in promises(site.contract):
        parameter = site.contract.parameters.get(promise.parameter)
        # What is computed, or ours, is no promise of the diagrams.
        if parameter and parameter.stated and not parameter.formula and isinstance(parameter.value, int):
            known = statements(site.contract, promise)
            conflict = broken(promise.formula, known, parameter.value) if known else None
            if conflict:
                yield _problem(site.contract, promise, parameter, conflict)
            least = _least(site.contract, parameter)
            early = unreached(promise.at_least, known, least) if known and promise.at_least and least else None
            if early and promise.at_least:
                yield _too_early(site.contract, promise.at_least, parameter, least, early)


def _least(contract: Contract, parameter: Parameter) -> int:
    """Return the lower end of the range that a parameter was read from, or 0."""
    facts = (fact for phrases in contract.phrases for fact in phrases.facts if fact.place == parameter.stated)
    low = next((f.values["low_ns"] for f in facts if f.values.get("high_ns") == parameter.value), 0)
    return low if isinstance(low, int) else 0


def _too_early(contract: Contract, formula: Formula, parameter: Parameter, least: int, early: Conflict) -> Problem:
    place, values = parameter.stated or contract.place, "; ".join(each.says for each in early.core)
    message = (
        f"'{parameter.text}' says that {parameter.name} is at least {seconds(least)}, but it can be "
        f"{seconds(early.actual)}. These cannot all be: line {place.line} says {seconds(least)}; {values}; "
        f"{formula.says} ({formula.source})"
    )
    hint = f"say that it can be {seconds(early.actual)}"
    return Problem(place, message, parameter.text, tuple(_related(early.core)), hint, Severity.INFO)


def _problem(contract: Contract, promise: Promise, parameter: Parameter, conflict: Conflict) -> Problem:
    place = parameter.stated or contract.place
    values = "; ".join(each.says for each in conflict.core)
    case = f", for {promise.if_}," if promise.if_ else ""
    message = (
        f"'{parameter.text}' promises {parameter.name} of at most {parameter.shown}, but it can take"
        f"{case} {seconds(conflict.actual)}. These cannot all be: line {place.line} says {parameter.shown}; {values}; "
        f"{promise.formula.says} ({promise.formula.source})"
    )
    hint = (
        f"promise at least {rounded_up(conflict.actual)}, or change one of: {', '.join(e.name for e in conflict.core)}"
    )
    severity = Severity.INFO if promise.if_ else None
    return Problem(place, message, parameter.text, tuple(_related(conflict.core)), hint, severity)


def _related(core: tuple[Statement, ...]) -> Iterator[Related]:
    for each in core:
        if each.place:
            yield Related(each.place, f"states {each.says.partition(' (')[0]}", each.text)


_CONTRACT = """\
hosts: {h1: {address: 10.0.0.1, priority: {line: 2}}, h2: {address: 10.0.0.2, priority: {line: 3}}}
vips: {vip: {address: 10.0.0.9, hosts: [h1, h2]}}
lifelines: {A: {role: vrrp-peer, host: h1}, B: {role: vrrp-peer, host: h2}}
parameters:
  vip.takeover: {line: 4}
"""
_V3 = "  vrrp.version: {value: 3, ours: x}\n  vrrp.advert: {value: 800ms, ours: x}\n"
_TWO = '  vrrp.down-adverts: {value: 2, ours: "x"}\n'
_VRRP = """\
sequenceDiagram
    Note over A: priority 101
    Note over B: priority 100
    Note over B: After VRRP timeout (2-%d seconds)<br/>Promote self to MASTER
"""
_CHECKS = """\
sequenceDiagram
    loop every 2s
        LB->>Web: check
        Web--xLB: refused
    end
    Note over LB: After 3 failures (%ds)<br/>Mark Web as DOWN
"""
_POOL = """\
lifelines: {LB: {role: load-balancer}}
parameters:
  check.fall: {line: 6}
  check.interval: {line: 2}
  down.within: {line: 6}
"""

RULE = Rule(
    code="promised-time-impossible",
    severity=Severity.ERROR,
    title="a promised time cannot be kept with the values that are stated",
    what="""
The diagrams promise a time ("After 3 failures (6s)", "After VRRP timeout (2-3 seconds)"). With the values that they, or
the contract, state it can take longer. The finding names the statements that cannot all be true; none can be spared. It
is a remark where the promise is kept in the case that is drawn and broken in another one.
""",
    why="""
A promise that the components' own formulas break is broken in operation, too: after a crash an address moves up to
three intervals of advertisements and a skew later, whatever a drawing says.
""",
    fix="Promise the time that the formula gives, or change one of the values that are named.",
    judge=_judge,
    invalid=(
        Example(_VRRP % 3, at=(4,), contract=_CONTRACT),
        Example(_VRRP % 3, at=(4,), contract=_CONTRACT + _TWO),
        Example(_CHECKS % 5, at=(6, 6), contract=_POOL),
    ),
    valid=(
        Example(_VRRP % 4, contract=_CONTRACT),
        Example(_VRRP % 3, contract=_CONTRACT + _V3),
        Example(_CHECKS % 12, contract=_POOL),
    ),
)
