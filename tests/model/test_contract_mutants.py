"""A good contract with one thing changed, anywhere: it is refused with a place, or it loads and is checked."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from checker.base.errors import InputError
from checker.model.spec import load_spec
from tests.conform.own.makers import DIAGRAM, event, evidence, judged

CONTRACT = """
system: d
documents: [d.md]
hosts: {h: {address: {value: 10.0.0.1, ours: so}}}
lifelines: {A: {role: application, host: h, program: d}}
defines:
  events:
    up: {says: "{node} is up", with: {ok: "bool: so", node: any}, about: {node: node}, told_by: d, when: {ok: true}}
    down: {says: down, with: {node: any}, about: [node], told_by: [d@h], whole: so}
    boot: {says: boot, event: down, about: {at: host}, told_by: d}
  fluents:
    holds: {says: "{node} holds", about: [node], begins: up, ends: [down]}
events: [{label: hello, from: A, event: up, shows: sender}]
parameters:
  quorum: {measure: count, value: 2, ours: so}
  limit: {measure: duration, value: 5us, ours: so}
  twice: {measure: duration, computed: limit * 2}
properties:
  response: {ours: so, says: so, response: down(n), to: up(n), within: limit, after: "boot(_)", until: "boot(_)"}
  precedence: {ours: so, says: so, precedence: up(n), to: down(n), within: 5us}
  existence: {ours: so, says: so, existence: down(n), within: twice, after: up(n)}
  absence: {line: 6, says: so, absence: 'up("a")', between: ['down("a")', 'up("b")'], skip: h}
  few: {ours: so, says: so, at-most: 2, of: up(_)}
  many: {ours: so, says: so, at-least: quorum, of: up(_), to: down(n), within: 5us}
  one: {ours: so, says: so, at-most-one: n, of: holds(n), tolerance: 1us}
  long: {ours: so, says: so, at-most-for: 1us, of: 'holds("a")'}
  formula: {ours: so, says: so, formula: 'forall n: node. always (up(n) implies once[0, 5us] down(n))'}
"""
NOTHING = ({}, [], "", None)
OTHERS = ({"a": {"b": "c"}}, [["x"]], [{}], "zzz", "-1", "0", "(((", "f(a", "x(y)", "1h", "2026-01-01", "9" * 400)
WORDS = ("up", "holds", "holds(n)", 'up("q")', "up(n, n)", "limit", "quorum", "n")
EVENTS = [
    event(kind, at, **args)
    for kind, at, args in (
        ("up", 0, {"ok": "true", "node": "a"}),
        ("up", 10, {"ok": "true", "node": "b"}),
        ("down", 30, {"node": "a"}),
        ("up", 50, {"ok": "false", "node": "a"}),
        ("down", 90, {"node": "b"}),
    )
]


def places(node: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def mutants(path: tuple[str | int, ...], values: tuple[object, ...]) -> Iterator[object]:
    """Each contract with something else at a place: with other values, without it, and under another name."""
    for value in (*values, *(("drop", "rename") if values is NOTHING else ())):
        contract = yaml.safe_load(CONTRACT)
        *outer, last = path
        parent = contract
        for key in outer:
            parent = parent[key]
        if value == "drop":
            del parent[last]
        elif value == "rename" and isinstance(parent, dict):
            parent[f"{last}x"] = parent.pop(last)
        else:
            parent[last] = copy.deepcopy(value)
        yield contract


def outcome(folder: Path, contract: object) -> str:
    """Say whether a contract is refused or checked; whatever else happens goes up."""
    file = folder / "d.yaml"
    file.write_text(yaml.safe_dump(contract, sort_keys=False))
    try:
        (about,) = load_spec(file, ())
    except InputError as error:
        assert f"{folder}/d." in str(error), "no place"
        return "refused"
    found = judged(evidence(about, EVENTS, {"h": (0, 100)}))
    assert found.keys() == about.own.properties.keys() == about.properties.keys()
    return "checked"


@pytest.mark.slow
@pytest.mark.parametrize("values", [NOTHING, OTHERS, WORDS], ids=["nothing", "others", "words"])
@pytest.mark.parametrize("section", list(yaml.safe_load(CONTRACT)))
def test_whatever_is_changed_it_is_refused_or_checked(tmp_path, section, values):
    (tmp_path / "d.md").write_text(DIAGRAM)
    assert outcome(tmp_path, yaml.safe_load(CONTRACT)) == "checked"
    for number, path in enumerate(places(yaml.safe_load(CONTRACT))):
        if path[0] == section:
            # each place with some of them, each of them at some places
            some = values if values is NOTHING else values[number % 4 :: 4]
            for contract in mutants(path, some):
                try:
                    outcome(tmp_path, contract)
                except Exception as error:
                    raise AssertionError(f"at {path}: {(tmp_path / 'd.yaml').read_text()}") from error
