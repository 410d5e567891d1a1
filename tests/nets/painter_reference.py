"""What PyTorch says of the network that paints, kept in painter.npz for tests without it.

    .venv-train/bin/python -m tests.nets.painter_reference    (the Python of `make train`)

writes it again. The weights are random, and every part of the network counts.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gen.diffusion import schedules
from gen.diffusion.denoisers import learned
from gen.diffusion.guidance import guided
from gen.diffusion.samplers import ddim
from gen.diffusion.spacing import trailing
from gen.nets import painter, text
from gen.nets.layers import Weights
from tests.nets.reference import Predict

FILE = Path(__file__).with_name("painter.npz")
VOCABULARY = [
    "a", "an", "at", "blue", "by", "car", "cat", "castle", "day", "green", "in", "night", "red",
    "sea", "snow", "sunset", "the",
]  # fmt: skip
PROMPTS = ["a red car in the snow at sunset", "", "cat", "night sea blue castle"]
STEPS, KEPT = 20, [0, 1, 5, 10, 19, 20]  # of the trajectory


def weights(seed: int = 5, paints: painter.Shape = painter.PIXELS) -> Weights:
    """Weights as of a trained network, none of them 0: N(0, 1/inputs), and biases N(0, 0.1²)."""
    rng = np.random.default_rng(seed)
    found = {}
    for name, shape in painter.shapes(len(VOCABULARY), paints).items():
        scale = 0.1 if name.endswith(".b") else shape[-1] ** -0.5
        if name.startswith("text.") and len(name.split(".")) == 2:
            scale = 1.0  # the vectors of words and places
        found[name] = np.float32(scale) * rng.standard_normal(shape, np.float32)
    return found


def network(seed: int = 5, paints: painter.Shape = painter.PIXELS) -> painter.Painter:
    """The network with these weights."""
    return painter.Painter(weights(seed, paints), VOCABULARY)


def inputs(
    seed: int = 6, paints: painter.Shape = painter.PIXELS
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float64]]:
    """x_t and ᾱ for each prompt, from static to a clean picture, both ends among them."""
    B = len(PROMPTS)
    xt = np.random.default_rng(seed).standard_normal((B, *paints), np.float32)
    return xt, np.linspace(0, 1, B)


def trajectory(told: Predict, untold: Predict) -> npt.NDArray[np.float64]:
    """A picture led back from static by guided DDIM: the states KEPT of 20 steps."""
    abar = schedules.alphas_cumprod(schedules.cosine(1000))
    xt = np.random.default_rng(7).standard_normal((1, 32, 32, 3))
    denoise = guided(learned(told, "v"), learned(untold, "v"), 2.0)
    states = [step.xt for step in ddim(denoise, xt, trailing(STEPS, abar), abar)]
    return np.stack([states[i] for i in KEPT])


def peer(weights: Weights, prompts: Sequence[str], vocabulary: Sequence[str]) -> Predict:
    """The same network in PyTorch, in single precision."""
    import torch

    from gen.train.painter import forward

    tensors = {name: torch.from_numpy(w) for name, w in weights.items()}
    tokens = torch.from_numpy(text.tokenise(prompts, vocabulary))

    def predict(xt: npt.ArrayLike, abar: npt.ArrayLike) -> npt.NDArray[np.float32]:
        with torch.no_grad():
            x = torch.as_tensor(np.asarray(xt, np.float32)).permute(0, 3, 1, 2)
            said = tokens.expand(len(x), -1)
            v = forward(tensors, x, torch.as_tensor(np.asarray(abar)), said)
            return v.permute(0, 2, 3, 1).numpy()

    return predict


def make() -> dict[str, np.ndarray]:
    """What painter.npz holds: PyTorch's answers to `inputs`, and where its DDIM went."""
    random = weights()
    told, untold = (peer(random, said, VOCABULARY) for said in (PROMPTS[:1], [""]))
    v = peer(random, PROMPTS, VOCABULARY)(*inputs())
    latents = peer(weights(paints=painter.LATENTS), PROMPTS, VOCABULARY)
    return {
        "v": v,
        "latent": latents(*inputs(paints=painter.LATENTS)),
        "path": trajectory(told, untold).astype(np.float32),
    }


if __name__ == "__main__":
    np.savez_compressed(FILE, **make())  # type: ignore[arg-type]
    print(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB")
