"""From a contract to what is compared with events: which events show which end of what is drawn, and what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.base.errors import InputError
from checker.base.time import NS_PER_S
from checker.model import spec_cache
from checker.model.scenario import Drawing
from checker.model.scenario_cache import load_drawings
from checker.model.scenario_drawing import drawings
from checker.model.spec import load_spec
from checker.properties import load

KNOWN = set(load())
DIAGRAM = """# Pool

```mermaid
sequenceDiagram
    participant LB as Balancer
    participant Web
    participant VIP
    participant R1 as Router 1 (Master)
    participant R2 as Router 2 (Backup)
    LB->>Web: ask
    Web--xLB: refused
    Note over LB,Web: After 2 failures (7s)<br/>Mark web1 as DOWN
    Note over LB: only a remark
    LB->>VIP: hop
    VRRP
```
"""
CONTRACT = """
system: pool
documents: [pool.md]
hosts: {r1: {address: 10.0.0.1}, r2: {address: 10.0.0.2}}
vips: {vip: {address: 10.0.0.9, hosts: [r1, r2]}}
servers: {web1: {address: 10.0.0.5, port: 80}}
lifelines:
  LB: {role: load-balancer}
  Web: {role: server, server: web1}
  VIP: {role: virtual-address, vip: vip}
  R1: {role: vrrp-peer, host: r1}
  R2: {role: vrrp-peer, host: r2}
events:
  - label: ask
    event: check
    with: {server: receiver}
    before: 5s
    or: [{event: connect, with: {client: sender, server: receiver}}]
  - {label: refused, event: check, with: {server: sender, passed: false}}
  - {label: "Mark {server} as {after}", from: load-balancer, event: server_state}
  - {label: hop, event: connect, with: {server: receiver}}
RULES
properties:
  single-vip-holder: {ours: it must be}
parameters:
  vip.handover: {value: 100ms, ours: it must be}
