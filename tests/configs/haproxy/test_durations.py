"""Durations: units, traps, rounding, limits; HAProxy accepts and refuses the same."""

import pytest

from checker.base.time import NS_PER_MS, NS_PER_S
from checker.configs.haproxy.durations import DurationError, duration
from tests.configs.haproxy import daemon
from tests.configs.haproxy.corpus import HEAD
from tests.configs.haproxy.reading import problems

READ = {
    "2": 2 * NS_PER_MS,
    "2000": 2 * NS_PER_S,
    "2000ms": 2 * NS_PER_S,
    "2s": 2 * NS_PER_S,
    "1m": 60 * NS_PER_S,
    "1h": 3600 * NS_PER_S,
    "24d": 24 * 86400 * NS_PER_S,
    "500us": NS_PER_MS,
    "1500us": 2 * NS_PER_MS,
    "2000us": 2 * NS_PER_MS,
    "0": 0,
    "007": 7 * NS_PER_MS,
    "2147483647": 2147483647 * NS_PER_MS,
}
CUT = {
    "2sec": ("2s", "ec"),
    "1m30s": ("1m", "30s"),
    "5msec": ("5ms", "ec"),
    "1hour": ("1h", "our"),
    "10s ": ("10s", " "),
}
REFUSED = ["", "s", "-1", "2.5", "2.5s", "2S", "2x", "1e3", "2u", "25d", "2147483648", "9" * 30, "fast"]


@pytest.mark.parametrize("text", READ)
def test_read(text):
    assert duration(text) == (READ[text], "")


@pytest.mark.parametrize("text", CUT)
def test_what_follows_a_unit_is_ignored(text):
    meant, rest = CUT[text]
    assert duration(text) == (duration(meant).ns, rest)


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    with pytest.raises(DurationError):
        duration(text)


def test_a_bare_number_of_seconds():
    assert duration("10", default="s").ns == 10 * NS_PER_S


@pytest.mark.parametrize(
    ("written", "hint"),
    [("2s500", "write 2s"), ("1m30s", "write 90s"), ("1s25d", "write 1s"), ("2", "write 2s"), ("90", "write 90s")],
)
def test_a_duration_that_means_something_else(written, hint):
    (found,) = problems(f"{HEAD}    server a 127.0.0.1:1 check inter {written}\n")
    assert (found.code, found.hint, found.found, found.where.line) == ("duration-misread", hint, written, 8)
    assert found.where.column == 38


@pytest.mark.slow
@daemon.needed()
def test_haproxy_accepts_and_refuses_the_same(tmp_path):
    """For `inter` and for a timeout; what it ignores it warns of."""
    for text in [*READ, *CUT, *REFUSED]:
        for line in (f"server a 127.0.0.1:1 check inter '{text}'", f"timeout check '{text}'"):
            status, said = daemon.check(tmp_path / "haproxy.cfg", f"{HEAD}    {line}\n")
            zero = text == "0" and "inter" in line
            assert bool(status) == (text in REFUSED or zero), (line, said)
            assert ("after the timer value" in said) == (text in CUT), (line, said)
