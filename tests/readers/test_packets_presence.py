"""Stretches of frames by sender, the silences between them, and what they left unanswered."""

import pytest

from checker.base.time import Interval
from checker.readers.packets_presence import ADDRESSES, SILENCE, Presence
from tests.readers.capture_data.build import (
    ACK,
    CLIENT,
    HAP1,
    HAP2,
    MS,
    RST,
    START,
    SYN,
    S,
    arp,
    ethernet,
    ipv4,
    ipv6,
    pcap,
    read,
    tcp,
)

OWN, VIP = "192.168.1.10", "192.168.1.100"


def frame(source: str = OWN, hardware: str = HAP1) -> bytes:
    return ethernet(ipv4(b"x" * 8, 17, source, "10.0.0.1"), source=hardware)


def stretches(packets) -> list[tuple]:
    events, _ = read(pcap(packets), "presence")
    return [
        (event.args["mac"], event.args["addresses"], event.args["frames"], event.args["largest_gap_ns"], event.time)
        for event in sorted(events, key=lambda event: (event.args["mac"], event.time))
    ]


def at(first: int, last: int) -> Interval:
    return Interval(START * S + first, START * S + last + 999)


def test_a_silence_of_just_the_threshold_does_not_end_a_stretch():
    assert stretches([(0, frame()), (SILENCE, frame(VIP)), (SILENCE + MS, frame())]) == [
        (HAP1, f"{OWN},{VIP}", 3, SILENCE, at(0, SILENCE + MS))
    ]


def test_a_longer_silence_does():
    assert stretches([(0, frame()), (SILENCE + 1000, frame()), (SILENCE + 2000, frame())]) == [
        (HAP1, OWN, 1, 0, at(0, 0)),
        (HAP1, OWN, 2, 1000, at(SILENCE + 1000, SILENCE + 2000)),
    ]


def test_each_sender_has_its_own():
    packets = [(n * 100 * MS, frame(hardware=HAP1 if n % 2 else HAP2)) for n in range(8)]
    assert [(mac, frames, gap) for mac, _, frames, gap, _ in stretches(packets)] == [
        (HAP1, 4, 200 * MS),
        (HAP2, 4, 200 * MS),
    ]


def test_frames_without_ipv4_count_and_name_no_address():
    six = ethernet(ipv6(b"", 59, "fe80::1", "ff02::1"), 0x86DD)
    other = ethernet(b"lldp", 0x88CC)
    assert [row[:3] for row in stretches([(0, arp(1, HAP1, OWN, VIP)), (1000, six), (2000, other)])] == [(HAP1, "", 3)]


def test_addresses_are_those_of_the_stretch():
    assert [row[1] for row in stretches([(0, frame(VIP)), (2 * S, frame(OWN))])] == [VIP, OWN]


def test_the_places_are_the_first_and_last_frame():
    events, _ = read(pcap([(0, frame()), (MS, frame(hardware=HAP2)), (2 * MS, frame())]), "presence")
    assert [[place.line for place in event.places] for event in events] == [[1, 3], [2]]


def test_time_that_runs_backwards_spans_nothing():
    rows = stretches([(10 * S, frame()), (2 * S, frame()), (2 * S + MS, frame())])
    assert [(row[2], row[4]) for row in rows] == [(2, at(2 * S, 2 * S + MS)), (1, at(10 * S, 10 * S))]


def test_a_little_disorder_within_a_stretch_is_no_silence():
    assert [row[2:] for row in stretches([(0, frame()), (5 * MS, frame()), (3 * MS, frame())])] == [
        (3, 5 * MS, at(0, 5 * MS))
    ]


