"""A live demo: a plain function, and the controls that are declared for its parameters."""

import functools
import importlib
import inspect
import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from gen.live.controls import Choice, Control, Slider
from gen.live.view import View

HERE = Path(__file__).parent
Function = TypeVar("Function", bound=Callable[..., View | Iterator[View]])


@dataclass(frozen=True)
class Demo:
    """A function and its controls. Its name is the function's and that of its file."""

    function: Callable[..., View | Iterator[View]]
    controls: tuple[Control, ...]
    weights: tuple[Path, ...] = ()
    again: str = "Run again"
    shelf: bool = False

    @property
    def name(self) -> str:
        """What links and the page call it."""
        return self.function.__name__

    @property
    def module(self) -> str:
        """The module that defines it."""
        return self.function.__module__

    @property
    def many(self) -> bool:
        """Whether it yields several views, one a step."""
        return inspect.isgeneratorfunction(self.function)

    @property
    def files(self) -> dict[Path, tuple[str, list[str]] | None]:
        """The files of gen/weights that it reads, and when: (a choice, its values), None is always.

        What two choices may need is there always.
        """
        files: dict[Path, tuple[str, list[str]] | None] = dict.fromkeys(self.weights)
        for choice in self.controls:
            if not isinstance(choice, Choice):
                continue
            for value, needed in choice.weights.items():
                for path in needed:
                    name, values = files.setdefault(path, (choice.name, [])) or ("", [])
                    if name == choice.name:
                        values.append(value)
                    else:
                        files[path] = None
        return files

    def defaults(self) -> dict[str, Any]:
        """The raw default of every control."""
        return {control.name: control.raw_default for control in self.controls}

    def values(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The function's arguments for what the page sent; what is missing is the default.

        This is the one place where values from outside are checked. Raises ValueError, naming
        the control, the value and what is allowed.
        """
        unknown = set(raw) - {control.name for control in self.controls}
        if unknown:
            known = ", ".join(control.name for control in self.controls)
            raise ValueError(f"{min(unknown)}: {self.name} has no such control; it has {known}")
        values: dict[str, Any] = {}
        for control in sorted(self.controls, key=_refers):  # limits first, then what they limit
            values[control.name] = control.value(raw.get(control.name, control.raw_default), values)
        return values

    def views(self, raw: Mapping[str, Any]) -> Iterator[View]:
        """Run the demo: one view, or one a step. Raises ValueError for values not allowed."""
        shown = self.function(**self.values(raw))
        if isinstance(shown, View):
            yield shown
        else:
            yield from shown

    def declaration(self) -> dict[str, Any]:
        """The demo as JSON: all that the page needs to build its controls."""
        controls = [control.declaration() for control in self.controls]
        about = {"name": self.name, "many": self.many, "again": self.again, "shelf": self.shelf}
        return {**about, "controls": controls}


_demos: dict[Callable[..., Any], Demo] = {}


def demo(
    *controls: Control,
    weights: Iterable[Path] = (),
    again: str = "Run again",
    shelf: bool = False,
) -> Callable[[Function], Function]:
    """Declare the controls of a demo, one for each keyword parameter. The first is the main one.

    `weights` are the files of gen/weights that it reads, beyond those that a `Choice` names for
    one of its values: the page loads them before it runs.
    `again` is what the button says that runs it once more, after its end or after a stop. With a
    `shelf` the page keeps the last results to return to. The
    function stays what it is: it returns a `View`, or yields one a step. Raises ValueError for
    controls that do not fit the parameters, or a limit that names no slider of numbers.
    """

    def declare(function: Function) -> Function:
        name = function.__name__
        names = [control.name for control in controls]
        parameters = list(inspect.signature(function).parameters)
        if sorted(names) != sorted(parameters):
            raise ValueError(f"{name}: controls {names} do not fit the parameters {parameters}")
        limits = {
            control.name
            for control in controls
            if isinstance(control, Slider) and not isinstance(control.maximum, str)
        }
        for control in controls:
            if _refers(control) and control.maximum not in limits:  # type: ignore[attr-defined]
                raise ValueError(
                    f"{name}: the maximum of {control.name} is "
                    f"{control.maximum!r}, which is no slider with a number as its maximum"  # type: ignore[attr-defined]
                )
            if control.when and not _chosen(control, controls):
                raise ValueError(f"{name}: {control.name} is shown {control.when}, which never is")
        made = Demo(function, controls, tuple(weights), again, shelf)
        made.values({})  # the defaults are allowed together
        _demos[function] = made
        return function

    return declare


def of(function: Callable[..., Any]) -> Demo:
    """The demo that a function was declared to be. Raises ValueError."""
    if function not in _demos:
        raise ValueError(f"{function!r} is no live demo; declare its controls with @demo(…)")
    return _demos[function]


@functools.lru_cache
def load(name: str) -> Demo:
    """The demo `name` of gen/live/<name>.py. Raises ValueError where there is none."""
    file = HERE / f"{name}.py"
    if not name.isidentifier() or keyword.iskeyword(name) or not file.is_file():
        raise ValueError(f"there is no demo {name!r}: gen/live/{name}.py does not exist")
    function = getattr(importlib.import_module(f"gen.live.{name}"), name, None)
    if function not in _demos:
        raise ValueError(f"gen/live/{name}.py declares no demo: it needs @demo(…) on def {name}")
    return _demos[function]


def _chosen(control: Control, controls: Iterable[Control]) -> bool:
    """Whether what `control.when` names can be chosen."""
    assert control.when
    name, values = control.when
    choices = {c.name: c.choices for c in controls if isinstance(c, Choice)}
    return name in choices and set(values) <= set(choices[name])


def _refers(control: Control) -> bool:
    return isinstance(control, Slider) and isinstance(control.maximum, str)
