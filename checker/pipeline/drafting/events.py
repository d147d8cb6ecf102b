"""The section `events`: which labels mean which event, each rule with the lines that it was made from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.base.places import Place
from checker.model.contract_events import pattern_of
from checker.model.phrases.lines import lines_of
from checker.pipeline.drafting.draft import Entry, Part, Value, places
from checker.pipeline.drafting.labels import Labels
from checker.pipeline.drafting.meanings import LIKE, Row, Shape, Topic, groups, rows
from checker.pipeline.drafting.naming import Names
from checker.pipeline.drafting.paper import Paper, Said
from checker.pipeline.drafting.roles import Casting

_PLACE = re.compile(r"\{\w+\}")
_CHECKS = re.compile(LIKE["check"])


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the contract: its label, the roles at its ends, what it means, and where that was read.

    `longer` is a label that takes fewer texts.
    """

    group: str
    label: str
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    sign: Mapping[str, Value]
    where: tuple[Place, ...]
    longer: str = ""

    @property
    def key(self) -> str:
        """What two rules must share to be one, beside their ends."""
        return json.dumps([self.group, self.label, dict(self.sign)], sort_keys=True)


def events_of(paper: Paper, casting: Casting, names: Names, lives: Mapping[Place, Shape]) -> Part:
    """Return the rules for the labels of a document; `lives` are the notes of crashes and repairs."""
    labels = Labels(names)
    topics = dict(_topics(paper, casting))
    texts = list(paper.of("message", "note"))
    made = {said.number: list(_rules(said, casting, labels, topics, lives)) for said in texts}
    unread = _silent((said for said in texts if not made[said.number]), casting)
    raw = [_no_further(rule, unread) for some in made.values() for rule in some]
    rules = _ordered(_merged(raw, unread))
    read = {place for rule in rules for place in rule.where}
    rest = _alike([said for said in texts if said.place not in read and _matters(said)])
    about = "What the labels mean, and by what each is seen: `...` stands for any text, {name} for one word."
    return Part("events", about, tuple(_entry(rule) for rule in rules), (), silent=rest)


def read_by(part: Part) -> frozenset[Place]:
    """Return the places of the texts from which the rules of a section were made."""
    return frozenset(place for entry in part.entries if entry.place for place in (entry.place, *entry.more))


def _alike(texts: Iterable[Said]) -> tuple[Entry, ...]:
    """Return texts that read alike as one."""
    found: dict[str, list[Place]] = {}
    for said in texts:
        found.setdefault(said.text, []).append(said.place)
    return tuple(Entry("", text, where[0], off=True, more=tuple(where[1:])) for text, where in found.items())


def _matters(said: Said) -> bool:
    """Say whether a text that means no event should be looked at: a message, or something one lifeline does."""
    return bool(said.text.strip()) and (said.kind == "message" or len(set(said.senders)) == 1)


def _topics(paper: Paper, casting: Casting) -> Iterator[tuple[int, Topic]]:
    """Yield for each message what is going on: a poll, a check of the server at its other end, or a request."""
    chain: Topic = ""
    last: dict[tuple[str, str], Topic] = {}
    drawn = None
    for said in paper.of("message"):
        if said.drawn is not drawn:
            chain, drawn, last = "", said.drawn, {}
        role, to = casting.role(said, said.sender), casting.role(said, said.receiver)
        if said.dotted or said.crossed:
            yield said.number, last.get((said.receiver, said.sender), chain)
            continue
        if to in ("virtual-address", "load-balancer") and role in ("monitor", "client", "application"):
            chain = "poll" if role == "monitor" else "request"
        checked = role == "load-balancer" and to == "server" and bool(_CHECKS.search(said.text))
        last[said.sender, said.receiver] = "check" if checked else chain or "request"
        yield said.number, "check" if checked else chain or "request"


def _rules(
    said: Said,
    casting: Casting,
    labels: Labels,
    topics: Mapping[int, Topic],
    lives: Mapping[Place, Shape],
) -> Iterator[Rule]:
    """Yield the rules that a text gives: that of each line which a row fits, or of a crash or a repair."""
    shape = lives[said.place] if said.place in lives else _shape(said)
    lines = list(labels.lines(said.text))
    for row in rows():
        for line in lines if row.match else lines[:1]:
            ends = _ends(said, row, casting) if row.shape == shape and _fits(said, line, row, casting) else None
            if ends and (not row.topic or topics.get(said.number) == row.topic):
                label = labels.label(line, row.keeps)
                longer = labels.label(line, row.keeps, brackets=True)
                yield Rule(row.group, label, *ends, _sign(row, label), (said.place,), longer)
                return


def _shape(said: Said) -> Shape:
    return "alone" if said.alone else "fails" if said.crossed else "answers" if said.dotted else "asks"


def _fits(said: Said, line: str, row: Row, casting: Casting) -> bool:
    return (
        re.search(row.match, line) is not None
        and not (row.unless and re.search(row.unless, said.text))
        and (not row.fact or bool(said.facts(row.fact, *(["mark"] if row.fact == "fraction" else []))))
        and (not row.beside or row.beside in casting.every)
    )


