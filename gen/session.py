"""One build: pytask decides by content what is stale, runs that, and is heard through `Progress`.

What pytask remembers is in pytask.lock.
"""

import contextlib
import functools
import importlib.util
import os
import shutil
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytask
from pytask import ExecutionReport, ExitCode, TaskOutcome, TaskWithoutPath, hookimpl
from pytask_parallel import ParallelBackend
from pytask_parallel import registry as backends
from pytask_parallel.execute import _Sleeper

from gen import files, registry, workers
from gen.registry import OUTPUT, ROOT, Entry, RegistryError
from gen.task import DrawingError, task

if TYPE_CHECKING:
    from grimp import ImportGraph

# pytask-parallel looks for the end of a task after pauses that grow to a second, which a small
# build would mostly spend waiting. It offers no option; all its sleepers share this list.
_Sleeper().timings[:] = [0.0, 0.01, 0.03]

INTERRUPTED = 130
BUILD = "the build itself"


def build(names: list[str], crew: workers.Crew | None) -> int:
    """Build the named figures, or all of them, with `crew`; without one, say what is stale.

    Gives the exit code: 0, 1 when something failed, INTERRUPTED. Raises RegistryError for a
    name that no figure has.
    """
    progress = Progress(crew)
    entries, broken = registry.survey()
    for name in names:
        if name not in entries | broken:
            raise RegistryError(
                f"there is no figure {name!r}{registry.nearest(name, entries | broken)}"
            )
    if crew:
        prune(entries, broken)
    graph = registry.import_graph()
    wanted = list(dict.fromkeys(names or entries | broken))
    progress.failed |= {name: str(broken[name]) for name in wanted if name in broken}
    figures = [entries[name] for name in wanted if name in entries]
    # First what they need to have learned; its digests then are those of the new weights.
    lacking = learn(figures, graph, progress)
    progress.failed |= lacking
    make([entry for entry in figures if entry.name not in lacking], graph, progress)
    if crew:
        prune(entries, broken)
    return progress.end()


def learn(figures: list[Entry], graph: "ImportGraph", progress: "Progress") -> dict[str, str]:
    """Bring the weights up to date that figures read; gives the figures that lack some, and why."""
    trainings = registry.trainings()
    if not trainings:
        return {}
    read = {
        figure.name: {
            trainings[p].name for p in registry.named(figure.module, graph) if p in trainings
        }
        for figure in figures
    }
    needed = set().union(*read.values())
    make(
        list({e.name: e for e in trainings.values() if e.name in needed}.values()), graph, progress
    )
    return {
        name: f"it reads what {', '.join(sorted(failed))} learns, which failed"
        for name, trained in read.items()
        if (failed := trained & progress.failed.keys())
    }


def make(entries: list[Entry], graph: "ImportGraph", progress: "Progress") -> None:
    """Make those of the entries that are stale."""
    digest = functools.cache(files.digest)
    tasks = []
    for entry in entries:
        paths = registry.sources(entry.module, graph)
        tasks.append(task(entry, {os.path.relpath(path, ROOT): digest(path) for path in paths}))
    if tasks and not progress.missing:
        run(tasks, progress)


def run(tasks: list[TaskWithoutPath], progress: "Progress") -> None:
    """Let pytask run those of the tasks that are stale; `progress` hears of each."""

    def executor(n_workers: int) -> workers.Crew:
        assert progress.crew
        pytask.storage.get().register(progress)
        return progress.crew

    def attempt() -> tuple[pytask.Session, str]:
        backends.register_parallel_backend(ParallelBackend.CUSTOM, executor, remote=True)
        with pytask.console.capture() as said:  # its panels; `progress` says what they say
            session = pytask.build(
                tasks=tasks,
                paths=registry.FIGURES,
                task_files=["no file is a task: they are made here"],
                config=ROOT / "pyproject.toml",
                database_url="sqlite://",  # in memory: what it remembers is in pytask.lock
                parallel_backend=ParallelBackend.CUSTOM,
                # Twice as many as there are, so that the next task waits and not the worker.
                n_workers=2 * progress.crew.size if progress.crew else 1,
                dry_run=progress.crew is None,
                capture="no",
                verbose=0,
                show_traceback=False,
            )
        return session, said.get()

    try:
        session, said = attempt()
        if session.exit_code == ExitCode.CONFIGURATION_FAILED:
            forget()  # a memory that cannot be read, after a power cut, say
            session, said = attempt()
    except OSError as error:
        progress.failed[BUILD] = registry.describe(error)
        return
    if session.exit_code not in (ExitCode.OK, ExitCode.FAILED):
        progress.failed[BUILD] = said
    progress.missing += len(tasks) - len(session.execution_reports)
    progress.warnings |= {f"{w.id_}: {w.message.strip()}" for w in session.warnings}
    for report in session.execution_reports:
        if report.outcome == TaskOutcome.WOULD_BE_EXECUTED:
            print(f"  stale: {report.task.name}")


