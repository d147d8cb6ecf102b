"""Colour, width and encoding follow what standard output is."""

from __future__ import annotations

import io

import pytest

from checker.cli.console import Console


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise io.UnsupportedOperation


@pytest.mark.parametrize(
    ("choice", "tty", "env", "colored"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {}, False),
        ("never", True, {"FORCE_COLOR": "1"}, False),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"FORCE_COLOR": "0"}, False),
        ("auto", False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", True, {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
    ],
)
def test_color(choice: str, tty: bool, env: dict[str, str], colored: bool) -> None:
    out = Terminal() if tty else io.StringIO()
    assert Console(out, io.StringIO(), env).color(choice) is colored


def test_a_pipe_is_always_of_the_same_width() -> None:
    assert Console(io.StringIO(), io.StringIO(), {"COLUMNS": "40"}).width == 100


def test_a_terminal_without_a_size_is_taken_as_wide_as_a_pipe() -> None:
    assert Console(Terminal(), io.StringIO(), {}).width == 100


@pytest.mark.parametrize(("columns", "width"), [(20, 40), (40, 40), (80, 80), (300, 100), (0, 100)])
def test_the_width_of_a_terminal_within_reason(columns: int, width: int, monkeypatch) -> None:
    import os

    out = Terminal()
    out.fileno = lambda: 1  # type: ignore[method-assign]
    monkeypatch.setattr("os.get_terminal_size", lambda fd: os.terminal_size((columns, 24)))
    assert Console(out, io.StringIO(), {}).width == width


@pytest.mark.parametrize(
    ("encoding", "written"), [("utf-8", "✗ µ"), ("latin-1", "\\u2717 µ"), ("ascii", "\\u2717 \\xb5")]
)
def test_what_a_stream_cannot_encode_is_escaped(encoding: str, written: str) -> None:
    raw = io.BytesIO()
    console = Console(io.TextIOWrapper(raw, encoding=encoding), io.StringIO(), {})
    console.say("✗ µ")
    assert raw.getvalue().decode(encoding) == written
    assert console.unicode is (encoding == "utf-8")


def test_closed_streams_swallow_what_is_written() -> None:
    console = Console.of(None, None, {})
    console.say("lost")
    console.complain("lost")


def test_a_reader_that_went_away_is_no_error() -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    console = Console(Gone(), Gone(), {})
    console.say("lost")
    console.complain("lost")


@pytest.mark.parametrize(
    ("env", "folder"),
    [
        ({}, None),
        ({"HOME": "/home/me"}, "/home/me/.cache/failover-verify"),
        ({"HOME": "/home/me", "XDG_CACHE_HOME": "/var/cache/me"}, "/var/cache/me/failover-verify"),
        # the base directory specification wants relative paths to be ignored
        ({"HOME": "/home/me", "XDG_CACHE_HOME": "cache"}, "/home/me/.cache/failover-verify"),
        ({"HOME": ""}, None),
        ({"HOME": "."}, None),
    ],
)
def test_where_the_user_keeps_what_may_be_thrown_away(env, folder):
    assert Console(io.StringIO(), io.StringIO(), env).cache == folder


def test_a_long_hint_is_folded_and_a_message_is_not() -> None:
    err = io.StringIO()
    names = ", ".join(f"name{number}" for number in range(40))
    Console(io.StringIO(), err, {}).complain(f"a.yaml:1:1: unknown {'x' * 120}\n  hint: known here: {names}")
    first, hint, *rest = err.getvalue().splitlines()
    assert first == f"verify: a.yaml:1:1: unknown {'x' * 120}"
    assert hint.startswith("  hint: known here: name0, ")
    assert rest
    assert all(line.startswith("        name") for line in rest)
    assert max(map(len, (hint, *rest))) <= 100
    assert " ".join(line.strip() for line in (hint, *rest)) == f"hint: known here: {names}"
