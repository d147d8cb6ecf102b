"""The reader of captures as a whole: recognition, samples, intervals and places, scope, and any bytes at all."""

import io
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.places import Place
from checker.base.time import Interval
from checker.model.event import Source
from checker.model.vocabulary import VOCABULARY
from checker.readers.formats.capture import READER
from checker.readers.reader import Context, Reader, Tally, Wanted
from tests.readers.capture_data.build import (
    ACK,
    CLIENT,
    HAP1,
    HAP2,
    MS,
    START,
    SYN,
    S,
    advert_frame,
    arp,
    ethernet,
    pcap,
    pcapng,
    read,
    record,
    tcp,
    whys,
)

FRAMES = [
    (0, advert_frame()),
    (200 * MS, arp(1, HAP1, "192.168.1.100", "192.168.1.100")),
    (300 * MS, tcp("192.168.1.50:4000", "192.168.1.100:5432", SYN, 10)),
    (301 * MS, tcp("192.168.1.100:5432", "192.168.1.50:4000", SYN | ACK, 20, 11)),
    (900 * MS, arp(2, HAP2, "192.168.1.11", "192.168.1.10")),
    (1 * S, advert_frame(priority=0)),
]


def test_it_is_a_reader():
    reader: Reader = READER
    assert reader.name == "capture"


@pytest.mark.parametrize("name", READER.samples)
def test_each_sample_is_recognised_and_holds_one_advert(name):
    sample = READER.samples[name]
    assert READER.recognises(sample) == 1.0
    (advert,), tally = read(sample, "advert")
    assert advert.args["sender"] == "192.168.1.10"
    assert advert.args["addresses"] == "192.168.1.100"
    assert advert.args["interval_ns"] == S
    assert not tally.unread_total
    assert tally.lines == 1


@pytest.mark.parametrize(
    "head", [b"", b"\xd4\xc3\xb2", b"Nov 21 19:18:36 hap1 haproxy[31]: x\n", b"\n\r\r\n" + b"\0" * 30]
)
def test_it_does_not_recognise(head):
    assert READER.recognises(head) == 0.0


@pytest.mark.parametrize("build", [pcap, pcapng])
@pytest.mark.parametrize("order", "<>")
def test_the_same_packets_give_the_same_events_in_every_format(build, order):
    events, tally = read(build(FRAMES, order))
    assert Counter(event.kind for event in events) == {
        "advert": 2,
        "arp_announced": 1,
        "arp_reply": 1,
        "connect": 1,
        "presence": 4,
        "captured": 1,
    }
    assert (tally.lines, tally.events, tally.bulk, tally.unread_total) == (6, 10, 1, 0)


def test_events_speak_the_vocabulary():
    events, _ = read(pcap(FRAMES))
    for event in events:
        assert set(event.args) == set(VOCABULARY[event.kind].args)
        assert event.source == Source("", "capture", "")
        assert all(type(value) in {str, int, bool} for value in event.args.values())
        assert event.text


def test_a_stamp_is_an_interval_as_wide_as_its_resolution():
    (micro, *_), _ = read(pcap(FRAMES), "advert")
    (nano, *_), _ = read(pcap(FRAMES, unit=1), "advert")
    assert micro.time == Interval(START * S, START * S + 999)
    assert nano.time == Interval(START * S, START * S)


def test_a_place_is_a_packet_number():
    adverts, _ = read(pcap(FRAMES), "advert")
    assert [event.places for event in adverts] == [
        (Place("x.pcap", 1, unit="packet"),),
        (Place("x.pcap", 6, unit="packet"),),
    ]
    (captured,), tally = read(pcap(FRAMES), "captured")
    assert [place.line for place in captured.places] == [1, 6]
    assert captured.time == Interval(START * S, (START + 1) * S + 999)
    assert captured.args == {"packets": 6, "link": "ethernet"}
    assert tally.coverage == {Source("", "capture", ""): captured.time}


def test_windows_only():
    inside, tally = read(pcap(FRAMES), windows=(Interval(START * S + 300 * MS + 999, START * S + S),), control=False)
    assert [event.kind for event in inside] == ["connect"]
    assert tally.events == 1
    outside, tally = read(pcap(FRAMES), windows=(Interval(0, START * S + 300 * MS - 1),), control=False)
    assert outside == []
    assert tally.bulk == 1


def test_without_windows_attempts_are_only_counted():
    events, tally = read(pcap(FRAMES), windows=())
    assert "connect" not in {event.kind for event in events}
    assert tally.bulk == 1
    assert tally.events == len(events) == 9


