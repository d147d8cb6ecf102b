"""Whose a stream's key is, as the database answers on the wire while a callback of that key waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from checker.base.time import NS_PER_S
from checker.model.event import Event, Source

# A callback without an answer waits so long at most for what its replica looks up.
WAITS_NS = 15 * NS_PER_S


def looked_up(callbacks: Sequence[Event], answers: Iterable[Event]) -> Iterator[Event]:
    """Yield what was found for the key of each callback to publish; `callbacks` are those that a capture shows."""
    asked = [e for e in callbacks if e.args["call"] == "publish" and e.args["name"]]
    for answer in answers if asked else ():
        row = row_of(answer)
        for callback in asked:
            ended = int(callback.args["ended_ns"])
            until = ended if ended >= 0 else callback.time.hi + WAITS_NS
            if callback.time.lo <= answer.time.lo <= until and callback.args["name"] in row.values():
                args = {"key": callback.args["name"], "row": answer.args["row"]}
                source = Source("", "capture", "")
                yield Event("owner_found", answer.time, source, args, answer.places, answer.text)
                break


def row_of(event: Event) -> Mapping[str, str]:
    """Return a row by column."""
    import json  # few have such a capture

    found = json.loads(str(event.args["row"])) if event.args["row"] else {}
    return {str(name): str(value) for name, value in found.items()}
