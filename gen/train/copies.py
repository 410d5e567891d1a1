"""Does it copy? The nearest of the pictures that it has learned from, for each that it paints."""

from collections.abc import Iterator

import numpy as np

from gen.data import scenes
from gen.diffusion.check import Array
from gen.nets import painter, safetensors
from gen.train.lesson import lesson_rng
from gen.train.measures import real
from gen.train.tested import Pictures, Tested

PAINTED = 500
LEARNED = 64_000  # the training pictures that are searched, the last ones that it has seen
CLOSEST = 8  # pairs to show


def copies(tested: Tested) -> dict:
    """Distances to the nearest training picture, for painted scenes and for real unseen ones.

    By pixel: the root mean square, of values in [−1, 1]. By feature: the length of the difference
    of what the judge makes of two pictures.
    """
    about = safetensors.about(painter.WEIGHTS)
    batch, last, seed = int(about["batch"]), int(about["steps"]), int(about["seed"])
    captions = scenes.batch(PAINTED, np.random.default_rng(8)).captions
    sets = {"painted": tested.paint(captions, range(PAINTED)), "real": real(PAINTED, 9)}
    nearest = {name: Nearest(tested, pictures) for name, pictures in sets.items()}
    for step in range(last - LEARNED // batch, last):
        some = scenes.batch(batch, lesson_rng(seed, step)).pictures
        for one in nearest.values():
            one.compare(some.astype(np.float32) / np.float32(127.5) - 1, step)
    found: dict = {"pictures": PAINTED, "learned": LEARNED}
    for name, one in nearest.items():
        found[name] = {space: spread(one.best[space]) for space in one.best}
    closest = nearest["painted"]
    found["closest"] = {
        space: [
            {"seed": int(i), "prompt": captions[i], **closest.where(space, i)}
            for i in closest.best[space].argsort()[:CLOSEST]
        ]
        for space in closest.best
    }
    return found


def spread(distances: Array) -> dict[str, float]:
    """The least, the median and the most."""
    return {
        "least": float(distances.min()),
        "median": float(np.median(distances)),
        "most": float(distances.max()),
    }


class Nearest:
    """For each of some pictures, the nearest so far in each space, and where it was."""

    def __init__(self, tested: Tested, pictures: Pictures) -> None:
        self.tested, n = tested, len(pictures)
        self.rows = dict(self._spaces(pictures))
        self.best = {space: np.full(n, np.inf) for space in self.rows}
        self.at = {space: np.zeros((n, 2), int) for space in self.rows}  # step, place in the batch

    def _spaces(self, pictures: Pictures) -> Iterator[tuple[str, Pictures]]:
        flat = pictures.reshape(len(pictures), -1)
        yield "pixel", flat / np.sqrt(flat.shape[1])
        yield "feature", self.tested.features(pictures)

    def compare(self, pictures: Pictures, step: int) -> None:
        """Look whether any of these is nearer."""
        for space, others in self._spaces(pictures):
            rows = self.rows[space]
            square = (rows**2).sum(1)[:, None] + (others**2).sum(1) - 2 * rows @ others.T
            distance, which = np.sqrt(np.maximum(square.min(1), 0)), square.argmin(1)
            nearer = distance < self.best[space]
            self.best[space][nearer] = distance[nearer]
            self.at[space][nearer] = np.stack([np.full(len(which), step), which], 1)[nearer]

    def where(self, space: str, i: int) -> dict[str, float]:
        """The training picture nearest to picture i, by the step that it was learned at."""
        step, place = self.at[space][i].tolist()
        return {"step": step, "place": place, "distance": float(self.best[space][i])}
