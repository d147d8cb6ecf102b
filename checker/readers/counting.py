"""What a reader may do faster than to tell of each event: to say how many requests there were when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, Protocol, runtime_checkable

from checker.model.event import Source
from checker.readers.reader import Context


class Requests(NamedTuple):
    """So many requests alike: of which source, to which server, when they came in (ns), and whether they failed.

    `told_as` is the same for two copies of one line, where that was asked for: else it is None.
    """

    source: Source
    server: str
    failed: bool
    instant: int
    number: int
    told_as: int | None = None


@runtime_checkable
class CountsRequests(Protocol):
    """A reader that can count requests (events of the kind `assigned`) without telling of each."""

    def count(self, stream: BinaryIO, context: Context, step: int, *, apart: bool) -> Iterator[Requests]:
        """Yield the requests of an input, in any order; never raise on any bytes.

        Instants may be cut to `step` (ns), a millisecond or a second. Where requests are told `apart`, each is told by
        itself, so that the copies of a log need not count twice.
        """
