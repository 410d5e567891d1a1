"""Teaches the network of the lab, with PyTorch: `make train MODEL=grid`.

    python -m gen.train.grid [--steps N] [--batch N] [--seed N] [--fresh]

Goes on from the last checkpoint in .cache/train/grid, unless it is of another set-up. Writes
gen/weights/grid/weights.safetensors at its end.
"""

import argparse
import io
import json
import math
import sys
import time
from pathlib import Path

import numpy as np

from gen.data.drawings import drawings
from gen.diffusion import schedules
from gen.files import write
from gen.nets import grid, safetensors

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    sys.exit("error: PyTorch is not installed; `make train` installs it beside the site's Python")

from gen.train import layers
from gen.train.layers import Tensors, block, conv, fold, half, linear, norm, unfold

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".cache" / "train" / "grid"
CHECKPOINT = FOLDER / "checkpoint.pt"
POOL = 60_000  # drawings, each mirrored at random
RATE, WARM_UP, DECAY = 2e-3, 300, 0.999
EVERY = 500  # steps between checkpoints, sheets and lines


def initial(seed: int) -> Tensors:
    """Weights that know nothing yet: each block is the identity, and the answer 0."""
    generator = torch.Generator().manual_seed(seed)
    return layers.initial(grid.shapes(), ("out", "conv2", "film"), generator)


def forward(weights: Tensors, xt: torch.Tensor, abar: torch.Tensor) -> torch.Tensor:
    """`gen.nets.grid.forward` again, for PyTorch to differentiate: (B, 32, 32) → (B, 32, 32)."""
    told = F.silu(linear(weights, "told", layers.embed(abar)))
    fine = block(weights, "before", conv(weights, "in", fold(xt[:, None])), told)
    coarse = linear(weights, "down", fold(fine))
    for name in ("deep1", "deep2", "deep3"):
        coarse = block(weights, name, coarse, told)
    fine = block(weights, "after", fine + unfold(linear(weights, "up", coarse)), told)
    return unfold(conv(weights, "out", F.silu(norm(fine))))[:, 0]


class Training:
    """Everything that changes, and what it needs to go on exactly where it was."""

    def __init__(self, setup: dict, device: str) -> None:
        self.setup, self.device = setup, device
        self.weights = {k: w.to(device).requires_grad_() for k, w in initial(setup["seed"]).items()}
        self.average = {k: w.detach().clone() for k, w in self.weights.items()}
        self.adam = torch.optim.AdamW(self.weights.values(), betas=(0.9, 0.99), weight_decay=0.01)
        self.generator = torch.Generator().manual_seed(setup["seed"])
        self.step, self.seconds = 0, 0.0
        self.losses: list[tuple[int, float]] = []
        abar = schedules.alphas_cumprod(schedules.cosine(1000))
        self.abar = torch.as_tensor(abar, device=device)
        pool = drawings(setup["pool"], np.random.default_rng(setup["seed"]))
        self.pool = torch.as_tensor(pool, device=device)

    def once(self) -> float:
        """One batch; gives its loss in v. Algorithm 1 of Ho et al. 2020 (arXiv:2006.11239)."""
        batch, T = self.setup["batch"], len(self.abar)
        which = torch.randint(len(self.pool), (batch,), generator=self.generator)
        mirrored = torch.rand(batch, generator=self.generator) < 0.5
        t = (torch.arange(batch) + torch.rand(batch, generator=self.generator)) * (T / batch)
        eps = torch.randn(batch, 32, 32, generator=self.generator).to(self.device)
        x0 = self.pool[which.to(self.device)].float()
        x0 = torch.where(mirrored.to(self.device)[:, None, None], x0.flip(2), x0)
        abar = self.abar[t.long().to(self.device)]
        signal, noise = (
            abar.sqrt().float()[:, None, None],
            (1 - abar).sqrt().float()[:, None, None],
        )
        guess = forward(self.weights, signal * x0 + noise * eps, abar)
        loss = F.mse_loss(guess, signal * eps - noise * x0)
        for group in self.adam.param_groups:
            group["lr"] = RATE * self._share()
        self.adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.weights.values(), 1.0)
        self.adam.step()
        self.step += 1
        decay = min(DECAY, self.step / (self.step + 10))
        for name, w in self.weights.items():
            self.average[name].lerp_(w.detach(), 1 - decay)
        return loss.item()

    def _share(self) -> float:
        """Of the rate: warm up, then half a cosine down to 0."""
        rest = math.cos(math.pi / 2 * self.step / self.setup["steps"]) ** 2
        return min(1.0, (self.step + 1) / WARM_UP) * rest

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {
            "setup": self.setup,
            "weights": self.weights,
            "average": self.average,
            "adam": self.adam.state_dict(),
            "generator": self.generator.get_state(),
            "step": self.step,
            "seconds": self.seconds,
            "losses": self.losses,
        }
        content = io.BytesIO()  # torch.save itself says RuntimeError where a disk is full
        torch.save(state, content)
        write(CHECKPOINT, content.getvalue())

    def load(self) -> bool:
        """Go on from the checkpoint, if there is one of this very set-up."""
        if not CHECKPOINT.is_file():
            return False
        state = torch.load(CHECKPOINT, map_location=self.device, weights_only=False)
        if state["setup"] != self.setup:
            print(f"the checkpoint is of another set-up, {state['setup']}: beginning anew")
            return False
        with torch.no_grad():
            for name, w in self.weights.items():
                w.copy_(state["weights"][name])
                self.average[name].copy_(state["average"][name])
        self.adam.load_state_dict(state["adam"])
        self.generator.set_state(state["generator"].cpu())
        self.step, self.seconds, self.losses = state["step"], state["seconds"], state["losses"]
        return True

    def run(self) -> None:
        """Train to the end, with a line, a checkpoint and a sheet at intervals."""
        began, total = time.perf_counter() - self.seconds, 0.0
        while self.step < self.setup["steps"]:
            total += self.once()
            if self.step % EVERY == 0 or self.step == self.setup["steps"]:
                self.seconds = time.perf_counter() - began
                before = self.losses[-1][0] if self.losses else 0
                loss = total / (self.step - before)  # of the last stretch, which may be shorter
                self.losses.append((self.step, loss))
                print(f"step {self.step}: loss {loss:.4f}, {self.seconds:.0f} s", flush=True)
                total = 0.0
                self.save()
                sheet(half(self.average), FOLDER / f"sheet-{self.step:06}.png")


