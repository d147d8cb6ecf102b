"""Work on several processors: answers in order, the first error, and no process that outlives the one that began it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from checker.base.progress import SilentProgress
from checker.pipeline.parallel import Job, in_parallel

ROOT = Path(__file__).parents[2]

# Jobs that take a minute, more than there are workers; each says who it is.
SLEEPERS = """
import signal, sys
from functools import partial
from checker.base.progress import SilentProgress
from checker.pipeline.parallel import in_parallel
from tests.pipeline.test_parallel import sleep_as

signal.signal(signal.SIGINT, signal.default_int_handler)  # what is begun in the background may ignore it
in_parallel([partial(sleep_as, sys.argv[1], name) for name in "abcdef"], 2, SilentProgress())
"""


def sleep_as(folder: str, name: str) -> None:
    Path(folder, name).write_text(str(os.getpid()), "utf-8")
    time.sleep(60)


def double(number: int) -> int:
    if number < 0:
        raise ValueError(f"{number} is negative")
    return 2 * number


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_the_order_of_the_jobs(workers: int) -> None:
    assert in_parallel([partial(double, number) for number in range(5)], workers, SilentProgress()) == [0, 2, 4, 6, 8]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_error_is_raised(workers: int) -> None:
    with pytest.raises(ValueError, match="-1 is negative"):
        in_parallel([partial(double, number) for number in (1, -1, 2)], workers, SilentProgress())


def now(number: int) -> int:
    time.sleep(0.05)
    return time.monotonic_ns()


def _number(job: Job) -> int:
    assert isinstance(job, partial)
    return int(job.args[0])


def test_the_dearest_jobs_are_begun_first_and_answered_in_the_order_of_the_jobs() -> None:
    ended = in_parallel([partial(now, number) for number in (1, 3, 2, 3)], 2, SilentProgress(), _number)
    first, second, third, fourth = (answer for answer in ended if isinstance(answer, int))
    assert max(second, fourth) < min(first, third)


def own_process() -> int:
    return os.getpid()


@pytest.mark.parametrize(("workers", "here"), [(1, True), (0, False), (2, False)])
def test_a_single_job_too_has_a_process_of_its_own_unless_one_worker_is_asked_for(workers: int, here: bool) -> None:
    assert (in_parallel([own_process], workers, SilentProgress()) == [os.getpid()]) is here


def test_an_error_ends_it_however_many_jobs_wait() -> None:
    jobs = [partial(double, -1), *(partial(double, number) for number in range(50))]
    with pytest.raises(ValueError, match="-1 is negative"):
        in_parallel(jobs, 2, SilentProgress())


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_process_that_began_them(tmp_path: Path, how: signal.Signals) -> None:
    begun = subprocess.Popen([sys.executable, "-c", SLEEPERS, str(tmp_path)], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        assert waited(lambda: len(pids(tmp_path)) == 2), "the jobs did not begin"
        begun.send_signal(how)
        assert waited(lambda: begun.poll() is not None), "the process did not end"
        assert waited(lambda: not any(alive(pid) for pid in pids(tmp_path))), "a worker goes on alone"
    finally:
        begun.kill()
        begun.wait()


def waited(until: object) -> bool:
    for _ in range(300):
        if until():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


def pids(folder: Path) -> list[int]:
    return [int(text) for each in folder.iterdir() if (text := each.read_text("utf-8"))]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
