"""Reads what a contract says under `requests`; what is wrong goes to the problems of the file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from checker.base.yaml_section import Section, closest
from checker.model.contract_document import Documents
from checker.model.event_kind import EventKind
from checker.model.own import Own
from checker.model.requests import CLOCKS_NS, EDGE_NS, REQUEST_KEYS, RequestFlow, is_of_requests

_SAYS = "every request takes the way that is drawn"


def read_requests(
    root: Section, documents: Documents, vocabulary: Mapping[str, EventKind], taken: Collection[str]
) -> dict[str, RequestFlow]:
    """Return what requests must follow, by names that no property (`taken`) has."""
    flows = {}
    for name, section in root.sections("requests", REQUEST_KEYS).items():
        section.require("diagram", "by")
        by = section.text("by")
        if name in taken:
            section.problems.add(f"there is a property '{name}' already", section.place, "give it another name")
        args = {arg for kind in vocabulary.values() for arg in kind.args}
        if by and by not in args:
            message = f"no event has an argument '{by}'{closest(by, args)}"
            section.problems.add(message, section.place_of("by"), "the one that says of which request an event is")
        cited = [documents.cited(section, s.text, s.place) for s in section.scalars("line")]
        if not {"line", "ours"} & section.by_key.keys():
            hint = "write `line:` with the lines of the diagram that promise it, or `ours:` and why you want it checked"
            section.problems.add(f"{name} says neither 'line' nor 'ours'", section.place, hint)
        flows[name] = RequestFlow(
            id=name,
            diagram=section.text("diagram"),
            by=by,
            says=section.text("says", _SAYS),
            clocks=section.duration("clocks", CLOCKS_NS),
            edge=section.duration("edge", EDGE_NS),
            stated=tuple(document.place(number) for document, number in filter(None, cited)),
            why=section.text("ours"),
            place=section.place,
            trigger=section.text("trigger"),
        )
    return flows


def in_bulk(own: Own, flows: Mapping[str, RequestFlow]) -> Own:
    """Return the same with those kinds of events in bulk that are of requests, and of which no property speaks."""
    asked = {event.kind for p in own.properties.values() for event in own.events_behind(p.names)}
    kinds = {
        name: replace(kind, bulk=True) if is_of_requests(kind.args, flows) and name not in asked else kind
        for name, kind in own.kinds.items()
    }
    return replace(own, kinds=kinds)
