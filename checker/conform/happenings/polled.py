"""polled(monitor): a monitor asks the load balancer for the states of its servers."""

from __future__ import annotations

from collections.abc import Sequence

from checker.base.time import NS_PER_MS, Interval
from checker.conform.evidence import Evidence
from checker.conform.happenings.happening import Happening, Occurrence
from checker.conform.polls import Poll, polls
from checker.conform.words import span

_TIMED_OUT = "the line of a poll that timed out does not say when it was made"
_CAPTURE = "a monitor that logs when it asks, or a capture of its requests"


def _find(evidence: Evidence) -> Sequence[Occurrence]:
    found: list[Occurrence] = []
    for monitor, made in polls(evidence).items():
        earlier: Poll | None = None
        for poll in made:
            words = {"pause": _pause(earlier.time, poll.time) if earlier else ""}
            why, settles = (_TIMED_OUT, _CAPTURE) if poll.unbounded else ("", "")
            found.append(Occurrence((monitor,), poll.time, poll.event, words, why, settles))
            earlier = poll
    return sorted(found, key=lambda o: (o.time, o.args))


def _pause(earlier: Interval, later: Interval) -> str:
    """From one poll to the next, as messages say it: the middle where stamps are as fine as the words are."""
    least, most = max(later.lo - earlier.hi, 0), later.hi - earlier.lo
    if most - least <= (earlier.hi - earlier.lo) + (later.hi - later.lo) <= most // 100:
        return span((least + most) // 2)
    return f"between {span(least)} and {span(most)}" if least >= NS_PER_MS else f"at most {span(most)}"


HAPPENING = Happening(
    "polled",
    ("observer",),
    "the monitor asks for the states of the servers (the line is written when the answer is there)",
    _find,
    ("pause",),
)
