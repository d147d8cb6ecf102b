"""The record chain of pcap files: stamps, link types, and damage of every sort."""

import io
from struct import pack

import pytest

from checker.readers import pcap
from checker.readers.pcap_feed import Feed, Gap, Run
from tests.readers.capture_data.build import MS, START, US, S, advert_frame, record
from tests.readers.capture_data.build import pcap as build

PACKETS = [(at * 100 * MS, advert_frame(priority=at)) for at in range(1, 6)]


def parts(data: bytes) -> list[Run | Gap]:
    return list(pcap.records(Feed(io.BytesIO(data))))


def packets(data: bytes) -> list[bytes]:
    return [frame for part in parts(data) if isinstance(part, Run) for _, frame in part.packets]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("unit", "width"), [(US, 999), (1, 0)])
def test_every_dialect(order, unit, width):
    (run,) = parts(build(PACKETS, order, unit))
    assert (run.first, run.link, run.width) == (1, 1, width)
    assert [time for time, _ in run.packets] == [START * S + at for at, _ in PACKETS]
    assert [frame for _, frame in run.packets] == [frame for _, frame in PACKETS]


def test_the_length_of_a_frame_check_sequence_is_no_part_of_the_link_type():
    data = bytearray(build(PACKETS[:1]))
    data[20:24] = pack("<I", 0x5000_0071)
    (run,) = parts(bytes(data))
    assert run.link == 113


@pytest.mark.parametrize("size", range(24))
def test_a_cut_file_header(size):
    assert parts(build([])[:size]) == [Gap(1, "the file header is cut or not that of a pcap file")]


def test_a_cut_last_record_says_what_is_left():
    *_, gap = parts(build(PACKETS)[:-3])
    assert gap == Gap(5, f"the last record is cut: {16 + len(PACKETS[-1][1]) - 3} bytes of it are left")


@pytest.mark.parametrize(
    "garbage",
    [b"\0" * 16, b"\0" * 5000, b"\xff" * 33, bytes(range(256)) * 40, pack("<IIII", START, 2_000_000, 60, 60)],
    ids=["zeros", "many zeros", "ones", "all bytes", "a fraction over a second"],
)
@pytest.mark.parametrize("order", "<>")
def test_the_chain_is_found_again_behind_garbage(garbage, order):
    tail = b"".join(record(order, at, frame) for at, frame in PACKETS)
    data = build(PACKETS[:2], order) + garbage + tail
    assert packets(data) == [frame for _, frame in PACKETS[:2] + PACKETS]
    gap = next(part for part in parts(data) if isinstance(part, Gap))
    assert gap == Gap(3, "the record header makes no sense")
    assert parts(data)[-1].first == 3


def test_it_is_found_again_when_few_records_are_left():
    data = build(PACKETS[:2]) + b"\0" * 100 + record("<", *PACKETS[2])
    assert packets(data) == [frame for _, frame in PACKETS[:3]]


def test_nothing_sensible_before_the_garbage_or_after_it():
    end = Gap(1, "the record header makes no sense, nor does anything after")
    assert parts(build([]) + b"\xff" * 1000) == [end]
    *_, gap = parts(build(PACKETS) + b"\xff" * 1000)
    assert gap == Gap(6, end.why)


def test_a_length_that_swallows_the_next_record_costs_no_more_than_that():
    data = bytearray(build(PACKETS))
    at = 24 + 16 + len(PACKETS[0][1])
    data[at + 8] += 20
    found = packets(bytes(data))
    assert found[0] == PACKETS[0][1]
    assert found[-2:] == [frame for _, frame in PACKETS[-2:]]


def test_a_capture_that_crosses_the_eighteen_hours_mark():
    boundary = ((START >> 16) + 1 << 16) - START
    before = [(boundary * S - MS, advert_frame())]
    after = [(boundary * S + at * MS, advert_frame(priority=at)) for at in range(3)]
    data = build(before) + b"\xff" * 50 + b"".join(record("<", at, frame) for at, frame in after)
    assert packets(data)[0] == before[0][1]
    assert len(packets(data)) in {1, 4}


def test_a_snapped_packet_keeps_what_was_captured():
    data = build([]) + record("<", 0, b"x" * 60, length=1500)
    assert packets(data) == [b"x" * 60]


def test_a_file_made_of_likely_places_is_given_up():
    likely = record("<", 0, b"")[2:4] * 300_000
    *_, gap = parts(build(PACKETS) + b"\xff" * 16 + likely)
    assert gap.why == "the record header makes no sense, nor does anything after"
