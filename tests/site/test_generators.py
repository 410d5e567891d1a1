"""The same pages from MkDocs and from Zensical; every figure on a page; every source runs."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html
from mkdocs.config import load_config

from gen import registry
from gen.registry import ROOT
from gen.site.block import SourceBlock
from gen.site.check import check
from gen.site.numbers import Numbers
from gen.site.scan import Scan
from tests.quoted import WITH_PYTORCH, assert_same_code
from tests.site import project

DOCS = ROOT / "docs"
GENERATORS = {
    "mkdocs": ["build", "--strict", "--quiet"],
    "zensical": ["build", "--clean", "--strict"],
}


FIGURE = """\
/// figure | {name}
    alt: "Odd: {{n: {number}}}"

A *caption* with $x_t$ and {{n: {number}}}.
///
"""
ODD = {  # pages that real ones need not be like
    "odd/crlf.md": "# T\r\n\r\n" + FIGURE.replace("\n", "\r\n"),
    "odd/bom.md": "\ufeff# T\n\n" + FIGURE,
    "odd/front.md": "---\ntitle: T\n---\n\n# T\n\n" + FIGURE,
    "odd/tabs.md": "# T\n\n" + FIGURE.replace("    ", "\t"),
    "odd/deep/er/index.md": "# T\n\n" + FIGURE + "\n" + FIGURE,
    "odd/code.md": "# T\n\n```\n" + FIGURE + "```\n\n| a |\n|---|\n| {{n: {number} \\| .1f}} |\n",
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The real pages, built by each generator."""
    sites = {}
    for name, command in GENERATORS.items():
        folder = tmp_path_factory.mktemp(name)
        shutil.copytree(DOCS, folder / "docs")
        shutil.copy(ROOT / "mkdocs.yml", folder)
        for path, text in odd_pages().items():
            (folder / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "docs" / path).write_bytes(text.encode())
        done = subprocess.run(
            [sys.executable, "-m", name, *command, "--config-file", str(folder / "mkdocs.yml")],
            cwd=folder, env=project.environment() | {"PYTHONPATH": str(ROOT)},
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        sites[name] = folder / "site"
    return sites


def odd_pages() -> dict[str, str]:
    """The odd pages with a figure and a number that are there."""
    numbers = Numbers.collect().values
    number = next(name for name, value in numbers.items() if not isinstance(value, str))
    name = next(iter(registry.built()))
    return {path: text.format(name=name, number=number) for path, text in ODD.items()}


def pages(site: Path) -> list[str]:
    """The pages of a site that are made from Markdown, as paths of their HTML."""
    found = (page.relative_to(site) for page in site.rglob("index.html"))
    return sorted(page.as_posix() for page in found if page.parts[0] != "assets")


def article(site: Path, page: str) -> html.HtmlElement:
    """The part of a page that comes from Markdown."""
    return html.parse(site / page).getroot().find(".//article")


def figures(site: Path, page: str) -> list[tuple[str, str, str, list[str], list[str]]]:
    """Each figure's name, id, caption, alt texts and pictures, these as paths in the site."""
    found = []
    for figure in article(site, page).iter("figure"):
        if figure.get("data-figure"):
            caption = " ".join(
                " ".join(c.text_content() for c in figure.iter("figcaption")).split()
            )
            loads = [urljoin(f"https://x/{page}", img.get("src")) for img in figure.iter("img")]
            files = [unquote(urlsplit(address).path).lstrip("/") for address in loads]
            alts = [img.get("alt") for img in figure.iter("img")]
            found.append((figure.get("data-figure"), figure.get("id"), caption, alts, files))
    return found


def test_both_generators_make_the_same_pages(sites: dict[str, Path]) -> None:
    assert pages(sites["mkdocs"]) == pages(sites["zensical"])
    assert len(pages(sites["mkdocs"])) == len(list(DOCS.rglob("*.md"))) + len(ODD)


def test_both_generators_show_the_same_figures(sites: dict[str, Path]) -> None:
    counts = {}
    for page in pages(sites["mkdocs"]):
        shown = figures(sites["mkdocs"], page)
        assert figures(sites["zensical"], page) == shown, page
        for *_, files in shown:
            for site in sites.values():
                assert all((site / file).is_file() for file in files), files
        counts[page] = len(shown)
    odd = [counts[f"odd/{name}/index.html"] for name in ("crlf", "bom", "front", "tabs", "deep/er")]
    assert [*odd, counts["odd/code/index.html"]] == [1, 1, 1, 1, 2, 0]
    assert sum(counts.values()) > sum(odd)


def test_both_generators_write_the_same_text(sites: dict[str, Path]) -> None:
    for page in pages(sites["mkdocs"]):
        texts = {
            " ".join(
                " ".join(
                    e.text_content() for e in article(site, page).iter("p", "h1", "li")
                ).split()
            ).replace("¶", "")
            for site in sites.values()
        }
        assert len(texts) == 1, page


def test_nothing_is_left_unread(sites: dict[str, Path]) -> None:
    for site in sites.values():
        for page in pages(site):
            content = article(site, page)
            assert not content.find_class("un-problem"), page
            for element in [*content.iter("code"), *content.iter("pre")]:
                element.drop_tree()
            lines = content.text_content().splitlines()
            assert not [line for line in lines if line.lstrip().startswith("///")], page


def test_the_check_finds_nothing() -> None:
    assert [str(p) for p in check(load_config(str(ROOT / "mkdocs.yml")))] == []


def test_figures_and_pages_fit(sites: dict[str, Path]) -> None:
    site = sites["mkdocs"]
    real = [page for page in pages(site) if not page.startswith("odd/")]
    used = {name for page in real for name, *_ in figures(site, page)}
    used |= {o.get("value") for page in real for o in article(site, page).iter("option")}
    assert used == set(registry.figures()), "a figure that no page uses, or that is not there"
    assert used == set(registry.built()), "run `make assets`"


def quoted() -> Iterator[str]:
    """The sources that pages quote: "module:function"."""
    found: set[str] = set()
    for page in DOCS.rglob("*.md"):
        scan = Scan(page.read_text("utf-8").split("\n"), 1, {"source": SourceBlock}, Numbers({}))
        found.update(b.argument for b in scan.blocks if b.name == "source" and b.argument)
    return iter(sorted(found))


# tests/peers see to what needs PyTorch.
HERE = [name for name in quoted() if name not in WITH_PYTORCH]


def test_what_needs_pytorch_is_quoted() -> None:
    assert set(WITH_PYTORCH) <= set(quoted())


@pytest.mark.parametrize("name", [*HERE, "gen.site.sources:function", "gen.files:write"])
def test_quoted_code_is_the_code_that_runs(name: str) -> None:
    assert_same_code(name)
