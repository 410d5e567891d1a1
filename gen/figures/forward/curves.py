"""Signal and noise over the steps, and the quarter circle that they walk."""

import numpy as np

from gen.diffusion import schedules
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Readout, Steps

LONG = 1000  # the number of steps that the curves are drawn and the crossings found with


def figure(T: int = 50, start: int = 21) -> Chart:
    """√ᾱ and √(1−ᾱ) against the share of the way, for the cosine and the linear schedule.

    Sources: Ho et al. 2020 (arXiv:2006.11239), Sec. 4, for the linear schedule; Eq. 17 of
    Nichol & Dhariwal 2021 (arXiv:2102.09672) for the cosine one.
    """
    way = np.arange(LONG + 1) / LONG
    curves = {}
    for name in ("cosine", "linear"):
        abar = np.concatenate([[1.0], schedules.alphas_cumprod(schedules.SCHEDULES[name](LONG))])
        curves[name] = schedules.signal(abar), schedules.noise(abar)
    short = schedules.alphas_cumprod(schedules.short("cosine", T))
    short = np.concatenate([[1.0], short])
    signal, noise = schedules.signal(short), schedules.noise(short)
    share = np.arange(T + 1) / T

    def draw(canvas, layout: Layout) -> list[Mark]:
        if layout == "wide":
            lines = canvas.add_axes((0.05, 0.12, 0.56, 0.76))
            circle = canvas.add_axes((0.715, 0.12, 0.76 * 330 / 900, 0.76))
        else:
            lines = canvas.add_axes((0.09, 0.575, 0.86, 0.365))
            circle = canvas.add_axes((0.17, 0.065, 0.75, 0.75 * 320 / 600))
        _lines(lines, way[::5], {k: (s[::5], n[::5]) for k, (s, n) in curves.items()})
        _circle(circle)
        return [
            Mark(lines, share, signal, "soft", "vertical"),
            Mark(lines, share, signal, "signal"),
            Mark(lines, share, noise, "noise"),
            Mark(circle, signal, noise, "soft", "ray"),
            Mark(circle, signal, np.zeros(T + 1), "signal"),
            Mark(circle, np.zeros(T + 1), noise, "noise"),
            Mark(circle, signal, noise, "truth"),
        ]

    return Chart(
        title="Signal and noise over the steps",
        draw=draw,
        sizes={"wide": (900, 330), "narrow": (320, 600)},
        steps=Steps(
            labels=range(T + 1),
            start=start,
            readouts=[
                Readout("signal²", signal**2, "signal", words="signal squared"),
                Readout("noise²", noise**2, "noise", words="noise squared"),
            ],
        ),
        numbers={
            "crossing": crossing(*curves["cosine"]),
            "crossing_linear": crossing(*curves["linear"]),
            "step": start,
            "signal": float(signal[start]),
            "noise": float(noise[start]),
            "signal_share": float(signal[start] ** 2),
            "noise_share": float(noise[start] ** 2),
            "noise_naive": float(1 - signal[start]),
            "signal_end": float(signal[-1]),
        },
    )


def crossing(signal: np.ndarray, noise: np.ndarray) -> float:
    """How far along the way, from 0 to 1, noise first is at least as strong as signal."""
    return float(np.argmax(noise >= signal) / (len(signal) - 1))


def _lines(axes, way: np.ndarray, curves: dict) -> None:
    signal, noise = curves["linear"]
    axes.plot(way, signal, color=ink("signal"), lw=1.5, dashes=(2, 2))
    axes.plot(way, noise, color=ink("noise"), lw=1.5, dashes=(2, 2))
    signal, noise = curves["cosine"]
    axes.plot(way, signal, color=ink("signal"))
    axes.plot(way, noise, color=ink("noise"))
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.03, 1.03))
    grid(axes, [0, 0.25, 0.5, 0.75, 1], [0, 0.5, 1])
    axes.set_xticklabels(["clean", "¼", "½", "¾", "static"])
    axes.set_yticklabels(["0", "½", "1"])
    axes.text(0, 1.06, "signal", color=ink("signal"), weight="bold")
    axes.text(1, 1.06, "noise", color=ink("noise"), weight="bold", ha="right")
    axes.text(1, 0.6, "dotted: linear", color=ink("soft"), ha="right")


def _circle(axes) -> None:
    angle = np.linspace(0, np.pi / 2, 90)
    axes.plot(np.cos(angle), np.sin(angle), color=ink("truth"), lw=1.5)
    axes.set(xlim=(-0.03, 1.08), ylim=(-0.03, 1.08))
    axes.set_aspect("equal", adjustable="box", anchor="SW")
    axes.axhline(0, color=ink("rule"), lw=1)
    axes.axvline(0, color=ink("rule"), lw=1)
    axes.grid(False)
    axes.set_xticks([0, 1])
    axes.set_yticks([0, 1])
    axes.set_xlabel("signal", color=ink("signal"), weight="bold", labelpad=-14)
    axes.set_ylabel("noise", color=ink("noise"), weight="bold", labelpad=-12)
