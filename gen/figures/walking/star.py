"""1,200 particles on their way from static to a star, exact and learned beside each other."""

from gen.figures.walking import _walk
from gen.render.points import Points


def figure(n: int = 1200, seed: int = 1) -> Points:
    """60 steps of DDPM: see _walk.py."""
    return _walk.figure("star", n, seed)
