"""What the words' vectors look like: two directions in which they differ most."""

import numpy as np

from gen.data.labels import COLOURS, PLACES, SUBJECTS, TIMES
from gen.diffusion.check import Array
from gen.nets import painter, text
from gen.render.chart import Chart, Layout, Mark, ink
from gen.render.theme import Ink

KINDS: dict[str, tuple[tuple[str, ...], Ink]] = {
    "subjects": (tuple(SUBJECTS), "guess"),
    "colours": (tuple(COLOURS), "noise"),
    "places": (tuple(PLACES), "signal"),
    "times": (tuple(TIMES), "truth"),
}


def figure() -> Chart:
    """The first vector of the prompt that is one word, for each word that names something.

    Drawn on the two main directions of all of them (principal components: Pearson 1901).
    """
    words = [word for of_kind, _ in KINDS.values() for word in of_kind]
    network = painter.load()
    vectors = np.asarray(network.read(words).vectors[:, 0], np.float64)
    middle = vectors - vectors.mean(axis=0)
    _, sizes, directions = np.linalg.svd(middle, full_matrices=False)
    directions *= np.sign(directions.sum(axis=1, keepdims=True))  # which end is up is chance
    at = middle @ directions[:2].T
    alike = cosines(middle)
    kind_of = np.array([i for i, (of_kind, _) in enumerate(KINDS.values()) for _ in of_kind])
    inks = [of for _, of in KINDS.values()]
    same = kind_of[:, None] == kind_of
    np.fill_diagonal(alike, -2)
    twin = int(alike.max(axis=1).argmax())

    def draw(canvas, layout: Layout) -> list[Mark]:
        axes = canvas.add_axes((0.02, 0.02, 0.96, 0.96))
        axes.axis("off")
        aside = 1.15 if layout == "wide" else 1.35  # room for half of a word at either side
        spread = np.abs(at).max(axis=0) * (aside, 1.15)
        axes.set(xlim=(-spread[0], spread[0]), ylim=(-spread[1], spread[1]))
        size = 13 if layout == "wide" else 11.5
        places = placed(at / spread, layout) * spread
        for word, (x, y), kind in zip(words, places, kind_of, strict=True):
            colour = inks[kind]
            axes.text(x, y, word, color=ink(colour), ha="center", va="center", size=size,
                      weight="bold" if colour == "noise" else "normal")  # fmt: skip
        return []

    return Chart(
        title="The vectors of words, on their two main directions",
        draw=draw,
        sizes={"wide": (900, 460), "narrow": (320, 440)},
        numbers={
            "known": len(network.vocabulary),
            "width": text.WIDTH,
            "layers": text.LAYERS,
            "named": len(words),
            "main_share": float((sizes[:2] ** 2).sum() / (sizes**2).sum()),
            "alike_same": float(alike[same & (alike > -2)].mean()),
            "alike_other": float(alike[~same].mean()),
            "twin_one": words[twin],
            "twin_two": words[int(alike[twin].argmax())],
        },
    )


def cosines(vectors: Array) -> Array:
    """How alike two directions are, from −1 to 1: (N, D) → (N, N)."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit @ unit.T


ROOM: dict[Layout, tuple[float, float]] = {"wide": (0.068, 0.026), "narrow": (0.145, 0.024)}


def placed(at: Array, layout: Layout) -> Array:
    """Places of words, (N, 2) in −1 … 1, moved apart as little as it takes to read them.

    Each needs ROOM, half its width and half its height, on both sides.
    """
    room = np.array(ROOM[layout])
    at = at + 1e-6 * np.random.default_rng(0).standard_normal(at.shape)
    for _ in range(2000):
        gap = at[:, None] - at
        over = 2 * room - np.abs(gap)  # (N, N, 2)
        near = np.asarray((over > 0).all(axis=2))
        np.fill_diagonal(near, False)
        if not near.any():
            break
        # Along the axis on which it takes less, each by a part of the overlap.
        least = over / room == (over / room).min(axis=2, keepdims=True)
        push = np.sign(gap) * over * least * near[..., None]
        at = (at + 0.3 * push.sum(axis=1)).clip(room - 1, 1 - room)
    return at
