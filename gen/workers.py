"""Where the tasks run, and what the terminal says meanwhile."""

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from loky import get_reusable_executor
from pytask_parallel import ParallelBackend, WorkerType
from pytask_parallel import registry as backends


class Announcing(Executor):
    """Another executor, with a line on the terminal for each task that ends."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def __exit__(self, *exception: object) -> None:
        self.executor.__exit__(*exception)  # each kind ends its workers in its own way

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future:
        """Hand on a task of pytask's; `kwargs["task"]` is the task."""
        name, began = kwargs["task"].name, time.perf_counter()
        future = self.executor.submit(function, *args, **kwargs)
        future.add_done_callback(lambda done: print(_line(name, began, done), flush=True))
        return future

    def shutdown(self, wait: bool = True, **options: Any) -> None:
        """End the other executor."""
        self.executor.shutdown(wait=wait, **options)


def _line(name: str, began: float, done: Future) -> str:
    failed = done.cancelled() or done.exception() or done.result().exc_info
    return f"  {'✗' if failed else '✓'} {name:<32} {time.perf_counter() - began:6.1f} s"


def use_processes() -> None:
    """Run tasks in processes of this machine."""
    _register(lambda n_workers: get_reusable_executor(max_workers=n_workers), remote=False)


def use_dask(scheduler: str | None) -> int:
    """Run tasks on the Dask cluster at `scheduler`, or on one made here; gives its size.

    The workers need this checkout on their Python path; products come back over the network.
    Raises SystemExit with what to do when Dask is missing or nobody answers.
    """
    try:
        import distributed
    except ImportError:
        raise SystemExit(
            "Dask is not installed; run: .venv/bin/pip install -r requirements/dask.txt"
        ) from None
    try:
        client = distributed.Client(scheduler, timeout="10s") if scheduler else distributed.Client()
    except (OSError, ValueError) as error:
        raise SystemExit(
            f"no Dask scheduler answers at {scheduler!r} ({type(error).__name__}: {error}); "
            f"start one with `dask scheduler`, or leave SCHEDULER out"
        ) from None
    _register(lambda n_workers: client.get_executor(), remote=True)
    return max(1, len(client.scheduler_info()["workers"]))


def _register(executor: Callable[..., Executor], remote: bool) -> None:
    backends.register_parallel_backend(
        ParallelBackend.CUSTOM,
        lambda n_workers: Announcing(executor(n_workers=n_workers)),
        worker_type=WorkerType.PROCESSES,
        remote=remote,
    )
