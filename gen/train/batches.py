"""What a network learns from at each step: drawn anew from the seed and the step's number.

Nothing is drawn from a generator that runs on, so training goes on from any step as if it had
never stopped, and no picture need be kept.
"""

from typing import NamedTuple, TypeVar

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from gen.data import scenes
from gen.nets import autoencoder
from gen.nets.painter import PIXELS, Shape
from gen.nets.text import tokenise
from gen.train.lesson import DROPPED, lesson_rng

T = TypeVar("T")
CROWDED = 0.8  # how much the noise levels crowd about the middle, where shapes are settled


class Lesson(NamedTuple):
    """Pictures x0 (B, 3, 32, 32) in [−1, 1], tokens (B, L), levels in [0, 1), noise ε as x0.

    Where latents are to be learned, x0 is (B, 3, 64, 64), still to be encoded, and ε as those.
    """

    x0: torch.Tensor
    tokens: torch.Tensor
    level: torch.Tensor
    eps: torch.Tensor


class Lessons(Dataset[Lesson]):
    """Lesson i of `steps`: `batch` captioned scenes, of which this process has its share."""

    def __init__(
        self,
        steps: int,
        batch: int,
        seed: int,
        rank: int = 0,
        processes: int = 1,
        paints: Shape = PIXELS,
    ) -> None:
        self.steps, self.batch, self.seed = steps, batch // processes, seed
        self.rank, self.paints = rank, paints

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, step: int) -> Lesson:
        rng = lesson_rng(self.seed, step, self.rank)
        size = PIXELS[0] if self.paints == PIXELS else autoencoder.N
        pictures, _, captions = scenes.batch(self.batch, rng, size)
        said = ["" if rng.random() < DROPPED else caption for caption in captions]
        # One level in each part of [0, 1), so that every batch sees static and clean pictures.
        level = crowded((np.arange(self.batch) + rng.random(self.batch)) / self.batch)
        side, _, channels = self.paints
        eps = rng.standard_normal((self.batch, channels, side, side), np.float32)
        x0 = pictures.transpose(0, 3, 1, 2).astype(np.float32) / np.float32(127.5) - 1
        arrays = (x0, tokenise(said, scenes.WORDS), level, eps)
        return Lesson(*map(torch.from_numpy, arrays))


def crowded(u: np.ndarray) -> np.ndarray:
    """Evenly spread u in [0, 1) as levels that crowd about the middle, and are still everywhere.

    Eq. 20 of Esser et al. 2024 (arXiv:2403.03206), mode sampling with heavy tails, upside down.
    """
    level = u + CROWDED * (np.cos(np.pi / 2 * u) ** 2 - 1 + u)
    return np.clip(level, 0, np.nextafter(1, 0))


def loader(lessons: Dataset[T], begin: int, workers: int) -> DataLoader[T]:
    """The lessons from step `begin` on, drawn ahead by so many other processes."""
    return DataLoader(
        lessons,
        batch_size=None,
        sampler=range(begin, len(lessons)),  # type: ignore[arg-type]
        num_workers=workers,
        prefetch_factor=8 if workers else None,
    )
