"""The build: one generic task over the registry of figures.

    python -m gen.build [--workers N] [--backend dask [--scheduler tcp://host:port]]
                        [--dry-run] [NAME …]

Only what is stale is drawn, on all cores or on a Dask cluster.
"""

import argparse
import contextlib
import fcntl
import os
import signal
import sys
from collections.abc import Iterator

from gen import workers
from gen.registry import ROOT, RegistryError, describe


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no other build of this checkout runs, and let the next one wait."""
    path = ROOT / ".cache" / "build.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another build of this checkout is running; waiting for its end", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compute the figures that are stale.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as forward/cat; none: all")
    parser.add_argument("--workers", type=int, default=cores())
    parser.add_argument("--backend", choices=["processes", "dask"], default="processes")
    parser.add_argument("--scheduler", help="of a Dask cluster, such as tcp://10.0.0.1:8786")
    parser.add_argument("--dry-run", action="store_true", help="only say which are stale")
    options = parser.parse_args()
    if options.scheduler and options.backend != "dask":
        parser.error("--scheduler goes with --backend dask")
    if options.workers < 1:
        parser.error(f"--workers is {options.workers}; it must be at least 1")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        # Here, since it loads pytask, which takes half a second and wants to write a file.
        from gen import session

        with alone(), contextlib.ExitStack() as stack:
            crew: workers.Crew | None = None
            if not options.dry_run:
                if options.backend == "dask":
                    crew = workers.Cluster(options.scheduler, options.workers)
                else:
                    crew = workers.Processes(options.workers)
                stack.callback(crew.close)
            return session.build(options.names, crew)
    except (RegistryError, workers.NoCluster) as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {describe(error)} (is the disk full?)", file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return 1


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    sys.exit(main())
