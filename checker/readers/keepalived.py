"""The log of keepalived: states of VRRP instances, addresses set and announced, and what was heard of peers.

Parent, VRRP process and health checkers write under their own names; they are one program here, the process kept in
the source. A life of keepalived starts with `process_started`: the parent says so, its children have other pids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from checker.base.places import Place
from checker.model.event import Event, Source, Value
from checker.readers.keepalived_lines import KNOWN, meaning
from checker.readers.reader import Context, Tally, Wanted
from checker.readers.streams import blocks
from checker.readers.syslog import Line, loss, repeated, unwrap

# `-i` and `-R` put the name of a configuration behind the program's. In small letters it is a container or a script.
_OWN_NAME = re.compile(r"Keepalived(?:_\S+)?\Z", re.ASCII)
_CHECKER = re.compile(r"Keepalived_(?:healthcheckers|bfd)", re.ASCII)
_CONSOLE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}: ", re.ASCII)
_PREFIX = 512
_JUDGED_LINES = 200


@dataclass(frozen=True, slots=True)
class _Said:
    """A message of keepalived: who said it, what, and whether it was a health checker."""

    source: Source
    text: str
    of_checker: bool = False


class KeepalivedReader:
    """Syslog files in any form, the journal, what containers print, and keepalived's own console format."""

    name = "keepalived"
    bulk: frozenset[str] = frozenset()
    # the others are of its own console format
    marks = (b"Keepalived", b" STATE", b"VRRP_", b"gratuitous ARP")
    samples: Mapping[str, bytes] = MappingProxyType(
        {
            "traditional": (
                b"Nov 21 19:21:38 hap2 Keepalived_vrrp[34]: (VI_1) Receive advertisement timeout\n"
                b"Nov 21 19:21:38 hap2 Keepalived_vrrp[34]: (VI_1) Entering MASTER STATE\n"
            ),
            "ISO 8601": (
                b"2026-11-21T19:21:52.501230+00:00 hap1 Keepalived[31]: Starting Keepalived v2.2.7 (01/16,2022)\n"
                b"2026-11-21T19:21:52.519884+00:00 hap1 Keepalived_vrrp[34]: (VI_1) Entering BACKUP STATE (init)\n"
            ),
            "RFC 5424": (b"<30>1 2026-11-21T19:17:33.690155+00:00 hap1 Keepalived_vrrp 34 - - (VI_1) removing VIPs.\n"),
            "console": b"Sat Nov 21 19:29:03 2026: (VI_1) Entering MASTER STATE\n",
            "1.x": b"Nov 28 16:02:16 node2 Keepalived_vrrp[5277]: VRRP_Instance(VI_1) setting protocol VIPs.\n",
        }
    )

    def recognises(self, head: bytes) -> float:
        """Return the share of the first lines that are keepalived's."""
        lines = [line for line in head.split(b"\n")[:_JUDGED_LINES] if line.strip()]
        whole = lines[:-1] if len(lines) > 1 and not head.endswith(b"\n") else lines
        context = Context("")
        own = sum(_said(raw, unwrap(raw, context), context) is not None for raw in whole)
        return own / len(whole) if whole else 0.0

    def read(self, stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
        """Yield the events of the log. All of them are control events."""
        for block in blocks(stream):
            tally.lines = block.last_line
            for number, raw in enumerate(block.data.split(b"\n")[: block.lines], block.first_line):
                event = _event(raw, number, context, tally)
                if event and wanted.control:
                    tally.events += 1
                    yield event


def _event(raw: bytes, number: int, context: Context, tally: Tally) -> Event | None:
    """Read one line: an event, or an entry in the tally, or a message that bears no event."""
    if not raw.strip():
        return None
    line = unwrap(raw, context)
    if (lost := loss(line)) and line.time:
        source = Source(line.host or context.host, "keepalived", lost.process)
        args: Mapping[str, Value] = {"count": lost.count, "detail": lost.detail}
        return Event("lines_lost", line.time, source, args, (Place(context.path, number),), lost.detail)
    said = _said(raw, line, context)
    if said is None:
        tally.skip(number, "not a line of keepalived")
        return None
    if line.time is None:
        tally.skip(number, "no time stamp that can be read")
        return None
    tally.cover(said.source, line.time)
    # A logger that folds repetitions keeps the time of none of them, and no state is entered twice in a row.
    found = None if repeated(said.text) else meaning(said.text, said.of_checker)
    if found is None:
        return None
    kind, args = found
    return Event(kind, line.time, said.source, args, (Place(context.path, number),), said.text)


def _said(raw: bytes, line: Line, context: Context) -> _Said | None:
    """Return the message if it is keepalived's: by the name it wrote under, or else by what it says."""
    host = line.host or context.host
    if _OWN_NAME.match(line.program):
        return _Said(Source(host, "keepalived", line.pid), line.text, bool(_CHECKER.match(line.program)))
    text = raw.decode("utf-8", "replace").rstrip("\r\n")
    if stamp := _CONSOLE.search(text, 0, _PREFIX):
        # Only what stands before the stamp can name a host; behind it all is message, colons and all.
        host = unwrap(text[: stamp.end()].encode(), context).host or context.host
        return _Said(Source(host, "keepalived", ""), text[stamp.end() :])
    if line.pid or not line.program or line.program.lower().startswith("keepalived"):
        # Written through a container's runtime, whose own pid says nothing about keepalived.
        return _Said(Source(host, "keepalived", ""), line.text) if _speaks(line.text) else None
    # The first words of a bare message, up to a colon, look like a host and a program.
    for words, speaker in ((f"{line.host} {line.program}", context.host), (line.program, host)):
        text = f"{words}: {line.text}"
        if _speaks(text):
            return _Said(Source(speaker, "keepalived", ""), text)
    return None


def _speaks(text: str) -> bool:
    """Say whether nobody but keepalived writes such a message."""
    return bool(KNOWN.match(text)) or meaning(text, of_checker=True) is not None


READER = KeepalivedReader()
