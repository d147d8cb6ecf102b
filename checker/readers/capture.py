"""Packet captures (pcap and pcapng): adverts, address announcements, connection attempts, and who was heard when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from checker.base.places import Place
from checker.base.time import Interval
from checker.model.event import Event, Source, Value
from checker.readers import pcap, pcapng
from checker.readers.capture_magic import SECTION
from checker.readers.packets import (
    ACK,
    ARP,
    ETHERNET,
    ICMP6,
    IPV4,
    IPV6,
    LINKS,
    SYN,
    TCP,
    VRRP,
    Datagram,
    Frame,
    address_text,
    datagram,
    mac_text,
    socket_text,
)
from checker.readers.packets_arp import Claim, announcement, claim
from checker.readers.packets_dialogues import Dialogues, Told
from checker.readers.packets_presence import ADDRESSES, Presence, Stretch
from checker.readers.packets_tcp import Attempt, Attempts
from checker.readers.packets_vrrp import advert
from checker.readers.pcap_feed import Feed, Gap, Run
from checker.readers.reader import Context, Tally, Wanted

CAPTURE = Source("", "capture", "")
_CARRIERS = frozenset({IPV4, IPV6, ARP})
_SAYS = MappingProxyType({"arp_announced": "announces", "arp_request": "asks for", "arp_reply": "is at"})


def read(stream: BinaryIO, context: Context, wanted: Wanted, tally: Tally) -> Iterator[Event]:
    """Yield the events of the capture; what cannot be read is in the tally by its packet number."""
    feed = Feed(stream)
    feed.need(len(SECTION))
    records = pcapng.records if feed.data.startswith(SECTION) else pcap.records
    yield from _Pass(context, wanted, tally).events(records(feed))


@dataclass(frozen=True, slots=True)
class _Covered:
    """A stretch of the capture without a gap: time, first and last packet, link types."""

    time: Interval
    first: int
    last: int
    links: tuple[str, ...]


class _Pass:
    """One pass over one capture: what is open at the moment, and what the caller asked for."""

    def __init__(self, context: Context, wanted: Wanted, tally: Tally) -> None:
        self._path = context.path
        self._wanted = wanted
        self._tally = tally
        self._starts = [window.lo for window in wanted.windows]
        self._presence = Presence()
        self._attempts = Attempts()
        self._dialogues = Dialogues()
        self._covered: _Covered | None = None

    def events(self, parts: Iterable[Run | Gap]) -> Iterator[Event]:
        """Yield the events of the runs. At a gap everything ends: nobody knows what went on in it."""
        for part in parts:
            match part:
                case Run():
                    yield from self._counted(self._run(part))
                case Gap():
                    if part.why:
                        self._tally.skip(part.number, part.why)
                    yield from self._counted(self._close())
        yield from self._counted(self._close())

    def _counted(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            self._tally.events += 1
            yield event

    def _run(self, run: Run) -> Iterator[Event]:
        """Walk through the packets of one run. This loop is what a large capture costs."""
        self._tally.lines += len(run.packets)
        link = LINKS.get(run.link)
        if link is None:
            for number in range(run.first, run.first + len(run.packets)):
                self._tally.skip(number, f"a packet of link type {run.link}, which is not known here")
            return
        unwrap, heard, width, control = link.unwrap, self._presence.heard, run.width, self._wanted.control
        # Only Ethernet says to whom a frame goes.
        asked = self._presence.asked if control and run.link == ETHERNET else _nobody
        for number, (time, data) in enumerate(run.packets, run.first):
            frame = unwrap(data)
            if frame is None:
                self._tally.skip(number, f"the packet is cut within its {link.name} header")
                continue
            mac, kind, at = frame
            four = kind == IPV4 and len(data) >= at + 20
            if control and mac:
                over = heard(mac, data[at + 12 : at + 16] if four else b"", time, width, number)
                if over:
                    yield self._stretch(over)
            if four and data[at + 9] == TCP:
                asked(data[:6], data, at, time)
                # Most packets end here: a pass without windows only counts the attempts.
                if self._starts or _is_syn(data, at):
                    yield from self._tcp(datagram(data, kind, at), time, width, number)
            elif kind in _CARRIERS:
                yield from self._rare(data, frame, Interval(time, time + width), number)
        self._cover(run, link.name)
        yield from self._forget(run.packets[-1][0])

    def _tcp(self, packet: Datagram | None, time: int, width: int, number: int) -> Iterator[Event]:
        """Follow connection attempts, where some are asked for."""
        if packet is None or len(packet.payload) < 14:
            return
        if packet.data[packet.at + 13] & (SYN | ACK) == SYN:
            self._tally.bulk += 1
        if self._starts:
            attempt = self._attempts.take(packet, time, width, number)
            if attempt:
                yield from self._attempt(attempt)
            for told in self._dialogues.take(packet, time, width, number):
                yield from self._told(told)

    def _rare(self, data: bytes, frame: Frame, time: Interval, number: int) -> Iterator[Event]:
        """Take what is no TCP over IPv4."""
        mac, kind, at = frame
        if kind == ARP:
            if self._wanted.control:
                yield from self._claim(claim(data, at), time, number)
            return
        packet = datagram(data, kind, at)
        if packet is None:
            return
        if packet.protocol == TCP:
            yield from self._tcp(packet, time.lo, time.hi - time.lo, number)
        elif self._wanted.control and packet.protocol == VRRP:
            args = advert(packet, mac)
            if isinstance(args, str):
                self._tally.skip(number, args)
            else:
                text = "VRRPv{version} advert of {sender}: router {vrid}, priority {priority}".format_map(args)
                yield self._event("advert", time, args, (number,), text)
        elif self._wanted.control and packet.protocol == ICMP6:
            yield from self._claim(announcement(packet, mac), time, number)

    def _claim(self, found: Claim | str | None, time: Interval, number: int) -> Iterator[Event]:
        if isinstance(found, str):
            self._tally.skip(number, found)
        elif found:
            kind, mac, address = found
            yield self._event(kind, time, {"mac": mac, "address": address}, (number,), f"{mac} {_SAYS[kind]} {address}")

    def _attempt(self, attempt: Attempt) -> Iterator[Event]:
        """Give an attempt that is decided, if its first SYN may lie in a window."""
        time = Interval(attempt.first, attempt.first + attempt.width)
        if not self._is_asked(time):
            return
        client, server = socket_text(*attempt.client), socket_text(*attempt.server)
        args: Mapping[str, Value] = {
            "client": client,
            "server": server,
            "outcome": attempt.outcome,
            "data": attempt.data,
            "retransmits": attempt.retransmits,
            "spoke_before_ns": -1 if attempt.spoke is None else max(0, attempt.first - attempt.spoke),
        }
        yield self._event("connect", time, args, (attempt.number,), f"SYN {client} to {server}: {attempt.outcome}")

    def _told(self, told: Told) -> Iterator[Event]:
        """Give what was asked and answered, or given up, if its first packet may lie in a window."""
        time = Interval(told.first, told.first + told.width)
        if self._is_asked(time):
            yield self._event(told.kind, time, told.args, (told.number,), told.text)

    def _is_asked(self, time: Interval) -> bool:
        window = bisect_right(self._starts, time.hi) - 1
        return window >= 0 and self._wanted.windows[window].hi >= time.lo

    def _stretch(self, stretch: Stretch) -> Event:
        used = sorted(stretch.addresses)
        addresses = [address_text(address) for address in used]
        args: Mapping[str, Value] = {
            "mac": mac_text(stretch.mac),
            "addresses": ",".join(addresses[:ADDRESSES] + ["..."] * (len(addresses) > ADDRESSES)),
            "unused_ns": ",".join(str(max(stretch.last - stretch.addresses[a], 0)) for a in used[:ADDRESSES]),
            "frames": stretch.frames,
            "largest_gap_ns": stretch.gap,
            "answers": stretch.answers,
            "slowest_answer_ns": stretch.slowest,
            "unanswered_ns": stretch.unanswered,
        }
        time = Interval(stretch.first, stretch.last + stretch.width)
        return self._event("presence", time, args, stretch.numbers, f"{args['mac']}: {stretch.frames} frames")

    def _event(
        self, kind: str, time: Interval, args: Mapping[str, Value], numbers: tuple[int, ...], text: str
    ) -> Event:
        places = tuple(Place(self._path, number, unit="packet") for number in dict.fromkeys(numbers))
        return Event(kind, time, CAPTURE, args, places, text)

    def _cover(self, run: Run, link: str) -> None:
        """Extend what the capture covers by one run, whose stamps need not be in order."""
        stamps = [time for time, _ in run.packets]
        time = Interval(min(stamps), max(stamps) + run.width)
        last = run.first + len(run.packets) - 1
        old = self._covered
        if old is None:
            self._covered = _Covered(time, run.first, last, (link,))
        else:
            both = Interval(min(old.time.lo, time.lo), max(old.time.hi, time.hi))
            links = old.links if link in old.links else (*old.links, link)
            self._covered = _Covered(both, old.first, last, links)

    def _forget(self, now: int) -> Iterator[Event]:
        """Give up what nothing more is expected of, so that memory stays flat."""
        for stretch in self._presence.stale(now):
            yield self._stretch(stretch)
        for attempt in self._attempts.stale(now):
            yield from self._attempt(attempt)
        for told in self._dialogues.stale(now):
            yield from self._told(told)

    def _close(self) -> Iterator[Event]:
        """Give everything that is open, and the stretch of time that was captured without a gap."""
        for stretch in self._presence.rest():
            yield self._stretch(stretch)
        for attempt in self._attempts.rest():
            yield from self._attempt(attempt)
        for told in self._dialogues.rest():
            yield from self._told(told)
        covered, self._covered = self._covered, None
        if covered is None:
            return
        self._tally.cover(CAPTURE, covered.time)
        if self._wanted.control:
            packets, link = covered.last - covered.first + 1, ", ".join(covered.links)
            args: Mapping[str, Value] = {"packets": packets, "link": link}
            numbers = (covered.first, covered.last)
            yield self._event("captured", covered.time, args, numbers, f"{packets} packets, {link}")


def _nobody(mac: bytes, data: bytes, at: int, time: int) -> None:
    """Take a frame that does not say to whom it goes."""


def _is_syn(data: bytes, at: int) -> bool:
    """Say whether an IPv4 packet of TCP may open a connection, without taking the rest of it apart."""
    flags = at + (data[at] & 0x0F) * 4 + 13
    return flags < len(data) and data[flags] & (SYN | ACK) == SYN
