"""Typed access to a mapping of a YAML file: what is wrong is collected with its place, and told together."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from checker.base.places import Place
from checker.base.time import parse_duration
from checker.base.yaml_places import Entries, Entry, Items, Node, Problems, Scalar


def closest(name: str, known: Collection[str]) -> str:
    """Return `; did you mean 'x'?` for the known name that looks most like `name`, or ''."""
    from difflib import SequenceMatcher

    def likeness(candidate: str) -> float:
        parts = (candidate, candidate.rpartition(".")[2], candidate.rpartition("/")[2])
        return max(SequenceMatcher(None, name.lower(), part.lower()).ratio() for part in parts)

    best = max(sorted(known), key=likeness, default="")
    return f"; did you mean '{best}'?" if best and likeness(best) >= 0.6 else ""


def kind_of(node: Node) -> str:
    """Return what a message calls the node."""
    match node:
        case Scalar():
            return "nothing" if node.empty else f"'{node.text}'"
        case Items():
            return "a list"
        case Entries():
            return "a mapping"


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping being read: typed access to its keys; what is wrong goes to `problems`, never up the stack."""

    name: str
    by_key: Mapping[str, Entry]
    place: Place
    problems: Problems = field(compare=False)

    @property
    def _under(self) -> str:
        return f" under {self.name}" if self.name else ""

    @classmethod
    def of(cls, node: Node, name: str, problems: Problems, known: Collection[str] | None = None) -> Section:
        """Return the section of a node; every key that is not `known` (None: any) is a problem."""
        if isinstance(node, Entries):
            by_key = node.by_key
        else:
            by_key = {}
            if not (isinstance(node, Scalar) and node.empty and known is None):
                problems.add(f"{name or 'the file'} must be a mapping, found {kind_of(node)}", node.place)
        section = cls(name, by_key, node.place, problems)
        if known is None:
            return section
        for key, entry in by_key.items():
            if key not in known:
                hint = f"known here: {', '.join(known)}"
                problems.add(f"unknown key '{key}'{section._under}{closest(key, known)}", entry.place, hint)
        return section

    def place_of(self, key: str) -> Place:
        """Return where the value of a key stands, or the section itself."""
        return self.by_key[key].value.place if key in self.by_key else self.place

    def node(self, key: str) -> Node | None:
        """Return the raw node of a key."""
        return self.by_key[key].value if key in self.by_key else None

    def require(self, *keys: str) -> None:
        """Complain about each of these keys that is not there."""
        for key in keys:
            if key not in self.by_key:
                self.problems.add(f"missing key '{key}'{self._under}", self.place)

    def wrong(self, key: str, wanted: str) -> None:
        """Complain that the value of a key is not what is wanted."""
        node = self.by_key[key].value
        self.problems.add(f"'{key}'{self._under} must be {wanted}, found {kind_of(node)}", node.place)

    def text(self, key: str, default: str = "") -> str:
        """Return the text of a key, or the default."""
        node = self.node(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and not node.empty:
            return node.text
        self.wrong(key, "a text")
        return default

    def one_of(self, key: str, allowed: Collection[str], default: str = "") -> str:
        """Return the text of a key, which must be one of these."""
        text = self.text(key, default)
        if text != default and text not in allowed:
            hint = f"known here: {', '.join(allowed)}"
            self.problems.add(f"unknown {key} '{text}'{self._under}{closest(text, allowed)}", self.place_of(key), hint)
            return default
        return text

    def integer(self, key: str, default: int = 0, least: int = 0) -> int:
        """Return the whole number of a key, at least `least`."""
        text = self.text(key)
        if not text:
            return default
        if not re.fullmatch("[0-9]{1,18}", text) or int(text) < least:
            self.wrong(key, f"a whole number, {least} or more")
            return default
        return int(text)

    def duration(self, key: str, default: int = 0) -> int:
        """Return the nanoseconds of a duration such as 6s."""
        text = self.text(key)
        try:
            return parse_duration(text) if text else default
        except ValueError:
            self.wrong(key, "a duration such as 100ms, 6s or 2m")
            return default

    def address(self, key: str, default: str = "") -> str:
        """Return an IP address."""
        from ipaddress import ip_address

        text = self.text(key)
        try:
            return str(ip_address(text)) if text else default
        except ValueError:
            self.wrong(key, "an IP address")
            return default

    def scalars(self, key: str) -> tuple[Scalar, ...]:
        """Return the texts of a key, each with its place; one text counts as a list of one."""
        node = self.node(key)
        if node is None:
            return ()
        nodes = node.nodes if isinstance(node, Items) else (node,)
        texts = tuple(n for n in nodes if isinstance(n, Scalar) and not n.empty)
        if len(texts) != len(nodes):
            self.wrong(key, "a text or a list of texts")
        return texts

    def section(self, key: str, known: Collection[str] | None = None) -> Section:
        """Return the mapping of a key (empty when it is not there)."""
        node = self.node(key) or Entries({}, self.place)
        return Section.of(node, f"{key}{self._under}", self.problems, known)

    def sections(self, key: str, known: Collection[str]) -> Mapping[str, Section]:
        """Return the mappings below a key by their names: `hosts: {hap1: {...}}`."""
        outer = self.section(key)
        return {n: Section.of(e.value, f"{n}{outer._under}", self.problems, known) for n, e in outer.by_key.items()}

    def listed(self, key: str, known: Collection[str]) -> tuple[Section, ...]:
        """Return the mappings in the list of a key."""
        node = self.node(key)
        if node is None:
            return ()
        if not isinstance(node, Items):
            self.wrong(key, "a list")
            return ()
        return tuple(Section.of(n, key, self.problems, known) for n in node.nodes)
