"""Progress is shown on a terminal after the first second, seldom, and wiped at the end."""

from __future__ import annotations

import io
import os
import re

import pytest

from checker.base.progress import Bounded, SilentProgress, TerminalProgress, Within, progress_for, show_bytes


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that stands until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_short_work_draws_nothing() -> None:
    stream, clock = Terminal(), Clock()
    progress = TerminalProgress(stream, clock)
    progress.start(100)
    clock.now += 0.9
    progress.advance(50)
    progress.finish()
    assert stream.getvalue() == ""


def test_long_work_draws_seldom_and_wipes() -> None:
    stream, clock = Terminal(), Clock()
    progress = TerminalProgress(stream, clock)
    progress.start(2_000_000)
    for _ in range(20):
        clock.now += 0.1
        progress.advance(100_000)
    drawn = stream.getvalue().split("\r")[1:]
    assert 4 <= len(drawn) <= 6
    assert re.fullmatch(r"reading \[#{10,11}\.{9,10}\]  5\d % of 2\.0 MB, 1 s", drawn[0].strip())
    progress.finish()
    progress.finish()
    last = stream.getvalue().split("\r")[-2]
    assert last.strip() == ""
    assert len(last) == max(len(line.rstrip("\r")) for line in drawn)


def test_work_of_unknown_size_shows_what_is_done() -> None:
    stream, clock = Terminal(), Clock()
    progress = TerminalProgress(stream, clock)
    progress.start(0)
    clock.now += 3
    progress.advance(12_345)
    assert stream.getvalue() == "\rreading: 12.3 kB, 3 s"


def test_a_later_phase_is_shown_at_once_and_counts_things() -> None:
    stream, clock = Terminal(), Clock()
    progress = TerminalProgress(stream, clock)
    progress.start(10)
    clock.now += 2
    progress.start(4, "proving", "questions")
    clock.now += 1
    progress.advance(1)
    assert stream.getvalue().split("\r")[1:] == [
        "proving [....................] 0 of 4 questions, 2 s",
        "proving [#####...............] 1 of 4 questions, 3 s",
    ]


def test_no_line_is_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.get_terminal_size", lambda fd: os.terminal_size((30, 24)))
    stream, clock = Terminal(), Clock()
    stream.fileno = lambda: 2  # type: ignore[method-assign]
    progress = TerminalProgress(stream, clock)
    clock.now += 2
    progress.start(4, "proving", "questions")
    assert stream.getvalue() == "\r" + "proving [....................] 0 of 4 questions"[:29]


def test_parts_of_the_work_tell_the_whole() -> None:
    told: list[object] = []

    class Whole(SilentProgress):
        shown = True

        def start(self, total: int, doing: str = "reading", noun: str = "") -> None:
            told.append((total, doing, noun))

        def advance(self, amount: int) -> None:
            told.append(amount)

    within = Within(Whole(), "capture 2 of 3: ", worth=5)
    within.start(4, "judging", "properties")
    within.advance(2)
    within.finish()
    assert told == [(20, "capture 2 of 3: judging", "properties"), 10]
    assert within.shown

    told.clear()
    bounded = Bounded(Whole(), 10)
    bounded.start(99)
    bounded.advance(4)
    bounded.advance(9)
    bounded.finish()
    assert told == [4, 6, 0]
    assert bounded.shown


def test_only_a_terminal_gets_progress() -> None:
    assert isinstance(progress_for(io.StringIO()), SilentProgress)
    assert isinstance(progress_for(Terminal(), quiet=True), SilentProgress)
    assert isinstance(progress_for(Terminal()), TerminalProgress)


def test_silence() -> None:
    silent = SilentProgress()
    silent.start(1)
    silent.advance(1)
    silent.finish()


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (812, "812 B"), (1000, "1.0 kB"), (12_345, "12.3 kB"), (456_789, "457 kB"), (10**16, "10000 TB")],
)
def test_sizes(count: int, shown: str) -> None:
    assert show_bytes(count) == shown
