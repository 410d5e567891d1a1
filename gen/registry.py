"""Which figures there are, what is learned for them, and what each is made from."""

import contextlib
import difflib
import importlib
import inspect
import json
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, get_type_hints

import gen
from gen.render.figure import MANIFEST, Figure
from gen.train.learned import Learned

if TYPE_CHECKING:
    from grimp import ImportGraph

ROOT = Path(gen.__file__).resolve().parent.parent
FIGURES = ROOT / "gen" / "figures"
OUTPUT = ROOT / "docs" / "assets" / "figures"
TRAININGS = ROOT / "gen" / "train" / "built"
WEIGHTS = ROOT / "gen" / "weights"
LOCK = ROOT / "requirements.txt"

RECORD = "record.json"  # beside the files of a figure's kind: how it was made

KINDS = "Points, Frames, Blend, Chart, Loop or Live"


class RegistryError(Exception):
    """A figure's module is not one: where, and why."""


@dataclass(frozen=True)
class Entry:
    """One figure: `name` is "<lesson>/<figure>", `function` draws it, its files go to `folder`.

    Or what one training gives: `name` is "learned/<family>/<name>".
    """

    name: str
    module: str
    function: Callable[..., Figure | Learned]
    kind: type[Figure] | type[Learned]
    parameters: dict[str, object]
    folder: Path

    @property
    def files(self) -> tuple[str, ...]:
        """What it gives: the files of its kind, and a figure's record."""
        return self.kind.files if self.kind is Learned else (*self.kind.files, RECORD)

    def canonical_parameters(self) -> str:
        """The parameters as JSON with sorted keys: equal text, equal parameters."""
        return json.dumps(self.parameters, sort_keys=True, ensure_ascii=False)


def survey() -> tuple[dict[str, Entry], dict[str, RegistryError]]:
    """The figures by name, sorted; and by name what is wrong with the modules that are none."""
    entries, broken = {}, {}
    for path in sorted(FIGURES.rglob("[!_]*.py")):
        name = path.relative_to(FIGURES).with_suffix("").as_posix()
        try:
            entries[name] = entry(name)
        except RegistryError as error:
            broken[name] = error
    return entries, broken


def figures() -> dict[str, Entry]:
    """All figures by name, sorted. Raises RegistryError for the first that is not one."""
    entries, broken = survey()
    for error in broken.values():
        raise error
    return entries


def entry(name: str) -> Entry:
    """Read the module of the figure `name`. Raises RegistryError, which says the line."""
    path = FIGURES / f"{name}.py"
    where = path.relative_to(ROOT).as_posix()
    if path.parent.parent != FIGURES or not all(part.isidentifier() for part in name.split("/")):
        raise RegistryError(
            f"{where}:1: a figure is gen/figures/<lesson>/<name>.py, in Python names"
        )
    if not (path.parent / "__init__.py").is_file():
        raise RegistryError(f"{where}:1: there is no __init__.py beside it")
    module_name = ".".join(["gen", "figures", *name.split("/")])
    try:
        function = getattr(importlib.import_module(module_name), "figure", None)
    except (Exception, SystemExit) as error:
        raise RegistryError(describe(error)) from error
    if not inspect.isfunction(function):
        raise RegistryError(f"{where}:1: it defines no function `figure`")
    where = f"{where}:{function.__code__.co_firstlineno}"
    try:
        kind = get_type_hints(function).get("return")
    except Exception as error:
        raise RegistryError(f"{where}: {type(error).__name__}: {error}") from error
    if not (inspect.isclass(kind) and issubclass(kind, Figure) and kind is not Figure):
        raise RegistryError(
            f"{where}: `figure` is annotated to return {kind}; it returns one of the kinds of "
            f"gen.render ({KINDS})"
        )
    parameters = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.default is parameter.empty:
            raise RegistryError(f"{where}: parameter {parameter.name!r} of `figure` has no default")
        parameters[parameter.name] = parameter.default
    found = Entry(name, module_name, function, kind, parameters, OUTPUT / name)
    try:
        found.canonical_parameters()
    except (TypeError, ValueError) as error:
        raise RegistryError(f"{where}: a parameter of `figure` is not JSON: {error}") from error
    return found