def test_an_empty_capture_covers_nothing():
    events, tally = read(pcap([]))
    assert events == []
    assert (tally.lines, tally.unread_total, tally.coverage) == (0, 0, {})


def test_an_unknown_link_type_is_unread_packet_by_packet():
    events, tally = read(pcap(FRAMES[:2], link=105))
    assert events == []
    assert whys(tally) == [(n, "a packet of link type 105, which is not known here") for n in (1, 2)]


def test_what_happens_on_both_sides_of_a_gap_is_kept_apart():
    damaged = pcap(FRAMES[:2]) + b"\xff" * 40 + b"".join(record("<", at, data) for at, data in FRAMES[2:])
    captured, tally = read(damaged, "captured")
    assert [(event.args["packets"], event.places[0].line) for event in captured] == [(2, 1), (4, 3)]
    assert whys(tally) == [(3, "the record header makes no sense")]


class Reluctant(io.RawIOBase):
    """A stream that gives a few bytes at a time."""

    def __init__(self, data, step):
        self.data, self.step = io.BytesIO(data), step

    def read(self, size=-1):
        return self.data.read(min(size, self.step))


@pytest.mark.parametrize("build", [pcap, pcapng])
@pytest.mark.parametrize("step", [1, 7, 61])
def test_events_do_not_depend_on_how_the_bytes_arrive(build, step):
    data = build(FRAMES)
    events = list(READER.read(Reluctant(data, step), Context("x.pcap"), Wanted(True, ()), Tally()))
    whole, _ = read(data, windows=())
    assert Counter(map(repr, events)) == Counter(map(repr, whole))


@pytest.mark.parametrize("build", [pcap, pcapng])
def test_a_cut_at_any_offset_keeps_the_packets_before_it(build):
    data = build(FRAMES)
    starts = [len(build(FRAMES[:count])) for count in range(len(FRAMES) + 1)]
    for cut in range(len(data)):
        whole = sum(start <= cut for start in starts[1:])
        _, tally = read(data[:cut])
        assert tally.lines == whole
        assert tally.unread_total == (0 if cut in starts else 1) or cut < starts[0]
        adverts, _ = read(data[:cut], "advert")
        expected, _ = read(build(FRAMES[:whole]), "advert")
        assert adverts == expected


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([pcap, pcapng]), st.integers(0, 10_000), st.integers(0, 7))
def test_a_flipped_bit_leaves_the_packets_before_it_alone(build, position, bit):
    data = bytearray(build(FRAMES))
    starts = [len(build(FRAMES[:count])) for count in range(len(FRAMES) + 1)]
    position %= len(data)
    data[position] ^= 1 << bit
    intact = sum(start <= position for start in starts[1:])
    if position < starts[0]:
        read(bytes(data))
        return
    events, _ = read(bytes(data), "advert", "arp_announced", "arp_reply")
    expected, _ = read(build(FRAMES[:intact]), "advert", "arp_announced", "arp_reply")
    assert events[: len(expected)] == expected


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([b"", pcap([]), pcap([], ">"), pcap(FRAMES), pcapng([]), pcapng(FRAMES), pcap(FRAMES, link=113)]),
    st.binary(max_size=400),
)
def test_any_bytes_are_read_to_the_end(head, noise):
    _, tally = read(head + noise)
    assert tally.unread_total or not noise or tally.lines or len(noise) < 4


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 300), st.sampled_from([0, 1, 12, 101, 108, 113, 228, 276]), st.binary(min_size=1, max_size=90))
def test_any_frame_is_read(size, link, noise):
    frames = [(0, noise), (1, advert_frame()[:size]), (2, ethernet(noise, 0x86DD)), (3, ethernet(noise, 0x0806))]
    _, tally = read(pcap(frames, link=link))
    assert tally.lines == 4


@pytest.mark.parametrize("frame", [frame for _, frame in FRAMES])
def test_a_packet_that_was_snapped_anywhere_is_read(frame):
    for size in range(1, len(frame)):
        _, tally = read(pcap([]) + record("<", 0, frame[:size], length=len(frame)))
        assert tally.lines == 1


def test_garbage_costs_time_in_proportion_only():
    noise = random.Random(7).randbytes(3 << 20)
    packets = [(at * MS, advert_frame()) for at in range(4)]
    data = pcap(packets) + noise + b"".join(record("<", at, data) for at, data in FRAMES)
    adverts, tally = read(data, "advert")
    assert len(adverts) == 6
    assert tally.unread_total >= 1


def test_the_hosts_of_the_frames():
    presence, _ = read(pcap(FRAMES), "presence")
    assert Counter(event.args["mac"] for event in presence) == {HAP1: 2, HAP2: 1, CLIENT: 1}
