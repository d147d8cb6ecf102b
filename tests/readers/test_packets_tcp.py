"""Connection attempts: what became of a SYN."""

from checker.base.time import Interval
from checker.readers.packets import IPV4, datagram
from checker.readers.packets_tcp import IDLE, Attempts
from tests.readers.capture_data.build import ACK, FIN, MS, PSH, RST, START, SYN, S, pcap, read, record, tcp

A, B, C = "192.168.1.50:4000", "192.168.1.100:5432", "192.168.1.50:4001"
ASK, YES, NO = tcp(A, B, SYN, 10), tcp(B, A, SYN | ACK, 20, 11), tcp(B, A, RST | ACK, 0, 11)
THIRD = tcp(A, B, ACK, 11, 21)


def attempts(*packets) -> list[tuple]:
    events, _ = read(pcap(packets), "connect")
    return [
        (*(event.args[name] for name in ("client", "outcome", "data", "retransmits")), event.places[0].line)
        for event in sorted(events, key=lambda event: event.places)
    ]


def test_accepted_and_used():
    (event,), _ = read(
        pcap([(0, ASK), (MS, YES), (MS, THIRD), (2 * MS, tcp(A, B, PSH | ACK, 11, 21, b"q"))]), "connect"
    )
    said = {"client": A, "server": B, "outcome": "accepted", "data": True, "retransmits": 0, "spoke_before_ns": -1}
    assert event.args == said
    assert event.time == Interval(START * S, START * S + 999)
    assert event.text == f"SYN {A} to {B}: accepted"


def test_the_server_may_speak_first():
    assert attempts((0, ASK), (MS, YES), (2 * MS, tcp(B, A, PSH | ACK, 21, 11, b"hello"))) == [
        (A, "accepted", True, 0, 1)
    ]


def test_a_check_is_accepted_without_data():
    assert attempts((0, ASK), (MS, YES), (2 * MS, tcp(A, B, RST | ACK, 11, 21))) == [(A, "accepted", False, 0, 1)]


def test_closed_by_both_without_data():
    closing = [(2 * MS, tcp(A, B, FIN | ACK, 11, 21)), (3 * MS, tcp(B, A, FIN | ACK, 21, 12))]
    again = [(4 * MS, tcp(A, B, PSH | ACK, 12, 22, b"late"))]
    assert attempts((0, ASK), (MS, YES), *closing, *again) == [(A, "accepted", False, 0, 1)]


def test_refused():
    assert attempts((0, ASK), (MS, NO)) == [(A, "refused", False, 0, 1)]


def test_refused_and_tried_again_from_the_same_port():
    again = tcp(A, B, SYN, 99)
    assert attempts((0, ASK), (MS, NO), (S, again), (S + MS, tcp(B, A, SYN | ACK, 1, 100))) == [
        (A, "refused", False, 0, 1),
        (A, "accepted", False, 0, 3),
    ]


def test_an_answer_to_another_connection_of_these_ports_does_not_count():
    stray = tcp(B, A, RST | ACK, 0, 70_000)
    old = tcp(B, A, SYN | ACK, 0, 900_000)
    bare = tcp(B, A, RST, 11)
    assert attempts((0, ASK), (MS, stray), (2 * MS, old), (3 * MS, bare)) == [(A, "silent", False, 0, 1)]


def test_silent_with_retransmissions_that_back_off():
    times = [0, 1, 3, 7, 15, 31]
    assert attempts(*((n * S, ASK) for n in times)) == [(A, "silent", False, 5, 1)]
    late = tcp(B, A, SYN | ACK, 20, 11)
    assert attempts(*((n * S, ASK) for n in times), (31 * S + MS, late)) == [(A, "accepted", False, 5, 1)]


def test_a_syn_long_after_is_another_attempt():
    assert attempts((0, ASK), (4 * S, ASK)) == [(A, "silent", False, 0, 1), (A, "silent", False, 0, 2)]
    assert attempts((0, ASK), (4 * S, YES)) == [(A, "silent", False, 0, 1)]
    assert attempts((0, ASK), (4 * S, THIRD)) == [(A, "silent", False, 0, 1)]


def test_one_packet_captured_twice_is_no_retransmission():
    assert attempts((0, ASK), (20_000, ASK), (MS, YES)) == [(A, "accepted", False, 0, 1)]


def test_a_port_that_is_used_again_ends_the_attempt_before():
    assert attempts((0, ASK), (MS, tcp(A, B, SYN, 11))) == [(A, "silent", False, 0, 1), (A, "silent", False, 0, 2)]


def test_a_client_that_goes_on_was_answered_even_if_the_answer_is_not_in_the_capture():
    assert attempts((0, ASK), (MS, THIRD)) == [(A, "accepted", False, 0, 1)]
    assert attempts((0, ASK), (MS, tcp(A, B, RST, 11))) == [(A, "silent", False, 0, 1)]


def test_data_in_a_syn_counts():
    fast = tcp(A, B, SYN, 10, payload=b"GET")
    assert attempts((0, fast), (MS, tcp(B, A, SYN | ACK, 20, 14))) == [(A, "accepted", True, 0, 1)]


def test_a_connection_that_began_before_the_capture_is_no_attempt():
    assert attempts((0, THIRD), (MS, tcp(B, A, PSH | ACK, 21, 11, b"x")), (2 * MS, YES)) == []


def test_attempts_side_by_side():
    other = tcp(C, B, SYN, 10)
    assert attempts((0, ASK), (0, other), (MS, NO), (MS, tcp(B, C, SYN | ACK, 20, 11))) == [
        (A, "refused", False, 0, 1),
        (C, "accepted", False, 0, 2),
    ]


def test_ipv6():
    client, server = "[2001:db8::50]:4000", "[2001:db8::64]:5432"
    (event,), tally = read(pcap([(0, tcp(client, server, SYN, 10))]), "connect")
    assert (event.args["client"], event.args["server"], tally.bulk) == (client, server, 1)


def test_a_cut_segment_is_no_attempt():
    _, tally = read(pcap([]) + record("<", 0, ASK[: 14 + 20 + 13], length=len(ASK)), "connect")
    assert (tally.bulk, tally.unread_total) == (0, 0)


def test_a_snapped_packet_has_its_payload_by_its_length():
    data = tcp(A, B, PSH | ACK, 11, 21, b"x" * 500)
    packets = pcap([(0, ASK), (MS, YES)]) + record("<", 2 * MS, data[:54], length=len(data))
    (event,), _ = read(packets, "connect")
    assert event.args["data"] is True


def test_memory_follows_what_is_open():
    attempts, ended = Attempts(), 0
    for n in range(2000):
        frame = tcp(f"10.0.{n // 250}.{n % 250}:4000", B, SYN, 10)
        packet = datagram(frame, IPV4, 14)
        assert packet is not None
        assert attempts.take(packet, n * S, 0, n) is None
        ended += len(list(attempts.stale(n * S)))
    assert ended >= 1990
    assert len(list(attempts.rest())) == 2000 - ended


def test_an_idle_connection_is_given_up_as_it_stands():
    attempts = Attempts()
    for time, frame in ((0, ASK), (MS, YES)):
        attempts.take(datagram(frame, IPV4, 14), time, 0, 1)
    assert list(attempts.stale(IDLE)) == []
    ((attempt),) = attempts.stale(IDLE + 2 * S)
    assert (attempt.outcome, attempt.data) == ("accepted", False)
