"""What a live demo shows: pictures and points with their labels, and the numbers beside them.

The build draws a `View` into a poster (`gen.render.live`), the page draws it on canvases. Both
get the exact float64 arrays; only what is drawn is clamped and rounded to 8 bits.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Role = Literal["signal", "noise", "guess", "truth"]

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Image:
    """A panel with a picture (H, W) or (H, W, 3); −1 is black, 1 white, the rest is clamped.

    `label` says what it shows, `symbol` is its name in the equations, in TeX.
    """

    pixels: npt.ArrayLike
    label: str
    symbol: str = ""
    role: Role | None = None

    def check(self) -> Array:
        """The pixels as float64. Raises ValueError for a shape that is no picture or a NaN."""
        pixels = np.asarray(self.pixels, dtype=np.float64)
        if not (pixels.size and (pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] == 3))):
            raise ValueError(
                f"image {self.label!r} has shape {pixels.shape}; a picture is (H, W) or (H, W, 3)"
            )
        if np.isnan(pixels.min()):
            raise ValueError(f"image {self.label!r} holds NaN; every pixel must be a number")
        return pixels


@dataclass(frozen=True)
class Points:
    """Points (N, 2), drawn as dots in the colour of a role; as a `line`, they are joined."""

    at: npt.ArrayLike
    role: Role = "signal"
    line: bool = False


@dataclass(frozen=True)
class Scatter:
    """A panel with sets of points: the square from −limit to limit, the second axis upwards.

    `x` and `y` are other ranges, and `axes` says in words what lies along each of them.
    """

    sets: Sequence[Points]
    label: str
    symbol: str = ""
    role: Role | None = None
    limit: float = 3.0
    x: tuple[float, float] | None = None
    y: tuple[float, float] | None = None
    axes: tuple[str, str] | None = None

    @property
    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """What the panel shows, from left to right and from bottom to top."""
        around = (-self.limit, self.limit)
        return self.x or around, self.y or around

    def check(self) -> list[Array]:
        """The points of each set as float64. Raises ValueError for what is not (N, 2)."""
        checked = []
        for index, points in enumerate(self.sets):
            at = np.asarray(points.at, dtype=np.float64)
            if at.ndim != 2 or at.shape[1] != 2:
                raise ValueError(
                    f"set {index} of scatter {self.label!r} has shape {at.shape}; points are (N, 2)"
                )
            checked.append(at)
        return checked


@dataclass(frozen=True)
class Look:
    """A map (h, w) from 0 to 1 that the reader may lay over a picture: how much each place counts.

    `label` is what the reader points at, `panel` the index of the picture, whose height and width
    are multiples of h and w.
    """

    label: str
    map: npt.ArrayLike
    panel: int

    def check(self) -> Array:
        """The map as float64. Raises ValueError for what is none."""
        found = np.asarray(self.map, dtype=np.float64)
        if found.ndim != 2 or not found.size or not (found.min() >= 0 and found.max() <= 1):
            raise ValueError(f"look {self.label!r} is no map (h, w) of values from 0 to 1")
        return found


@dataclass(frozen=True)
class Readout:
    """One number beside the controls; `words` is what a screen reader says for `label`."""

    label: str
    value: float | int | str
    role: Role | None = None
    form: str = ".2f"
    words: str | None = None

    def text(self) -> str:
        """The value as a reader sees it: 0.79, −3, ∞, 1.2 × 10⁻⁵."""
        if isinstance(self.value, str):
            return self.value
        if math.isinf(self.value):
            return "∞" if self.value > 0 else "−∞"
        mantissa, e, exponent = format(self.value, self.form).partition("e")
        power = f" × 10{str(int(exponent)).translate(_SUPERSCRIPT)}" if e else ""
        return mantissa.replace("-", "−") + power


@dataclass(frozen=True)
class View:
    """What is shown at one moment. A demo of several steps yields one a step.

    `step` is how far a long demo is, as (step, of), counted as the reader counts. `note` is a
    sentence for the reader about values that could not be taken as they came, or that mislead.
    `looks` are maps to lay over the panels.
    """

    panels: Sequence[Image | Scatter]
    readouts: Sequence[Readout] = ()
    step: tuple[int, int] | None = None
    note: str = ""
    looks: Sequence[Look] = ()
