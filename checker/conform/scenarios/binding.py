"""The lifelines of a drawing are examples: which real component each stands for in what happened.

Where PGB2 fails in the drawing and pgb3 in the trace, PGB2 is bound to pgb3 (and PGB3 to pgb2), also in texts such as
`Alert: pgb2 is DOWN`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.conform.evidence import Evidence
from checker.conform.scenarios.actors import Actors
from checker.model.event import Event
from checker.model.parts import HEARTBEAT
from checker.model.scenario import Drawing, DrawnSign


@dataclass(frozen=True, slots=True)
class Binding:
    """Which real component a drawn one, or a lifeline of no certain component, stands for. `process` is one life of it.

    What is not said stands for itself, or for any of its role.
    """

    components: Mapping[str, str] = field(default_factory=dict)
    lifelines: Mapping[str, str] = field(default_factory=dict)
    process: str = ""

    def of(self, drawing: Drawing, lifeline: str) -> str:
        """Return the component that a lifeline stands for ('': any of its role)."""
        _, component = drawing.lifelines.get(lifeline, ("", ""))
        return self.real(component) if component else self.lifelines.get(lifeline, "")

    def real(self, component: str) -> str:
        """Return the real component of a drawn one."""
        return self.components.get(component, component)

    @property
    def key(self) -> tuple[object, ...]:
        """What is equal for equal bindings."""
        return tuple(sorted(self.components.items())), tuple(sorted(self.lifelines.items())), self.process


def unify(drawing: Drawing, sign: DrawnSign, event: Event, actors: Actors, process: str = "") -> Binding | None:
    """Return the binding under which an event is a sign, whatever its other arguments are; None when there is none."""
    stands: dict[str, str] = {}
    lifelines: dict[str, str] = {}
    pairs = [(p[0].kind, p[0].text, _named(actors, event, arg)) for arg, p in sign.wanted if len(p) == 1]
    if sign.doer:
        doer = actors.doer(event)
        role, component = drawing.lifelines[sign.doer]
        hosts = actors.contract.hosts
        if doer.role != role and not (component in hosts and doer.name in hosts):
            return None
        pairs.append(("lifeline", sign.doer, doer.name))
    for kind, text, real in pairs:
        drawn = drawing.lifelines[text][1] if kind == "lifeline" else _component(actors, text) if kind == "word" else ""
        if not real or (kind != "lifeline" and not drawn):
            continue
        known, name = (stands, drawn) if drawn else (lifelines, text)
        if known.setdefault(name, real) != real:
            return None
    swapped = {real: drawn for drawn, real in stands.items() if real not in stands}
    others = {drawn: real for drawn, real in {**swapped, **stands}.items() if drawn != real}
    return Binding(others, lifelines, process)


def without_log(drawing: Drawing, evidence: Evidence) -> Mapping[str, str]:
    """Return the services that are drawn under their names and of which no log is given, each as itself.

    Nobody else's log may speak for them. Where logs bear other names than the drawing, nobody knows who is who.
    """
    captures = {h.path for h in evidence.heard if h.source.program == "capture"}
    drawn = {name for name, (role, component) in drawing.lifelines.items() if role == HEARTBEAT and not component}
    logs = {h.source.host for h in evidence.heard if h.source.program == HEARTBEAT and h.path not in captures}
    return {name: name for name in sorted(drawn - logs)} if logs and logs <= drawn else {}


def _named(actors: Actors, event: Event, arg: str) -> str:
    value = str(event.args.get(arg, ""))
    return actors.component(value) if value else ""


def _component(actors: Actors, word: str) -> str:
    """Return the component that a word of a label names, or ''."""
    contract = actors.contract
    found = contract.host_of(word) or contract.server_of(word) or contract.vips.get(word)
    return found.name if found else ""
