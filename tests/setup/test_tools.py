"""The small tools of the Makefile."""

import socket
from pathlib import Path

import pytest
import yaml

from gen.registry import ROOT
from tools import lint, look, replace, twice


@pytest.mark.parametrize("name", lint.commands())
def test_the_linters_have_nothing_to_say(name: str) -> None:
    if said := lint.lint(name):
        pytest.fail(said, pytrace=False)


def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    new, old = tmp_path / "cache" / "site", tmp_path / "site"
    for content in ("one", "two"):
        new.mkdir(parents=True)
        (new / content).write_text(content)
        replace.replace(new, old)
        assert [p.name for p in old.iterdir()] == [content]
    assert list((tmp_path / "cache").iterdir()) == []


def test_what_an_interrupted_replacement_left_is_no_trouble(tmp_path: Path) -> None:
    for folder in ("cache/site", "cache/site.old", "site"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "file").write_text(folder)
    replace.replace(tmp_path / "cache" / "site", tmp_path / "site")
    assert (tmp_path / "site" / "file").read_text() == "cache/site"


def test_a_figure_alone_is_a_page_with_that_figure() -> None:
    name = next(iter(look.built()))
    folder = look.alone(name)
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert page.count("<figure") == page.count("<un-") == 1
    assert (folder / "assets" / "figures" / name / "figure.json").is_file()


def test_an_unknown_figure_gets_the_nearest_name() -> None:
    name = next(iter(look.built()))
    with pytest.raises(SystemExit, match=f"did you mean '{name}'"):
        look.alone(name + "x")


def test_a_port_that_is_taken_is_left_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert look.free(taken.getsockname()[1]) == 0


def test_two_builds_that_differ_are_told_apart() -> None:
    assert twice.differences({"a": b"1", "b": b"2"}, {"a": b"1", "b": b"2"}) == []
    assert twice.differences({"a": b"1", "b": b"2"}, {"a": b"3", "c": b""}) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "path", [*(ROOT / ".github").rglob("*.yml"), ROOT / ".pre-commit-config.yaml"], ids=str
)
def test_workflows_are_yaml(path: Path) -> None:
    assert yaml.safe_load(path.read_text())


def test_published_pages_know_their_address() -> None:
    steps = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text())["jobs"]["publish"]
    build = next(step for step in steps["steps"] if step.get("run") == "make")
    assert build["env"] == {"SITE_URL": "${{ steps.pages.outputs.base_url }}/"}
    assert "!ENV [SITE_URL," in (ROOT / "mkdocs.yml").read_text()
