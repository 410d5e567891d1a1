"""The README's example of a figure works as it stands."""

import re

from gen.registry import ROOT
from gen.render.points import Points

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_figure_in_the_readme_is_one() -> None:
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code
    space: dict = {}
    exec(code[1], space)
    figure = space["figure"]()
    assert isinstance(figure, Points)
    assert set(figure.encode()) == set(Points.files)


def test_paths_in_the_readme_exist() -> None:
    for path in re.findall(r"`((?:gen|docs|tests)/[\w/.]+)`", README):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"\]\(([\w./]+)\)", README):
        assert (ROOT / path).exists(), path
