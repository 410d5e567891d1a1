"""Small built figures in a folder of their own, and the extensions of the real mkdocs.yml."""

from collections.abc import Callable, Iterator
from pathlib import Path

import markdown
import numpy as np
import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from gen import registry
from gen.render.blend import Blend, Layer, Panel
from gen.render.figure import Figure, Steps
from gen.render.points import Group, Points
from gen.render.points import Panel as Plane
from gen.site import elements, real
from gen.site.check import Checker

FIGURES = ("forward/cat", "forward/dog", "landing/hero")
NUMBERS: dict[str, float | int | str] = {
    "T": 50,
    "crossing": 25.4321,
    "share": 0.256,
    "tiny": 1.5e-7,
    "name": "cosine",
    "minus": -3,
}


def dots(title: str, frames: int = 3) -> Points:
    """The smallest figure that may be chosen in the place of another, if it has a title."""
    panel = Plane([Group(np.zeros((frames, 2, 2)), "signal")], "a label")
    return Points(panels=[panel], steps=Steps(labels=range(frames)), title=title)


CHOSEN = {
    "walk/one": dots("One"),
    "walk/two": dots("Two & a half"),
    "walk/nameless": dots(""),
    "walk/longer": dots("Longer", 4),
}


def tiny(numbers: dict[str, float | int | str]) -> Blend:
    """The smallest figure with a slider."""
    return Blend(
        layers=[Layer(np.zeros((4, 4, 3)))],
        panels=[Panel(np.ones((3, 1)), "a label", "x_t", "truth")],
        steps=Steps(labels=range(3)),
        numbers=numbers,
    )


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of built figures, used in place of docs/assets/figures."""
    output = tmp_path_factory.mktemp("figures")
    shown: dict[str, Figure] = {n: tiny(NUMBERS if n == "forward/cat" else {}) for n in FIGURES}
    for name, figure in (shown | CHOSEN).items():
        (output / name).mkdir(parents=True)
        for file, content in figure.encode().items():
            (output / name / file).write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "OUTPUT", output)
        patch.setattr(elements, "OUTPUT", output, raising=False)
        # What lies built is known to this one too, which must not be imported under the patch.
        assert output != real.OUTPUT
        yield output


@pytest.fixture(scope="module")
def config(figures: Path) -> MkDocsConfig:
    """The real mkdocs.yml."""
    return load_config(str(registry.ROOT / "mkdocs.yml"))


@pytest.fixture(scope="module")
def checker(config: MkDocsConfig) -> Checker:
    """Checks pages against the small figures."""
    return Checker(config)


@pytest.fixture(scope="module")
def render(config: MkDocsConfig) -> Callable[[str], str]:
    """Markdown to HTML, as the generators do it."""

    def render(text: str) -> str:
        md = markdown.Markdown(
            extensions=config.markdown_extensions, extension_configs=config.mdx_configs
        )
        return md.convert(text)

    return render
