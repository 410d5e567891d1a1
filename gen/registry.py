"""Which figures there are, and what each of them is made from."""

import difflib
import importlib
import inspect
import json
import pkgutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import get_type_hints

import grimp

import gen.figures
from gen.render.figure import MANIFEST, Figure

ROOT = Path(gen.__file__).resolve().parent.parent
OUTPUT = ROOT / "docs" / "assets" / "figures"
LOCK = ROOT / "requirements.txt"


class RegistryError(Exception):
    """A figure's module is not one: which, and why."""


@dataclass(frozen=True)
class Entry:
    """One figure: `name` is "<lesson>/<figure>", `function` draws it."""

    name: str
    module: str
    function: Callable[..., Figure]
    kind: type[Figure]
    parameters: dict[str, object]

    @property
    def folder(self) -> Path:
        """Where its files go."""
        return OUTPUT / self.name

    def canonical_parameters(self) -> str:
        """The parameters as JSON with sorted keys: equal text, equal parameters."""
        return json.dumps(self.parameters, sort_keys=True, ensure_ascii=False)


def figures() -> dict[str, Entry]:
    """All figures by name, sorted. Raises RegistryError, naming the file, for what is not one."""
    prefix = gen.figures.__name__ + "."
    found = {}
    for info in sorted(pkgutil.walk_packages(gen.figures.__path__, prefix), key=lambda i: i.name):
        if not info.ispkg:
            name = info.name.removeprefix(prefix).replace(".", "/")
            found[name] = entry(name, info.name)
    return found


def entry(name: str, module_name: str) -> Entry:
    """Read one figure's module. Raises RegistryError."""
    where = f"{module_name.replace('.', '/')}.py"
    try:
        function = importlib.import_module(module_name).figure
    except AttributeError as error:
        raise RegistryError(f"{where}: it defines no function `figure` ({error})") from error
    except Exception as error:
        raise RegistryError(f"{where}: {type(error).__name__}: {error}") from error
    kind = get_type_hints(function).get("return")
    if not (inspect.isclass(kind) and issubclass(kind, Figure) and kind is not Figure):
        raise RegistryError(
            f"{where}: `figure` is annotated to return {kind}; it returns one of the kinds of "
            f"gen.render (Points, Frames, Blend, Chart, Loop or Live)"
        )
    parameters = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.default is parameter.empty:
            raise RegistryError(f"{where}: parameter {parameter.name!r} of `figure` has no default")
        parameters[parameter.name] = parameter.default
    found = Entry(name, module_name, function, kind, parameters)
    try:
        found.canonical_parameters()
    except TypeError as error:
        raise RegistryError(f"{where}: a parameter of `figure` is not JSON: {error}") from error
    return found


def nearest(name: str, names: Iterable[str]) -> str:
    """A hint such as " (did you mean 'forward/cat'?)", or "" where nothing is near."""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f" (did you mean {close[0]!r}?)" if close else ""


def sources(module: str, graph: grimp.ImportGraph) -> list[Path]:
    """The files that decide what `module` computes, sorted: its own and, of everything under
    `gen` that it imports, the module, the packages round it and the data files that it names
    in a module-level `Path`."""
    modules = {module, *graph.find_upstream_modules(module)}
    for name in list(modules):
        while "." in name:
            name = name.rpartition(".")[0]
            modules.add(name)
    files = set()
    for name in modules:
        loaded = sys.modules.get(name) or importlib.import_module(name)
        files.add(Path(inspect.getfile(loaded)))
        files.update(v for v in vars(loaded).values() if isinstance(v, Path) and v.is_file())
    return sorted(files)


def import_graph() -> grimp.ImportGraph:
    """The imports between the modules of `gen`."""
    cache = ROOT / ".cache" / "grimp"
    return grimp.build_graph("gen", cache_dir=str(cache))


def built() -> dict[str, dict]:
    """The manifests of the figures that lie in the output folder, by name."""
    return {
        str(path.parent.relative_to(OUTPUT)): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(OUTPUT.glob(f"*/*/{MANIFEST}"))
    }
