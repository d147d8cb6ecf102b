"""What HAProxy starts with and we tell of nevertheless: notes, which fail nothing."""

import pytest

from checker.base.finding import Severity
from checker.configs.formats.haproxy import parse
from checker.configs.source import Source, Surroundings
from tests.configs.haproxy.corpus import BASE, HEAD
from tests.configs.haproxy.reading import problems


def notes(text: str) -> list[tuple[str, int]]:
    found = parse([Source("haproxy.cfg", text)], Surroundings()).problems
    assert all(each.severity is Severity.INFO for each in found)
    return [(each.code, each.where.line) for each in found]


@pytest.mark.parametrize(
    "line",
    ["option redispatch", "retries 2", "timeout check 1s", "balance first", "option httpchk", "cookie S", "fullconn 5"],
)
def test_what_a_frontend_ignores(line):
    text = f"{BASE}frontend f\n    bind :1\n    {line}\n    default_backend b\nbackend b\n"
    assert notes(text) == [("config-ignored", 8)]


@pytest.mark.parametrize("line", ["bind :1", "maxconn 5", "timeout client 5s", "option dontlognull"])
def test_what_a_backend_ignores(line):
    assert notes(f"{BASE}backend b\n    {line}\n") == [("config-ignored", 7)]


def test_what_belongs_to_one_side_may_stand_in_defaults():
    assert notes(f"{BASE}    maxconn 5\n    option redispatch\n    balance first\n{HEAD}") == []


def test_a_default_server_below_all_servers():
    text = f"{HEAD}    server a :1\n    default-server fall 3\n    server b :2\n    default-server rise 5\n"
    assert notes(text) == [("config-ignored", 11)]
    assert notes(f"{HEAD}    default-server fall 3\n") == []


def test_a_keyword_of_newer_versions():
    assert notes(f"{HEAD}    server a :1 check init-state down\n") == [("config-needs-version", 8)]
    assert notes(f"{HEAD}    bind :2 quic-socket listener\n") == [("config-needs-version", 8)]


def test_a_keyword_from_the_environment():
    assert notes(f'{HEAD}    "$EXTRA"\n') == [("config-undecided", 8)]
    assert notes(f'{HEAD}    option "$EXTRA"\n') == [("config-undecided", 8)]


@pytest.mark.parametrize("line", ["timeout check 2000", "timeout queue 500", "timeout tunnel 0", "timeout connect 100"])
def test_a_number_that_is_clearly_milliseconds_needs_no_unit(line):
    assert notes(f"{HEAD}    {line}\n") == []


@pytest.mark.parametrize(
    "options", ["inter 2000", "inter 1000 fastinter 500 downinter 5000", "check inter 2000 rise 2 fall 3"]
)
def test_nor_does_the_pace_of_checks(options):
    assert notes(f"{HEAD}    default-server {options}\n    server a :1 check {options}\n") == []


@pytest.mark.parametrize("options", ["inter 2", "inter 1m30s", "downinter 5"])
def test_a_number_that_is_clearly_seconds_is_a_warning(options):
    (found,) = problems(f"{HEAD}    server a :1 check {options}\n")
    assert (found.code, found.severity) == ("duration-misread", Severity.WARNING)
    keyword, value = options.split()
    wanted = {"inter 1m30s": "90s"}.get(options, f"{value}s")
    assert (found.key, found.found, found.wanted, found.repair) == (keyword, value, wanted, f"{keyword} {wanted}")


@pytest.mark.parametrize("written", ["2sec", "2000msec", "2seconds", "1min", "1minutes", "1hour", "1day"])
def test_a_unit_in_full_is_read_as_it_is_meant(written):
    assert [code for code, _ in notes(f"{HEAD}    server a :1 check inter {written}\n")] == ["duration-misread"]
