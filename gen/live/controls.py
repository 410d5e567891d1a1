"""The controls of a live demo, declared in Python; the page builds its inputs from them.

Every control checks what the page sends: `value` turns raw JSON into what the demo gets, or
raises a ValueError that names the control, what came and what is allowed.
"""

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import numpy as np
import numpy.typing as npt

from gen.nets.text import LENGTH, nearest, words_of

Array = npt.NDArray[np.float64]

MOST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Control:
    """What all controls have: the parameter's name, and what the reader reads beside it.

    `when` is (the name of a choice, values of it): only then the page shows this control.
    """

    kind: ClassVar[str] = ""

    name: str
    label: str
    when: tuple[str, Sequence[str]] | None = field(default=None, kw_only=True)

    @property
    def raw_default(self) -> Any:
        """The default as the page would send it."""
        return self.default  # type: ignore[attr-defined]

    def value(self, raw: Any, others: Mapping[str, Any]) -> Any:
        """The demo's argument for the page's `raw`; `others` are values that limits refer to."""
        raise NotImplementedError(f"{type(self).__name__} does not say what it accepts")

    def options(self) -> dict[str, Any]:
        """What the page needs to build the input, beyond kind, name, label and default."""
        return {}

    def declaration(self) -> dict[str, Any]:
        """The control as JSON."""
        common = {"kind": self.kind, "name": self.name, "label": self.label}
        when = {"when": [self.when[0], list(self.when[1])]} if self.when else {}
        return {**common, "default": self.raw_default, **when, **self.options()}

    def refuse(self, raw: Any, allowed: str) -> NoReturn:
        """Raise the ValueError for a value that is not allowed."""
        shown = repr(raw)
        shown = shown if len(shown) <= 60 else shown[:57] + "…"
        raise ValueError(f"{self.name}: got {shown}; must be {allowed}")

    def number(self, raw: Any, allowed: str) -> float:
        """A finite number, which in JSON is never true or false."""
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
            self.refuse(raw, allowed)
        return raw


@dataclass(frozen=True)
class Slider(Control):
    """A number from `minimum` to `maximum` in steps: an int if minimum and step are.

    `maximum` may be the name of another slider: step n of T. `role` colours the filled part.
    """

    kind: ClassVar[str] = "slider"

    minimum: float
    maximum: float | str
    default: float
    step: float = 1
    role: str | None = None

    def __post_init__(self) -> None:
        if not self.step > 0:
            self.refuse(self.step, "above 0 as a step")
        if not isinstance(self.maximum, str):
            self.value(self.default, {})

    @property
    def whole(self) -> bool:
        """Whether the demo gets ints."""
        return isinstance(self.minimum, int) and isinstance(self.step, int)

    def value(self, raw: Any, others: Mapping[str, Any]) -> int | float:
        """A number between the limits. Steps are the page's convenience and not enforced."""
        if isinstance(self.maximum, str):
            maximum, named = others[self.maximum], f" ({self.maximum})"
        else:
            maximum, named = self.maximum, ""
        what = "a whole number" if self.whole else "a number"
        allowed = f"{what} from {self.minimum} to {maximum}{named}"
        number = self.number(raw, allowed)
        if not self.minimum <= number <= maximum or (self.whole and number != int(number)):
            self.refuse(raw, allowed)
        return int(number) if self.whole else float(number)

    def options(self) -> dict[str, Any]:
        """Limits, step and role."""
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        return {**limits, "step": self.step, "role": self.role}


@dataclass(frozen=True)
class Choice(Control):
    """One of a few names: {value: what the reader reads}.

    `weights` are the files of gen/weights that a value needs, {value: files}: the page loads them
    before the first run with that value.
    """

    kind: ClassVar[str] = "choice"

    choices: Mapping[str, str]
    default: str
    weights: Mapping[str, Sequence[Path]] = field(default_factory=dict, kw_only=True)

    def __post_init__(self) -> None:
        for value in (self.default, *self.weights):
            self.value(value, {})

    def value(self, raw: Any, others: Mapping[str, Any]) -> str:
        """One of the choices."""
        if not isinstance(raw, str) or raw not in self.choices:
            self.refuse(raw, f"one of {', '.join(map(repr, self.choices))}")
        return raw

    def options(self) -> dict[str, Any]:
        """The choices in their order."""
        return {"choices": [[value, label] for value, label in self.choices.items()]}


