"""Until when a server lived, by what it sent on established connections before it refused the next one."""

import pytest

from checker.readers.packets_life import AT_ONCE, MOST_CONNECTIONS, MOST_SERVERS, Lives
from tests.readers.capture_data.build import ACK, FIN, MS, PSH, RST, SYN, S, pcap, read, tcp

A, B, C = "192.168.1.50:4000", "192.168.1.5:6432", "192.168.1.50:4001"
OPEN = [(0, tcp(A, B, SYN, 10)), (1, tcp(B, A, SYN | ACK, 20, 11)), (2, tcp(A, B, ACK, 11, 21))]
ASK = (S, tcp(A, B, PSH | ACK, 11, 21, b"ask"))
TELL = (S + MS, tcp(B, A, PSH | ACK, 21, 14, b"tell"))
HEARD = (S + 2 * MS, tcp(A, B, ACK, 14, 25))
REFUSED = [(9 * S, tcp(C, B, SYN, 70)), (9 * S + MS, tcp(B, C, RST | ACK, 0, 71))]


def spoke(*packets) -> float | None:
    """When (s) the server spoke last, as the refused attempt at 9 s has it."""
    events, _ = read(pcap([*packets, *REFUSED]), "connect")
    (before,) = [e.args["spoke_before_ns"] for e in events if e.args["outcome"] == "refused"]
    assert all(e.args["spoke_before_ns"] == -1 for e in events if e.args["outcome"] != "refused")
    return None if before < 0 else (9 * S - before) / S


def late(at: float, *segment) -> tuple:
    return round(at * S), tcp(B, A, *segment)


@pytest.mark.parametrize(
    ("frames", "lived"),
    [
        ((), None),  # a kernel accepts for a program that hangs
        ((ASK,), None),  # and acknowledges for it
        ((ASK, late(1.001, ACK, 21, 14)), None),
        ((ASK, TELL), 1.001),
        ((ASK, TELL, HEARD), 1.001),
        ((ASK, TELL, HEARD, late(5, FIN | ACK, 25, 14)), 5),  # of its own accord: it ended
        ((ASK, TELL, HEARD, late(5, PSH | ACK, 25, 14, b"more")), 5),
        ((ASK, TELL, HEARD, late(5, RST, 25)), 1.001),
        ((ASK, TELL, late(5, FIN | ACK, 25, 14)), 1.001),  # what it said is still under way
        ((ASK, TELL, late(5, PSH | ACK, 21, 14, b"tell")), 1.001),  # sent anew
        ((ASK, TELL, HEARD, late(5, FIN | ACK, 25, 14), late(6, FIN | ACK, 25, 14)), 5),
        ((ASK, TELL, HEARD, late(5, ACK, 24, 14, b"?")), 1.001),  # a keepalive
        ((ASK, TELL, HEARD, late(1.003, PSH | ACK, 25, 14, b"more")), 1.001),  # there was room for it at last
        (((S, tcp(A, B, FIN | ACK, 11, 21)), late(1.001, FIN | ACK, 21, 12)), 1.001),  # closed when asked to
    ],
)
def test_what_a_server_sends_of_its_own_accord_shows_that_it_lives(frames, lived):
    assert spoke(*OPEN, *frames) == lived


def test_a_connection_that_began_before_the_capture_counts_once_what_it_has_sent_is_known():
    other = (0, tcp(C, B, SYN, 10)), (1, tcp(B, C, SYN | ACK, 20, 11)), (2, tcp(C, B, RST | ACK, 11, 21))
    assert spoke(*other, ASK, TELL) is None
    assert spoke(*other, ASK, TELL, HEARD, late(5, FIN | ACK, 25, 14)) == 5


def test_a_client_that_went_away_or_a_port_used_again_begins_anew():
    again = [(t + 3 * S, frame) for t, frame in OPEN]
    assert spoke(*OPEN, (S, tcp(A, B, RST, 11)), late(5, FIN | ACK, 21, 11)) is None
    assert spoke(*OPEN, ASK, TELL, HEARD, *again, late(5, FIN | ACK, 21, 11)) == 5


def test_sequence_numbers_wrap_around():
    top = 0xFFFFFFFF
    opening = (0, tcp(A, B, SYN, 10)), (1, tcp(B, A, SYN | ACK, top - 1, 11)), (2, tcp(A, B, ACK, 11, top))
    saying = (S, tcp(A, B, PSH | ACK, 11, top, b"ask")), (S + MS, tcp(B, A, PSH | ACK, top, 14, b"tell"))
    assert spoke(*opening, *saying, (S + 2 * MS, tcp(A, B, ACK, 14, 3)), late(5, FIN | ACK, 3, 14)) == 5


def test_memory_is_bounded_and_the_oldest_is_forgotten():
    def name(kind: bytes, n: int) -> bytes:
        return kind + n.to_bytes(4, "big")

    lives, server = Lives(), name(b"server", MOST_SERVERS)
    for n in range(MOST_SERVERS + 1):
        lives.connecting(b"client", name(b"server", n))
    for n in range(MOST_CONNECTIONS + 1):
        lives.take((name(b"client", n), server), (0, 7), ACK, 0, 0)
        lives.take((server, name(b"client", n)), (6, 0), ACK, 1, 0)

    def ends(server: bytes, n: int) -> int | None:
        lives.take((name(b"client", n), server), (0, 7), ACK, 1, 0)
        lives.take((server, name(b"client", n)), (7, 0), FIN | ACK, 0, AT_ONCE)
        return lives.spoke(server)

    assert ends(server, 0) is None
    assert ends(name(b"server", 0), 5) is None
    assert ends(server, 5) == AT_ONCE
