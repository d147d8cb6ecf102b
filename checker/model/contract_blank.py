"""Entries of a contract behind which nothing stands, such as `sets: []` or `host: ''`: they would say nothing."""

from __future__ import annotations

from checker.base.yaml_places import Entries, Entry, Items, Node, Problems, Scalar

# What may be empty: what an event is about, what it brings, who else is called so, the lists and mappings of things.
_MAY_BE_EMPTY = frozenset(
    {"about", "aliases", "with", "label", "defines", "fluents", "events", "hosts", "vips", "servers", "lifelines"}
    | {"diagrams", "parameters", "properties", "requests", "promises", "logs"}
)
# Below these stand values of events, of which one may be an empty text; and reasons, which are asked for elsewhere.
_VALUES = frozenset({"with", "when"})
_ELSEWHERE = "accepts"


def refuse_empty(node: Node, problems: Problems) -> None:
    """Complain about each key behind which stands an empty text or list, and about empty items of lists.

    Of mappings only `when` is meant: what others lack is asked for where they are read.
    """
    for entry in node.by_key.values() if isinstance(node, Entries) else ():
        if entry.key != _ELSEWHERE:
            _refuse(entry, problems, values=False)


def _refuse(entry: Entry, problems: Problems, *, values: bool) -> None:
    parts = entry.value.nodes if isinstance(entry.value, Items) else (entry.value,)
    for node in (entry.value, *parts):
        if _is_empty(node, entry.key, values=values) and entry.key not in _MAY_BE_EMPTY:
            message = f"'{entry.key}' says nothing: an empty {_kind_of(node)}"
            problems.add(message, node.place, "write what is meant, or leave the key out")
    for part in parts:
        for inner in part.by_key.values() if isinstance(part, Entries) else ():
            _refuse(inner, problems, values=entry.key in _VALUES)


def _is_empty(node: Node, key: str, *, values: bool) -> bool:
    match node:
        case Scalar(text):
            return node.quoted and not text.strip() and not values
        case Items(nodes):
            return not nodes
        case Entries(by_key):
            return not by_key and key == "when"


def _kind_of(node: Node) -> str:
    return "mapping" if isinstance(node, Entries) else "list" if isinstance(node, Items) else "text"