"""


def made(folder: Path, vrrp: str = "", rules: str = "") -> Path:
    (folder / "pool.md").write_text(DIAGRAM.replace("    VRRP\n", "".join(f"    {line}\n" for line in vrrp.split(";"))))
    file = folder / "pool.yaml"
    file.write_text(CONTRACT.replace("RULES", rules))
    return file


def drawn(folder: Path, vrrp: str = "", rules: str = "") -> Drawing:
    (contract,) = load_spec(made(folder, vrrp, rules), KNOWN)
    (only,) = drawings(contract)
    return only


def test_each_sign_shows_the_end_of_who_tells_it_and_a_connection_both(tmp_path):
    steps = {(s.text, s.end): s for s in drawn(tmp_path).steps.values()}
    assert [(s.kind, s.doer, s.before) for s in steps["ask", "send"].signs] == [
        ("check", "LB", 5 * NS_PER_S),
        ("connect", "LB", 0),
    ]
    assert [s.kind for s in steps["ask", "receive"].signs] == ["connect"]
    assert [s.kind for s in steps["refused", "local"].signs] == ["check"]
    assert steps["refused", "send"].signs == ()
    assert (steps["refused", "send"].crossed, steps["ask", "send"].crossed) == (True, False)


def test_a_note_is_a_step_where_it_means_an_event_and_speaks_for_one_lifeline(tmp_path):
    notes = [(s.lifeline, s.text) for s in drawn(tmp_path).steps.values() if s.end == "note"]
    assert notes == [("LB", "After 2 failures (7s)<br/>Mark web1 as DOWN")]


def test_an_address_is_no_process(tmp_path):
    hop = next(s for s in drawn(tmp_path).steps.values() if s.lifeline == "VIP")
    assert hop.signs == ()
    assert "an address is no process" in hop.why_unseen


def test_a_rule_names_its_steps_and_states_its_limit(tmp_path):
    (whole,) = drawn(tmp_path).scenarios
    (rule,) = whole.rules
    assert (whole.reading, rule.times, rule.within) == ("triggered", 2, 7 * NS_PER_S)
    steps = drawn(tmp_path).steps
    assert [steps[n].text for n in rule.named] == ["refused"]
    assert [steps[n].text[:5] for n in rule.conclusions] == ["After"]
    assert [steps[n].text[:5] for n in sorted(rule.about)] == ["ask", "ask", "refus", "After"]


def test_checks_and_sessions_of_a_load_balancer_are_in_no_order(tmp_path):
    drawing = drawn(tmp_path)
    (run,) = drawing.scenarios[0].runs
    texts = [drawing.steps[n].text[:5] for n in run.steps]
    assert texts == ["ask", "ask", "refus", "After", "hop"]
    assert run.causes == (0, 0b1, 0b1, 0b101, 0)


VRRP = {
    "a backup asks": ("R2->>R1: are you there", [True]),
    "the master tells": ("R1->>R2: advertisement", [False]),
    "an answer": ("R1->>R2: advertisement;R2-->>R1: ok", [False, True]),
    "a confirmation": ("R1->>R2: heartbeat confirmation", [True]),
    "what does not come": ("R1--xR2: No response", [False]),
    "after a promotion": ("Note over R2: Becomes MASTER;R2->>R1: advertisement", [False]),
    "after a step back": ("Note over R1: Becomes BACKUP;R1->>R2: advertisement", [True]),
    "to somebody else": ("R2->>VIP: claim", []),
}


@pytest.mark.parametrize("name", VRRP)
def test_what_vrrp_does_not_have(tmp_path, name):
    vrrp, impossible = VRRP[name]
    rule = '  - {label: "Becomes {state}", from: vrrp-peer, event: vrrp_state}\n' if "Becomes" in vrrp else ""
    steps = [s for s in drawn(tmp_path, vrrp, rule).steps.values() if s.lifeline in ("R1", "R2") and s.end != "note"]
    sent = [s for s in steps if s.end == "send" and s.text != "claim"]
    assert [bool(s.impossible) for s in sent] == impossible
    assert all(s.signs == () for s in steps if s.impossible)
    ends = {(s.text, bool(s.impossible)) for s in steps if s.end in ("receive", "local")}
    assert ends == {(s.text, bool(s.impossible)) for s in sent if s.text != "claim"}


WRONG = {
    "an event that does not exist": ("or: [{event: chek}]", "unknown event 'chek'"),
    "no event": ("or: [{with: {}}]", "missing key 'event'"),
    "an argument of another event": ("or: [{event: connect, with: {passed: true}}]", "event 'connect' has no argument"),
    "what the label does not say": ('with: {server: "...{host}..."}', "the label says no 'host'"),
    "an end that is none": ("shows: middle", "unknown end 'middle'"),
    "an instant that it has not": ("at: started_ns", "unknown at 'started_ns'"),
    "no duration": ("before: soon", "'before' under events must be a duration"),
}


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_in_signs_are_told(tmp_path, name):
    line, message = WRONG[name]
    file = made(tmp_path, rules=f'  - {{label: "only a remark", event: check, {line}}}')
    with pytest.raises(InputError) as caught:
        load_spec(file, KNOWN)
    assert message in str(caught.value)


def test_drawings_are_kept_until_something_of_them_changes(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    (contract,) = load_spec(made(tmp_path), KNOWN)
    first = load_drawings(contract, folder)
    monkeypatch.setattr("checker.model.scenario_drawing.drawings", lambda _: pytest.fail("they were drawn again"))
    (same,) = load_spec(made(tmp_path), KNOWN)
    assert load_drawings(same, folder) == first
    monkeypatch.undo()
    (other,) = load_spec(made(tmp_path, "R1->>R2: advertisement"), KNOWN)
    assert load_drawings(other, folder) == drawings(other) != first
    (again,) = load_spec(made(tmp_path, "R1->>R2: advertisement", "  - {label: advertisement, event: advert}"), KNOWN)
    assert load_drawings(again, folder) != load_drawings(other, None)


@pytest.mark.parametrize("damage", [lambda d: d[:-1], lambda d: b"", lambda d: d + b"x"])
def test_what_is_kept_damaged_is_drawn_again(tmp_path, damage):
    folder = tmp_path / "cache"
    (contract,) = load_spec(made(tmp_path), KNOWN)
    first = load_drawings(contract, folder)
    (file,) = folder.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert load_drawings(contract, folder) == first


def test_another_version_of_the_code_draws_again(tmp_path, monkeypatch):
    (contract,) = load_spec(made(tmp_path), KNOWN)
    load_drawings(contract, tmp_path / "cache")
    drew = []
    monkeypatch.setattr(spec_cache, "_code", lambda: [("other", 1, 1)])
    monkeypatch.setattr("checker.model.scenario_drawing.drawings", lambda c: drew.append(c) or ())
    assert load_drawings(contract, tmp_path / "cache") == ()
    assert drew == [contract]
