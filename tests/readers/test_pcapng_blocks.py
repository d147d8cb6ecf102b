"""The chain of pcapng blocks: whole ones, damage, and the way back into the chain."""

import io

import pytest

from checker.readers.pcap_feed import Feed
from checker.readers.pcapng_blocks import Blocks
from tests.readers.capture_data.build import START, advert_frame, block, enhanced, interface, section

MICRO = START * 1_000_000
PACKETS = [enhanced("<", MICRO + at, advert_frame(priority=at)) for at in range(4)]
HEAD = section() + interface()
BROKEN = "the block header makes no sense"


def found(data: bytes) -> list[bytes | str]:
    flat: list[bytes | str] = []
    for part in Blocks(Feed(io.BytesIO(data))):
        flat += [part] if isinstance(part, str) else part
    return flat


def test_whole_blocks():
    assert found(HEAD + b"".join(PACKETS)) == [section(), interface(), *PACKETS]


def test_a_section_stands_alone():
    parts = list(Blocks(Feed(io.BytesIO(HEAD + PACKETS[0] + section(">") + interface(">")))))
    assert parts == [[section()], [interface(), PACKETS[0]], [section(">")], [interface(">")]]


@pytest.mark.parametrize("noise", [b"\0" * 12, b"\xff" * 13, b"\0" * 4096, bytes(range(256)), b"\x06\0\0\0" * 9])
def test_the_chain_is_found_again(noise):
    assert found(HEAD + PACKETS[0] + noise + PACKETS[1] + PACKETS[2])[2:] == [PACKETS[0], BROKEN, *PACKETS[1:3]]


def test_a_section_may_be_the_way_back():
    other = section(">") + interface(">")
    assert found(HEAD + b"\xff" * 32 + other)[2:] == [BROKEN, section(">"), interface(">")]


def test_a_block_that_does_not_end_with_its_length():
    spoiled = PACKETS[1][:-4] + b"\x01\0\0\0"
    assert found(HEAD + PACKETS[0] + spoiled + PACKETS[2])[2:] == [PACKETS[0], BROKEN, PACKETS[2]]


def test_nothing_sensible_follows():
    assert found(b"\n\r\r\n" + b"\0" * 60) == [BROKEN + ", nor does anything after"]
    assert found(HEAD + b"\xff" * 100)[2:] == [BROKEN + ", nor does anything after"]


def test_a_cut_block():
    assert found(HEAD + PACKETS[0][:-5])[2:] == [f"the last block is cut: {len(PACKETS[0]) - 5} bytes of it are left"]


def test_a_block_larger_than_a_chunk():
    large = block("<", 0xBAD, b"x" * (3 << 20))
    assert found(HEAD + large + PACKETS[0])[2:] == [large, PACKETS[0]]


@pytest.mark.parametrize("likely", [b"\x06\0\0\0", b"\x06\0\0\0\x04\0\x08\0", b"\n\r\r\n\x04\0\x08\0\x4d\x3c\x2b\x1a"])
def test_a_file_made_of_likely_places_is_given_up(likely):
    assert found(HEAD + b"\xff" * 16 + likely * 300_000)[2:] == [BROKEN + ", nor does anything after"]
