"""Where the steps go: along the quarter circle, and counted in bands of log-SNR."""

import numpy as np

from gen.diffusion import schedules
from gen.diffusion.check import Array
from gen.figures.schedules._five import LONG, TITLES, abar
from gen.render.chart import Chart, Layout, Mark, ink
from gen.render.theme import Ink

EDGE = 2.0  # of the middle band: log-SNR from −2 to 2


def figure(dots: int = 20) -> Chart:
    """Left, `dots` + 1 even steps of two schedules on the quarter circle (√ᾱ, √(1−ᾱ)); right, for
    each schedule the share of its 1000 steps above, within and below log-SNR ±2.
    """
    abars = {name: abar(name) for name in TITLES}
    share = {name: shares(schedules.log_snr(a[1:])) for name, a in abars.items()}
    angle = {name: np.degrees(np.arccos(schedules.signal(a))) for name, a in abars.items()}
    even = np.linspace(0, 90, LONG + 1)

    def draw(canvas, layout: Layout) -> list[Mark]:
        wide = layout == "wide"
        for i, name in enumerate(("linear", "cosine")):
            box = (
                (0.02 + 0.245 * i, 0.10, 0.205, 0.72) if wide else (0.03 + 0.5 * i, 0.62, 0.44, 0.3)
            )
            _arc(canvas.add_axes(box), abars[name][:: LONG // dots], name)
        box = (0.53, 0.03, 0.46, 0.8) if wide else (0.005, 0.03, 0.99, 0.44)
        _bars(canvas.add_axes(box), share, wide)
        return []

    return Chart(
        title="Where each schedule spends its steps",
        draw=draw,
        sizes={"wide": (900, 270), "narrow": (320, 520)},
        numbers={
            "every": LONG // dots,
            "edge": EDGE,
            "edge_ratio": float(np.exp(EDGE)),
            "edge_clear": float(np.sqrt(1 / (1 + np.exp(-EDGE)))),
            "edge_drowned": float(np.sqrt(1 / (1 + np.exp(EDGE)))),
            "uneven_cosine": float(np.abs(angle["cosine"] - even).max()),
            "angle_quarter_linear": float(angle["linear"][LONG // 4]),
            "angle_half_linear": float(angle["linear"][LONG // 2]),
            "angle_last_quarter_linear": float(90 - angle["linear"][3 * LONG // 4]),
        }
        | {f"clear_{name}": above for name, (above, _, _) in share.items()}
        | {f"middle_{name}": within for name, (_, within, _) in share.items()}
        | {f"drowned_{name}": below for name, (_, _, below) in share.items()},
    )


def shares(log_snr: Array) -> tuple[float, float, float]:
    """The shares of steps above, within and below ±EDGE; they add up to 1. log_snr: (T,)."""
    above, below = float((log_snr > EDGE).mean()), float((log_snr < -EDGE).mean())
    return above, 1 - above - below, below


def _arc(axes, abar: Array, name: str) -> None:
    way = np.linspace(0, np.pi / 2, 60)
    axes.plot(np.cos(way), np.sin(way), color=ink("rule"), lw=1.5)
    axes.plot(schedules.signal(abar), schedules.noise(abar), "o", color=ink("truth"), ms=6)
    axes.set(xlim=(-0.05, 1.05), ylim=(-0.05, 1.05), xticks=[], yticks=[])
    axes.set_aspect("equal", adjustable="box", anchor="SW")
    axes.grid(False)
    axes.set_title(TITLES[name], loc="left", weight="bold", pad=9)
    axes.text(0.98, -0.05, "signal", color=ink("signal"), weight="bold", ha="right", va="top")
    axes.text(0.0, 0.89, "noise", color=ink("noise"), weight="bold", va="top")


def _bars(axes, share: dict[str, tuple[float, float, float]], wide: bool) -> None:
    left = -0.37 if wide else 0.0
    for row, (name, (above, within, below)) in enumerate(share.items()):
        y = -row
        start = 0.0
        bands: list[tuple[float, Ink]] = [(above, "signal"), (within, "soft"), (below, "noise")]
        for width, role in bands:
            axes.barh(y, width, 0.52 if wide else 0.44, start, color=ink(role), alpha=0.3, lw=0)
            text = f"{width:.0%}".replace("%", "\N{NARROW NO-BREAK SPACE}%")
            axes.text(start + width / 2, y - 0.02, text, ha="center", va="center", size=13)
            start += width
        if wide:
            axes.text(-0.02, y - 0.02, TITLES[name], weight="bold", ha="right", va="center")
        else:
            axes.text(0, y + 0.27, TITLES[name], weight="bold", va="bottom")
    top = 0.5 if wide else 0.72
    axes.text(0, top, "clear", color=ink("signal"), weight="bold", va="bottom")
    axes.text(0.5, top, "in between", color=ink("soft"), weight="bold", ha="center", va="bottom")
    axes.text(1, top, "drowned", color=ink("noise"), weight="bold", ha="right", va="bottom")
    axes.set(xlim=(left, 1.0), ylim=(-4.5, 0.5 if wide else 0.72), xticks=[], yticks=[])
    axes.grid(False)
