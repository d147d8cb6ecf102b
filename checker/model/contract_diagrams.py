"""A contract beside its diagrams: what each label means, which labels mean nothing yet, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from checker.base.finding import Finding
from checker.base.places import Place
from checker.base.yaml_places import Problems
from checker.base.yaml_section import closest
from checker.diagram import parse, read_document
from checker.diagram.tree import Block, Diagram, Message, Note, visits
from checker.model.contract_events import EventRule
from checker.model.phrases import Phrases, read_phrases
from checker.model.phrases.lines import lines_of
from checker.model.phrases.not_understood import not_understood

if TYPE_CHECKING:
    from checker.model.contract import Contract
    from checker.model.document import Document

LabelKind = Literal["message", "note", "block", "alias"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One diagram of a document: the heading above it, the line where it starts, and what it says."""

    title: str
    place: Place
    diagram: Diagram


@dataclass(frozen=True, slots=True)
class Label:
    """A text of a diagram, between whom it stands (a note: on whom), and what it says in phrases."""

    kind: LabelKind
    text: str
    place: Place
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    drawn: Drawn

    @property
    def phrases(self) -> Phrases:
        """The facts in the text, and the numbers that no rule understood."""
        return read_phrases(self.text, self.place)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A label that means an event, the arguments that it gives, and what the label says under the rule's names."""

    label: Label
    rule: EventRule
    args: Mapping[str, str]
    said: Mapping[str, str]


def drawn_in(document: Document) -> Iterator[Drawn]:
    """Yield the sequence diagrams of a document; DiagramError when one cannot be read."""
    for source in read_document(document.name, document.data).sequences:
        diagram = parse(source)
        yield Drawn(diagram.title or source.title, Place(document.name, source.line), diagram)


def labels_of(drawn: Drawn) -> Iterator[Label]:
    """Yield every text of a diagram: aliases first, then in the order of the page. Colours of `rect` are no texts."""
    for participant in drawn.diagram.participants:
        if participant.declared and participant.label != participant.id:
            ends = (participant.id,)
            yield Label("alias", participant.label, participant.span.place, ends, ends, drawn)
    for visit in visits(drawn.diagram.statements):
        node = visit.node
        if isinstance(node, Message) and visit.mark == "leaf":
            yield Label("message", node.text, node.text_span.place, (node.sender,), (node.receiver,), drawn)
        elif isinstance(node, Note) and visit.mark == "leaf":
            yield Label("note", node.text, node.text_span.place, node.actors, node.actors, drawn)
        elif isinstance(node, Block) and visit.section and node.kind != "rect" and visit.section.label:
            yield Label("block", visit.section.label, visit.section.span.place, (), (), drawn)


def meanings(contract: Contract) -> Iterator[tuple[Label, Meaning | None]]:
    """Yield every label with the event that the contract says it means; the first rule that fits wins."""
    for drawn in contract.diagrams:
        for label in labels_of(drawn):
            yield label, next(filter(None, (_meaning(contract, rule, label) for rule in contract.events)), None)


def unmapped(contract: Contract) -> tuple[Label, ...]:
    """Return the messages and notes that mean no event, for a person to look through."""
    return tuple(label for label, meaning in meanings(contract) if not meaning and label.kind in ("message", "note"))


def numeric_notes(contract: Contract) -> tuple[Finding, ...]:
    """Return a finding for every number in the diagrams that no rule understood."""
    return tuple(not_understood(leftover) for phrases in contract.phrases for leftover in phrases.leftovers)


def _meaning(contract: Contract, rule: EventRule, label: Label) -> Meaning | None:
    """Return what a label means by a rule, or None when the rule is not about it."""
    if label.kind not in ("message", "note"):
        return None
    title = label.drawn.title
    if not (
        _among(contract, label.senders, rule.senders, title)
        and _among(contract, label.receivers, rule.receivers, title)
    ):
        return None
    for line in lines_of(label.text):
        match = rule.pattern.match(line.text)
        if match:
            ends = {"sender": label.senders, "receiver": label.receivers}
            given = {name: _name(contract, ends[v], title) if v in ends else v for name, v in rule.args.items()}
            said = match.groupdict()
            return Meaning(label, rule, {**said, **given}, said)
    return None


def _among(contract: Contract, ids: tuple[str, ...], wanted: tuple[str, ...], title: str) -> bool:
    if not wanted:
        return True
    roles = {line.role for name in ids if (line := contract.lifeline(name, title))}
    return any(name in wanted for name in (*ids, *roles))


def _name(contract: Contract, ids: tuple[str, ...], title: str) -> str:
    """Return the component that a lifeline is, or its id where it is no certain one."""
    line = contract.lifeline(ids[0], title)
    return line.component if line and line.component else ids[0]


def check_against_diagrams(contract: Contract) -> None:
    """Raise InputError for lifelines, diagrams and labels of the contract that no diagram holds."""
    problems = Problems()
    drawn = contract.diagrams
    ids = {p.id for d in drawn for p in d.diagram.participants}
    if not drawn:
        names = ", ".join(d.name for d in contract.documents)
        problems.add(f"no sequence diagram in {names}", contract.place, "diagrams stand in ```mermaid fences")
    _check_lifelines(contract, ids, problems)
    for flow in contract.requests.values():
        titles = [d.title for d in drawn]
        if flow.diagram and flow.diagram not in titles:
            message = f"no diagram is called '{flow.diagram}'{closest(flow.diagram, titles)}"
            problems.add(message, flow.place or contract.place, f"there are: {', '.join(titles)}")
    problems.raise_any()  # a lifeline that is missing takes its labels with it: one mistake, one message
    _check_rules(contract, problems)
    problems.raise_any()


def _check_rules(contract: Contract, problems: Problems) -> None:
    """Complain about rules that no label of any diagram comes under."""
    drawn = contract.diagrams
    used = {id(m.rule) for _, m in meanings(contract) if m}
    texts = {line.text for d in drawn for label in labels_of(d) for line in lines_of(label.text)}
    for rule in contract.events:
        if id(rule) not in used and drawn:
            if any(rule.pattern.match(text) for text in texts):
                hint = "a rule above it takes those labels, or 'from' and 'to' do not fit them"
            else:
                hint = "a label must fit a line of the text from its start; `...` stands for anything"
            problems.add(f"no label of the diagrams fits '{rule.label}'{closest(rule.label, texts)}", rule.place, hint)


def _check_lifelines(contract: Contract, ids: set[str], problems: Problems) -> None:
    by_title = {d.title: {p.id for p in d.diagram.participants} for d in contract.diagrams}
    for name, line in contract.lifelines.items():
        if name not in ids:
            problems.add(f"no diagram has a lifeline '{name}'{closest(name, ids)}", line.place or contract.place)
    for title, lines in contract.lifelines_in.items():
        here = next(iter(lines.values())).place if lines else None
        if title not in by_title:
            problems.add(f"no diagram is called '{title}'{closest(title, by_title)}", here or contract.place)
            continue
        for name, line in lines.items():
            if name not in by_title[title]:
                message = f"diagram '{title}' has no lifeline '{name}'{closest(name, by_title[title])}"
                problems.add(message, line.place or contract.place)
