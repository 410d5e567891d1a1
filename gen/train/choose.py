"""Which network? A U-Net, a transformer, and convolutions round a transformer, taught equally long.

    python -m gen.train.choose [--seconds N] [--only NAME …]

Each learns from the same lessons for as many seconds of one processor core, which other work on the
machine does not shorten, with the rate falling to 0 at their end; then all are asked about the same
unseen scenes. Writes gen/weights/scenes/choice.json: the mean squared error in v, by noise level.
The three cost about as much a guess.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from gen.data import scenes
from gen.data.scenes import WORDS
from gen.diffusion import schedules
from gen.files import write
from gen.nets import painter as nets
from gen.nets import text
from gen.nets.layers import Shapes, attention_shapes, block_shapes, linear_shapes
from gen.nets.mlp import FEATURES
from gen.nets.painter import TOLD
from gen.train import layers, painter
from gen.train.batches import Lessons, loader
from gen.train.layers import Tensors, attention, block, conv, fold, linear, norm, unfold

FILE = nets.WEIGHTS.with_name("choice.json")
LEVELS = range(50, 1000, 100)  # steps of the schedule at which they are asked
ASKED = 256  # unseen scenes
SECONDS = 480  # of one core, for each network
DECAY = 0.997  # of the average of weights: shorter than that of a long training
ABAR = torch.as_tensor(schedules.alphas_cumprod(schedules.cosine(1000)))
WIDE, DEEP = 160, 6  # of the transformer alone, whose tokens are 4 × 4 pixels
FINE, MIDDLE, COARSE = 64, 160, 208  # channels of the U-Net at 16 × 16, 8 × 8 and 4 × 4
Said = tuple[torch.Tensor, torch.Tensor]
Body = Callable[[Tensors, torch.Tensor, torch.Tensor, Said], torch.Tensor]


def unet(weights: Tensors, xt: torch.Tensor, told: torch.Tensor, said: Said) -> torch.Tensor:
    """Down to 4 × 4 places and up again; at 8 × 8 it looks at places and words."""

    def looks(name: str, x: torch.Tensor) -> torch.Tensor:
        places = x.flatten(2).transpose(1, 2)
        h = norm(places)
        places = places + attention(weights, f"{name}.self", h, h)
        places = places + attention(weights, f"{name}.cross", norm(places), *said)
        return places.transpose(1, 2).reshape(x.shape)

    fine = block(weights, "fine1", conv(weights, "in", fold(xt)), told)
    middle = looks("middle1", block(weights, "middle1", linear(weights, "down1", fold(fine)), told))
    coarse = linear(weights, "down2", fold(middle))
    for name in ("coarse1", "coarse2"):
        coarse = block(weights, name, coarse, told)
    middle = middle + unfold(linear(weights, "up2", coarse))
    middle = looks("middle2", block(weights, "middle2", middle, told))
    fine = block(weights, "fine2", fine + unfold(linear(weights, "up1", middle)), told)
    return unfold(conv(weights, "out", F.silu(norm(fine))))


def unet_shapes() -> Shapes:
    """Its weights."""
    found = linear_shapes("in", 9 * 12, FINE) | linear_shapes("out", 9 * FINE, 12)
    found |= linear_shapes("down1", 4 * FINE, MIDDLE) | linear_shapes("up1", MIDDLE, 4 * FINE)
    found |= linear_shapes("down2", 4 * MIDDLE, COARSE) | linear_shapes("up2", COARSE, 4 * MIDDLE)
    for level, C in (("fine", FINE), ("middle", MIDDLE), ("coarse", COARSE)):
        for i in (1, 2):
            found |= block_shapes(f"{level}{i}", C, TOLD)
    for name in ("middle1", "middle2"):
        found |= attention_shapes(f"{name}.self", MIDDLE, MIDDLE)
        found |= attention_shapes(f"{name}.cross", MIDDLE, text.WIDTH)
    return found


def transformer(weights: Tensors, xt: torch.Tensor, told: torch.Tensor, said: Said) -> torch.Tensor:
    """Patches of 4 × 4 pixels as tokens, and nothing but a transformer (Peebles & Xie 2023)."""
    patches = fold(fold(xt))
    places = linear(weights, "in", patches.flatten(2).transpose(1, 2)) + weights["where"]
    for i in range(DEEP):
        places = painter.transformer(weights, f"look{i}", places, told, *said)
    v = linear(weights, "out", norm(places)).transpose(1, 2).reshape(patches.shape)
    return unfold(unfold(v))


def transformer_shapes() -> Shapes:
    """Its weights."""
    found = linear_shapes("in", 48, WIDE) | linear_shapes("out", WIDE, 48)
    found["where"] = (64, WIDE)
    for i in range(DEEP):
        found |= nets.transformer_shapes(f"look{i}", WIDE, 4 * WIDE)
    return found


def joined(weights: Tensors, xt: torch.Tensor, told: torch.Tensor, said: Said) -> torch.Tensor:
    """The network that was chosen: see gen/nets/painter.py."""
    return painter.body(weights, xt, told, said)


def joined_shapes() -> Shapes:
    """Its weights."""
    ours = nets.shapes(len(WORDS))
    return {name: shape for name, shape in ours.items() if name not in shared()}


NETWORKS: dict[str, tuple[Body, Callable[[], Shapes]]] = {
    "unet": (unet, unet_shapes),
    "transformer": (transformer, transformer_shapes),
    "joined": (joined, joined_shapes),
}


def shared() -> Shapes:
    """What all three have: the reading of the prompt, and the ears for it."""
    found = text.shapes(len(WORDS)) | linear_shapes("noise", FEATURES, TOLD)
    return found | linear_shapes("told", TOLD + text.WIDTH, TOLD)


def forward(
    body: Body, weights: Tensors, xt: torch.Tensor, abar: torch.Tensor, tokens: torch.Tensor
) -> torch.Tensor:
    """v, in half precision where PyTorch thinks it safe, as in the training."""
    with torch.autocast(xt.device.type, torch.bfloat16):
        said = painter.encode(weights, tokens)
        return body(weights, xt, painter.hear(weights, abar, said), said).float()


def teach(name: str, seconds: float) -> dict[str, Any]:
    """One network, and its errors afterwards."""
    body, shapes = NETWORKS[name]
    begun = layers.initial(shared() | shapes(), painter.ENDS, torch.Generator().manual_seed(0))
    weights = {key: torch.nn.Parameter(w) for key, w in begun.items()}
    average = {key: w.detach().clone() for key, w in weights.items()}
    adam = torch.optim.AdamW(weights.values(), betas=(0.9, 0.99), weight_decay=0.01)
    step, spent = 0, 0.0
    for x0, tokens, share, eps in loader(Lessons(10**6, 64, 0), 0, 1):
        began = time.process_time()
        abar, signal, noise = levels((share * 1000).long())
        xt = (signal * x0 + noise * eps).contiguous(memory_format=torch.channels_last)
        v = forward(body, weights, xt, abar, tokens)
        loss = F.mse_loss(v, signal * eps - noise * x0)
        falling = math.cos(math.pi / 2 * min(spent / seconds, 1)) ** 2
        for group in adam.param_groups:
            group["lr"] = 1e-3 * min(1, (step + 1) / 300) * falling
        adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
        adam.step()
        step += 1
        for key, w in weights.items():
            average[key].lerp_(w.detach(), 1 - min(DECAY, step / (step + 10)))
        spent += time.process_time() - began
        if spent >= seconds:
            break
    errors = asked(body, average)
    count = sum(w.numel() for w in weights.values())
    return {"weights": count, "steps": step, "seconds": seconds, "errors": errors}


def levels(t: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """ᾱ (B,), and signal and noise to multiply pictures with, at steps t (B,)."""
    abar = ABAR[t]
    signal, noise = (s.float()[:, None, None, None] for s in (abar.sqrt(), (1 - abar).sqrt()))
    return abar, signal, noise


@torch.inference_mode()
def asked(body: Body, weights: Tensors) -> dict[str, float]:
    """The mean squared error in v at each of LEVELS, for scenes that it has not seen."""
    rng = np.random.default_rng(12345)
    pictures, _, captions = scenes.batch(ASKED, rng)
    x0 = torch.from_numpy(pictures.transpose(0, 3, 1, 2) / np.float32(127.5) - 1)
    eps = torch.from_numpy(rng.standard_normal(x0.shape, np.float32))
    tokens = torch.from_numpy(text.tokenise(captions, WORDS))
    found = {}
    for t in LEVELS:
        abar, signal, noise = levels(torch.full((ASKED,), t))
        v = forward(body, weights, signal * x0 + noise * eps, abar, tokens)
        found[str(t)] = F.mse_loss(v, signal * eps - noise * x0).item()
    return found


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Teach three networks equally long.")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--only", nargs="*", choices=NETWORKS, default=list(NETWORKS))
    options = parser.parse_args()
    torch.set_num_threads(1)  # so that the time of the process is that of one core
    found = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    for name in options.only:
        found[name] = teach(name, options.seconds)
        mean = np.mean([*found[name]["errors"].values()])
        print(f"{name}: {found[name]['steps']} steps, error in v {mean:.4f}", flush=True)
        write(FILE, json.dumps(found, indent=1).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
