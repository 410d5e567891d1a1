"""The one generic task: call a function (a figure's, or a training's), encode what it returns,
keep the bytes."""

import contextlib
import functools
import hashlib
import importlib
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pytask import NodeInfo, PathNode, PythonNode, TaskWithoutPath

from gen import files
from gen.diffusion import tally
from gen.registry import RECORD, ROOT, Entry, describe
from gen.render.figure import Figure
from gen.workers import one_blas_thread


def task(entry: Entry, sources: Mapping[str, str]) -> TaskWithoutPath:
    """The task that makes one entry; `sources` is path to digest of all it is made from.

    The digests are taken once, when the build begins, so that what pytask notes after the task
    is what the product was made from, and not what an editor saved meanwhile.
    """
    inputs = {
        "module": entry.module,
        "function": entry.function.__name__,
        "parameters": entry.parameters,
        "sources": dict(sources),
    }
    return TaskWithoutPath(
        name=entry.name,
        function=draw,
        depends_on={
            name: PythonNode(
                name=f"{entry.name}::{name}",
                value=value,
                hash=canonical,
                node_info=NodeInfo(name, (), None, entry.name, value),
            )
            for name, value in inputs.items()
        },
        produces={"return": Product(path=entry.folder, name=entry.name, files=entry.files)},
    )


def canonical(value: object) -> str:
    """JSON with sorted keys: equal text, equal value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


@dataclass(kw_only=True)
class Product(PathNode):
    """A figure's folder, which the task returns as the bytes of each file.

    They come back to the process that builds, and it alone writes, whether the worker was a
    process beside it or another machine.
    """

    path: Path
    files: tuple[str, ...] = ()
    error: Exception | None = field(default=None, repr=False)

    def state(self) -> str | None:
        """The digest of all the files; None if one is missing."""
        if self.error:
            raise self.error
        whole = hashlib.sha256()
        try:
            for name in self.files:
                whole.update(f"{name} {files.digest(self.path / name)}\n".encode())
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        return whole.hexdigest()

    def save(self, value: Mapping[str, bytes]) -> None:  # type: ignore[override]
        """Write the files so that an interruption or a full disk leaves the old ones."""
        try:
            if set(value) != set(self.files):
                raise ValueError(f"encode() gave {sorted(value)}; its kind has {self.files}")
            files.write_all(self.path, value)
        except Exception as error:
            self.error = error  # state() raises it: here it would end the whole build


class DrawingError(Exception):
    """What went wrong in a figure, as text that is ready to be printed."""


def draw(
    module: str, function: str, parameters: dict[str, object], sources: dict[str, str]
) -> dict[str, bytes]:
    """In a worker: call the entry's function and encode what it returns. Raises DrawingError."""
    try:
        one_blas_thread()
        check(sources)
        forget()
        with reading() as read, tally.counting() as asked:
            made = getattr(importlib.import_module(module), function)(**parameters)
            content = made.encode()
        if isinstance(made, Figure):
            content = {**content, RECORD: record(module, function, parameters, asked)}
        if unnamed := sorted(read - set(sources)):
            raise ValueError(
                f"it reads {', '.join(unnamed)}, and a change there would go unnoticed: name the "
                f"file in a module-level constant (a Path) of the module that reads it"
            )
        return content
    except (Exception, SystemExit) as error:
        raise DrawingError(describe(error)) from None


def forget() -> None:
    """Empty what figures keep for each other, so that a record is the same in every worker."""
    for name, module in list(sys.modules.items()):
        if name.startswith("gen.figures."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def record(
    module: str, function: str, parameters: Mapping[str, object], asked: Mapping[str, int]
) -> bytes:
    """What was done: which function with which parameters, and who was asked for guesses."""
    source = f"{module}:{function}"
    return f"{canonical({'source': source, 'parameters': parameters, 'asked': asked})}\n".encode()


def check(sources: Mapping[str, str]) -> None:
    """See that this worker's files are those that the build began with. Raises RuntimeError."""
    for path, expected in sources.items():
        if files.digest(ROOT / path) != expected:
            raise RuntimeError(
                f"{path} on {platform.node()} is not what it was when the build began; "
                f"build again, on a cluster after bringing the workers' checkouts up to date"
            )


_read: set[str] | None = None


@contextlib.contextmanager
def reading() -> Iterator[set[str]]:
    """Collects which files of this checkout are read inside, as paths from its root.

    Modules do not count, nor does what lies in hidden folders or belongs to Python.
    """
    global _read
    _listen()
    _read = set()
    try:
        yield _read
    finally:
        _read = None


@functools.cache
def _listen() -> None:
    sys.addaudithook(_heard)


def _heard(event: str, arguments: tuple) -> None:
    if event != "open" or _read is None or not isinstance(arguments[0], str | bytes | os.PathLike):
        return
    path, _, flags = arguments
    path = Path(os.path.abspath(os.fsdecode(path)))
    if flags & (os.O_WRONLY | os.O_RDWR) or path.suffix in (".py", ".pyc"):
        return
    if path.is_relative_to(ROOT) and not path.is_relative_to(sys.prefix):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith("."):
            _read.add(name)
