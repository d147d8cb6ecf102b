"""What a contract defines beside the shipped vocabulary: events, fluents and properties of a team's own, as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from checker.base.places import Place
from checker.model.vocabulary import EventKind

# What an event says of a fluent: that it was not so before and is from then on; that it was and is no more; that it is
# so, and was; that it is not so, nor was; that it is so from then on, whatever was; that it is not.
Effect = Literal["begins", "ends", "shows", "denies", "sets", "clears"]
EFFECTS: tuple[Effect, ...] = get_args(Effect)
# Arguments of every event: where its line was written, and by which process of which program.
OF_SOURCE = ("host", "program", "process")


SCOPE_KEYS = ("after", "until", "before", "between")
# The forms in which a contract states a property, and the keys that go with them.
FORMS = (
    "formula",
    "absence",
    "existence",
    "precedence",
    "response",
    "at-most",
    "at-least",
    "at-most-one",
    "at-most-for",
)
OWN_KEYS = ("says", *FORMS, "to", "of", "within", "tolerance", *SCOPE_KEYS)


def sort_of(name: str) -> str:
    """Return the sort of something that an event is about: `span.parent` is a span, too."""
    return name.partition(".")[0]


# What a sentence leaves open: `{node}`, by what it is about.
BLANK = re.compile(r"\{([\w.]*)\}")


def plain(says: str) -> str:
    """Return what a sentence says of anything: `{node} leads` is `a node leads`."""
    return BLANK.sub(lambda blank: indefinite(sort_of(blank[1])), says)


def indefinite(noun: str) -> str:
    """Return a word with its article."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def told(name: str, says: str, values: Mapping[str, str], literal: Callable[[str], str] = str) -> str:
    """Return a sentence with the values of what it is about; without blanks, the name with the values in brackets."""
    if not BLANK.search(says):
        return f"{name}({', '.join(values.values())})" if values else name
    parts = BLANK.split(says)
    return "".join(values.get(part, "") if n % 2 else literal(part) for n, part in enumerate(parts))


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """An event as formulas speak of it: `name(about, ...)` is true when one of its `kind` is as `when` says.

    `about` gives, by sort (and a word behind a dot, where there are two of one), the argument of the event that it is.
    `told_by` are the sources whose logs tell of it, each a program, or one on a certain host (`program@host`). `whole`
    says why nothing of it was before their first lines ('': nobody knows what was).
    """

    name: str
    kind: str
    about: Mapping[str, str]
    when: Mapping[str, tuple[str, ...]]
    told_by: tuple[str, ...]
    says: str
    place: Place
    whole: str = ""

    @property
    def sorts(self) -> tuple[str, ...]:
        """The sorts of its arguments in formulas."""
        return tuple(map(sort_of, self.about))


@dataclass(frozen=True, slots=True)
class OwnFluent:
    """A state that own events begin and end; an event that is about fewer things changes it for all of the others."""

    name: str
    sorts: tuple[str, ...]
    effects: Mapping[Effect, tuple[str, ...]]
    says: str
    place: Place

    @property
    def events(self) -> tuple[str, ...]:
        """The names of the events that it follows from."""
        return tuple(dict.fromkeys(name for names in self.effects.values() for name in names))


@dataclass(frozen=True, slots=True)
class OwnProperty:
    """A property that the contract itself states, as text that reads back (`checker.logic.syntax`).

    `names` are the events and fluents that it speaks of, `violated` a template of its messages, `after` the events that
    open its scope. Where a parameter says how many (`counted`), `by_count` are the formulas for 1, 2, ...
    """

    id: str
    says: str
    formula: str
    trigger: str
    subject: str
    names: tuple[str, ...]
    parameters: tuple[str, ...]
    violated: str
    place: Place
    symmetric: bool = False
    after: tuple[str, ...] = ()
    counted: str = ""
    by_count: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """All that a contract defines; `kinds` are the kinds of events that formats may yield for it."""

    kinds: Mapping[str, EventKind] = field(default_factory=dict)
    events: Mapping[str, OwnEvent] = field(default_factory=dict)
    fluents: Mapping[str, OwnFluent] = field(default_factory=dict)
    properties: Mapping[str, OwnProperty] = field(default_factory=dict)

    def sorts(self) -> dict[str, tuple[str, ...]]:
        """The sorts of each event and fluent, as the text of formulas is checked against them."""
        events = {name: event.sorts for name, event in self.events.items()}
        return events | {name: fluent.sorts for name, fluent in self.fluents.items()}

    def of_hosts(self) -> frozenset[str]:
        """The sorts whose members are hosts: some event is about its own host by that sort."""
        pairs = (pair for event in self.events.values() for pair in event.about.items())
        return frozenset(sort_of(name) for name, arg in pairs if arg == "host")

    def programs(self) -> frozenset[str]:
        """The programs whose logs tell of own events, wherever they run."""
        return frozenset(name.partition("@")[0] for event in self.events.values() for name in event.told_by)

    def events_behind(self, names: Iterable[str]) -> tuple[OwnEvent, ...]:
        """The own events among these names, and those that the fluents among them follow from."""
        behind: dict[str, None] = {}
        for name in names:
            behind |= dict.fromkeys(self.fluents[name].events if name in self.fluents else (name,))
        return tuple(self.events[name] for name in behind if name in self.events)
