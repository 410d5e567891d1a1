"""Captioned pictures, 32 × 32 in colour, made up on the spot: what the text-to-image model learns.

A scene is *a [colour] subject [place] [time]*. A picture always has a place and a time; a caption
need not say them. Silence means two things:

- about place and time: any. "a cat" is a fair caption of a cat in the snow at night.
- about colour: the drawing's own. "a cat" is drawn as its artist did, "a blue cat" is repainted,
  and a repainted picture's caption says so.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gen.data.atlas import hands_of
from gen.data.captions import WORDS, caption
from gen.data.held import HELD_COMBINATIONS, HELD_PAIRS, hands_for, is_held
from gen.data.labels import AFLOAT, COLOURS, PLACES, SUBJECTS, TIMES, Scene, label_of
from gen.data.paint import Canvas
from gen.data.places import paint
from gen.data.stand import stand

__all__ = [
    "COLOURS",
    "HELD_COMBINATIONS",
    "HELD_PAIRS",
    "PLACES",
    "SUBJECTS",
    "TIMES",
    "WORDS",
    "Scene",
    "batch",
    "caption",
    "draw",
    "is_held",
    "label_of",
    "random_scene",
]

OWN = 0.2  # the share of pictures in the drawing's own colours


class Batch(NamedTuple):
    """Pictures (n, size, size, 3) of 0 to 255, labels (n, 4) as in `label_of`, and captions."""

    pictures: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int8]
    captions: list[str]


def random_scene(rng: np.random.Generator) -> Scene:
    """A scene to train on, with place and time: never one that is held out."""
    while True:
        colour = None if rng.random() < OWN else COLOURS[rng.integers(len(COLOURS))]
        scene = Scene(
            SUBJECTS[rng.integers(len(SUBJECTS))],
            colour,
            PLACES[rng.integers(len(PLACES))],
            TIMES[rng.integers(len(TIMES))],
        )
        if not is_held(scene):
            return scene


def draw(scene: Scene, rng: np.random.Generator, size: int = 32) -> npt.NDArray[np.uint8]:
    """A picture of a scene, (size, size, 3) of 0 to 255; held out or not.

    What the scene leaves open is drawn by lot, and never ends in what is held out. The same seed
    gives the same scene in any size of at least 16. Raises ValueError for a smaller size, and for
    a word that is none of a scene's.
    """
    label_of(scene)
    if size < 16:
        raise ValueError(f"size: got {size}; must be at least 16")
    place, time = somewhere(scene, rng)
    scene = scene._replace(place=place, time=time)
    hands = hands_for(scene) or hands_of(scene.subject)
    hand = hands[rng.integers(len(hands))]
    canvas = Canvas(size)
    floor = paint(canvas, place, time, rng, afloat=scene.subject in AFLOAT)
    stand(canvas, scene.subject, hand, scene.colour, time, floor, rng)
    return (canvas.picture.transpose(1, 2, 0) + 0.5).clip(0, 255).astype(np.uint8)


def somewhere(scene: Scene, rng: np.random.Generator) -> tuple[str, str]:
    """The place and the time of a scene, by lot where it has none."""
    while True:
        place = scene.place or PLACES[rng.integers(len(PLACES))]
        time = scene.time or TIMES[rng.integers(len(TIMES))]
        whole = scene._replace(place=place, time=time)
        # A scene that is held out as it stands may be drawn: it is asked for by name.
        if whole == scene or is_held(scene) or not is_held(whole):
            return place, time


def batch(n: int, rng: np.random.Generator, size: int = 32) -> Batch:
    """`n` scenes to train on, size × size. Raises ValueError for n < 0."""
    if n < 0:
        raise ValueError(f"n: got {n}; must be at least 0")
    scenes = [random_scene(rng) for _ in range(n)]
    pictures = np.empty((n, size, size, 3), np.uint8)
    for i, scene in enumerate(scenes):
        pictures[i] = draw(scene, rng, size)
    labels = np.array([label_of(scene) for scene in scenes], np.int8).reshape(n, 4)
    return Batch(pictures, labels, [caption(scene, rng) for scene in scenes])
