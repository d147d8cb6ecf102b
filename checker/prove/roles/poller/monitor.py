"""The variables of a monitor, and what its phases are called."""

from __future__ import annotations

from dataclasses import dataclass

from checker.prove.machines.terms import Ref, Term, every, negation, some
from checker.prove.roles.naming import named
from checker.prove.roles.poller.settings import Polling

OFF, WAITING, DUE, ASKING, COMPARING = "off", "waiting", "due", "asking", "comparing"


@dataclass(frozen=True, slots=True)
class Monitor:
    """The variables of a monitor."""

    polling: Polling

    @property
    def phase(self) -> Ref:
        """What it does: off, waiting, due, asking, comparing, or sending or saving of one subject."""
        return Ref(named("phase", self.polling.monitor))

    @property
    def clock(self) -> Ref:
        """How long ago it polled."""
        return Ref(named("polled", self.polling.monitor))

    @property
    def timer(self) -> Ref:
        """How long it has done what it does now."""
        return Ref(named("timer", self.polling.monitor))

    def of(self, what: str, subject: str) -> Ref:
        """Return what it knows, or owes, of a subject."""
        return Ref(named(what, subject))

    def differs(self, subject: str) -> Term:
        """Say that what was seen is not what the file says, and nothing was tried yet after this poll."""
        return every(negation(self.of("tried", subject)), differ(self.of("seen", subject), self.of("file", subject)))

    def sending(self, subject: str) -> Term:
        """Say that an alert of a subject is under way."""
        return self.phase.is_(sending_word(subject))

    def saving(self, subject: str) -> Term:
        """Say that the state of a subject is being written."""
        return self.phase.is_(saving_word(subject))


def sending_word(subject: str) -> str:
    """Return the phase in which the alert of a subject is sent."""
    return f"sending {subject}"


def saving_word(subject: str) -> str:
    """Return the phase in which the state of a subject is written."""
    return f"saving {subject}"


def differ(one: Term, other: Term) -> Term:
    """Say that one of two switches is on."""
    return some(every(one, negation(other)), every(negation(one), other))
