"""The cost of not compressing: products a guess takes, in pixels and in latents, by the size."""

import json
from pathlib import Path

import numpy as np

from gen.nets import counting
from gen.nets.painter import LATENTS, PIXELS, STEPS
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Readout, Steps
from gen.render.theme import Ink

SIDES = (32, 64, 128, 256)
FACTOR = 4
BENCH = Path(__file__).resolve().parents[3] / "bench" / "results" / "latest.json"


def figure(start: int = 1) -> Chart:
    """Products from the shapes, seconds from bench/results/latest.json, which `make bench` writes.

    `numbers`: both, for each side, and the times of the machine's name.
    """
    products = {
        "pixels": np.array([counting.guess((n, n, PIXELS[-1])) for n in SIDES]),
        "latents": np.array([counting.guess((n // 4, n // 4, LATENTS[-1])) for n in SIDES]),
        "decoder": np.array([counting.decode(FACTOR, n) for n in SIDES]),
    }
    found = json.loads(BENCH.read_text(encoding="utf-8"))
    took, here = found["budgets"]["latent_guess"]["detail"], found["machine"]
    seconds = {name: np.array([took[f"{name} {n}"] for n in SIDES]) for name in products}
    lines: dict[str, tuple[Ink, str, tuple[float, ...]]] = {
        "pixels": ("noise", "a guess in pixels", ()),
        "latents": ("signal", "a guess in latents", ()),
        "decoder": ("guess", "decoding, once a picture", (5, 2)),
    }
    at = np.log2(SIDES)
    low, high = 1e7, 1e11

    def draw(canvas, layout: Layout) -> list[Mark]:
        wide = layout == "wide"
        axes = canvas.add_axes((0.1, 0.13, 0.6, 0.74) if wide else (0.19, 0.1, 0.76, 0.64))
        axes.set(xlim=(at[0] - 0.1, at[-1] + 0.1), ylim=(low, high), yscale="log")
        grid(axes, at.tolist(), [1e7, 1e8, 1e9, 1e10, 1e11])
        axes.minorticks_off()
        axes.set_xticklabels([f"{n}" for n in SIDES])
        axes.set_yticklabels(["10 M", "100 M", "1 G", "10 G", "100 G"])
        axes.set_xlabel("pixels along a side", color=ink("soft"))
        for i, (name, (role, label, dashes)) in enumerate(lines.items()):
            (line,) = axes.plot(at, products[name], color=ink(role), marker="o", ms=4)
            if dashes:
                line.set_dashes(dashes)
            if wide:
                lift = (1, 1.25, 0.7)[i]  # two lines end close to each other
                axes.text(at[-1] + 0.2, lift * products[name][-1], label, color=ink(role),
                          va="center", weight="bold")  # fmt: skip
            else:
                axes.text(-0.1, 1.26 - 0.09 * i, label, color=ink(role), weight="bold",
                          transform=axes.transAxes)  # fmt: skip
        return [
            Mark(axes, at, np.full(len(at), low), "soft", "vertical"),
            *(Mark(axes, at, products[name], role) for name, (role, _, _) in lines.items()),
        ]

    numbers: dict[str, float | int | str] = {
        "price_machine": f"{here['processor']}, {here['cores']} cores, {here['system']}",
        "price_python": here["python"],
        "price_guesses": 2 * STEPS,
    }
    for name in products:
        for n, count, time in zip(SIDES, products[name], seconds[name], strict=True):
            numbers[f"{name}_{n}"] = float(count) / 1e6
            numbers[f"{name}_{n}_s"] = float(time)
    for n, dear, cheap in zip(SIDES, products["pixels"], products["latents"], strict=True):
        numbers[f"ratio_{n}"] = float(dear / cheap)
        numbers[f"faster_{n}"] = took[f"pixels {n}"] / took[f"latents {n}"]
    return Chart(
        title="Products of two numbers that a guess takes, in pixels and in latents",
        draw=draw,
        sizes={"wide": (900, 360), "narrow": (320, 420)},
        steps=Steps(
            [f"{n} × {n}" for n in SIDES],
            start=start,
            per_second=1,
            unit="size",
            readouts=[
                Readout("pixels, s", seconds["pixels"], "noise", ".3f", "seconds a guess, pixels"),
                Readout("latents, s", seconds["latents"], "signal", ".3f",
                        "seconds a guess, latents"),
                Readout("decoding, s", seconds["decoder"], "guess", ".3f", "seconds to decode"),
            ],
        ),
        numbers=numbers,
    )  # fmt: skip
