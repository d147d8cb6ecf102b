"""HTTP on the wire: requests with what came of them, also many on one connection, and none of what is no HTTP."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.base.time import Interval
from tests.readers.capture_data.build import ACK, FIN, MS, PSH, RST, START, SYN, S, pcap, read, tcp

A, B = "10.77.0.41:60322", "10.77.0.21:8080"
GET = b"GET /health HTTP/1.1\r\nAccept: */*\r\nhost: spring-boot-app-primary:8080\r\n\r\n"
OK = b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nUP"
FORM = b"app=live&clientid=1&call=publish&name=9f2c4e7ab1d05836&type=live"
HEAD = (
    b"POST /api/stream/start HTTP/1.0\r\nHost: spring-boot-app-primary\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nConnection: Close\r\n\r\n"
)
FOUND = b"HTTP/1.1 302 \r\nLocation: stream_alice\r\nConnection: close\r\n\r\n"


def asks(payload: bytes, sequence: int = 11) -> bytes:
    return tcp(A, B, PSH | ACK, sequence, 21, payload)


def says(payload: bytes, flags: int = PSH | ACK) -> bytes:
    return tcp(B, A, flags, 21, 100, payload)


def exchanges(*packets) -> list[dict]:
    events, _ = read(pcap(packets), "http_exchange")
    return [dict(e.args) | {"packet": e.places[0].line} for e in sorted(events, key=lambda e: e.places)]


def test_a_request_and_its_answer():
    (event,), _ = read(pcap([(0, asks(GET)), (3 * MS, says(OK))]), "http_exchange")
    assert event.time == Interval(START * S, START * S + 999)
    assert event.args == {
        "client": A,
        "server": B,
        "host": "spring-boot-app-primary:8080",
        "method": "GET",
        "path": "/health",
        "form": "",
        "status": 200,
        "location": "",
        "ended_ns": START * S + 3 * MS,
    }
    assert event.text == f"GET /health of {A} to {B}: 200"


def test_many_on_one_connection():
    packets = [p for n in range(4) for p in ((n * S, asks(GET, 11 + n)), (n * S + MS, says(OK)))]
    assert [(e["packet"], e["status"]) for e in exchanges(*packets)] == [(1, 200), (3, 200), (5, 200), (7, 200)]


def test_a_form_is_kept_also_in_a_packet_of_its_own():
    assert exchanges((0, asks(HEAD + FORM)), (MS, says(FOUND)))[0]["form"] == FORM.decode()
    apart = exchanges((0, asks(HEAD)), (1, tcp(A, B, PSH | ACK, 200, 21, FORM)), (MS, says(FOUND)))
    assert [(e["form"], e["status"], e["location"]) for e in apart] == [(FORM.decode(), 302, "stream_alice")]


def test_a_body_that_is_no_form_is_not_kept():
    head = HEAD.replace(b"application/x-www-form-urlencoded", b"application/json")
    assert exchanges((0, asks(head + b'{"password": "secret"}')), (MS, says(OK)))[0]["form"] == ""


def test_a_server_that_is_gone_resets():
    (only,) = exchanges((0, asks(GET)), (MS, says(b"", RST)))
    assert (only["status"], only["ended_ns"]) == (-1, START * S + MS)


def test_a_client_that_waits_no_longer_ends_it():
    late = exchanges((0, asks(GET)), (500 * MS, tcp(A, B, FIN | ACK, 90, 21)), (2 * S, says(OK)))
    assert [(e["status"], e["ended_ns"]) for e in late] == [(-1, START * S + 500 * MS)]


def test_at_the_end_of_the_capture_nobody_knows():
    assert [(e["status"], e["ended_ns"]) for e in exchanges((0, asks(GET)))] == [(-1, -1)]


def test_a_request_that_is_sent_anew_is_one():
    assert len(exchanges((0, asks(GET)), (MS, asks(GET)), (2 * MS, says(OK)))) == 1


def test_an_interim_answer_is_none():
    interim = (MS, says(b"HTTP/1.1 100 Continue\r\n\r\n"))
    assert exchanges((0, asks(GET)), interim, (2 * MS, says(OK)))[0]["status"] == 200


def test_what_is_no_request():
    for payload in (b"GET me out of here\r\n", b"GETT /x HTTP/1.1\r\n", b"\x16\x03\x01", b"HTTP/1.1 200 \r\n\r\n"):
        assert exchanges((0, asks(payload)), (MS, says(OK))) == []
    assert exchanges((0, tcp(A, B, SYN, 10)), (MS, tcp(B, A, SYN | ACK, 20, 11))) == []


@given(
    st.lists(st.tuples(st.booleans(), st.binary(max_size=60), st.sampled_from([ACK, PSH | ACK, FIN, RST])), max_size=8)
)
@settings(max_examples=200)
def test_any_segments(segments: list[tuple[bool, bytes, int]]):
    packets = [
        (n * MS, tcp(*((A, B) if out else (B, A)), flags, 10 + n, 20, data))
        for n, (out, data, flags) in enumerate(segments)
    ]
    exchanges(*packets)


@given(st.integers(0, len(HEAD + FORM)), st.integers(0, 30), st.binary(max_size=5))
@settings(max_examples=200)
def test_broken_requests(at: int, cut: int, between: bytes):
    whole = HEAD + FORM
    exchanges((0, asks(whole[:at] + between + whole[at + cut :])), (MS, says(FOUND)))
