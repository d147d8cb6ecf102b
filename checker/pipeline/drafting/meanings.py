"""What a label may mean: the rows of meanings.yaml, read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from checker.base.yaml_places import Entries, Items, Node, Problems, Scalar, read_yaml
from checker.base.yaml_section import Section
from checker.pipeline.drafting.draft import Value

Shape = Literal["asks", "answers", "fails", "alone", "crashes", "restarts"]
# What is going on: who was asked last decides what a forwarding or an answer belongs to.
Topic = Literal["", "check", "poll", "request"]

_KEYS = ("from", "to", "shape", "match", "like", "unless", "fact", "topic", "beside", "keeps", "carries", "means")
LIKE: Mapping[str, str] = {
    "": "",
    "check": (
        r"(?i)health|\bchecks?\b|\bprobe|\bping\b|"
        r"\b(?:GET|HEAD|OPTIONS) /(?:\w+/)*(?:health|ready|live|ping|status|primary|master|leader|replica)"
    ),
    "failed": (
        r"(?i)fail|error|time[ds]?[ -]?out|refus|unreachable|no (?:answer|response|reply)|denied|reject|"
        r"lost|dead|unavailable|unhealthy|no healthy|connection (?:reset|closed)|terminat|too many|abort|exception|"
        r"\b[45]\d\d\b(?! *(?:rows?|ms|s|k?b)\b)"
    ),
    "passed": r"(?i)\b[23]\d\d\b|\bok\b|success|pass|healthy|alive|pong|\bup\b",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row; meanings.yaml says what its keys mean."""

    group: str
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    shape: Shape
    match: str
    unless: str
    fact: str
    topic: Topic
    beside: str
    keeps: Mapping[str, str]
    carries: str
    means: Mapping[str, Value]


@cache
def rows() -> tuple[Row, ...]:
    """Return the rows from top to bottom."""
    file = Path(__file__).with_name("meanings.yaml")
    problems = Problems()
    node = read_yaml(file.read_bytes(), file.name)
    groups = node.nodes if isinstance(node, Items) else ()
    found = [row for group in groups for row in _rows(Section.of(group, "", problems, ("group", "rows")))]
    problems.raise_any()
    return tuple(found)


def groups() -> tuple[str, ...]:
    """Return the groups in their order."""
    return tuple(dict.fromkeys(row.group for row in rows()))


def _rows(group: Section) -> Iterator[Row]:
    for section in group.listed("rows", _KEYS):
        keeps = section.section("keeps")
        means = section.node("means")
        yield Row(
            group=group.text("group"),
            senders=tuple(each.text for each in section.scalars("from")),
            receivers=tuple(each.text for each in section.scalars("to")),
            shape=cast(Shape, section.text("shape")),
            match=section.text("match") or LIKE[section.text("like")],
            unless=LIKE[section.text("unless")],
            fact=section.text("fact"),
            topic=cast(Topic, section.text("topic")),
            beside=section.text("beside"),
            keeps={name: keeps.text(name) for name in keeps.by_key},
            carries=section.text("carries"),
            means=cast(Mapping[str, Value], _plain(means)) if means else {},
        )


def _plain(node: Node) -> Value:
    match node:
        case Scalar():
            return node.text
        case Items():
            return [_plain(each) for each in node.nodes]
        case Entries():
            return {name: _plain(entry.value) for name, entry in node.by_key.items()}