def trainings() -> dict[Path, Entry]:
    """What can be learned while the site is built, by the file that it is learned into.

    Each module of gen/train/built has NAMES, and a function `learn(name)` for each of them.
    """
    found: dict[Path, Entry] = {}
    for path in sorted(TRAININGS.glob("[!_]*.py")):
        family = path.stem
        module = importlib.import_module(f"gen.train.built.{family}")
        for name in module.NAMES:
            folder = WEIGHTS / family / name
            entry = Entry(
                f"learned/{family}/{name}", module.__name__, module.learn, Learned,
                {"name": name}, folder,
            )  # fmt: skip
            found |= {folder / file: entry for file in Learned.files}
    return found


def nearest(name: str, names: Iterable[str]) -> str:
    """A hint such as " (did you mean 'forward/cat'?)", or "" where nothing is near."""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f" (did you mean {close[0]!r}?)" if close else ""


def describe(error: BaseException) -> str:
    """An error, and below it the steps of its traceback that lie under gen/, outermost first."""
    steps = [
        (frame.filename, frame.lineno, f" in {frame.name}", frame.line)
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(ROOT / "gen")
        and Path(frame.filename).parent != ROOT / "gen"  # where the build itself lives
    ]
    message = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError) and error.filename:
        message = f"{type(error).__name__}: {error.msg}"
        steps.append((error.filename, error.lineno, "", (error.text or "").strip()))
    for filename, line, function, text in steps:
        path = Path(filename)
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        message += f"\n  {shown}:{line}{function}" + (f"\n      {text}" if text else "")
    return message


def sources(module: str, graph: "ImportGraph") -> list[Path]:
    """The files that decide what `module` computes and that are there, sorted."""
    return [file for file in named(module, graph) if file.is_file()]


def named(module: str, graph: "ImportGraph") -> list[Path]:
    """The files that decide what `module` computes, sorted; weights may yet have to be learned.

    They are its own and, of everything under `gen` that it imports and the packages round that,
    the module and the data files that it names in module-level constants (a `Path`, or tuples,
    lists, sets and dicts of them); and the locked versions of what it is computed with. These
    count as a whole: which packages a module really reaches cannot be told from its imports
    (NumPy alone loads libraries of its own), and they change seldom.
    """
    files = {LOCK}
    for name in _modules(module, graph):
        folder = ROOT.joinpath(*name.split("."))
        files.add(folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py"))
        loaded = sys.modules.get(name)
        if not loaded:  # imported inside a function, or only for type checking
            with contextlib.suppress(Exception, SystemExit):
                loaded = importlib.import_module(name)
        files.update(_paths(list(vars(loaded).values()) if loaded else ()))
    return sorted(files)


def _modules(module: str, graph: "ImportGraph") -> set[str]:
    """`module`, what it imports, the packages round each, what those import, and so on."""
    found: set[str] = set()
    new = {module}
    while new:
        found |= new
        imported = [graph.find_modules_directly_imported_by(m) for m in new & graph.modules]
        packages = {m.rpartition(".")[0] for m in new} - {""}
        new = packages.union(*imported) - found
    return found


def _paths(value: object) -> Iterator[Path]:
    if isinstance(value, Path):
        yield value
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _paths(inner)
    elif isinstance(value, dict):
        yield from _paths(list(value.values()))


def import_graph() -> "ImportGraph":
    """The imports between the modules of `gen`; those of a module that does not parse are none."""
    import grimp  # here, since the site reads the registry too and needs no graph
    from grimp.application.config import settings
    from grimp.exceptions import SourceSyntaxError

    finder, unreadable = settings.MODULE_FINDER, set()

    class Readable(type(finder)):  # type: ignore[misc]
        def find_package(self, *args, **kwargs):  # type: ignore[no-untyped-def]
            found = super().find_package(*args, **kwargs)
            files = {file for file in found.module_files if file.module.name not in unreadable}
            return replace(found, module_files=frozenset(files))

    settings.configure(MODULE_FINDER=Readable())
    try:
        while True:
            try:
                # No cache: it goes by modification times, and all of gen takes milliseconds.
                return grimp.build_graph("gen", cache_dir=None)
            except SourceSyntaxError as error:
                path = Path(error.filename).relative_to(ROOT).with_suffix("")
                unreadable.add(".".join(path.parts).removesuffix(".__init__"))
    finally:
        settings.configure(MODULE_FINDER=finder)


def built() -> dict[str, dict]:
    """The manifests of the figures that lie in the output folder, by name."""
    return {
        str(path.parent.relative_to(OUTPUT)): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(OUTPUT.glob(f"*/*/{MANIFEST}"))
    }
