"""The rule about requests says of one observer what the property's own formula says of the drawn order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.finding import Severity
from checker.logic.formula import Atom, atoms_of
from checker.logic.grounding import instances
from checker.logic.monitor import evaluate
from checker.logic.signal import Signal
from checker.logic.syntax import parse
from checker.logic.truth import Truth
from checker.properties.no_request_routed_to_down import PROPERTY
from checker.prove.diagrams import findings, texts_of

SERVERS = ("web1", "web2")
STEPS = st.lists(st.tuples(st.sampled_from(["down", "up", "request"]), st.sampled_from(SERVERS)), max_size=8)


@settings(max_examples=150)
@given(STEPS)
def test_the_rule_finds_the_requests_that_violate_the_formula(steps):
    lines = ["sequenceDiagram", "participant LB", "participant web1", "participant web2"]
    lines += [f"LB->>{s}: GET /" if act == "request" else f"LB->>LB: Mark {s} as {act.upper()}" for act, s in steps]
    found = {
        f.where.line - 5
        for f in findings(texts_of("x.mmd", "\n".join(lines).encode()))
        if f.code == "drawn-request-to-down" and f.severity == Severity.ERROR
    }
    assert found == _violations(steps)


def _violations(steps):
    end, violated = 2 * len(steps) + 1, set()
    domains = {"observer": ("LB",), "server": SERVERS}
    for instance in instances(parse(PROPERTY.formula), domains):
        signals = {atom: _signal(atom, steps, end) for atom in atoms_of(instance.formula)}
        truth = evaluate(instance.formula, signals, 0, end)
        violated |= {at for at in range(len(steps)) if truth.at(2 * at) == Truth.FALSE}
    return violated


def _signal(atom: Atom, steps, end):
    """Each step is an instant; what it changes holds from the next one on."""
    if atom.name == "assigned":
        mine = [2 * at for at, (act, server) in enumerate(steps) if act == "request" and server in atom.args]
        return Signal.from_events(mine, 0, end)
    changes = [
        (2 * at + 1, Truth.of(act == "down"))
        for at, (act, s) in enumerate(steps)
        if act != "request" and s in atom.args
    ]
    return Signal.from_changes(changes, Truth.FALSE)
