"""The log-formats of a HAProxy configuration: quoting, sections, defaults, conditions, and files that are none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.readers.haproxy_cfg import formats_in
from checker.readers.haproxy_logformat import CLF


def stated(text: str) -> list[tuple[str, int, bool, str]]:
    return [(f.text, f.place.line, f.http, f.why) for f in formats_in(text.encode(), "hap1/haproxy.cfg")]


def listen(line: str) -> list[str]:
    return [f.text or f.why for f in formats_in(f"listen x\n  {line}\n".encode(), "haproxy.cfg")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"%ci\ %b/%s", "%ci %b/%s"),
        ('"%ci %b/%s"', "%ci %b/%s"),
        ("'%ci %b/%s'", "%ci %b/%s"),
        (r'"{\"c\":\"%ci\"}"', '{"c":"%ci"}'),
        ('\'{"c":"%ci"}\'', '{"c":"%ci"}'),
        (r"'\"%ci\\ '", r"\"%ci\\ "),
        (r'"a\b\\c\$d"', r"a\b\c$d"),
        (r"a\#b\x41\tc\"d\'e\\f", "a#bA\tc\"d'e\\f"),
        ("%ci # %b", "%ci"),
        ("%ci#%b", "%ci"),
        ('"%ci # %b"', "%ci # %b"),
        ("\"a\"' b'c", "a bc"),
        ("'$HOME'", "$HOME"),
        ("$HOME", "$HOME"),
        ('"5$"', "5$"),
        ('"$HOME %ci"', "holds an environment variable, which is not known here"),
        ('"${HOME} %ci"', "holds an environment variable, which is not known here"),
        ('"%ci', "has a quote that is not closed"),
        ("%ci %b", "is not one word; blanks in it must be quoted or escaped"),
        ("", "is not one word; blanks in it must be quoted or escaped"),
    ],
)
def test_quotes_and_escapes(written, meant):
    assert listen(f"log-format {written}") == [meant]
    assert listen(f"log-format\t{written}\r") == [meant]


def test_each_proxy_has_its_own_or_that_of_its_defaults():
    text = """global
    log-format not-here
defaults tcp
    mode tcp
    log-format tcp-%ci
defaults http
    mode http
    log-format http-%ci
frontend a
frontend b from tcp
listen c from http
    option httplog clf
frontend d
    mode tcp
    log-format own-%ci
    option tcplog
backend e
    log-format nobody
frontend f
    option httpslog
    log-format own-%ci
"""
    assert stated(text) == [
        ("http-%ci", 8, True, ""),
        ("tcp-%ci", 5, False, ""),
        (CLF, 12, True, ""),
        ("own-%ci", 21, True, ""),
    ]


def test_the_mode_counts_wherever_it_stands():
    assert stated("listen a\n log-format %ci\n mode http\n") == [("%ci", 2, True, "")]
    assert stated("defaults\n log-format %ci\nlisten a\n mode http\n") == [("%ci", 2, True, "")]


def test_a_piece_of_a_configuration_may_be_defaults_alone():
    assert stated("defaults\n log-format %ci\n") == [("%ci", 2, False, "")]


def test_what_depends_on_conditions_may_be_meant():
    text = "listen a\n.if defined(X)\n log-format %ci\n.else\n log-format %b\n.endif\n option tcplog\n"
    assert [t for t, *_ in stated(text)] == ["%ci", "%b"]


@pytest.mark.parametrize(
    "data", [b"", b"\0log-format x", b"\xff\xfe" * 99, b"listen x\n" + b" server s 1.2.3.4\n" * 200_000]
)
def test_what_is_no_configuration(data):
    began = time.process_time()
    assert formats_in(data, "haproxy.cfg") == []
    assert time.process_time() - began < 1


@given(st.text("log-format '\"\\$#x %{}\n\tmode listen", max_size=200) | st.binary(max_size=200).map(repr))
def test_no_bytes_make_it_raise(text):
    formats_in(f"listen x\n log-format {text}".encode(), "haproxy.cfg")
