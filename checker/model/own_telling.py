"""Which entries of a contract are of its own: properties that it states itself, and parameters that it brings."""

from __future__ import annotations

from checker.base.yaml_places import Entries, Node
from checker.base.yaml_section import Section
from checker.model.own import OWN_KEYS
from checker.model.parameters import OWN_MEASURES, PARAMETERS, Measure


def own_measures(root: Section) -> dict[str, Measure]:
    """Return the parameters that a contract brings itself, each with what it says that it measures."""
    found: dict[str, Measure] = {}
    for name, entry in root.section("parameters").by_key.items():
        if isinstance(entry.value, Entries) and "measure" in entry.value.by_key and name not in PARAMETERS:
            section = Section(name, entry.value.by_key, entry.value.place, root.problems)
            kind = section.one_of("measure", tuple(OWN_MEASURES))
            found |= {name: OWN_MEASURES[kind]} if kind else {}
    return found


def states(node: Node) -> bool:
    """Say whether an entry under `properties` states a property itself."""
    return isinstance(node, Entries) and not node.by_key.keys().isdisjoint(OWN_KEYS)
