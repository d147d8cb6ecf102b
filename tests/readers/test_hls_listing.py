"""Listings of segments: which stream a file is of, when it was written, and any bytes at all."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import NS_PER_S
from checker.readers.clocks import printed
from checker.readers.hls_listing import READER
from checker.readers.reader import Context, Tally, Wanted

# 2026-11-21T19:49:03Z
AT = 1_795_290_543 * NS_PER_S
FILE = "-rw-r--r-- 1 www-data www-data 3008 2026-11-21 {} 0.ts\n"
LISTING = (
    ".:\ntotal 4\ndrwxr-xr-x 2 www-data www-data 4096 2026-11-21 19:49:21.507592009 +0000 stream_alice\n\n"
    "./stream_alice:\ntotal 60\n" + FILE.format("19:49:03.103591282 +0000")
) + "-rw-r--r-- 1 www-data www-data  275 2026-11-21 19:49:21.507592009 +0000 index.m3u8\n"
PLAYLIST = "== ./stream_alice/index.m3u8\n#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:1.000,\n0.ts\n"


def read(text: str | bytes, wanted: Wanted = Wanted()):  # noqa: B008
    tally = Tally()
    data = text.encode() if isinstance(text, str) else text
    return list(READER.read(io.BytesIO(data), Context("hls.txt", host="nginx"), wanted, tally)), tally


def test_a_segment_was_written_until_its_last_change():
    (event,), tally = read(LISTING + PLAYLIST)
    assert (event.kind, event.time) == ("segment_written", printed(AT + 103_591_282, 1))
    assert event.args == {"stream": "stream_alice", "file": "0.ts", "bytes": 3008}
    assert (tally.lines, tally.unread_total) == (13, 0)
    assert READER.recognises((LISTING + PLAYLIST).encode()) == 1.0


def test_its_zone_stands_beside_it():
    (event,), _ = read(FILE.format("14:49:03.100000000 -0500"))
    assert event.time == printed(AT + 100_000_000, 1)


def test_without_folders_of_their_own_streams_are_parts_of_names():
    (event,), _ = read(FILE.format("19:49:03.100000000 +0000").replace("0.ts", "stream_alice-17.ts"))
    assert event.args["stream"] == "stream_alice"


def test_a_listing_without_full_times_says_so():
    _, tally = read("total 4\n-rw-r--r-- 1 www-data www-data 3008 Nov 21 19:49 0.ts\nwhat\n")
    assert [u.why for u in tally.unread] == ["a file without a full time", "not a line of a listing"]
    _, tally = read(FILE.format("29:49:03.100000000 +0000"))
    assert [u.why for u in tally.unread] == ["no time stamp that can be read"]


def test_no_listing_of_other_files_is_taken():
    assert READER.recognises(LISTING.replace(".ts", ".txt").replace(".m3u8", ".txt").encode()) == 0.0


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes(data: bytes):
    events, tally = read(data)
    assert tally.events == len(events)
    assert 0.0 <= READER.recognises(data) <= 1.0


@given(st.integers(0, len(LISTING)), st.integers(0, 40), st.text(max_size=6))
@settings(max_examples=300)
def test_broken_listings(at: int, cut: int, between: str):
    read(LISTING[:at] + between + LISTING[at + cut :])
