"""Drawings of 32 × 32 cells to begin from: each is where its formula holds."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

N = 32
Cells = npt.NDArray[np.bool_]

# x to the right and y upwards at the middle of every cell, from −1 to 1.
_MIDDLE = (np.arange(N) + 0.5) / N * 2 - 1
X, Y = np.meshgrid(_MIDDLE, -_MIDDLE)


def heart() -> Cells:
    """Filled."""
    x, y = 1.35 * X, 1.35 * Y + 0.12
    return x**2 + (1.15 * y - 0.72 * np.sqrt(np.abs(x))) ** 2 < 1


def smiley() -> Cells:
    """A ring, two eyes, a mouth."""
    face = np.abs(np.hypot(X, Y) - 0.86) < 0.075
    eyes = np.hypot(np.abs(X) - 0.33, Y - 0.28) < 0.15
    mouth = (np.abs(np.hypot(X, Y + 0.02) - 0.52) < 0.07) & (Y < -0.16)
    return face | eyes | mouth


def star() -> Cells:
    """Filled, five points: straight edges from tips at 0.98 to notches at 0.4."""
    tip, notch, half = 0.98, 0.4, np.pi / 5
    turn = np.mod(np.arctan2(X, Y + 0.08), 2 * half)
    turn = np.minimum(turn, 2 * half - turn)  # from the nearest tip
    edge = tip * notch * np.sin(half) / (notch * np.sin(half - turn) + tip * np.sin(turn))
    return np.hypot(X, Y + 0.08) < edge


def house() -> Cells:
    """A roof, walls, a door, a window."""
    roof = (Y > 0.1) & (np.abs(X) < 0.95 - 1.12 * (Y - 0.1))
    walls = (np.abs(X) < 0.66) & (Y <= 0.1) & (Y > -0.88)
    door = (np.abs(X + 0.22) < 0.16) & (Y < -0.3)
    window = (np.abs(X - 0.3) < 0.17) & (np.abs(Y + 0.3) < 0.17)
    return (roof | walls) & ~door & ~window


def cat() -> Cells:
    """A head with ears, eyes and a nose."""
    head = (X / 0.86) ** 2 + ((Y + 0.18) / 0.7) ** 2 < 1
    ears = (Y > 0) & (Y < 0.9) & (np.abs(np.abs(X) - 0.58) < 0.30 - 0.30 * Y)
    eyes = (np.abs(np.abs(X) - 0.34) / 0.15) ** 2 + ((Y + 0.02) / 0.2) ** 2 < 1
    nose = (np.abs(X) < 0.14 + (Y + 0.36)) & (Y < -0.3) & (Y > -0.52)
    return (head | ears) & ~eyes & ~nose


def letter() -> Cells:
    """A capital A."""
    slope = np.abs(np.abs(X) - 0.42 * (0.9 - Y)) < 0.17
    bar = (np.abs(Y + 0.28) < 0.1) & (np.abs(X) < 0.42 * (0.9 - Y))
    return (slope & (np.abs(Y) < 0.88)) | bar


def checkerboard() -> Cells:
    """Four by four fields."""
    return (np.floor(2 * (X + 1)) + np.floor(2 * (Y + 1))) % 2 == 0


def arrow() -> Cells:
    """To the right."""
    shaft = (np.abs(Y) < 0.2) & (X > -0.88) & (X < 0.15)
    head = (X >= 0.05) & (np.abs(Y) < 0.88 - X) & (np.abs(Y) < 0.72)
    return shaft | head


DRAWN: dict[str, tuple[str, Callable[[], Cells]]] = {
    "heart": ("Heart", heart),
    "smiley": ("Smiley", smiley),
    "star": ("Star", star),
    "house": ("House", house),
    "cat": ("Cat", cat),
    "letter": ("Letter A", letter),
    "checkerboard": ("Checkerboard", checkerboard),
    "arrow": ("Arrow", arrow),
}


def rows(cells: Cells) -> str:
    """A line of "#" and "." for each row, as `gen.live.controls.Grid` reads them."""
    return "\n".join("".join(".#"[int(cell)] for cell in row) for row in cells)


PRESETS = {name: (label, rows(draw())) for name, (label, draw) in DRAWN.items()}