class Progress:
    """A line on the terminal for each figure that ends, and what failed at the end of all."""

    def __init__(self, crew: workers.Crew | None) -> None:
        self.crew, self.began = crew, time.perf_counter()
        self.built = self.unchanged = self.missing = 0
        self.failed: dict[str, str] = {}
        self.warnings: set[str] = set()

    @hookimpl
    def pytask_execute_task_log_end(self, report: ExecutionReport) -> bool:
        """pytask calls this after each task, here, in the process that builds."""
        name = report.task.name
        if report.outcome == TaskOutcome.SKIP_UNCHANGED:
            self.unchanged += 1
            return True
        if report.outcome == TaskOutcome.SUCCESS:
            self.built += 1
        elif report.exc_info:
            error = report.exc_info[1]
            told = isinstance(error, DrawingError)
            self.failed[name] = str(error) if told else f"{type(error).__name__}: {error}"
        note = self.crew.notes.get(name) if self.crew else None
        mark = "✗" if name in self.failed else "✓"
        print(f"  {mark} {name:<32} {note.seconds if note else 0:6.1f} s", flush=True)
        if note and note.said:
            print(textwrap.indent(note.said.rstrip(), "      "), flush=True)
        return True

    def end(self) -> int:
        """Say what was built, and what failed, where and why; give the exit code."""
        if self.crew and self.crew.error:
            self.failed[BUILD] = registry.describe(self.crew.error)
        interrupted = self.missing > 0 and BUILD not in self.failed
        for warning in sorted(self.warnings):
            print(f"  warning: {warning}", file=sys.stderr)
        for name, text in self.failed.items():
            print(f"\n✗ {name}\n{textwrap.indent(text, '    ')}", file=sys.stderr)
        print(
            f"figures: {self.built} built, {self.unchanged} unchanged, {len(self.failed)} failed, "
            f"{time.perf_counter() - self.began:.1f} s" + ", interrupted" * interrupted,
            flush=True,
        )
        return INTERRUPTED if interrupted else int(bool(self.failed))


def prune(entries: dict[str, Entry], broken: dict[str, RegistryError]) -> None:
    """Remove what earlier builds left: temporary files, files of figures that are gone, and of a
    figure's earlier kind once it is there in the new one.

    Also modules in Python's cache that it could take for those of a newer source, since it only
    compares sizes and whole seconds.
    """
    products = {entry.folder: {entry.folder / f for f in entry.files} for entry in entries.values()}
    known = {file for product in products.values() for file in product}
    kept = {OUTPUT / name for name in broken}
    kept |= {folder for folder in products if not all(f.is_file() for f in products[folder])}
    for path in sorted(OUTPUT.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in known and (path.name.startswith(".") or kept.isdisjoint(path.parents)):
            path.unlink()
            print(f"  removed {path.relative_to(ROOT)}: no figure makes it")
    for cached in (ROOT / "gen").rglob("__pycache__/*.pyc"):
        with contextlib.suppress(OSError, ValueError):
            source = Path(importlib.util.source_from_cache(str(cached)))
            if cached.stat().st_mtime - source.stat().st_mtime < 2:
                cached.unlink()


def forget() -> None:
    """Remove what pytask remembers; everything is stale then."""
    shutil.rmtree(ROOT / ".pytask", ignore_errors=True)
    for path in ROOT.glob("pytask.lock*"):
        path.unlink()
