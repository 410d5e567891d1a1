"""What the page's worker calls: start a demo, take its views one by one, each as two plain things.

A view goes to the page as a text (JSON: labels, shapes, readouts) and one float64 array (all
panels, one after the other), because crossing from Python to JavaScript costs by the object.
"""

import json
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gen.live import demo
from gen.live.view import Array, Image, View

ROOT = str(Path(__file__).parents[2]) + "/"
NOTHING = np.zeros(0)

Packed = tuple[str, Array]


class Session:
    """One run of a demo: `step()` gives a view, or how it ended."""

    def __init__(self, name: str, values: str, pictures: Mapping[str, Any]) -> None:
        """Prepare; nothing runs yet. `values` is JSON, `pictures` bytes by control's name."""
        self._views = self._start(name, values, dict(pictures))

    def _start(self, name: str, values: str, pictures: dict[str, Any]) -> Iterator[Packed]:
        declared = demo.load(name)
        for view in declared.views({**json.loads(values), **pictures}):
            yield pack(view, last=not declared.many)

    def step(self) -> Packed:
        """The next view; or {"end": true}; or {"error": …}, after which there is no more."""
        try:
            return next(self._views, (json.dumps({"end": True}), NOTHING))
        except BaseException as error:  # a demo may raise anything, SystemExit too
            return json.dumps({"error": explain(error)}), NOTHING


def pack(view: View, last: bool) -> Packed:
    """A view as text and numbers. `last` says that it is known to be the only one.

    Raises ValueError for panels that cannot be shown.
    """
    arrays, panels = [], []
    for panel in view.panels:
        about: dict[str, Any] = {"label": panel.label, "role": panel.role}
        if isinstance(panel, Image):
            pixels = panel.check()
            arrays.append(pixels.ravel())
            about["shape"] = pixels.shape
        else:
            points = panel.check()
            arrays += [at.ravel() for at in points]
            about["ranges"], about["axes"] = panel.ranges, panel.axes
            about["sets"] = [
                {"count": len(at), "role": of.role, "line": of.line}
                for at, of in zip(points, panel.sets, strict=True)
            ]
        panels.append(about)
    looks = []
    for look in view.looks:
        seen = look.check()
        arrays.append(seen.ravel())
        looks.append({"label": look.label, "panel": look.panel, "shape": seen.shape})
    readouts = [
        {"label": r.label, "role": r.role, "text": r.text(), "words": r.words or r.label}
        for r in view.readouts
    ]
    text = {"panels": panels, "looks": looks, "readouts": readouts}
    about_all = {"step": view.step, "note": view.note, "last": last}
    return json.dumps({**text, **about_all}), np.concatenate(arrays) if arrays else NOTHING


def explain(error: BaseException) -> dict[str, str]:
    """The error for a reader: its last line, where in `gen` it arose, and the whole trace."""
    trace = traceback.TracebackException.from_exception(error)
    last = list(trace.format_exception_only())[-1].strip()
    if isinstance(error, MemoryError):
        last = "This browser has too little memory for that: close other pages, or ask for less"
    frames = [frame for frame in trace.stack if frame.filename.startswith(ROOT + "gen/")]
    demos = [frame for frame in frames if not frame.filename.endswith(_MACHINERY)]
    where = ""
    if isinstance(error, SyntaxError) and error.filename:
        where = f"{error.filename.removeprefix(ROOT)}, line {error.lineno}"
    elif demos:
        where = f"{demos[-1].filename.removeprefix(ROOT)}, line {demos[-1].lineno}"
    whole = "".join(trace.format()).replace(ROOT, "")
    return {"last": last, "where": where, "traceback": whole}


_MACHINERY = ("gen/live/session.py", "gen/live/demo.py", "gen/live/controls.py")