@dataclass(frozen=True)
class Seed(Control):
    """What decides every random number: 0 to 2³¹ − 1, with a button that rolls a new one."""

    kind: ClassVar[str] = "seed"

    default: int = 0

    def __post_init__(self) -> None:
        self.value(self.default, {})

    def value(self, raw: Any, others: Mapping[str, Any]) -> int:
        """A whole number in range."""
        allowed = f"a whole number from 0 to {MOST_SEED}"
        number = self.number(raw, allowed)
        if number != int(number) or not 0 <= number <= MOST_SEED:
            self.refuse(raw, allowed)
        return int(number)

    def options(self) -> dict[str, Any]:
        """The largest seed."""
        return {"maximum": MOST_SEED}


@dataclass(frozen=True)
class Switch(Control):
    """On or off."""

    kind: ClassVar[str] = "switch"

    default: bool = False

    def value(self, raw: Any, others: Mapping[str, Any]) -> bool:
        """True or false."""
        if not isinstance(raw, bool):
            self.refuse(raw, "true or false")
        return raw


@dataclass(frozen=True)
class Grid(Control):
    """An n × n grid to draw on. The demo gets an array (n, n) of −1 (off) and 1 (on).

    `default` has up to n rows of up to n characters, "#" for on and "." for off; the rest is off.
    `presets` are drawings to begin from, in the same form: {name: (what the reader reads, rows)}.
    """

    kind: ClassVar[str] = "grid"

    n: int
    default: str = ""
    presets: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 1 <= self.n <= 64:
            self.refuse(self.n, "from 1 to 64 cells a side")
        for rows in (self.default, *(rows for _, rows in self.presets.values())):
            self.value(self._cells(rows), {})

    @property
    def raw_default(self) -> str:
        """The default as one text of n² characters, 0 and 1, row by row from the top."""
        return self._cells(self.default)

    def _cells(self, rows: str) -> str:
        cells = "".join(row.ljust(self.n, ".") for row in rows.split())
        return cells.replace("#", "1").replace(".", "0").ljust(self.n**2, "0")

    def value(self, raw: Any, others: Mapping[str, Any]) -> Array:
        """The array, from n² characters 0 and 1."""
        if not isinstance(raw, str) or len(raw) != self.n**2 or set(raw) - {"0", "1"}:
            self.refuse(raw, f"{self.n**2} characters 0 or 1 ({self.n} × {self.n})")
        cells = np.frombuffer(raw.encode(), np.uint8).reshape(self.n, self.n)
        return cells.astype(np.float64) * 2 - 97  # the characters 0 and 1 are 48 and 49

    def options(self) -> dict[str, Any]:
        """The size, and the presets as [what the reader reads, cells]."""
        presets = [[label, self._cells(rows)] for label, rows in self.presets.values()]
        return {"n": self.n, "presets": presets}


@dataclass(frozen=True)
class Plane(Control):
    """A square from −limit to limit to place up to `most` points on; gives an array (k, 2)."""

    kind: ClassVar[str] = "plane"

    default: Sequence[tuple[float, float]] = ()
    limit: float = 2.0
    most: int = 40
    role: str = "truth"

    def __post_init__(self) -> None:
        self.value(self.raw_default, {})

    @property
    def raw_default(self) -> list[list[float]]:
        """The default as JSON."""
        return [[x, y] for x, y in self.default]

    def value(self, raw: Any, others: Mapping[str, Any]) -> Array:
        """The points as float64 (k, 2); k may be 0."""
        allowed = f"up to {self.most} points [x, y] in −{self.limit} … {self.limit}"
        if not isinstance(raw, list) or len(raw) > self.most:
            self.refuse(raw, allowed)
        for point in raw:
            if not isinstance(point, list) or len(point) != 2:
                self.refuse(point, allowed)
            if any(abs(self.number(x, allowed)) > self.limit for x in point):
                self.refuse(point, allowed)
        return np.array(raw, dtype=np.float64).reshape(-1, 2)

    def options(self) -> dict[str, Any]:
        """Limits and colour."""
        return {"limit": self.limit, "most": self.most, "role": self.role}


