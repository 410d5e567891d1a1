"""The build: one generic task over the registry of figures.

    python -m gen.build [--workers N] [--backend dask [--scheduler tcp://host:port]] [NAME …]

pytask decides by content what is stale, and runs that on all cores or on a Dask cluster.
"""

import argparse
import importlib
import os
import shutil
import sys
import time
from pathlib import Path

# One BLAS thread a worker, decided before NumPy is imported: the same sums in the same order.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

import pytask  # noqa: E402
from pytask import NodeInfo, PathNode, PythonNode, TaskOutcome, TaskWithoutPath  # noqa: E402

from gen import registry, workers  # noqa: E402
from gen.files import Product  # noqa: E402
from gen.registry import LOCK, OUTPUT, ROOT, Entry, RegistryError  # noqa: E402


def draw(module: str, parameters: dict[str, object], sources: object) -> dict[str, bytes]:
    """The generic task: call the figure's function and encode what it returns."""
    return importlib.import_module(module).figure(**parameters).encode()


def task(entry: Entry, sources: list[Path]) -> TaskWithoutPath:
    """The task that builds one figure."""

    def value(argument: str, content: object, canonical: str) -> PythonNode:
        info = NodeInfo(argument, (), None, entry.name, content)
        return PythonNode(
            name=f"{entry.name}::{argument}", value=content, hash=_same(canonical), node_info=info
        )

    return TaskWithoutPath(
        name=entry.name,
        function=draw,
        depends_on={
            "module": value("module", entry.module, entry.module),
            "parameters": value("parameters", entry.parameters, entry.canonical_parameters()),
            "sources": [
                PathNode(path=path, name=str(path.relative_to(ROOT))) for path in [*sources, LOCK]
            ],
        },
        produces={
            "return": {
                file: Product(path=entry.folder / file, name=f"{entry.name}/{file}")
                for file in entry.kind.files
            }
        },
    )


class _same:
    """Hashes whatever it is given as one fixed text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, _: object) -> str:
        return self.text


def build(names: list[str], n_workers: int) -> int:
    """Build the named figures, or all of them; give pytask's exit code.

    A full build also removes the files of figures that are no more.
    """
    entries = registry.figures()
    for name in names:
        if name not in entries:
            raise RegistryError(f"there is no figure {name!r}{registry.nearest(name, entries)}")
    graph = registry.import_graph()
    wanted = [entries[name] for name in (names or entries)]
    began = time.perf_counter()
    session = pytask.build(
        tasks=[task(entry, registry.sources(entry.module, graph)) for entry in wanted],
        paths=ROOT / "gen" / "figures",
        task_files=["no file is a task: they are made here"],
        config=ROOT / "pyproject.toml",
        n_workers=n_workers,
        parallel_backend="custom",
        verbose=0,
        show_traceback=False,
    )
    if session.exit_code in (pytask.ExitCode.OK, pytask.ExitCode.FAILED):
        report(session, time.perf_counter() - began)
    if not names:
        prune(entries)
    return int(session.exit_code)


def report(session: pytask.Session, seconds: float) -> None:
    """Say what was built and, at the end, what failed, where and why."""
    outcomes = pytask.count_outcomes(session.execution_reports, TaskOutcome)
    print(
        f"figures: {outcomes[TaskOutcome.SUCCESS]} built, "
        f"{outcomes[TaskOutcome.SKIP_UNCHANGED]} unchanged, "
        f"{outcomes[TaskOutcome.FAIL]} failed, {seconds:.1f} s"
    )
    for failed in session.execution_reports:
        if failed.outcome == TaskOutcome.FAIL and failed.exc_info:
            kind, error, trace = failed.exc_info
            print(f"\n✗ {failed.task.name}: {kind.__name__}: {error}", file=sys.stderr)
            print(trace, file=sys.stderr)


def prune(entries: dict[str, Entry]) -> None:
    """Remove what earlier builds left of figures that are gone."""
    for folder in sorted(OUTPUT.glob("*/*")):
        if folder.is_dir() and str(folder.relative_to(OUTPUT)) not in entries:
            shutil.rmtree(folder)
            print(f"  removed {folder.relative_to(ROOT)}: no such figure any more")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compute the figures that are stale.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as forward/cat; none: all")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--backend", choices=["processes", "dask"], default="processes")
    parser.add_argument("--scheduler", help="of a Dask cluster, such as tcp://10.0.0.1:8786")
    options = parser.parse_args()
    if options.backend == "dask":
        options.workers = workers.use_dask(options.scheduler)
    else:
        workers.use_processes()
    try:
        return build(options.names, options.workers)
    except RegistryError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
