"""The buffer over a stream that the chains walk on."""

import io

from checker.readers.pcap_feed import CHUNK, Feed


def test_it_gathers_what_is_needed_and_forgets_what_was_consumed():
    feed = Feed(io.BytesIO(b"abcdef"))
    assert feed.need(4)
    assert feed.left == 6
    feed.at = 4
    assert feed.need(2)
    assert not feed.need(3)
    assert (feed.data[feed.at :], feed.left, feed.ended) == (b"ef", 2, True)


def test_it_reads_a_chunk_at_a_time():
    feed = Feed(io.BytesIO(b"x" * (CHUNK + 5)))
    assert feed.more()
    assert feed.left == CHUNK
    feed.at = CHUNK - 1
    assert feed.need(6)
    assert feed.left == 6
    assert not feed.more()
    assert not feed.more()
