"""How good painted pictures are, as the judge reads them; see evaluate.py."""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

from gen.data import scenes
from gen.data.captions import in_full
from gen.data.labels import COLOURS, PARTS, PLACES, SUBJECTS, TIMES, Scene
from gen.data.scenes import HELD_COMBINATIONS, HELD_PAIRS, is_held
from gen.diffusion.metrics import frechet
from gen.nets.painter import CFG_SCALE, STEPS
from gen.nets.product import Floats
from gen.train.tested import SAMPLERS, Pictures, Tested

KINDS: dict[str, Callable[[Scene], bool]] = {
    "combinations": lambda scene: scene in HELD_COMBINATIONS,
    "pairs": lambda scene: scene[:2] in HELD_PAIRS,
    "trained": lambda scene: not is_held(scene),
}
EACH = 1000  # pictures of each kind
MANY, FEW = 2000, 256  # for a distance, and for a point of a curve
COUNTS = (1, 2, 4, 8, 16, 32, 64)
SCALES = (0.0, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)
Z = 1.96  # standard deviations to either side of 95 %


def asked(kind: str, n: int, seed: int = 0) -> list[Scene]:
    """n scenes of a kind, in an order by chance, each as often as any other but for a rest."""
    rng = np.random.default_rng(seed)
    every = [Scene(*parts) for parts in product(SUBJECTS, COLOURS, PLACES, TIMES)]
    of_kind = [scene for scene in every if KINDS[kind](scene)]
    rounds = [rng.permutation(len(of_kind)) for _ in range(-(-n // len(of_kind)))]
    return [of_kind[i] for i in np.concatenate(rounds)[:n]]


def share(right: np.ndarray) -> dict[str, float]:
    """The share of the true, and the ends of its 95 % interval (Wilson 1927)."""
    n, p = len(right), float(right.mean())
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * float(np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)))
    return {"share": p, "low": max(middle - half, 0.0), "high": min(middle + half, 1.0)}


def shares(right: np.ndarray) -> dict[str, dict[str, float]]:
    """The same of each part, and of all four together; right: (B, 4)."""
    parts = {part: share(right[:, i]) for i, part in enumerate(PARTS)}
    return {"all": share(np.all(right, axis=1)), **parts}


def real(n: int, seed: int) -> Pictures:
    """Real scenes to compare with, (n, 32, 32, 3) in [−1, 1], drawn as those for training are."""
    pictures = scenes.batch(n, np.random.default_rng([seed, n])).pictures
    return pictures.astype(np.float32) / np.float32(127.5) - 1


def bars(tested: Tested) -> dict:
    """All four parts right, for what was held out and what was not; and the worst pictures."""
    found: dict = {"each": EACH, "steps": STEPS, "cfg_scale": CFG_SCALE}
    for kind in KINDS:
        wanted, seeds = asked(kind, EACH), range(EACH)
        pictures = tested.paint([*map(in_full, wanted)], seeds)
        found[kind] = shares(tested.right(pictures, wanted))
        worst = tested.likelihood(pictures, wanted).argsort()[:16]
        found[kind]["worst"] = [{"seed": int(i), "prompt": in_full(wanted[i])} for i in worst]
    return found


def distance(tested: Tested) -> dict:
    """Fréchet distances of features: painted to real, and real to real."""
    captions = scenes.batch(MANY, np.random.default_rng(1)).captions
    painted = tested.features(tested.paint(captions, range(MANY)))
    first, second = (tested.features(real(MANY, seed)) for seed in (2, 3))
    return {
        "pictures": MANY,
        "painted": frechet(painted, first),
        "real": frechet(second, first),
        "noise": frechet(tested.features(noise(MANY)), first),
    }


def noise(n: int) -> Pictures:
    """Static in the range of pictures: as far from real scenes as can be."""
    return np.clip(np.random.default_rng(4).standard_normal((n, 32, 32, 3)), -1, 1)


def quality(tested: Tested, wanted: Sequence[Scene], pictures: Pictures, known: Floats) -> dict:
    """All four parts right, and the Fréchet distance to the features `known` of real scenes."""
    right = np.all(tested.right(pictures, wanted), axis=1)
    return {**share(np.asarray(right)), "frechet": frechet(tested.features(pictures), known)}


def steps(tested: Tested) -> dict:
    """Quality against the number of steps, for each sampler; and that of as many real scenes."""
    wanted = asked("trained", FEW)
    known = tested.features(drawn(wanted, 5))
    found: dict = {"pictures": FEW, "cfg_scale": CFG_SCALE, "steps": COUNTS}
    found["real"] = quality(tested, wanted, drawn(wanted, 6), known)
    for sampler in SAMPLERS:
        painted = (
            tested.paint([*map(in_full, wanted)], range(FEW), steps=n, sampler=sampler)
            for n in COUNTS
        )
        found[sampler] = [quality(tested, wanted, pictures, known) for pictures in painted]
    return found


def drawn(wanted: Sequence[Scene], seed: int) -> Pictures:
    """A real scene for each that is wanted, (B, 32, 32, 3) in [−1, 1]."""
    rng = np.random.default_rng(seed)
    return np.stack([scenes.draw(scene, rng) for scene in wanted]) / np.float32(127.5) - 1


def guidance(tested: Tested) -> dict:
    """Quality against the scale of guidance, and how different pictures of one prompt are.

    Variety is the mean distance of features of two pictures of one prompt; 16 prompts, 16 seeds.
    """
    wanted = [scene for scene in asked("trained", 16, seed=7) for _ in range(16)]
    seeds = [*range(16)] * 16
    known = tested.features(drawn(wanted, 5))
    found: dict = {"pictures": len(wanted), "steps": STEPS, "scales": SCALES, "points": []}
    for scale in SCALES:
        pictures = tested.paint([*map(in_full, wanted)], seeds, cfg_scale=scale)
        point = quality(tested, wanted, pictures, known)
        found["points"].append({**point, "variety": variety(tested.features(pictures))})
    found["real"] = {
        **quality(tested, wanted, drawn(wanted, 6), known),
        "variety": variety(tested.features(drawn(wanted, 6))),
    }
    return found


def variety(features: npt.NDArray[np.floating], each: int = 16) -> float:
    """The mean distance of two pictures of one prompt; `each` rows in turn are of one."""
    groups = features.reshape(-1, each, features.shape[1])
    apart = np.linalg.norm(groups[:, :, None] - groups[:, None], axis=-1)
    return float(apart.sum() / (len(groups) * each * (each - 1)))
