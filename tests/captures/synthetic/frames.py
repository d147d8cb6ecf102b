"""The story as a capture at the switch: adverts, announcements, health checks and sessions, frame by frame."""

from __future__ import annotations

from struct import pack

from tests.captures.synthetic.balancer import OK, REFUSED, SILENT, Check, Process
from tests.captures.synthetic.plan import ADDRESS, HOSTS, MS, S
from tests.captures.synthetic.story import Story
from tests.captures.synthetic.traffic import Session
from tests.captures.synthetic.vrrp import VIP
from tests.captures.synthetic.wire import Frame, checksum, frame, ip, ipv4, pcap

MAC = {
    "192.168.1.10": "020000000110",
    "192.168.1.11": "020000000111",
    "192.168.1.5": "020000000005",
    "192.168.1.50": "020000000050",
}
POOL, CLIENT = "192.168.1.5", "192.168.1.50"
PORT = {"pgb1": 6432, "pgb2": 6433, "pgb3": 6434}
FIN, SYN, RST, ACK = 0x11, 0x02, 0x14, 0x10


def capture(story: Story) -> bytes:
    """A pcap with microseconds, until the end of the recording."""
    frames = [each for host in HOSTS for each in _of(story, host) if not story.plan.cut(host, each[0])]
    return pcap(each for each in frames if 0 <= each[0] < story.plan.end)


def _of(story: Story, host: str) -> list[Frame]:
    """All frames from a host and to it, as if it had always been on the network."""
    frames = [_advert(at, h, priority) for at, h, priority in story.election.adverts if h == host]
    frames += [_announcement(at + 30, h) for at, h in story.election.announced if h == host]
    checks = [(p, c) for p in story.processes if p.host == host for c in p.checks]
    for number, (process, check) in enumerate(checks):
        frames += _check(process, check, 20_000 + number % 12_000)
    sessions = (s for s in story.traffic.sessions if s.process.host == host)
    for number, session in enumerate(sessions):
        frames += _session(story, session, 52_000 + number % 12_000)
    return frames


def _advert(at: int, host: str, priority: int) -> Frame:
    head, tail = pack(">BBBBBB", 0x21, 51, priority, 1, 1, 1), ip(VIP) + b"1111\0\0\0\0"
    body = head + pack(">H", checksum(head + b"\0\0" + tail)) + tail
    packet = ipv4(ADDRESS[host], "224.0.0.18", 112, body, 255)
    return at + 20, frame(MAC[ADDRESS[host]], "01005e000012", packet)


def _announcement(at: int, host: str) -> Frame:
    mac = MAC[ADDRESS[host]]
    arp = pack(">HHBBH", 1, 0x0800, 6, 4, 1) + bytes.fromhex(mac) + ip(VIP) + bytes(6) + ip(VIP)
    return at, frame(mac, "ff" * 6, arp + bytes(18), 0x0806)


def _tcp(at: int, one: tuple[str, str, int], two: tuple[str, str, int], flags: int, seq: int, ack: int) -> Frame:
    """A segment without payload between two ends, each a hardware address, an address and a port."""
    segment = pack(">HHIIBBHHH", one[2], two[2], seq, ack, 0x50, flags, 64240, 0, 0)
    return at, frame(one[0], two[0], ipv4(one[1], two[1], 6, segment))


def _ends(process: Process, port: int, server: str) -> tuple[tuple[str, str, int], tuple[str, str, int]]:
    address = ADDRESS[process.host]
    return (MAC[address], address, port), (MAC[POOL], POOL, PORT[server])


def _check(process: Process, check: Check, port: int) -> list[Frame]:
    """A SYN, sent again after a second if nothing comes; answered and reset, or refused, or left alone."""
    one, two = _ends(process, port, check.server)
    last = check.until - (check.until - check.at) % S if check.how != SILENT else check.until
    frames = [_tcp(at, one, two, SYN, 100, 0) for at in range(check.at, last + (check.how != SILENT), S)]
    if check.how == OK:
        frames += [_tcp(last + 80, two, one, SYN | ACK, 900, 101), _tcp(check.until, one, two, RST, 101, 901)]
    if check.how == REFUSED:
        frames.append(_tcp(last + 80, two, one, RST, 0, 101))
    return frames


def _session(story: Story, session: Session, port: int) -> list[Frame]:
    """The client's connection to the virtual address, and HAProxy's to each server that it tried."""
    address = ADDRESS[session.process.host]
    client, front = (MAC[CLIENT], CLIENT, session.port), (MAC[address], VIP, 5432)
    frames = [
        _tcp(session.accepted - 200, client, front, SYN, 500, 0),
        _tcp(session.accepted - 120, front, client, SYN | ACK, 700, 501),
        _tcp(session.accepted - 40, client, front, ACK, 501, 701),
    ]
    # a host does not send from an address that it has no more
    if story.election.has(session.process.host, session.ends):
        frames.append(_tcp(session.ends, front, client, FIN, 701, 501))
    if session.server == "<NOSRV>":
        return frames
    for n, attempt in enumerate(session.tries):
        one, two = _ends(session.process, port + n * 3, attempt.server)
        frames.append(_tcp(attempt.at + 40, one, two, SYN, 100, 0))
        if attempt.how == REFUSED:
            frames.append(_tcp(attempt.at + 90, two, one, RST, 0, 101))
    if session.connected:
        at = session.connected
        one, two = _ends(session.process, port + 3 * len(session.tries) - 3, session.server)
        if at - session.assigned > MS:
            frames.append(_tcp(at - 260, one, two, SYN, 100, 0))
        frames += [_tcp(at - 60, two, one, SYN | ACK, 900, 101), _tcp(at, one, two, ACK, 101, 901)]
        if session.ends < story.plan.end:
            frames.append(_tcp(session.ends - 20, two, one, FIN, 901, 101))
    return frames
