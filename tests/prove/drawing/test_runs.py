"""Counterexamples as text and as diagrams: on whose lifelines, when, and in which words."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.places import Place
from checker.base.time import NS_PER_S
from checker.diagram import diagram_of
from checker.diagram.tree import Block, Message, Note
from checker.prove.drawing.cast import party_of
from checker.prove.drawing.facts import facts
from checker.prove.drawing.runs import COLUMNS, mermaid, rows_of, text
from checker.prove.drawing.story import Quiet, Told, story
from checker.prove.judging.result import Counterexample
from checker.prove.machines.machine import Action, Clock, Machine, Shown, Switch, Variable, assuming, variables
from checker.prove.machines.run import Run, Step
from checker.prove.machines.terms import FALSE, TRUE, Ref, Time, negation
from checker.prove.machines.wandering import random_run
from checker.prove.questions.question import Watched
from checker.prove.roles.checks import Checks
from checker.prove.roles.pool import pool
from checker.prove.roles.routing import Routing
from tests.conform.makers import contract

HOLDS = {host: Ref(f"holds({host})") for host in ("hap1", "hap2")}
FORMULA = "has_address(h, v) and on_network(h)"


def peers() -> Machine:
    """Return two hosts that take an address whenever they like, and advertise it."""
    actions = []
    for host, other in (("hap1", "hap2"), ("hap2", "hap1")):
        me = f"vrrp@{host}"
        actions += [
            Action(
                f"claim({host})",
                negation(HOLDS[host]),
                {f"holds({host})": TRUE},
                shown=(Shown(me, "vip", "Claim VIP"),),
            ),
            Action(f"advert({host})", HOLDS[host], {"age": Time(0)}, shown=(Shown(me, f"vrrp@{other}", "advert"),)),
            Action(f"crash({host})", TRUE, {f"holds({host})": FALSE}, shown=(Shown(host, host, "host crashes"),)),
            Action(f"hidden({host})"),
        ]
    return Machine(
        variables=variables(
            *(Variable(f"holds({host})", Switch(), FALSE) for host in HOLDS), Variable("age", Clock(), Time(0))
        ),
        actions=tuple(actions),
        fluents={
            **{("has_address", (host, "vip")): term for host, term in HOLDS.items()},
            **{("on_network", (host,)): TRUE for host in HOLDS},
            ("claimed", ("vip",)): HOLDS["hap1"] | HOLDS["hap2"],
        },
    )


def run_of(*steps: tuple[float, str]) -> Run:
    """Return the run of the peers with these delays (seconds) and actions."""
    state = {"holds(hap1)": 0, "holds(hap2)": 0, "age": 0}
    start, made = dict(state), []
    for delay, action in steps:
        state["age"] += int(delay * NS_PER_S)
        verb, host = action.rstrip(")").split("(")
        if verb == "advert":
            state["age"] = 0
        elif verb in ("claim", "crash"):
            state[f"holds({host})"] = int(verb == "claim")
        made.append(Step(int(delay * NS_PER_S), action, dict(state)))
    return Run(start, tuple(made))


SPLIT = run_of(
    (1, "claim(hap1)"),
    (1, "advert(hap1)"),
    (1, "advert(hap1)"),
    (1, "advert(hap1)"),
    (0.25, "claim(hap2)"),
    (0.5, "advert(hap2)"),
)


def example(run: Run = SPLIT, machine: Machine | None = None, **binding: str) -> Counterexample:
    return Counterexample(Watched(machine or peers(), FALSE, TRUE, binding or {"h": "hap2", "v": "vip"}), run)


def test_a_timeline_tells_when_who_what_and_the_state_that_breaks_the_property():
    assert text(example(), contract(), FORMULA) == (
        "     1.000 s  vrrp@hap1 -> vip            Claim VIP",
        "     2.000 s  vrrp@hap1 -> vrrp@hap2      advert",
        "              ...                         until 4.000 s: 2 more: advert",
        "     4.250 s  vrrp@hap2 -> vip            Claim VIP",
        "     4.750 s  vrrp@hap2 -> vrrp@hap1      advert",
        "     4.750 s  violated                    hap1 and hap2 both hold vip since 4.250 s; hap2 is",
        "                                          on the network since the start",
    )


def test_a_diagram_stands_on_the_lifelines_of_the_team_with_times_and_a_frame_around_the_violation():
    drawn = mermaid(example(), contract(), FORMULA)
    diagram = diagram_of(drawn)
    original = next(d for d in contract().diagrams if d.title.startswith("3."))
    assert [(p.id, p.label) for p in diagram.participants] == [(p.id, p.label) for p in original.diagram.participants]
    assert f"%% lifelines of: {original.title} ({original.place})" in drawn
    assert [(m.sender, m.receiver, m.text) for m in diagram.messages()][:2] == [
        ("KeepAlive1", "VIP", "1.000 s Claim VIP"),
        ("KeepAlive1", "KeepAlive2", "2.000 s advert"),
    ]
    last = diagram.statements[-1]
    assert isinstance(last, Block)
    assert last.kind == "rect"
    message, note = last.sections[0].statements
    assert isinstance(message, Message)
    assert isinstance(note, Note)
    assert "VIOLATED<br/>hap1 and hap2 both hold vip since 4.250 s" in note.text
    assert note.actors == ("HAProxy1", "HAProxy2")


@pytest.mark.parametrize(
    ("lines", "title"),
    [((207, 109), "3."), ((109, 207), "2."), ((300,), "4."), ((2,), "3."), ((66, 109), "2."), ((), "3.")],
)
def test_a_run_is_drawn_on_the_diagram_that_states_the_promise_and_prose_is_none(lines: tuple[int, ...], title: str):
    stated = [Place("pgbouncer-ha.md", line) for line in lines]
    drawn = mermaid(example(), contract(), FORMULA, stated)
    assert f"%% lifelines of: {title}" in drawn
    assert diagram_of(drawn).participants


def test_that_nobody_holds_the_address_is_told_with_since_when():
    run = run_of((1, "claim(hap1)"), (2, "crash(hap1)"), (4, "wait(hap1)"))
    (fact,) = facts(peers(), run, {"v": "vip"}, "has_address(h, v)")
    assert (fact.text, fact.since) == ("no host holds vip", 3 * NS_PER_S)


def test_a_fluent_without_words_of_its_own_is_told_by_its_name():
    machine = Machine(variables=variables(), fluents={("very_odd", ("a", "b")): TRUE, ("odd", ()): TRUE})
    found = facts(machine, Run({}, (Step(5, "wait", {}),)), {"x": "a", "y": "b"})
    assert [(f.text, f.since) for f in found] == [("a is very odd b", 0), ("odd", 0)]


def test_a_cycle_is_told_once_and_then_counted_until_something_new_happens():
    run = run_of(
        (1, "claim(hap1)"),
        *[(1, "advert(hap1)")] * 4,
        (1, "crash(hap1)"),
        (1, "claim(hap1)"),
        *[(1, "advert(hap1)")] * 3,
        (1, "claim(hap2)"),
    )
    told = story(peers(), run)
    assert [each.action if isinstance(each, Told) else each.counts for each in told] == [
        "claim(hap1)",
        "advert(hap1)",
        ((3, "advert"),),
        "crash(hap1)",
        "claim(hap1)",
        ((3, "advert"),),
        "claim(hap2)",
    ]


def test_no_step_is_lost_drawn_or_counted():
    run = run_of((1, "claim(hap1)"), *[(1, "advert(hap1)")] * 9, (1, "claim(hap2)"), *[(1, "advert(hap2)")] * 5)
    told = story(peers(), run)
    drawn = sum(1 for each in told if isinstance(each, Told))
    assert drawn + sum(n for each in told if isinstance(each, Quiet) for n, _ in each.counts) == len(run.steps)


def test_waiting_and_what_nobody_draws_are_left_out_but_the_last_step_never_is():
    run = run_of((1, "claim(hap1)"), (1, "hidden(hap1)"), (1, "claim(hap2)"), (1, "hidden(hap1)"))
    assert [each.action for each in story(peers(), run) if isinstance(each, Told)] == [
        "claim(hap1)",
        "claim(hap2)",
        "hidden(hap1)",
    ]


def test_an_empty_run_is_a_state_that_is_broken_from_the_start():
    assert text(example(Run({"holds(hap1)": 0, "holds(hap2)": 0, "age": 0}, ())), contract())
    assert diagram_of(mermaid(example(Run({"holds(hap1)": 0, "holds(hap2)": 0, "age": 0}, ())), contract()))


@pytest.mark.parametrize(
    ("component", "role", "name"),
    [
        ("hap1", "load-balancer", "hap1"),
        ("vrrp@hap2", "vrrp-peer", "hap2"),
        ("pgb3", "server", "pgb3"),
        ("vip", "virtual-address", ""),
        ("monitor", "monitor", "Monitor"),
        ("alerts", "alert-sink", ""),
        ("client", "client", ""),
        ("client2", "client", ""),
        ("operator", "operator", ""),
    ],
)
def test_every_component_is_a_party_of_the_contract(component: str, role: str, name: str):
    assert party_of(component, contract()).role == role
    assert party_of(component, contract()).name in (name, "")


def test_who_is_in_no_diagram_gets_a_lifeline():
    machine = Machine(actions=(Action("switch", shown=(Shown("operator", "hap1", "edits the configuration"),)),))
    drawn = mermaid(example(Run({}, (Step(NS_PER_S, "switch", {}),)), machine), contract())
    assert ("operator", "operator") in [(p.id, p.label) for p in diagram_of(drawn).participants]


def test_texts_that_mermaid_would_misread_are_escaped():
    machine = Machine(actions=(Action("a", shown=(Shown("hap1", "pgb2", "x; end #1 %%{init} <b>"),)),))
    drawn = mermaid(example(Run({}, (Step(0, "a", {}),)), machine), contract())
    (message,) = diagram_of(drawn).messages()
    assert "#59;" in message.text
    assert "<b>" not in drawn


POOL = assuming(pool(["hap1", "hap2"], ["pgb1", "pgb2"], Checks(), Routing()), ["servers-refuse"])


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 40))
def test_any_run_is_drawn_legibly(seed: int, length: int):
    run = random_run(POOL, Random(seed), length, NS_PER_S)
    found = example(run, POOL, o="hap1", s="pgb2")
    assert all(len(line) <= COLUMNS for line in text(found, contract()))
    diagram = diagram_of(mermaid(found, contract()))
    original = {p.id for d in contract().diagrams for p in d.diagram.participants}
    assert original & {p.id for p in diagram.participants}
    assert isinstance(diagram.statements[-1], Block)


def test_a_step_that_was_wrapped_is_one_row():
    lead = f"{'1.000 s':>12}  {'vrrp@hap1 -> vip':<26}  "
    lines = (f"{lead}Claim VIP", f"{lead}a long text", f"{' ' * len(lead)}that goes on", f"{'':>12}  ...")
    assert rows_of(lines) == (f"{lead}Claim VIP", f"{lead}a long text that goes on", f"{'':>12}  ...")
