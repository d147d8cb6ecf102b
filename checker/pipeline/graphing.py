"""The job `render --states`: the states of a role of the model, as a graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from checker.base.errors import InputError
from checker.model.graph import Graph
from checker.pipeline.proving_systems import systems_of
from checker.pipeline.request import ProveRequest, StatesRequest
from checker.prove.drawing.states.drawing import state_graphs

ALL = "all"


def states(request: StatesRequest) -> tuple[Graph, ...]:
    """Return the state graphs of the roles of a name or a kind; InputError where there are none, and for a bad spec."""
    systems = systems_of(ProveRequest(request.spec, request.settings, cache=request.cache))
    _refuse_unknown(request.without, sorted({name for system in systems for name in system.assumptions}))
    found = {
        (system.name, role): replace(graph, name=f"{system.name}-{role}" if len(systems) > 1 else role)
        for system in systems
        for role, graph in state_graphs(system, request.without).items()
    }
    wanted = request.role
    chosen = tuple(g for (_, role), g in found.items() if wanted in (ALL, role, kind_of(role), g.name))
    if not chosen:
        raise _unknown(request.role, [role for _, role in found])
    return chosen


def kind_of(role: str) -> str:
    """Return what kind of role it is: `check` of `check@hap1/pgb2`."""
    return role.partition("@")[0]


def _refuse_unknown(without: Iterable[str], known: Sequence[str]) -> None:
    for name in without:
        if name not in known:
            raise InputError(f"--without: there is no assumption {name!r}", hint=f"there are: {', '.join(known)}")


def _unknown(role: str, roles: Sequence[str]) -> InputError:
    if not roles:
        return InputError("the model of this spec has no roles", hint="verify prove says what the contract lacks")
    kinds = sorted({kind_of(each) for each in roles})
    alike = [each for each in roles if kind_of(each) == kind_of(role)]
    hint = f"there are: {', '.join(dict.fromkeys(alike))}" if alike else f"there are: {', '.join(kinds)}, all"
    return InputError(f"--states: the model has no role {role!r}", hint=hint)
