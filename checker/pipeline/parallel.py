"""Independent pieces of work on all processors: the answers in the order of the pieces, however they finish."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import wait

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
    with ProcessPoolExecutor(workers, initializer=_end_with_parent) as pool:
        futures = [pool.submit(job) for job in jobs]
        try:
            for future in futures:
                future.add_done_callback(lambda _: progress.advance(1))
            return [future.result() for future in futures]
        except BaseException:
            _cancel(futures)
            raise


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


def _cancel(futures: Sequence[Future[object]]) -> None:
    """Begin nothing more, and end what was begun: a proof may take a minute that nobody waits for."""
    for future in futures:
        future.cancel()
    for worker in multiprocessing.active_children():
        worker.terminate()