def _ends(said: Said, row: Row, casting: Casting) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the roles at the ends of a text as a rule writes them, None where they are not those of the row."""
    roles = [casting.role(said, name) for name in said.senders]
    if row.shape in ("alone", "crashes", "restarts"):
        mine = [role for role in roles if role in row.senders]
        to = tuple(mine[:1]) if "change_seen" in row.means.values() else ()
        return (tuple(mine[:1]), to) if mine and len(set(said.senders)) == 1 else None
    to_role = casting.role(said, said.receiver)
    return ((roles[0],), (to_role,)) if roles[0] in row.senders and to_role in row.receivers else None


def _sign(row: Row, label: str) -> Mapping[str, Value]:
    """Return what a label means by a row; where its events carry its text, with that text as a template."""
    if not row.carries or not _PLACE.search(label):
        return row.means
    text = f"...{label.partition(': ')[2] or label}..."

    def told(sign: Mapping[str, Value]) -> dict[str, Value]:
        given = sign.get("with", {})
        others = sign.get("or", ())
        carried: dict[str, Value] = {row.carries: text, **(given if isinstance(given, Mapping) else {})}
        found: dict[str, Value] = {
            "event": sign["event"],
            "with": carried,
            **{k: v for k, v in sign.items() if k != "with"},
        }
        if isinstance(others, list):
            found["or"] = [told(other) for other in others]
        return found

    return told(row.means)


@dataclass(frozen=True, slots=True)
class _Silent:
    """A text that means nothing: the roles at its ends, and its lines."""

    senders: frozenset[str]
    receivers: frozenset[str]
    lines: tuple[str, ...]


def _silent(texts: Iterable[Said], casting: Casting) -> tuple[_Silent, ...]:
    """Return texts that mean nothing, those that read alike once."""
    found = (
        _Silent(
            frozenset(casting.role(said, name) for name in said.senders),
            frozenset(casting.role(said, name) for name in said.receivers),
            tuple(line.text for line in lines_of(said.text)),
        )
        for said in texts
    )
    return tuple(dict.fromkeys(found))


def _no_further(rule: Rule, silent: Iterable[_Silent]) -> Rule:
    """Return a rule with its longer label where the short one would take texts that mean nothing."""
    return replace(rule, label=rule.longer) if rule.longer and _reaches(rule, silent) else rule


def _reaches(rule: Rule, silent: Iterable[_Silent]) -> bool:
    """Say whether a rule takes a text that means nothing."""
    pattern = re.compile(pattern_of(rule.label))
    for said in silent:
        between = said.senders & set(rule.senders) and (not rule.receivers or said.receivers & set(rule.receivers))
        if between and any(pattern.match(line) for line in said.lines):
            return True
    return False


def _merged(rules: Iterable[Rule], silent: Sequence[_Silent]) -> list[Rule]:
    """Return each rule once, with all lines and ends of those that say the same."""
    shortened = _shortened(_united(rules, lambda rule: (rule.senders, rule.receivers)), silent)
    return _united(_united(shortened, lambda rule: rule.senders), lambda rule: rule.receivers)


def _united(rules: Iterable[Rule], apart: Callable[[Rule], object]) -> list[Rule]:
    """Return rules with one label and meaning as one; `apart` is what else they must share."""
    found: dict[tuple[str, object], list[Rule]] = {}
    for rule in rules:
        found.setdefault((rule.key, apart(rule)), []).append(rule)
    return [_joined(alike) for alike in found.values()]


def _joined(alike: Sequence[Rule]) -> Rule:
    if len(alike) == 1:
        return alike[0]
    senders = tuple(dict.fromkeys(sender for rule in alike for sender in rule.senders))
    receivers = tuple(dict.fromkeys(receiver for rule in alike for receiver in rule.receivers))
    where = places(sorted(place for rule in alike for place in rule.where))
    return replace(alike[0], senders=senders, receivers=receivers, where=where)


def _shortened(rules: Sequence[Rule], silent: Sequence[_Silent]) -> list[Rule]:
    """Return rules of one meaning between the same ends with their first word as label, where no other text has it."""
    by_words: dict[object, list[Rule]] = {}
    for rule in rules:
        by_words.setdefault((rule.senders, rule.receivers, _first_words(rule.label)), []).append(rule)
    short = []
    for rule in rules:
        first = _first_words(rule.label)
        alike = by_words[rule.senders, rule.receivers, first]
        several = len({other.label for other in alike}) > 1 and bool(first)
        alone = all(other.sign == rule.sign and other.group == rule.group for other in alike)
        shorter = replace(rule, label=first)
        short.append(shorter if several and alone and not _reaches(shorter, silent) else rule)
    return short


def _first_words(label: str) -> str:
    """Return the first word of a label, '' where it is no word but stands for one."""
    first = label.partition(" ")[0]
    return first if first[:1].isalpha() and first.isalnum() else ""


def _ordered(rules: list[Rule]) -> list[Rule]:
    """Return the rules group by group, the more special before those that would take its labels."""
    vague = [rule for rule in rules if rule.label.startswith("...")]
    exact = [rule for rule in rules if not rule.label.startswith("...")]
    order = groups()
    ordered = sorted(exact, key=lambda rule: (order.index(rule.group), rule.where[0].line))
    found: list[Rule] = []
    for rule in ordered:
        taker = next((number for number, other in enumerate(found) if _takes(other, rule)), len(found))
        found.insert(taker, rule)
    return [*found, *sorted(vague, key=lambda rule: (-len(rule.label), rule.where[0].line))]


def _takes(rule: Rule, other: Rule) -> bool:
    """Say whether a rule would take the labels of another one."""
    ends = set(rule.senders) & set(other.senders) and (
        not rule.receivers or not other.receivers or set(rule.receivers) & set(other.receivers)
    )
    return bool(ends) and rule.label != other.label and re.match(pattern_of(rule.label), other.label) is not None


def _entry(rule: Rule) -> Entry:
    def few(roles: tuple[str, ...]) -> Value:
        return roles[0] if len(roles) == 1 else list(roles)

    value: dict[str, Value] = {"label": rule.label, "from": few(rule.senders)}
    value |= {"to": few(rule.receivers)} if rule.receivers else {}
    return Entry("", {**value, **rule.sign}, rule.where[0], rule.group, more=rule.where[1:])
