"""Drawn scenarios, ready to be compared with events: which steps a diagram draws, how each is seen, in which order.

All that a comparison needs and nothing of how diagrams are written, so that it can be kept from one run to the next:
tuples, which are read back several times as fast as other records. `checker.model.scenario_drawing` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from checker.base.places import Place

StepEnd = Literal["send", "receive", "local", "note"]
Reading = Literal["existential", "triggered", "forbidden"]
PieceKind = Literal["text", "any", "word", "lifeline"]


class Piece(NamedTuple):
    """A part of what an argument must be: text, anything, a word that the label says, or who a lifeline is."""

    kind: PieceKind
    text: str


class DrawnSign(NamedTuple):
    """An event by which a step is seen.

    `wanted` says for its arguments what they must be. `doer` is the lifeline that does or tells it ('': not drawn).
    Its instant is that of the event, or the argument `at`, or lies between the argument `since` and the event, or up to
    `before` nanoseconds before it. `means` says that the label means it: what else shows a step need not be there.
    """

    kind: str
    wanted: tuple[tuple[str, tuple[Piece, ...]], ...]
    doer: str
    at: str = ""
    since: str = ""
    before: int = 0
    means: bool = True


class DrawnStep(NamedTuple):
    """One thing that a lifeline does, as drawn. `number` counts the events of the chart from the top.

    `why_unseen` says why no source can show it, where it has no signs; `impossible` why the protocol has no such step.
    `crossed` is the sending end of a crossed arrow: what is drawn so may be a timeout, with nothing sent at all.
    """

    number: int
    end: StepEnd
    lifeline: str
    text: str
    place: Place
    signs: tuple[DrawnSign, ...] = ()
    why_unseen: str = ""
    impossible: str = ""
    crossed: bool = False


class DrawnRun(NamedTuple):
    """The steps that sources can show in one run, as on the page, and for each the bits of those that precede it.

    A step of a loop may stand in it more than once.
    """

    steps: tuple[int, ...]
    causes: tuple[int, ...]


class DrawnRule(NamedTuple):
    """What triggers a fragment: a rule in its texts, the steps that it names, what is drawn from its words on.

    `times` is how many in a row it takes (None: time alone decides). `within` are the nanoseconds that the rule itself
    states, or a second: after so long without it, what must follow is missing. `about` are the steps it speaks of.
    """

    text: str
    times: int | None
    named: tuple[int, ...]
    conclusions: tuple[int, ...]
    within: int
    about: tuple[int, ...]


class Scenario(NamedTuple):
    """A diagram or one of its fragments, and how it is read. `steps` are those in it, `own` not those of inner ones.

    Runs are there for a whole diagram and for what is triggered.
    """

    place: Place
    kind: str
    reading: Reading
    reason: str
    steps: tuple[int, ...]
    own: tuple[int, ...]
    rules: tuple[DrawnRule, ...] = ()
    runs: tuple[DrawnRun, ...] = ()


class Drawing(NamedTuple):
    """The scenarios of one diagram, that of the whole first. `lifelines` are role and component ('': any) by id."""

    title: str
    place: Place
    lifelines: Mapping[str, tuple[str, str]]
    steps: Mapping[int, DrawnStep]
    scenarios: tuple[Scenario, ...]
