"""The packets of pcapng files: clocks of interfaces, sections, every kind of packet block."""

import io
from struct import pack

import pytest

from checker.readers import pcapng
from checker.readers.pcap_feed import Feed, Gap, Run
from tests.readers.capture_data.build import MS, START, S, advert_frame, block, enhanced, interface, read, section

FRAME = advert_frame()
MICRO = START * 1_000_000
RESOLUTION, OFFSET = 9, 14


def parts(data: bytes) -> list[Run | Gap]:
    return list(pcapng.records(Feed(io.BytesIO(data))))


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(
    ("options", "ticks", "stamp", "width"),
    [
        ((), MICRO + 5, START * S + 5000, 999),
        (((RESOLUTION, b"\x06"),), MICRO + 5, START * S + 5000, 999),
        (((RESOLUTION, b"\x09"),), START * S + 7, START * S + 7, 0),
        (((RESOLUTION, b"\x03"),), START * 1000 + 1, START * S + MS, MS - 1),
        (((RESOLUTION, b"\x80"),), START, START * S, S - 1),
        (((RESOLUTION, b"\x8a"),), START * 1024 + 1, START * S + 976_562, 976_562),
    ],
)
def test_how_an_interface_counts_time(order, options, ticks, stamp, width):
    (run,) = parts(section(order) + interface(order, options=options) + enhanced(order, ticks, FRAME))
    assert (run.packets[0][0], run.width) == (stamp, width)


@pytest.mark.parametrize("order", "<>")
def test_an_offset_in_seconds_is_added(order):
    options = ((1, b"a comment"), (RESOLUTION, b"\x06"), (OFFSET, pack(order + "q", START - 100)))
    (run,) = parts(section(order) + interface(order, options=options) + enhanced(order, 100_000_001, FRAME))
    assert run.packets[0][0] == START * S + 1000


def test_picoseconds_need_an_offset_to_reach_the_present():
    options = ((RESOLUTION, b"\x0c"), (OFFSET, pack("<q", START)))
    (run,) = parts(section() + interface(options=options) + enhanced("<", 7_999, FRAME))
    assert (run.packets, run.width) == ([(START * S + 7, FRAME)], 0)


@pytest.mark.parametrize(("ticks", "offset"), [((1 << 64) - 1, 0), (0, -1), (0, 1 << 62)])
def test_a_stamp_that_no_calendar_holds_is_unread(ticks, offset):
    data = section() + interface(options=((OFFSET, pack("<q", offset)),)) + enhanced("<", ticks, FRAME)
    assert parts(data) == [Gap(1, "the time stamp lies before 1970 or after 2262")]


def test_options_of_a_wrong_size_are_passed_over():
    options = ((RESOLUTION, b"\x09\x09"), (OFFSET, b"\x01"))
    (run,) = parts(section() + interface(options=options) + enhanced("<", MICRO, FRAME))
    assert (run.packets[0][0], run.width) == (START * S, 999)


def test_options_without_an_end_and_longer_than_their_block():
    broken = block("<", 1, pack("<HHI", 1, 0, 0) + pack("<HH", 2, 900))
    (run,) = parts(section() + broken + enhanced("<", MICRO, FRAME))
    assert run.packets == [(START * S, FRAME)]


def test_packets_of_several_interfaces_keep_their_numbers():
    data = section() + interface(link=1) + interface(link=113, options=((RESOLUTION, b"\x09"),))
    data += enhanced("<", MICRO, FRAME, 0) + enhanced("<", START * S, FRAME, 1) * 2 + enhanced("<", MICRO, FRAME, 0)
    runs = parts(data)
    assert [(run.first, run.link, run.width, len(run.packets)) for run in runs] == [
        (1, 1, 999, 1),
        (2, 113, 0, 2),
        (4, 1, 999, 1),
    ]


def test_a_new_section_is_a_new_capture_and_may_turn_the_byte_order():
    data = b"".join(section(order) + interface(order) + enhanced(order, MICRO, FRAME) for order in "<><")
    assert [part.first if isinstance(part, Run) else part for part in parts(data)] == [1, Gap(2), 2, Gap(3), 3]
    captured, tally = read(data, "captured")
    assert [event.args["packets"] for event in captured] == [1, 1, 1]
    assert tally.unread_total == 0


def test_interfaces_belong_to_their_section():
    *_, gap = parts(section() + interface() + section() + enhanced("<", MICRO, FRAME))
    assert gap == Gap(1, "the packet is of interface 0, which the section does not describe")


def test_the_old_packet_block():
    body = pack("<HHIIII", 0, 3, MICRO >> 32, MICRO & 0xFFFFFFFF, len(FRAME), len(FRAME)) + FRAME
    (run,) = parts(section() + interface() + block("<", 2, body))
    assert run.packets == [(START * S, FRAME)]


def test_a_packet_without_a_stamp_is_unread_by_its_number():
    simple = block("<", 3, pack("<I", len(FRAME)) + FRAME)
    data = section() + interface() + enhanced("<", MICRO, FRAME) + simple + enhanced("<", MICRO, FRAME)
    assert [part.first if isinstance(part, Run) else part for part in parts(data)] == [
        1,
        Gap(2, "a simple packet block has no time stamp"),
        3,
    ]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (pack("<III", 0, 0, 0), "the packet block is too short"),
        (pack("<IIIII", 0, 0, 0, 900, 900) + FRAME, "the packet is longer than its block"),
        (pack("<IIIII", 4, 0, 0, 4, 4) + b"1234", "the packet is of interface 4, which the section does not describe"),
    ],
)
def test_packets_that_cannot_be_read(body, why):
    good = enhanced("<", MICRO, FRAME)
    found = parts(section() + interface() + good + block("<", 6, body) + good)
    assert [part.first if isinstance(part, Run) else part for part in found] == [1, Gap(2, why), 3]


def test_other_blocks_are_passed_over():
    names, statistics, own = block("<", 4, b"\0" * 8), block("<", 5, b"\0" * 24), block("<", 0xBAD, b"x" * 40)
    (run,) = parts(section() + names + interface() + statistics + enhanced("<", MICRO, FRAME) + own)
    assert run.packets == [(START * S, FRAME)]
