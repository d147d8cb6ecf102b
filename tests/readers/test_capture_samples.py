"""The samples of captures: built by this test from the formats' own documents, they must come out the same."""

from checker.readers.capture_samples import FRAME, SAMPLES, SECOND
from tests.readers.capture_data.build import START, US, advert_frame, pcap, pcapng

SHIFT = (SECOND - START) * 1_000_000_000


def test_the_frame_is_what_keepalived_sends():
    ours = advert_frame()
    assert FRAME[14 + 20 :] == ours[14 + 20 :]
    assert FRAME[:14] == ours[:14]
    assert FRAME[26:34] == ours[26:34]


def test_each_sample_is_a_whole_file():
    built = {
        "pcap, microseconds, little endian": pcap([(SHIFT + US, FRAME)]),
        "pcap, microseconds, big endian": pcap([(SHIFT + US, FRAME)], ">"),
        "pcap, nanoseconds, little endian": pcap([(SHIFT + 1, FRAME)], unit=1),
        "pcap, nanoseconds, big endian": pcap([(SHIFT + 1, FRAME)], ">", 1),
    }
    assert {name: SAMPLES[name] for name in built} == built
    for order, name in (("<", "pcapng, little endian"), (">", "pcapng, big endian")):
        assert len(SAMPLES[name]) == len(pcapng([(SHIFT + US, FRAME)], order))
