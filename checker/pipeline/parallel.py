"""Independent pieces of work on all processors: the answers in the order of the pieces, however they finish."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from checker.base.progress import Progress

Job = Callable[[], object]


def in_parallel(jobs: Sequence[Job], workers: int, progress: Progress) -> list[object]:
    """Return what each job returns; the first error of one is raised, and no more are begun then.

    Jobs must be picklable. With `workers` 0 there are as many as processors; one works in this process.
    """
    workers = min(workers or len(os.sched_getaffinity(0)), len(jobs))
    progress.start(len(jobs))
    if workers <= 1:
        return [_counted(job, progress) for job in jobs]
    with ProcessPoolExecutor(workers) as pool:
        futures = [pool.submit(job) for job in jobs]
        try:
            for future in futures:
                future.add_done_callback(lambda _: progress.advance(1))
            return [future.result() for future in futures]
        except BaseException:
            _cancel(futures)
            raise


def _counted(job: Job, progress: Progress) -> object:
    answer = job()
    progress.advance(1)
    return answer


def _cancel(futures: Sequence[Future[object]]) -> None:
    for future in futures:
        future.cancel()
