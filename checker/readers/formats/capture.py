"""Packet captures: known by their magic numbers. What reads them is loaded when there is one to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from checker.model.event import Event
from checker.readers.capture_magic import is_capture
from checker.readers.reader import Context, Tally, Wanted


class CaptureReader:
    """What tcpdump, dumpcap and Wireshark write. The bulk account of its tally counts SYNs, repeated ones as well."""

    name = "capture"
    bulk = frozenset({"connect", "http_exchange", "sql_answer"})

    @property
    def samples(self) -> Mapping[str, bytes]:
        """One advertisement in each kind of capture."""
        from checker.readers.capture_samples import SAMPLES

        return SAMPLES

    def recognises(self, head: bytes) -> float:
        """Go by the magic numbers; they are distinct enough to be sure."""
        return 1.0 if is_capture(head) else 0.0

    def read(self, stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield the events of the capture; what cannot be read is in the tally by its packet number."""
        from checker.readers.capture import read

        return read(stream, context, wanted, tally)


READER = CaptureReader()
