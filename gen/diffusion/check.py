"""Errors at the door, so that the formulas elsewhere stay as short as in the papers.

Every check returns its argument in the form that the formulas use, or raises a ValueError that
reads "name: got what it was; must be what is allowed".
"""

import difflib
import operator
import reprlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Timestep = int | npt.NDArray[np.integer]  # one t for everything, or one for each item of a batch


def wrong(name: str, got: str, allowed: str) -> ValueError:
    """The error to raise: which argument, what it was, what is allowed."""
    return ValueError(f"{name}: got {got}; must be {allowed}")


def shown(value: object) -> str:
    """`value` in few characters, for an error message."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape} and type {value.dtype}"
    return reprlib.repr(value.item() if isinstance(value, np.ndarray | np.generic) else value)


def count(name: str, value: object, most: int | None = None) -> int:
    """`value` as an int from 1 to `most`; True, 3.0 and '3' are not counts."""
    allowed = "an integer of at least 1" if most is None else f"an integer from 1 to {most}"
    try:
        n = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        n = 0
    if n < 1 or (most is not None and n > most) or isinstance(value, bool):
        raise wrong(name, shown(value), allowed)
    return n


def reals(name: str, value: npt.ArrayLike) -> Array:
    """`value` as a float64 array of any shape (a float64 array comes back as it is)."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of unequal length
        raise wrong(name, shown(value), "an array of real numbers") from None
    if array.dtype.kind not in "fiu":
        raise wrong(name, shown(value), "real numbers")
    return array.astype(np.float64, copy=False)


def within(name: str, value: npt.ArrayLike, interval: str) -> Array:
    """`value` as float64, all in `interval`, which is written "[0, 1]", "(0, 1)", "[0, inf)" …"""
    array = reals(name, value)
    low, high = map(float, interval[1:-1].split(","))
    above = operator.ge if interval[0] == "[" else operator.gt
    below = operator.le if interval[-1] == "]" else operator.lt
    # A NaN makes the minimum NaN, and no comparison with NaN holds.
    if array.size and not (above(array.min(), low) and below(array.max(), high)):
        raise wrong(name, first(array, ~(above(array, low) & below(array, high))), f"in {interval}")
    return array


def number(name: str, value: npt.ArrayLike, interval: str) -> float:
    """`value` as one float in `interval`."""
    if np.ndim(value):
        raise wrong(name, shown(value), f"one number in {interval}")
    return float(within(name, value, interval))


def over_steps(name: str, value: npt.ArrayLike, interval: str) -> Array:
    """`value` as a float64 array (T,) with T ≥ 1, all in `interval`."""
    array = reals(name, value)
    if array.ndim != 1 or not array.size:
        raise wrong(name, f"shape {array.shape}", "of shape (T,) with T of at least 1")
    return within(name, array, interval)


def alike(**arrays: npt.ArrayLike) -> list[Array]:
    """The arrays as float64, all finite, all of the first one's shape. One pass over each."""
    (first_name, _), *_ = arrays.items()
    checked = [reals(name, value) for name, value in arrays.items()]
    for name, array in zip(arrays, checked, strict=True):
        if array.shape != checked[0].shape:
            raise wrong(name, f"shape {array.shape}", f"{first_name}'s shape {checked[0].shape}")
        finite = np.isfinite(array)
        if not finite.all():
            raise wrong(name, first(array, ~finite), "finite everywhere")
    return checked


def first(array: Array, bad: npt.NDArray[np.bool_]) -> str:
    """The first bad element and where it is."""
    at = tuple(int(i) for i in np.argwhere(bad)[0])
    return f"{float(array[at])!r}" + (f" at {list(at)}" if at else "")


def steps(t: Timestep, T: int, x: Array) -> npt.NDArray[np.intp]:
    """`t` as an integer array: 0-d, or (B,) for `x` (B, ...); all in 0 … T−1.

    Negative t would count from the end in NumPy, so a slip of one would go unseen: it is an error.
    """
    index = np.asarray(t)
    if index.dtype.kind not in "iu":
        raise wrong("t", shown(t), f"an integer, or integers, in 0 … {T - 1}")
    if index.ndim and index.shape != x.shape[:1]:
        batch = f" or of shape {x.shape[:1]}" if x.ndim else ""
        raise wrong("t", f"shape {index.shape}", f"one integer{batch}")
    if index.size and not (index.min() >= 0 and index.max() < T):
        outside = (index < 0) | (index >= T)
        raise wrong("t", str(index[outside].flat[0]), f"in 0 … {T - 1} (T − 1)")
    return index.astype(np.intp, copy=False)


def at(values: Array, t: Timestep, x: Array) -> Array:
    """`values[t]`, shaped so that it broadcasts over `x`: 0-d, or (B, 1, …, 1) for t (B,)."""
    index = steps(t, len(values), x)
    return values[index].reshape(index.shape + (1,) * (x.ndim - 1) * index.ndim)


def choice(name: str, value: str, allowed: Iterable[str]) -> str:
    """`value`, one of `allowed`; otherwise the message suggests the nearest."""
    names = list(allowed)
    if not isinstance(value, str) or value not in names:
        nearest = difflib.get_close_matches(str(value), names, n=1, cutoff=0.0)[0]
        listed = ", ".join(map(repr, names))
        raise wrong(name, shown(value), f"one of {listed} (nearest: {nearest!r})")
    return value


def generator(name: str, value: np.random.Generator) -> np.random.Generator:
    """`value`, if it is a numpy.random.Generator: nothing here touches a global seed."""
    if not isinstance(value, np.random.Generator):
        raise wrong(name, shown(value), "a numpy.random.Generator")
    return value
