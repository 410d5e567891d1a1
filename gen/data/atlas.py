"""The subjects' drawings: each in several hands, from the icon sets named in icons.json.

They lie in one committed picture, which `make train-data` draws.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

ATLAS = Path(__file__).with_name("atlas.png")
ICONS = Path(__file__).with_name("icons.json")
CELL = 96
HANDS = ("noto", "noto-v1", "fxemoji", "twemoji", "emojione", "fluent-emoji-flat")


@cache
def inventory() -> tuple[tuple[str, str, str], ...]:
    """(subject, hand, icon) of every drawing, in the order of icons.json."""
    subjects = json.loads(ICONS.read_text())["subjects"]
    return tuple((s, hand, icon) for s, hands in subjects.items() for hand, icon in hands.items())


@cache
def hands_of(subject: str) -> tuple[str, ...]:
    """The hands that have drawn a subject."""
    return tuple(hand for s, hand, _ in inventory() if s == subject)


@cache
def _atlas() -> npt.NDArray[np.uint8]:
    try:
        with Image.open(ATLAS) as picture:
            return np.asarray(picture.convert("RGBA"))
    except OSError as error:
        raise OSError(f"{ATLAS.name}: {error}; `make train-data` draws it anew") from error


def sprite(subject: str, hand: str) -> npt.NDArray[np.uint8]:
    """A drawing cut out of the atlas, (h, w, 4) RGBA with h, w ≤ CELL, touching all four sides.

    Raises ValueError where that hand has not drawn that subject.
    """
    if hand not in hands_of(subject):
        raise ValueError(f"{subject}: got {hand!r}; is drawn by {', '.join(hands_of(subject))}")
    row = list(dict.fromkeys(s for s, _, _ in inventory())).index(subject)
    column = HANDS.index(hand)
    cell = _atlas()[row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL]
    rows, columns = (np.flatnonzero(cell[..., 3].max(axis=axis)) for axis in (1, 0))
    return cell[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
