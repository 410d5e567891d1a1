"""Which pictures the network has learned from: they are drawn, never kept, so they can be again."""

import numpy as np

from gen.data import scenes

DROPPED = 0.1  # of the prompts: what the network says without one is learned from these


def lesson_rng(seed: int, step: int, rank: int = 0) -> np.random.Generator:
    """What lesson `step` is drawn with, its pictures first."""
    return np.random.default_rng([seed, step, rank])


def learned_picture(seed: int, step: int, batch: int, place: int) -> np.ndarray:
    """The picture at `place` of lesson `step`, (32, 32, 3) in [−1, 1]."""
    return scenes.batch(batch, lesson_rng(seed, step)).pictures[place] / 127.5 - 1
