"""Seconds of a guess in pixels and in latents, for pictures of several sizes, in CPython."""

import time
from collections.abc import Callable

import numpy as np

from bench.budgets import Measured
from gen.nets import autoencoder, painter
from gen.nets.autoencoder import CHANNELS
from gen.nets.painter import LATENTS, PIXELS, Shape

SIDES = (32, 64, 128, 256)
FACTOR = 4
ROUNDS = 7
PROMPT = "a red car in the mountains at sunset"


def measure(quick: bool) -> dict[str, Measured]:
    """The least of some rounds for each; what is told is latents beside pixels at 64 × 64.

    The least, since all else that a machine does only adds: at 256 × 256 one table of the attention
    takes 400 MB, and how long the system takes to find those differs threefold from run to run.

    The networks are those of the site, with learned places repeated where there are more. What
    they say of other sizes than theirs means nothing; how long they take for it does not depend
    on that.
    """
    tasks: dict[str, Callable[[], object]] = {}
    for n in SIDES:
        tasks[f"pixels {n}"] = guess((n, n, PIXELS[-1]))
        tasks[f"latents {n}"] = guess((n // FACTOR, n // FACTOR, LATENTS[-1]))
        tasks[f"decoder {n}"] = decoding(n)
    took: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(2 if quick else ROUNDS):  # in turns, so that other load falls on all
        for name, task in tasks.items():
            began = time.perf_counter()
            task()
            took[name].append(time.perf_counter() - began)
    found = {name: min(times) for name, times in took.items()}
    return {"latent_guess": Measured(found["latents 64"] / found["pixels 64"], found)}


def guess(paints: Shape) -> Callable[[], object]:
    """One guess of the network that paints, for one picture or latent of another size."""
    known = painter.load(painter.WEIGHTS if painter.of_pixels(paints) else painter.LATENT_WEIGHTS)
    places = painter.shapes(len(known.vocabulary), paints)["where"][0]
    where = np.resize(known.weights["where"], (places, painter.WIDE))
    network = painter.Painter(known.weights | {"where": where}, known.vocabulary)
    said = network.read([PROMPT])
    xt = np.random.default_rng(0).standard_normal((1, *paints), np.float32)
    return lambda: painter.forward(network.weights, xt, np.full(1, 0.5), said)


def decoding(side: int) -> Callable[[], object]:
    """One latent as a picture of side × side pixels."""
    weights = autoencoder.load(FACTOR).weights
    small = (1, side // FACTOR, side // FACTOR, CHANNELS)
    z = np.random.default_rng(0).standard_normal(small, np.float32)
    return lambda: autoencoder.decode(weights, z, FACTOR)
