"""Two Markdown blocks for the page on what is real: `/// records` and `/// card`.

What they show comes from the build's own records: the file `record.json` beside each figure, which
the task has written that drew it, and the model cards beside the weights.
"""

import functools
import json
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import markdown
from markdown import Markdown
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension

from gen.registry import OUTPUT, RECORD, ROOT, WEIGHTS, built, nearest
from gen.site import elements, sources
from gen.site.block import PageBlock, problem, relative

# Who answers, as a reader calls it. A record with another name is a problem on the page.
ASKED = {
    "exact": "exact denoiser",
    "oracle": "oracle",
    "plane": "network of the plane",
    "grid": "network of the lab",
    "scenes": "network that paints",
    "latents": "network that paints latents",
    "judge": "the judge",
    "autoencoder4": "autoencoder",
    "autoencoder8": "stronger autoencoder",
}
FIGURE = re.compile(r"^/// figure \| *(?P<name>\S+)(?P<options>(?:\n {4}.*)*)", re.MULTILINE)


@dataclass(frozen=True)
class Record:
    """How one figure was made. `place` is where it is shown, as page#figure; "" if nowhere."""

    name: str
    kind: str
    source: str
    parameters: dict[str, object]
    asked: dict[str, int]
    bytes: int
    place: str

    @property
    def code(self) -> str:
        """The file of the function that drew it, with its lines."""
        first, last = sources.lines(self.source)
        return f"{sources.path(self.source)}:{first}–{last}"

    @property
    def who(self) -> str:
        """Who was asked for guesses, and how often. Raises KeyError for somebody unknown."""
        told = [f"{ASKED[who]} {number:,}×" for who, number in sorted(self.asked.items())]
        return ", ".join(told) or "nobody: arithmetic alone"

    @property
    def given(self) -> str:
        """The parameters, a seed among them where chance plays a part."""
        return ", ".join(f"{name} {_short(value)}" for name, value in self.parameters.items())


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def records() -> list[Record]:
    """Of all figures that lie built, sorted by name."""
    shown = places()
    found = []
    for name, manifest in built().items():
        folder = OUTPUT / name
        made = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        size = sum(file.stat().st_size for file in folder.iterdir() if file.name != RECORD)
        found.append(Record(name, manifest["kind"], bytes=size, place=shown.get(name, ""), **made))
    return found


def records_of(md: Markdown) -> list[Record]:
    """The records for one Markdown instance, read once."""
    if not hasattr(md, "unnoise_records"):
        md.unnoise_records = records()  # type: ignore[attr-defined]
    return md.unnoise_records  # type: ignore[attr-defined]


def places() -> dict[str, str]:
    """Where each figure is shown, or may be chosen, as a page under docs/ and what to scroll to."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "docs").rglob("*.md")):
        for figure in FIGURE.finditer(path.read_text(encoding="utf-8")):
            others = re.search(r"^ +choices: *(.*)$", figure["options"], re.MULTILINE)
            page = path.relative_to(ROOT / "docs").as_posix()
            for name in (figure["name"], *(others[1].split() if others else ())):
                found.setdefault(name, f"{page}#{elements.identity(figure['name'])}")
    return found


class RecordsBlock(PageBlock):
    """`/// records | lesson`: how each figure of a lesson was made, as a table."""

    NAME = "records"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the table."""
        every = records_of(self.md)
        mine = [record for record in every if record.name.split("/")[0] == self.argument]
        if not mine:
            lessons = sorted({record.name.split("/")[0] for record in every})
            hint = nearest(self.argument, lessons) or f"; there are {', '.join(lessons)}"
            return problem(parent, f"there are no figures of {self.argument!r}{hint}")
        box = etree.SubElement(parent, "div", {"class": "un-records", "data-search-exclude": ""})
        table = etree.SubElement(box, "table")
        head = etree.SubElement(etree.SubElement(table, "thead"), "tr")
        for title in ("figure", "who was asked, how often", "drawn by, with", "kB"):
            etree.SubElement(head, "th").text = title
        body = etree.SubElement(table, "tbody")
        for record in mine:
            self._row(etree.SubElement(body, "tr"), record)
        return box

    def _row(self, row: etree.Element, record: Record) -> None:
        name = etree.SubElement(row, "td")
        if record.place:
            name = etree.SubElement(name, "a", {"href": relative(self.md, record.place)})
        name.text = AtomicString(record.name.split("/")[1].replace("_", " "))
        try:
            etree.SubElement(row, "td").text = AtomicString(record.who)
        except KeyError as error:
            problem(row, f"{record.name}: nobody knows who {error} is; gen/site/real.py names all")
        drawn = etree.SubElement(row, "td")
        _path(etree.SubElement(drawn, "code"), record.code)
        if record.given:
            etree.SubElement(drawn, "br").tail = AtomicString(record.given)
        etree.SubElement(row, "td").text = f"{record.bytes / 1000:.0f}"


def _path(code: etree.Element, path: str) -> None:
    """Write a file's path, which a narrow column may break after a slash and nowhere else."""
    first, *rest = re.split(r"(?<=/)", path)
    code.text = AtomicString(first)
    for part in rest:
        etree.SubElement(code, "wbr").tail = AtomicString(part)


class CardBlock(PageBlock):
    """`/// card | scenes`: a model card, from beside its weights."""

    NAME = "card"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the card, folded up under its title."""
        card = WEIGHTS / self.argument / "README.md"
        if not card.is_file():
            cards = sorted(path.parent.name for path in WEIGHTS.glob("*/README.md"))
            hint = nearest(self.argument, cards) or f"; there are {', '.join(cards)}"
            return problem(parent, f"there is no model card {self.argument!r}{hint}")
        box = etree.SubElement(parent, "details", {"class": "un-model", "data-search-exclude": ""})
        title, text = _card(card)
        etree.SubElement(box, "summary").text = AtomicString(title)
        etree.SubElement(box, "div").text = self.md.htmlStash.store(text)
        return box


@functools.cache
def _card(path: Path) -> tuple[str, str]:
    """The title of a model card, and the rest of it as HTML, its links as plain words."""
    title, _, body = path.read_text(encoding="utf-8").partition("\n")
    html = markdown.markdown(body, extensions=["tables"])
    html = re.sub(r'<a href="(?!https?:)[^"]*">(.*?)</a>', r"\1", html)
    html = re.sub(r"\$([^$]+)\$", r"<i>\1</i>", html)
    return title.removeprefix("# "), html


class RealExtension(BlocksExtension):
    """Registers both with Python-Markdown."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr) -> None:
        """Register the blocks."""
        for block in (RecordsBlock, CardBlock):
            block_mgr.register(block, self.getConfigs())


def makeExtension(**options: Callable) -> RealExtension:
    """Called by Python-Markdown."""
    return RealExtension(**options)
