"""The loss of a real training, and the loss that no training can go below."""

import numpy as np

from gen.diffusion.check import Array
from gen.figures.learning._school import ABAR, TRUTH, school, v_loss
from gen.render.chart import Chart, Layout, Mark, grid, ink

EVERY = 12  # batches, of which one is drawn in grey
LEVELS = 40  # steps, evenly spread, at which the losses over noise are measured


def figure(batches: int = 4000, examples: int = 2500, seed: int = 1) -> Chart:
    """Left: the loss of each batch, its running mean, and the loss of the exact denoiser.

    Right: for the finished network and the exact denoiser, the loss at each step of the schedule.
    The exact denoiser's loss is measured on fresh examples; it has the least of all, since
    E[x0 | x_t] minimises the mean squared error. Who always answers 0 has a loss of 1, the variance
    of v.
    """
    losses, (learned,) = school([batches], seed)
    exact = TRUTH.denoiser()
    t = np.rint((np.arange(LEVELS) + 0.5) / LEVELS * len(ABAR)).astype(int)
    least = np.array([v_loss(exact, int(i), examples, seed) for i in t])
    network = np.array([v_loss(learned, int(i), examples, seed) for i in t])
    smooth_at, smooth = blocks(losses)

    def draw(canvas, layout: Layout) -> list[Mark]:
        if layout == "wide":
            left = canvas.add_axes((0.055, 0.12, 0.50, 0.76))
            right = canvas.add_axes((0.645, 0.12, 0.335, 0.76))
        else:
            left = canvas.add_axes((0.12, 0.565, 0.82, 0.375))
            right = canvas.add_axes((0.12, 0.055, 0.82, 0.375))
        _over_time(left, losses, smooth_at, smooth, least.mean())
        _over_noise(right, t / len(ABAR), least, network)
        return []

    return Chart(
        title="The loss over the training, and over the noise",
        draw=draw,
        sizes={"wide": (900, 360), "narrow": (320, 620)},
        numbers={
            "loss_start": float(losses[0]),
            "loss_end": float(losses[-500:].mean()),
            "loss_network": float(network.mean()),
            "loss_least": float(least.mean()),
            "loss_spread": float(losses[-500:].std()),
            "loss_easiest": float(least.min()),
            "loss_easiest_at": float(t[least.argmin()] / len(ABAR)),
            "loss_examples": examples,
            "loss_every": EVERY,
            "loss_knowable": float(1 - least.mean()),
            "loss_learned": float((1 - network.mean()) / (1 - least.mean())),
        },
    )


def blocks(losses: Array, size: int = 100) -> tuple[Array, Array]:
    """Means of `size` losses each: (at the middle of the block, mean)."""
    mean = losses[: len(losses) // size * size].reshape(-1, size).mean(axis=1)
    return np.linspace(size / 2, size * (len(mean) - 0.5), len(mean)), mean


def _over_time(axes, losses: Array, at: Array, smooth: Array, least: float) -> None:
    shown = np.arange(0, len(losses), EVERY)
    axes.plot(shown, losses[shown], color=ink("soft"), lw=0.8, alpha=0.5)
    axes.plot(at, smooth, color=ink("guess"))
    axes.axhline(least, color=ink("truth"), lw=1.5)
    axes.set(xlim=(0, len(losses)), ylim=(0.7, 1.2))
    grid(axes, [0, len(losses) / 2, len(losses)], [0.8, 1, 1.2])
    axes.set_xticklabels(["batch 0", f"{len(losses) // 2:,}", f"{len(losses):,}"])
    axes.text(0, 1.225, "loss, 100 batches", color=ink("guess"), weight="bold")
    axes.text(len(losses), 1.225, "best possible", color=ink("truth"), weight="bold", ha="right")


def _over_noise(axes, share: Array, least: Array, network: Array) -> None:
    axes.fill_between(share, 0, least, color=ink("rule"), lw=0, alpha=0.5)
    axes.plot(share, network, color=ink("guess"))
    axes.plot(share, least, color=ink("truth"), lw=1.5)
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.06, 1.2))
    grid(axes, [0, 0.5, 1], [0, 0.5, 1])
    axes.set_xticklabels(["clean", "½", "static"])
    axes.set_yticklabels(["0", "½", "1"])
    axes.text(0.5, 0.4, "cannot be known", color=ink("soft"), ha="center")
    axes.text(0, 1.26, "network", color=ink("guess"), weight="bold")
    axes.text(1, 1.26, "best possible", color=ink("truth"), weight="bold", ha="right")
