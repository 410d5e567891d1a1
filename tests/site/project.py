"""A small project to serve and build: our own code, one figure, two pages."""

import os
import re
import shutil
from pathlib import Path

from gen.registry import ROOT

LESSON = """\
# A lesson

/// figure | tiny/dot
    alt: A dot

A caption.
///

First words with {n: tiny.level | .2f} in them.
"""
FIGURE = '''\
"""A dot."""

import numpy as np

from gen.render.blend import Blend, Layer, Panel
from gen.render.figure import Steps


def figure(level: float = 0.25) -> Blend:
    """A grey square."""
    return Blend(
        layers=[Layer(np.full((8, 8, 3), level))],
        panels=[Panel(np.ones((3, 1)), "a dot", "x_t", "truth")],
        steps=Steps(labels=range(3)),
        numbers={"level": level},
    )
'''


def configuration() -> str:
    """The real mkdocs.yml without its navigation."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    return re.sub(r"(?ms)^nav:\n.*?(?=^\S)", "", text)


def make(folder: Path) -> Path:
    """Write the project into `folder`."""
    skip = shutil.ignore_patterns("__pycache__", "figures", "weights")
    shutil.copytree(ROOT / "gen", folder / "gen", ignore=skip)
    for package in (folder / "gen" / "figures", folder / "gen" / "figures" / "tiny"):
        package.mkdir()
        (package / "__init__.py").write_text('"""Figures."""\n')
    (folder / "gen" / "figures" / "tiny" / "dot.py").write_text(FIGURE)
    (folder / "docs" / "lessons").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text("# Home\n\n[The lesson](lessons/one.md)\n")
    (folder / "docs" / "lessons" / "one.md").write_text(LESSON)
    (folder / "docs" / "images").mkdir()
    shutil.copy(ROOT / "docs" / "images" / "logo.svg", folder / "docs" / "images")
    for name in ("pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    (folder / "mkdocs.yml").write_text(configuration())
    for name in ("node_modules", "vendor"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def environment() -> dict[str, str]:
    """The environment for the project's processes: nothing of ours on their path."""
    without = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "SITE_URL")}
    return without | {"NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"}
