"""What a property is: one formula that every reader of it shares, and the words to speak of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from checker.base.explanation import Explanation

if TYPE_CHECKING:
    from checker.model.parameters import Parameter


@dataclass(frozen=True, slots=True)
class Property:
    """A named formula with a trigger.

    `formula` is the text form of `forall ... always (trigger and guard implies requirement)`: the first atom of
    the antecedent is the trigger. An event or a happening as trigger makes one instance of each; a fluent makes one
    instance of each stretch during which it holds (and its guard is somewhere true).

    `slack` names the parameter by which the trigger's instant is uncertain beyond its stamp: within it of a change
    no order is decided. `symmetric` says that two instances which differ only in the exchange of their subjects
    tell of one incident, which is then reported once. `by_own_clock` says that all it compares was stamped by the clock
    of one observer (load balancer, monitor, client), so that it does not matter how far that is off.

    `violated` and `inconclusive` are templates of messages; `{name}` stands for a quantified variable, an argument
    of the triggering event, a word of the happening, `{at}`, `{lasted}` (how long that lasted whose length the formula
    bounds), `{bound}`, `{told}` (what the stretches that hold then say of themselves).

    `readings` are other formulas, each by a name, that the same words of a diagram may mean: their verdicts are told
    beside that of the formula, whose name is `reading`. If the parameter that `choice` names has the value beside it,
    the first of them counts instead. `by_view` says that it is to be read by the view of any service, of all together,
    or of one, as the parameter `view` says.

    `programs` are the sources that can tell of it, and `told_by` the kinds of events of which one at least is behind
    every instance, for sources that bear other names. Without any of both nothing exercises the property, and what
    decides it is not even loaded; where `told_by` names nothing, it always is. Where `programs` names nothing, no
    reader of traces tells of it yet, and only the model is held against it. `events` are the events of a contract's own
    of which the formula speaks. `steady` says that an observer at work tells of it all the time: of one that does not
    the sources show nothing.
    """

    id: str
    says: str
    formula: str
    triggered_by: str
    subject: str
    violated: str
    inconclusive: str
    explanation: Explanation
    programs: tuple[str, ...]
    slack: str = ""
    symmetric: bool = False
    by_own_clock: bool = False
    parameters: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    reading: str = ""
    readings: tuple[tuple[str, str], ...] = ()
    by_view: bool = False
    steady: bool = False
    choice: tuple[str, str] = ("", "")

    def chosen(self, parameters: Mapping[str, Parameter]) -> Property:
        """Return the property with the reading that the parameters of a contract choose as the one that counts."""
        name, value = self.choice
        if not name or name not in parameters or parameters[name].value != value:
            return self
        (other, formula), *rest = self.readings
        return replace(self, formula=formula, reading=other, readings=((self.reading, self.formula), *rest))
