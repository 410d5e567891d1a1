"""A demo that can be made to fail in every way there is."""

import os
import sys
from collections.abc import Iterator

import numpy as np

from gen.live.controls import Choice
from gen.live.demo import demo
from gen.live.view import Image, Readout, View

WAYS = ["fine", "error", "endless", "late", "exit", "memory", "abort", "throw", "gone", "nothing"]


@demo(Choice("way", "What happens", {way: way for way in WAYS}, default="fine"))
def trouble(way: str) -> Iterator[View]:
    """One black square, or trouble."""
    if way == "error":
        raise RuntimeError("this was <b>bound</b> to happen")
    if way == "exit":
        sys.exit(3)
    if way == "memory":
        [np.empty(2**27) for _ in range(8)]  # a gigabyte each, and there are at most four
    if way == "abort":
        os.abort()
    if way in ("throw", "gone"):
        import js  # type: ignore[import-not-found]  # the worker itself

        broken = "throw new Error('the worker broke')" if way == "throw" else "self.close()"
        js.setTimeout(js.Function.new(broken), 0)
    if way == "nothing":
        return
    while way == "endless":
        pass
    yield View([Image(-np.ones((8, 8)), "a square")], [Readout("way", way)])
    while way == "late":
        pass
    while way in ("throw", "gone"):
        yield View([Image(np.ones((8, 8)), "a square")], [Readout("way", way)])
