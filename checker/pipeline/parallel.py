"""Independent pieces of work on all processors: the answers in the order of the pieces, however they finish."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import wait

from checker.base.progress import Progress

Job = Callable[[], object]


def in_parallel(
    jobs: Sequence[Job], workers: int, progress: Progress, cost: Callable[[Job], int] = lambda _: 0
) -> list[object]:
    """Return what each job returns; the first error of one is raised, and no more are begun then.

    The dearest are begun first, of equal ones the first, lest a long one is left alone at the end. Jobs must be
    picklable. With `workers` 0 there are as many as processors; one works in this process. Else even a single job has a
    process of its own: a solver in this one would take an interrupt for itself, and go on. Each counts one as done.
    """
    if workers == 1 or not jobs:
        return [_counted(job, progress) for job in jobs]
    workers = min(workers or len(os.sched_getaffinity(0)), len(jobs))
    with ProcessPoolExecutor(workers, initializer=_begin, initargs=(tuple(jobs),)) as pool:
        try:
            return [future.result() for future in _begun(pool, jobs, progress, cost)]
        except BaseException:
            _end_workers()
            raise


def _begun(
    pool: ProcessPoolExecutor, jobs: Sequence[Job], progress: Progress, cost: Callable[[Job], int]
) -> list[Future[object]]:
    """Return the answers to come. An interrupt from the terminal is for this process; workers are begun deaf to it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        begun = {n: pool.submit(_work, n) for n in sorted(range(len(jobs)), key=lambda n: -cost(jobs[n]))}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    for future in begun.values():
        future.add_done_callback(lambda done: progress.advance(int(done.exception() is None)))
    return [begun[n] for n in range(len(jobs))]


# In a worker: what there is to do. It is given when the worker begins, and asked for by number: before Python 3.11.5 a
# pool waits for ever if its workers end while more is on its way to them than a pipe holds (CPython issue 94777).
_given: list[Job] = []


def _begin(jobs: Sequence[Job]) -> None:
    _given[:] = jobs
    _end_with_parent()


def _work(number: int) -> object:
    return _given[number]()


def _end_with_parent() -> None:
    """End this process when the one that began it ends, however that happens: nobody waits for its answer then."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _counted(job: Job, progress: Progress) -> object:
    answer = job()
    progress.advance(1)
    return answer


def _end_workers() -> None:
    """End what was begun: a proof may take a minute that nobody waits for. Without workers no more is begun.

    Nothing is cancelled: of what is cancelled and then lost with its worker the pool cannot tell, and waits for ever.
    """
    for worker in multiprocessing.active_children():
        worker.terminate()