def test_a_router_does_not_list_the_world():
    packets = [(n * MS, frame(f"10.0.{n // 250}.{n % 250}")) for n in range(ADDRESSES)]
    ((_, few, *_),) = stretches(packets)
    assert "..." not in few
    ((_, many, *_),) = stretches([*packets, (S // 2, frame("11.0.0.1")), (S // 2, frame("11.0.0.2"))])
    assert many.endswith(",...")
    assert len(many.split(",")) == ADDRESSES + 1


def test_memory_follows_those_who_speak():
    presence = Presence()
    ended = 0
    for n in range(1000):
        assert presence.heard(n.to_bytes(6, "big"), b"", n * SILENCE, 0, n) is None
        ended += len(list(presence.stale(n * SILENCE)))
    assert ended >= 990
    assert len(list(presence.rest())) == 1000 - ended
    assert list(presence.rest()) == []


def asks(flags: int = ACK, payload: bytes = b"") -> bytes:
    """A segment of the client to hap1."""
    return tcp("192.168.1.50:4000", f"{OWN}:5432", flags, payload=payload)


def answers(packets, hardware: str = HAP1) -> list[tuple[int, int, int]]:
    events, _ = read(pcap(packets), "presence")
    mine = sorted((e for e in events if e.args["mac"] == hardware), key=lambda e: e.time)
    return [(e.args["answers"], e.args["slowest_answer_ns"], e.args["unanswered_ns"]) for e in mine]


DATA = asks(payload=b"x")


def test_the_first_frame_behind_the_last_one_that_demands_an_answer_is_told():
    packets = [(0, frame()), (30 * MS, DATA), (40 * MS, DATA), (90 * MS, asks(SYN))]
    assert answers(packets) == [(0, 0, 30 * MS)]


def test_the_slowest_answer_counts_from_the_first_demand():
    packets = [(0, frame()), (10 * MS, DATA), (20 * MS, DATA), (35 * MS, frame()), (40 * MS, DATA), (41 * MS, frame())]
    assert answers(packets) == [(2, 25 * MS, -1)]


@pytest.mark.parametrize(
    ("segment", "demands"),
    [
        (asks(SYN), True),
        (DATA, True),
        (asks(ACK), False),
        (asks(SYN | ACK), False),
        (asks(RST, b"x"), False),
        (ethernet(ipv4(b"x" * 20, 17, "192.168.1.50", OWN), source=CLIENT, target=HAP1), False),  # who knows with UDP
        (DATA[:40], False),  # cut within its header
    ],
)
def test_only_what_every_stack_answers_demands_an_answer(segment, demands):
    assert answers([(0, frame()), (30 * MS, segment)]) == [(0, 0, 30 * MS if demands else -1)]


def test_what_comes_after_the_stretch_is_over_is_none_of_it():
    assert answers([(0, frame()), (SILENCE + MS, DATA)]) == [(0, 0, -1)]
    assert answers([(0, frame()), (30 * MS, DATA), (2 * S, frame())]) == [(0, 0, 30 * MS), (0, 0, -1)]


def test_what_others_are_asked_is_theirs():
    other = ethernet(DATA[14:], source=CLIENT, target=HAP2)
    assert answers([(0, frame()), (30 * MS, other)]) == [(0, 0, -1)]


def test_without_hardware_addresses_of_the_receiver_nothing_is_asked():
    def cooked(data: bytes, hardware: str) -> bytes:
        return b"\0\0\0\1\0\6" + bytes.fromhex(hardware.replace(":", "")) + b"\0\0" + data[12:]

    packets = [(0, cooked(frame(), HAP1)), (30 * MS, cooked(DATA, CLIENT))]
    events, _ = read(pcap(packets, link=113), "presence")
    assert {e.args["unanswered_ns"] for e in events} == {-1}


def test_of_each_address_it_is_told_how_long_before_the_end_it_was_last_used():
    packets = [(0, frame(VIP)), (100 * MS, frame(VIP)), (130 * MS, frame()), (150 * MS, arp_frame())]
    ((event,), _) = read(pcap(packets), "presence")
    assert (event.args["addresses"], event.args["unused_ns"]) == (f"{OWN},{VIP}", f"{20 * MS},{50 * MS}")


def arp_frame() -> bytes:
    return arp(1, HAP1, OWN, VIP)
