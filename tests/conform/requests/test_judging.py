"""The judgement of one request, beside the definition of a run that fits (`checker.model.chart_fit`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import Interval
from checker.conform.evidence import Heard
from checker.conform.hosts import identify
from checker.conform.requests import judging
from checker.conform.requests.charted import Charted, charted, taken_by
from checker.conform.requests.collecting import Collected
from checker.conform.requests.hearing import hearing
from checker.conform.requests.judging import Account, Judge
from checker.model.chart import Chart
from checker.model.chart_drawing import chart_of
from checker.model.chart_fit import fit
from checker.model.contract import Contract
from checker.model.event import Event, Source
from checker.model.spec import load_spec
from checker.readers.collecting import Outline

DIAGRAMS = {
    "a call": """
    A->>B: ask
    B->>C: look
    C-->>B: found
    B-->>A: tell
""",
    "two ways": """
    A->>B: ask
    alt at hand
        B->>B: remember
    else
        B->>C: look
        C-->>B: found
    end
    B-->>A: tell
""",
    "again": """
    A->>B: ask
    loop up to 3 times
        B->>C: look
        C-->>B: found
    end
    opt
        B->>C: note
    end
    B-->>A: tell
""",
    "side by side": """
    A->>B: ask
    par
        B->>C: look
        C-->>B: found
    and
        B->>A: wait
    end
    B-->>A: tell
""",
}
HEAD = "# Doc\n\n```mermaid\nsequenceDiagram\n    participant A\n    participant B\n    participant C\n"
CONTRACT = """
system: toy
documents: [doc.md]
lifelines:
  A: {role: application, program: a}
  B: {role: application, program: b}
  C: {role: application, program: c}
defines:
  events:
    sent: {says: sends, with: &with {call: the call, id: the request}, about: {id: id}, told_by: &all [a, b, c]}
    got: {says: receives, with: *with, about: {id: id}, told_by: *all}
events:
  - {label: "{call}", event: sent, shows: sender, or: [{event: got, with: {call: "{call}"}, shows: receiver}]}
requests:
  drawn: {diagram: Doc, by: id, ours: a test, clocks: 0s, edge: 10s}
"""
PARTIES = {name: Source(f"host-{name}", name, "1") for name in "abc"}
LONG = Interval(0, 10**15)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("toys")


@cache
def contract_of(name: str, folder: Path) -> Contract:
    (folder / "doc.md").write_text(f"{HEAD}{DIAGRAMS[name]}```\n")
    (folder / "toy.yaml").write_text(CONTRACT)
    (contract,) = load_spec(folder / "toy.yaml", {})
    return contract


@cache
def drawn(name: str, folder: Path) -> tuple[Charted, Chart]:
    contract = contract_of(name, folder)
    return charted(contract, contract.requests["drawn"], identify([], contract)), chart_of(contract.diagrams[0].diagram)


def judged(name: str, folder: Path, moves: list[tuple[str, str, str]]) -> Account:
    """Judge one request of which these are the events, a second apart: who, the kind, which call."""
    contract = contract_of(name, folder)
    about, _ = drawn(name, folder)
    collected = Collected(*taken_by(contract, "id"), 2)
    collected.begin("log")
    start = 5 * 10**14
    for n, (who, kind, call) in enumerate(moves):
        event = Event(kind, Interval(0, 0), PARTIES[who], {"call": call, "id": "r"}, ())
        number = collected.outline(Outline((event,), (0,)))
        collected.take([("r", number, n + 1, (n,), start + n * 10**9)])
    heard = [Heard(source, LONG, "log") for source in PARTIES.values()]
    hears = hearing(about, heard, [], identify([], contract))
    judge = Judge(about, collected, hears, lambda source: (source, 0))
    for share in range(collected.shares):
        judge.judge(share)
    return judge.finish()


def moves_of(chart: Chart) -> list[tuple[str, str, str]]:
    """What the steps of a chart look like as events; a step by oneself is told as a sending."""
    return [(e.lifeline.lower(), "got" if e.kind == "receive" else "sent", e.text) for e in chart.events]


@pytest.mark.parametrize("name", DIAGRAMS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_request_conforms_exactly_if_the_chart_has_a_run_like_it(folder, name, data):
    _, chart = drawn(name, folder)
    steps = list(range(len(chart.events)))
    kept = [n for n in steps if data.draw(st.integers(0, 7)) or n == 0]
    for _ in range(data.draw(st.integers(0, 2))):
        kept.append(data.draw(st.sampled_from(steps)))
    order = sorted(kept)
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(order) - 1))
        order.insert(data.draw(st.integers(0, len(order) - 1)), order.pop(at))
    moves = [moves_of(chart)[n] for n in order]
    account = judged(name, folder, moves)
    wanted = fit(chart, [chart.events[n] for n in order]) is not None
    assert account.conforming == int(wanted), moves
    assert account.conforming + account.violated == 1
    assert bool(account.groups) is not wanted


def test_what_is_forgotten_of_shapes_changes_no_count(folder, monkeypatch):
    monkeypatch.setattr(judging, "_MOST_SHAPES", 1)
    contract = contract_of("two ways", folder)
    about, chart = drawn("two ways", folder)
    moves = moves_of(chart)
    ways = ([0, 1, 2, 7, 8], [0, 1, 3, 4, 5, 6, 7, 8])
    collected = Collected(*taken_by(contract, "id"), 1)
    collected.begin("log")
    for request in range(20):
        for n, step in enumerate(ways[request % 2]):
            who, kind, call = moves[step]
            event = Event(kind, Interval(0, 0), PARTIES[who], {"call": call, "id": "r"}, ())
            number = collected.outline(Outline((event,), (0,)))
            collected.take([(f"r{request}", number, n + 1, (n,), 5 * 10**14 + n * 10**9)])
    heard = [Heard(source, LONG, "log") for source in PARTIES.values()]
    judge = Judge(about, collected, hearing(about, heard, [], identify([], contract)), lambda source: (source, 0))
    judge.judge(0)
    account = judge.finish()
    assert (account.conforming, account.violated) == (20, 0)
    assert {step: count for step, (count, _) in account.steps.items()} == {
        0: 20, 1: 20, 2: 10, 3: 10, 4: 10, 5: 10, 6: 10, 7: 20, 8: 20
    }  # fmt: skip