def sheet(weights: dict[str, np.ndarray], path: Path, n: int = 64) -> None:
    """Drawings from static alone, by the NumPy network and 30 steps of DDIM, as a picture."""
    from PIL import Image

    from gen.diffusion.denoisers import learned
    from gen.diffusion.samplers import ddim
    from gen.diffusion.spacing import trailing

    abar = schedules.alphas_cumprod(schedules.cosine(1000))
    single = {k: w.astype(np.float32) for k, w in weights.items()}
    x = np.random.default_rng(0).standard_normal((n, 32, 32))
    *_, last = ddim(learned(grid.predict(single), "v"), x, trailing(30, abar), abar)
    tiles = np.pad(last.xt, ((0, 0), (1, 1), (1, 1)))
    rows = [np.concatenate(list(tiles[i : i + 16]), axis=1) for i in range(0, n, 16)]
    pixels = np.clip((1 - np.concatenate(rows)) * 127.5, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).resize((pixels.shape[1] * 3, pixels.shape[0] * 3), 0).save(path)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Teach the network of the lab.")
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pool", type=int, default=POOL, help="drawings to learn from")
    parser.add_argument("--fresh", action="store_true", help="do not go on from a checkpoint")
    options = parser.parse_args()
    torch.use_deterministic_algorithms(True)
    setup = {k: getattr(options, k) for k in ("steps", "batch", "seed", "pool")}
    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        training = Training(setup, device)
        if not options.fresh and training.load():
            print(f"going on from step {training.step}", flush=True)
        training.run()
        about = {k: str(v) for k, v in setup.items()} | {
            "seconds": f"{training.seconds:.0f}",
            "loss": f"{training.losses[-1][1]:.4f}",
            "device": device,
        }
        write(grid.WEIGHTS, safetensors.dump(half(training.average), about))
        write(FOLDER / "losses.json", json.dumps(training.losses).encode())
    except OSError as error:
        print(f"error: {error}: is the disk full? The last checkpoint is whole.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; the same command goes on from the last checkpoint", file=sys.stderr)
        return 130
    print(f"{grid.WEIGHTS.relative_to(ROOT)}: {grid.WEIGHTS.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
