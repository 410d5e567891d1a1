"""What is measured: the network that paints, the judge that reads, and how both are asked.

One seed is one static, so any picture that is measured can be painted again, here and in the page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gen.data.labels import PARTS, Scene, label_of
from gen.diffusion import samplers, schedules
from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser
from gen.diffusion.samplers import Step
from gen.diffusion.spacing import trailing
from gen.nets import judge
from gen.nets.autoencoder import Autoencoder
from gen.nets.painter import CFG_SCALE, PIXELS, STEPS, Painter, Shape
from gen.nets.product import Floats

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))
CHUNK = 128  # pictures at a time
Pictures = npt.NDArray[np.floating]  # (B, 32, 32, 3) in [−1, 1]
Walk = Callable[[Denoiser, Array, Array, int], Iterator[Step]]
SAMPLERS: dict[str, Walk] = {
    "ddpm": lambda d, x, t, seed: samplers.ddpm(d, x, t, ABAR, np.random.default_rng(seed)),
    "ddim": lambda d, x, t, seed: samplers.ddim(d, x, t, ABAR),
    "euler": lambda d, x, t, seed: samplers.euler(d, x, t, ABAR),
    "heun": lambda d, x, t, seed: samplers.heun(d, x, t, ABAR),
    "dpmpp_2m": lambda d, x, t, seed: samplers.dpmpp_2m(d, x, t, ABAR),
}
NAMES = {  # what readers call them
    "ddpm": "DDPM",
    "ddim": "DDIM",
    "euler": "Euler",
    "heun": "Heun",
    "dpmpp_2m": "DPM-Solver++(2M)",
}
SHORT = NAMES | {"dpmpp_2m": "DPM++"}  # where there is little room


def static(seeds: Sequence[int], shape: Shape = PIXELS) -> Array:
    """The static of each seed, (B, 32, 32, 3), or of another shape."""
    return np.stack([np.random.default_rng(s).standard_normal(shape) for s in seeds])


def halved(pictures: Pictures) -> Pictures:
    """Pictures (B, 64, 64, 3) at half their size, each pixel the mean of four."""
    B, H, W, C = pictures.shape
    return pictures.reshape(B, H // 2, 2, W // 2, 2, C).mean(axis=(2, 4))


@dataclass(frozen=True)
class Tested:
    """The network that paints, the one that judges, and where latents are painted, the autoencoder.

    The judge reads pictures of 32 × 32, so one of 64 × 64 is halved before.
    """

    network: Painter
    judged: judge.Weights
    autoencoder: Autoencoder | None = None

    def paint(
        self,
        prompts: Sequence[str],
        seeds: Sequence[int],
        cfg_scale: float = CFG_SCALE,
        steps: int = STEPS,
        sampler: str = "ddim",
    ) -> Pictures:
        """A picture (32, 32, 3) in [−1, 1] for each prompt and seed, (B, 32, 32, 3)."""
        found = []
        for at in range(0, len(prompts), CHUNK):
            some = slice(at, at + CHUNK)
            walk = SAMPLERS[sampler](
                self.network.denoiser(prompts[some], cfg_scale),
                static(seeds[some], self.network.paints),
                trailing(steps, ABAR),
                seeds[at],
            )
            *_, last = walk
            found.append(self.shown(last.xt))
        return np.concatenate(found)

    def shown(self, xt: Array) -> Pictures:
        """What the network has painted, as pictures (B, 32, 32, 3) in [−1, 1]."""
        pictures = halved(self.autoencoder.decode(xt)) if self.autoencoder else xt
        return np.clip(pictures, -1, 1).astype(np.float32)

    def read(self, pictures: Pictures) -> np.ndarray:
        """What the judge sees on each picture: the index of a word for each part, (B, 4)."""
        scores = self.scores(pictures)
        return np.stack([scores[part].argmax(axis=1) for part in PARTS], axis=1)

    def scores(self, pictures: Pictures) -> dict[str, Floats]:
        """How much each word fits, as the judge sees it: (B, words) for each part."""
        some = [judge.scores(self.judged, chunk) for chunk in chunks(pictures)]
        return {part: np.concatenate([one[part] for one in some]) for part in PARTS}

    def right(self, pictures: Pictures, scenes: Sequence[Scene]) -> np.ndarray:
        """Which parts are on each picture as asked, (B, 4)."""
        return self.read(pictures) == np.array([label_of(scene) for scene in scenes])

    def likelihood(self, pictures: Pictures, scenes: Sequence[Scene]) -> Array:
        """How likely the judge thinks that all that was asked for is there: ln p, (B,)."""
        labels = np.array([label_of(scene) for scene in scenes])
        total = np.zeros(len(pictures))
        for i, scores in enumerate(self.scores(pictures).values()):
            most = scores.max(axis=1)
            whole = most + np.log(np.exp(scores - most[:, None]).sum(axis=1))
            total += scores[np.arange(len(scores)), labels[:, i]] - whole
        return total

    def features(self, pictures: Pictures) -> Floats:
        """What the judge makes of pictures before it names anything, (B, judge.FEATURES)."""
        return np.concatenate([judge.features(self.judged, some) for some in chunks(pictures)])


def chunks(pictures: Pictures) -> Iterator[Pictures]:
    """The pictures, some at a time: what a network makes of them needs memory."""
    for at in range(0, len(pictures), CHUNK):
        yield pictures[at : at + CHUNK]
