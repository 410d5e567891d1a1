"""Diffusion's arc and the flow's line in the plane of signal and noise: one ray meets both."""

import numpy as np

from gen.diffusion import flow, samplers, schedules
from gen.diffusion.check import Array
from gen.diffusion.spacing import abar_at, trailing
from gen.figures.flow._models import ABAR, NAME
from gen.live.plane import plane
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Readout, Steps

SCHEDULES = {"linear": "linear", "cosine": "cosine"}


def figure(T: int = 50, start: int = 17, starts: int = 1000, steps: int = 60) -> Chart:
    """Left, (signal, noise) of the cosine schedule and of the line. Right, the flow's time t by
    the share of a schedule's steps: t = noise/(signal + noise).

    `numbers`: by how much `steps` steps of DDIM, rescaled, and Euler's steps of the flow that
    diffusion's network is turned into differ at most, over `starts` particles.
    """
    clocks = {}
    for name in SCHEDULES:
        abar = np.append(1.0, schedules.alphas_cumprod(schedules.short(name, T)))
        clocks[name] = flow.time_of(abar)
    abar = np.append(1.0, schedules.alphas_cumprod(schedules.short("cosine", T)))
    signal, noise = schedules.signal(abar), schedules.noise(abar)
    t = clocks["cosine"]
    share = np.arange(T + 1) / T

    def draw(canvas, layout: Layout) -> list[Mark]:
        if layout == "wide":
            ways = canvas.add_axes((0.06, 0.09, 0.36, 0.9))
            clock = canvas.add_axes((0.56, 0.15, 0.40, 0.70))
        else:
            ways = canvas.add_axes((0.08, 0.53, 0.86, 0.46))
            clock = canvas.add_axes((0.13, 0.07, 0.80, 0.33))
        _ways(ways)
        _clock(clock, share, clocks)
        return [
            Mark(ways, signal, noise, "soft", "ray"),
            Mark(ways, signal, noise, "truth"),
            Mark(ways, 1 - t, t, "truth"),
            Mark(clock, share, t, "truth"),
        ]

    return Chart(
        title="The arc of diffusion and the line of flow matching",
        draw=draw,
        sizes={"wide": (900, 380), "narrow": (320, 640)},
        steps=Steps(
            range(T + 1),
            start=start,
            readouts=[
                Readout("arc: signal", signal, "signal"),
                Readout("noise", noise, "noise"),
                Readout("line: signal", 1 - t, "signal"),
                Readout("noise t", t, "noise"),
            ],
        ),
        numbers={
            "same_steps": steps,
            "same_starts": starts,
            "same": apart(starts, steps),
            "same_signal": float(signal[start]),
            "same_noise": float(noise[start]),
            "same_t": float(t[start]),
            "same_sum": float(signal[start] + noise[start]),
            "same_step": start,
            "same_T": T,
            **{f"clock_{name}": float(np.abs(c - share).max()) for name, c in clocks.items()},
        },
    )


def apart(starts: int, steps: int) -> float:
    """The largest difference in any coordinate, between any two states of the two walks."""
    denoise = plane(NAME).learned()
    x = np.random.default_rng(5).standard_normal((starts, 2))
    timesteps = trailing(steps, ABAR)
    abars = np.append(abar_at(timesteps, ABAR), 1.0)
    grown = np.sqrt(abars) + np.sqrt(1 - abars)
    ddim = samplers.ddim(denoise, x, timesteps, ABAR)
    euler = flow.euler(flow.from_denoiser(denoise), x / grown[0], flow.time_of(abars[:-1]))
    return max(
        float(np.abs(one.xt / size - two.xt).max())
        for one, two, size in zip(ddim, euler, grown, strict=True)
    )


def _ways(axes) -> None:
    angle = np.linspace(0, np.pi / 2, 60)
    axes.plot(np.cos(angle), np.sin(angle), color=ink("truth"), lw=2)
    axes.plot([0, 1], [1, 0], color=ink("truth"), lw=2, dashes=(4, 2))
    axes.set(xlim=(-0.1, 1.2), ylim=(-0.14, 1.16), xticks=[], yticks=[])
    axes.set_aspect("equal", adjustable="box", anchor="C")
    axes.grid(False)
    axes.plot([0, 1.1], [0, 0], color=ink("rule"), lw=1, zorder=0)
    axes.plot([0, 0], [0, 1.1], color=ink("rule"), lw=1, zorder=0)
    axes.text(1.0, -0.05, "signal 1", color=ink("signal"), weight="bold", va="top", ha="center")
    axes.text(0.0, 1.07, "noise 1", color=ink("noise"), weight="bold", ha="left")
    axes.text(0.66, 0.83, "diffusion: the arc", weight="bold", ha="left", rotation=0)
    axes.text(0.05, 0.5, "flow:\nthe line", weight="bold", ha="left", va="center")


def _clock(axes, share: Array, clocks: dict[str, Array]) -> None:
    axes.plot([0, 1], [0, 1], color=ink("rule"), lw=1)
    for name, dashes in (("linear", (2, 2)), ("cosine", ())):
        (drawn,) = axes.plot(share, clocks[name], color=ink("truth"))
        if dashes:
            drawn.set_dashes(dashes)
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.02, 1.02))
    grid(axes, [0, 0.5, 1], [0, 0.5, 1])
    axes.set_xticklabels(["clean", "½", "static"])
    axes.set_yticklabels(["0", "½", "1"])
    axes.text(0, 1.07, "the flow’s time t", weight="bold", transform=axes.transAxes)
    axes.text(0.33, 0.72, "linear", weight="bold", ha="right")
    axes.text(0.62, 0.50, "cosine", weight="bold")