@dataclass(frozen=True)
class Paint(Control):
    """An n × n picture to paint with a few colours. The demo gets an array (n, n, 3) in [−1, 1].

    `palette` is {what the reader reads: (red, green, blue) of 0 to 255}, at most 26 of them.
    `default` is n² letters, row by row from the top: "a" is the first colour, "b" the second.
    """

    kind: ClassVar[str] = "paint"

    n: int
    palette: Mapping[str, tuple[int, int, int]]
    default: str

    def __post_init__(self) -> None:
        if not 1 <= self.n <= 64:
            self.refuse(self.n, "from 1 to 64 pixels a side")
        if not 1 <= len(self.palette) <= 26:
            self.refuse(len(self.palette), "from 1 to 26 colours")
        self.value(self.default, {})

    def value(self, raw: Any, others: Mapping[str, Any]) -> Array:
        """The picture, from n² letters."""
        last = chr(ord("a") + len(self.palette) - 1)
        wrong = not isinstance(raw, str) or len(raw) != self.n**2
        if wrong or not set(raw) <= {chr(ord("a") + i) for i in range(len(self.palette))}:
            self.refuse(raw, f"{self.n**2} letters from a to {last} ({self.n} × {self.n})")
        colours = np.array([*self.palette.values()], np.float64) / 127.5 - 1
        return colours[np.frombuffer(raw.encode(), np.uint8).reshape(self.n, self.n) - ord("a")]

    def options(self) -> dict[str, Any]:
        """The size, and the colours as [what the reader reads, "#rrggbb"]."""
        colours = [[name, "#" + bytes(rgb).hex()] for name, rgb in self.palette.items()]
        return {"n": self.n, "palette": colours}


@dataclass(frozen=True)
class Prompt(Control):
    """A line of text, with suggestions.

    Where there are `words`, only these are allowed, at most `most` of them in any order: the page
    helps with them and names what is none of them. `examples` are prompts to try.
    """

    kind: ClassVar[str] = "prompt"

    default: str = ""
    longest: int = 80
    suggestions: Sequence[str] = ()
    words: Sequence[str] = ()
    most: int = LENGTH - 1
    examples: Sequence[str] = ()

    def __post_init__(self) -> None:
        for text in (self.default, *self.examples):
            self.value(text, {})

    def value(self, raw: Any, others: Mapping[str, Any]) -> str:
        """The text, stripped."""
        if not isinstance(raw, str) or len(raw) > self.longest:
            self.refuse(raw, f"a text of at most {self.longest} characters")
        said = words_of(raw) if self.words else []
        if len(said) > self.most:
            self.refuse(f"{len(said)} words", f"at most {self.most} words")
        for word in said:
            if word not in self.words:
                near = ", ".join(nearest(word, self.words))
                self.refuse(word, f"words that the network knows (nearest: {near})")
        return raw.strip()

    def options(self) -> dict[str, Any]:
        """The longest text, what to suggest, and which words there are."""
        lists = {"suggestions": self.suggestions, "words": self.words, "examples": self.examples}
        return {
            "longest": self.longest,
            "most": self.most,
            **{name: list(values) for name, values in lists.items()},
        }


@dataclass(frozen=True)
class Picture(Control):
    """A picture of `size` × `size`: one of `choices`, or the reader's own file if `own`.

    The demo gets an array (size, size, 3) in [−1, 1]. `choices` is {value: (what the reader
    reads, function)}, and the function draws the picture for a size. The page sends a name, or
    for the reader's own picture its RGB bytes, which go no further than the page's worker.
    """

    kind: ClassVar[str] = "picture"

    size: int
    choices: Mapping[str, tuple[str, Callable[[int], npt.ArrayLike]]]
    default: str
    own: bool = True

    def __post_init__(self) -> None:
        if self.default not in self.choices or "own" in self.choices:
            self.refuse(self.default, f"one of {list(self.choices)}, none of them 'own'")

    def value(self, raw: Any, others: Mapping[str, Any]) -> Array:
        """The picture."""
        shape = (self.size, self.size, 3)
        if isinstance(raw, bytes | bytearray | memoryview) and self.own:
            if len(raw) != math.prod(shape):
                self.refuse(f"{len(raw)} bytes", f"{math.prod(shape)} bytes of RGB")
            return np.frombuffer(raw, np.uint8).reshape(shape) / 127.5 - 1
        if not isinstance(raw, str) or raw not in self.choices:
            listed = ", ".join(map(repr, self.choices))
            self.refuse(raw, f"one of {listed}" + " or a picture of your own" * self.own)
        picture = _drawn(self.choices[raw][1], self.size)
        if picture.shape != shape:
            raise ValueError(f"{self.name}: {raw!r} was drawn as {picture.shape}, not {shape}")
        return picture.copy()

    def options(self) -> dict[str, Any]:
        """Size, choices, and whether the reader's own picture may come."""
        choices = [[value, label] for value, (label, _) in self.choices.items()]
        return {"size": self.size, "choices": choices, "own": self.own}


@functools.lru_cache(maxsize=16)
def _drawn(draw: Callable[[int], npt.ArrayLike], size: int) -> Array:
    """What a function draws, drawn once: sliders must not wait for it."""
    return np.asarray(draw(size), dtype=np.float64)
