"""Where tasks run: in processes of this machine, or on the workers of a Dask cluster."""

import importlib.metadata
import importlib.util
import logging
import os
import platform
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import Any

import loky

# One BLAS thread a worker, whichever BLAS NumPy came with: the same sums in the same order.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",  # NumPy's wheels
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",  # NumPy's wheels on a Mac
}


class NoCluster(Exception):
    """There is no Dask cluster to work on: why, and what to do."""


class WorkerLostError(Exception):
    """The worker is gone; the figure that it drew may be why."""


@dataclass(frozen=True)
class Note:
    """What is known of a task that ran: how long it took, and what it printed."""

    seconds: float
    said: str = ""


class Crew(ThreadPoolExecutor):
    """Executes tasks in `size` places elsewhere; a thread waits for each of them.

    A figure that kills its worker so ends no other, and the lost place is replaced. `notes` is
    what became known of each task, by its name; `error` is what ended pytask before its time.
    """

    def __init__(self, size: int) -> None:
        super().__init__(max_workers=size)
        self.size = size
        self.thread = threading.local()
        self.notes: dict[str, Note] = {}
        self.error: BaseException | None = None

    def place(self) -> Executor:
        """A place for one task at a time."""
        raise NotImplementedError(f"{type(self).__name__} does not say where its tasks run")

    def alive(self) -> bool:
        """Whether tasks that were begun can still end."""
        raise NotImplementedError(f"{type(self).__name__} does not say whether it is alive")

    def end(self) -> None:
        """Stop all places, whatever they are doing."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it ends")

    def submit(self, function: Callable[..., Any], /, **kwargs: Any) -> Future:  # type: ignore[override]
        """Queue a task of pytask's; `kwargs["task"]` is the task."""
        return super().submit(self._run, function, kwargs)

    def _run(self, function: Callable[..., Any], kwargs: dict[str, Any]) -> Any:
        if not hasattr(self.thread, "place"):
            self.thread.place = self.place()
        name, began = kwargs["task"].name, time.perf_counter()
        try:
            future = self.thread.place.submit(alone, function, kwargs)
            while not future.done() and self.alive():
                wait([future], timeout=1)
            seconds, result = future.result(timeout=0)
        except (BrokenExecutor, CancelledError, TimeoutError) as error:
            self.notes[name] = Note(time.perf_counter() - began)
            del self.thread.place
            code = re.search(r"\{(.+)\}", str(error))  # loky's words for the process's end
            raise WorkerLostError(
                f"its process ended ({code.group(1)}): a crash, or killed for want of memory"
                if code
                else "the Dask cluster is gone"
            ) from None
        self.notes[name] = Note(seconds, result.stdout + result.stderr)
        return result

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:  # type: ignore[override]
        """pytask has no more tasks, and may come with others; or `error` ended it."""
        self.error = error
        if error:
            self.close()

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        self.shutdown(wait=False, cancel_futures=True)
        self.end()
        self.shutdown()


_one_at_a_time = threading.Lock()


def alone(function: Callable[..., Any], kwargs: dict[str, Any]) -> tuple[float, Any]:
    """In a worker: do a task with no other in the same process; gives its seconds and result.

    Dask's workers have several threads; drawing and capturing what is printed are for one.
    """
    with _one_at_a_time:
        began = time.perf_counter()
        result = function(**kwargs)
        return time.perf_counter() - began, result


class Processes(Crew):
    """Processes of this machine, one for each thread."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        os.environ.update(ONE_THREAD)  # the processes inherit it, and load NumPy later
        self.places: list[loky.ProcessPoolExecutor] = []

    def place(self) -> Executor:
        """One process, started with the first task.

        Ctrl-C reaches it too, at any moment of its life, and is for the one that builds: processes
        inherit what the thread that starts them has blocked.
        """
        resource_tracker.ensure_running()  # loky else starts it later, and it unblocks
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self.places.append(loky.ProcessPoolExecutor(max_workers=1, initializer=stay_with_parent))
        return self.places[-1]

    def alive(self) -> bool:
        """A process that dies ends its task by an exception."""
        return True

    def end(self) -> None:
        """Kill the processes."""
        while self.places:
            self.places.pop().shutdown(kill_workers=True)


def one_blas_thread() -> None:
    """Make sure that BLAS uses one thread here. Raises RuntimeError if it is too late for that."""
    if "numpy" not in sys.modules:
        os.environ.update(ONE_THREAD)
    elif os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        raise RuntimeError(
            "this worker loaded NumPy with several BLAS threads, and sums would differ; "
            "start it with OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1"
        )


def stay_with_parent() -> None:
    """In a new process: end when the one that builds is gone, even if it was killed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Cluster(Crew):
    """The workers of the Dask cluster at `scheduler`, or of one made here with `size` workers.

    They need a checkout like this one as their folder or on their PYTHONPATH. Raises NoCluster
    where Dask is missing, nobody answers or a worker would compute something else.
    """

    def __init__(self, scheduler: str | None, size: int) -> None:
        if importlib.util.find_spec("distributed") is None:
            raise NoCluster(
                "Dask is not installed; run: .venv/bin/pip install -r requirements/dask.txt"
            )
        import distributed

        os.environ.update(ONE_THREAD)  # for the workers that are started here
        logging.disable()  # Dask logs tracebacks; what is wrong is said here
        self.cluster = None if scheduler else self._local(size)
        try:
            self.client = distributed.Client(self.cluster or scheduler, timeout="5s")
            self.client.wait_for_workers(1, timeout=10)
        except (OSError, ValueError, TimeoutError) as error:
            raise NoCluster(
                f"no Dask scheduler with workers answers at {scheduler} "
                f"({str(error).splitlines()[0]}); start `dask scheduler` and `dask worker`, or "
                f"leave SCHEDULER out for a cluster on this machine"
            ) from None
        try:
            self.client.run(forget)
            self.client.run(one_blas_thread)
            for address, found in self.client.run(versions).items():
                if found != versions():
                    raise ValueError(f"{address} has {found}, here it is {versions()}")
        except Exception as error:
            raise NoCluster(
                f"a Dask worker is of no use here ({type(error).__name__}: {error}); start each "
                f"in a checkout like this one, with the same requirements.txt installed"
            ) from None
        super().__init__(len(self.client.scheduler_info(n_workers=-1)["workers"]))

    @staticmethod
    def _local(size: int) -> Any:
        import distributed

        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # its processes inherit that
        try:
            return distributed.LocalCluster(
                n_workers=size, threads_per_worker=1, dashboard_address=None
            )
        finally:
            signal.signal(signal.SIGINT, before)

    def place(self) -> Executor:
        """Any worker: the scheduler chooses."""
        return self.client.get_executor(pure=False)

    def alive(self) -> bool:
        """Whether the scheduler that has the tasks is still there."""
        return self.client.status == "running"

    def end(self) -> None:
        """Leave the cluster, or stop the one made here."""
        self.client.close(timeout=5)
        if self.cluster:
            self.cluster.close(timeout=5)


def forget() -> None:
    """On a worker of a cluster, which outlives builds: unload our modules, which may be old."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "gen"]:
        del sys.modules[name]


def versions() -> dict[str, str]:
    """The versions that show in a figure's bytes."""
    packages = ("numpy", "pillow", "matplotlib", "scipy")
    found = {name: importlib.metadata.version(name) for name in packages}
    return {"Python": platform.python_version(), **found}
