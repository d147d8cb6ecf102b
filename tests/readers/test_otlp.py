"""Spans in OTLP's JSON encoding: what of them a format can refer to, and that any bytes are read without harm."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.readers import otlp
from checker.readers.otlp import is_request, records

SPAN = {
    "traceId": "5b8efff798038103d269b633813fc60c",
    "spanId": "eee19b7ec3c1b174",
    "parentSpanId": "",
    "name": "query",
    "kind": "SPAN_KIND_CLIENT",
    "startTimeUnixNano": "1795375486195123456",
    "endTimeUnixNano": "1795375486195999999",
    "attributes": [
        {"key": "db.system", "value": {"stringValue": "postgresql"}},
        {"key": "rows", "value": {"intValue": "3"}},
        {"key": "tags", "value": {"arrayValue": {"values": [{"stringValue": "a"}, {"boolValue": True}]}}},
        {"key": "peer", "value": {"kvlistValue": {"values": [{"key": "port", "value": {"intValue": "5432"}}]}}},
    ],
    "status": {"code": "STATUS_CODE_ERROR", "message": "gone"},
}
RESOURCE = {
    "attributes": [
        {"key": "service.name", "value": {"stringValue": "api"}},
        {"key": "host.name", "value": {"stringValue": "node1"}},
    ]
}
REQUEST = {"resourceSpans": [{"resource": RESOURCE, "scopeSpans": [{"scope": {"name": "pg"}, "spans": [SPAN]}]}]}


def read(data: bytes):
    return [record for _, found in records(io.BytesIO(data)) for record in found]


def test_the_fields_of_a_span():
    (record,) = read(json.dumps(REQUEST).encode())
    assert record.fields == {
        "trace": "5b8efff798038103d269b633813fc60c",
        "span": "eee19b7ec3c1b174",
        "name": "query",
        "kind": "CLIENT",
        "start": "1795375486195123456",
        "end": "1795375486195999999",
        "status": "ERROR",
        "message": "gone",
        "attributes": {"db.system": "postgresql", "rows": "3", "tags": ["a", True], "peer": {"port": "5432"}},
        "resource": {"service.name": "api", "host.name": "node1"},
        "service": "api",
        "host": "node1",
        "scope": "pg",
    }


def test_requests_on_lines_of_their_own_and_indented_ones():
    one, indented = json.dumps(REQUEST).encode(), json.dumps(REQUEST, indent=2).encode()
    data = b"\n".join([one, b"", indented, one, b"{", b"  no", one]) + b"\n"
    found = read(data)
    begin = 3 + indented.count(b"\n") + 1
    assert [(r.line, r.fields is not None) for r in found] == [
        (1, True),
        (3, True),
        (begin, True),
        (begin + 1, False),
        (begin + 3, True),
    ]


def test_a_request_that_does_not_end_is_told():
    data = json.dumps(REQUEST, indent=2).encode()[:-20]
    assert [r.why for r in read(data)] == ["a request of OTLP that does not end"]


@pytest.mark.parametrize("never", ["0", 0, ""])
def test_a_span_that_did_not_end_has_no_end(never):
    span = {**SPAN, "endTimeUnixNano": never}
    (record,) = read(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}).encode())
    assert "end" not in record.fields
    assert record.fields["start"] == SPAN["startTimeUnixNano"]


def test_ids_in_hexadecimal_have_no_case():
    upper = {**SPAN, "traceId": SPAN["traceId"].upper(), "parentSpanId": "EEE19B7EC3C1B170"}
    ids = [
        (upper["traceId"], SPAN["spanId"]),
        (SPAN["traceId"], SPAN["spanId"].upper()),
        ("W47/95gDgQPSabYzgT/GDA==", "x"),
    ]
    spans = [{**upper, "traceId": trace, "spanId": span} for trace, span in ids]
    found = read(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}).encode())
    same = (SPAN["traceId"], SPAN["spanId"], "eee19b7ec3c1b170")
    assert [(r.fields["trace"], r.fields["span"], r.fields["parent"]) for r in found] == [
        same,
        same,
        (*ids[2], same[2]),
    ]


INDENTED = json.dumps(REQUEST, indent=2).encode()


def test_an_indented_request_is_decoded_once(monkeypatch):
    decoded = []
    inner = otlp._DECODER.decode

    class Counting:
        def decode(self, text):
            decoded.append(len(text))
            return inner(text)

    monkeypatch.setattr(otlp, "_DECODER", Counting())
    many = {"resourceSpans": REQUEST["resourceSpans"] * 50}
    data = json.dumps(many, indent=1).encode()
    assert len([r for r in read(data + b"\n" + INDENTED) if r.fields]) == 51
    assert sum(decoded) <= len(data) + len(INDENTED)


@pytest.mark.parametrize("indent", [0, 1, "\t"])
def test_brackets_in_texts_close_nothing(indent):
    span = {**SPAN, "name": 'a } ] \\" { ["', "status": {"message": "}\\"}}
    whole = {"resourceSpans": [{"resource": RESOURCE, "scopeSpans": [{"spans": [span]}]}]}
    found = read(b"\n".join([json.dumps(whole, indent=indent).encode()] * 2))
    assert [record.fields["name"] for record in found] == [span["name"]] * 2


def test_an_indented_request_that_lost_its_end_costs_no_other_one():
    cut = INDENTED.splitlines()[:-5]
    found = read(b"\n".join([*cut, INDENTED, *cut, json.dumps(REQUEST).encode()]))
    assert [(r.line, r.fields is not None) for r in found] == [
        (1, False),
        (len(cut) + 1, True),
        (len(cut) + 2 + INDENTED.count(b"\n"), False),
        (2 * len(cut) + 2 + INDENTED.count(b"\n"), True),
    ]


def test_a_request_that_is_too_long_is_passed_over(monkeypatch):
    monkeypatch.setattr(otlp, "LONGEST_BYTES", len(INDENTED))
    long = json.dumps({"resourceSpans": REQUEST["resourceSpans"] * 3}, indent=2).encode()
    found = read(b"\n".join([long, INDENTED]))
    assert [(r.line, r.fields is not None) for r in found] == [(1, False), (long.count(b"\n") + 2, True)]
    assert "MB" in found[0].why


def test_a_number_of_a_kind_and_older_names():
    old = {"resourceSpans": [{"instrumentationLibrarySpans": [{"spans": [{"name": "x", "kind": 5, "status": {}}]}]}]}
    (record,) = read(json.dumps(old).encode())
    assert record.fields == {
        "name": "x",
        "kind": "CONSUMER",
        "status": "UNSET",
        "attributes": {},
        "resource": {},
    }


def test_a_request_is_known_by_its_start():
    assert is_request(json.dumps(REQUEST, indent=4).encode()[:100])
    assert not is_request(b'{"log": "resourceSpans"}')
    assert not is_request(b"[]")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [*SPAN, "resourceSpans", "scopeSpans", "spans", "resource", "attributes", "key", "value", "code"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(st.binary(max_size=30), JSON.map(lambda v: json.dumps({"resourceSpans": v}).encode())), max_size=5
    )
)
def test_any_bytes_are_read_without_harm(lines):
    data = b"\n".join(lines)
    for last_line, found in records(io.BytesIO(data)):
        assert last_line <= data.count(b"\n") + 1
        for record in found:
            assert record.line <= last_line
            assert (record.fields is None) == bool(record.why)
