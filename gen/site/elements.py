"""From a figure's manifest to the HTML element of its kind, complete without scripts."""

import html
import json
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markdown.util import AtomicString

from gen.registry import OUTPUT, ROOT, nearest
from gen.render import svg
from gen.render.chart import LAYOUTS
from gen.render.figure import MANIFEST
from gen.site.live_element import live

FOLDER = OUTPUT.relative_to(ROOT / "docs").as_posix()


TAG = re.compile(r"<[a-z][^>]*>")
NUMBER = re.compile(r"[−-]?[\d.,]+")
LONG = re.compile(r"-?\d+\.\d{3,}")


class UnknownFigure(Exception):
    """The build produced no such figure."""


@dataclass(frozen=True)
class Place:
    """Where a figure goes: its name, its alt text, and what the page lends for writing it.

    `asset` turns a path under docs/ into one that the generator rewrites; `stash` keeps raw
    HTML; `number` counts the figures before it on the page, `repeat` those of the same name.
    """

    name: str
    alt: str
    asset: Callable[[str], str]
    stash: Callable[[str], str]
    number: int
    repeat: int
    choices: Mapping[str, str] = field(default_factory=dict)  # name to label, this one first

    @property
    def id(self) -> str:
        """A name that is unique on the page."""
        base = identity(self.name)
        return base if not self.repeat else f"{base}-{self.repeat + 1}"

    def file(self, name: str) -> str:
        """The path of one of the figure's files."""
        return self.asset(f"{FOLDER}/{self.name}/{name}")


def identity(name: str) -> str:
    """The id of the first figure of that name on a page."""
    return name.replace("/", "-").replace("_", "-")


def names() -> list[str]:
    """The names of all figures that lie built in the output folder."""
    return sorted(str(p.parent.relative_to(OUTPUT)) for p in OUTPUT.glob(f"*/*/{MANIFEST}"))


def manifest(name: str) -> dict:
    """The manifest of a built figure. Raises UnknownFigure, with the nearest right name."""
    file = OUTPUT / name / MANIFEST
    if not (re.fullmatch(r"\w+/\w+", name) and file.is_file()):
        known = names()
        built = f"; built are {', '.join(known)}" if known else "; none is built: run `make assets`"
        raise UnknownFigure(f"there is no figure {name!r}{nearest(name, known) or built}")
    return json.loads(file.read_text(encoding="utf-8"))


def figure(parent: etree.Element, manifest: dict, place: Place) -> etree.Element:
    """Append the `<figure>` of one built figure to `parent`."""
    outer = etree.SubElement(
        parent,
        "figure",
        {
            "class": f"un-figure un-figure--{manifest['kind']}",
            "id": place.id,
            "data-figure": place.name,
            "data-search-exclude": "",
        },
    )
    card = etree.SubElement(
        outer, f"un-{manifest['kind']}", {"class": "un-card", "figure": place.name}
    )
    STAGES[manifest["kind"]](card, manifest, place)
    if len(manifest.get("steps", {}).get("labels", ())) > 1:
        controls(card, manifest["steps"])
    if place.choices:
        choice(card, place)
    return outer


class UnfitChoice(Exception):
    """A figure that cannot be chosen in the place of another."""


def choices(first: str, others: Sequence[str]) -> dict[str, str]:
    """The labels of figures that may take each other's place, by name, `first` first.

    They are `points` with a title, and alike in panels and steps. Raises UnknownFigure,
    UnfitChoice.
    """
    labels: dict[str, str] = {}
    for name in (first, *others):
        chosen = manifest(name)
        if name in labels:
            raise UnfitChoice(f"{name!r} stands twice among the figures to choose from")
        if chosen["kind"] != "points":
            raise UnfitChoice(f"{name!r} is of the kind {chosen['kind']!r}; only points are chosen")
        if not chosen.get("title"):
            raise UnfitChoice(f"{name!r} has no title to be chosen by: Points(title=…)")
        if _form(chosen) != _form(manifest(first)):
            raise UnfitChoice(f"{name!r} has other panels, steps or readouts than {first!r}")
        labels[name] = chosen["title"]
    return labels


def _form(manifest: dict) -> tuple:
    """What figures in one player have in common: all but where their particles are."""
    steps = manifest["steps"]
    return (
        [(p["label"], p["symbol"]) for p in manifest["panels"]],
        steps["labels"],
        [readout["label"] for readout in steps["readouts"]],
        [manifest[key] for key in ("width", "height", "extent")],
    )


def choice(card: etree.Element, place: Place) -> None:
    """A list of the figures that the player can show; it waits, invisible, for the script."""
    row = card.find("div[@class='un-controls']")
    box = etree.Element("span", {"class": "un-choice"})
    (card if row is None else row).insert(0, box)
    name = f"{place.id}-choice"
    etree.SubElement(box, "label", {"for": name}).text = "Distribution"
    # A browser that restores forms would show one name and the page another figure.
    select = etree.SubElement(box, "select", {"id": name, "autocomplete": "off"})
    for value, label in place.choices.items():
        selected = {"selected": "selected"} if value == place.name else {}
        etree.SubElement(select, "option", {"value": value, **selected}).text = label


def poster(parent: etree.Element, place: Place, width: int, height: int, alt: str) -> etree.Element:
    """The picture that stands until a script draws: eager for the first figure of a page."""
    attributes = {
        "src": place.file("poster.webp"),
        "alt": alt,
        "width": str(width),
        "height": str(height),
        "decoding": "async",
    }
    attributes |= {"fetchpriority": "high"} if not place.number else {"loading": "lazy"}
    return etree.SubElement(parent, "img", attributes)


def panels(card: etree.Element, manifest: dict, place: Place) -> None:
    """Pictures side by side, each with its label below."""
    square = manifest["width"] < 1.5 * manifest["height"]
    stage = etree.SubElement(card, "div", {"class": "un-stage un-square" if square else "un-stage"})
    if "across" in manifest:
        desk, phone = manifest["across"]
        stage.set("class", "un-stage un-table")
        stage.set("style", f"--un-across: {desk}; --un-across-phone: {phone}")
    rows = dict(enumerate(manifest.get("rows", ())))
    for index in range(len(manifest["panels"])):
        if rows and index % manifest["across"][0] == 0:
            heading = etree.SubElement(stage, "p", {"class": "un-label un-row"})
            etree.SubElement(heading, "b").text = rows[index // manifest["across"][0]]
        view_of_poster(stage, manifest, place, index)


def view_of_poster(stage: etree.Element, manifest: dict, place: Place, index: int) -> None:
    """One panel: its part of the poster, which holds all of them in a row, and its label."""
    panel, count = manifest["panels"][index], len(manifest["panels"])
    box = etree.SubElement(stage, "div", {"class": "un-panel"})
    cut = f"--un-of: {count}; --un-at: {index}"
    view = etree.SubElement(box, "div", {"class": "un-view un-slice", "style": cut})
    width, height = manifest["width"] * count, manifest["height"]
    poster(view, place, width, height, place.alt if not index else "")
    if panel["label"]:
        label = etree.SubElement(box, "p", {"class": "un-label"})
        etree.SubElement(label, "b", role(panel["role"])).text = panel["label"]
        if panel["symbol"]:
            formula(label, panel["symbol"])


def formula(parent: etree.Element, tex: str) -> None:
    """A formula among labels; `gen.site.math` sets it."""
    element = etree.SubElement(parent, "span", {"class": "arithmatex"})
    element.text = AtomicString(f"\\({tex}\\)")


def controls(card: etree.Element, steps: dict) -> None:
    """Play button, slider and readouts; they wait, invisible, for the script."""
    last, start = len(steps["labels"]) - 1, steps["start"]
    row = etree.SubElement(card, "div", {"class": "un-controls"})
    etree.SubElement(row, "button", {"type": "button", "class": "un-play", "aria-label": "Play"})
    words = [f"{r['words']} {r['values'][start]}" for r in steps["readouts"]]
    # "step 3 of 20"; but where steps have names, "picture a boat" and nothing after it
    end = f" of {steps['labels'][last]}" if NUMBER.fullmatch(steps["labels"][last]) else ""
    spoken = f"{steps['unit']} {steps['labels'][start]}{end}"
    etree.SubElement(
        row,
        "input",
        {
            "type": "range",
            "min": "0",
            "max": str(last),
            "value": str(start),
            "step": "1",
            "aria-label": steps["unit"],
            "aria-valuetext": ", ".join([spoken, *words]),
        },
    )
    readouts = etree.SubElement(row, "p", {"class": "un-readouts"})
    count = etree.SubElement(readouts, "span")
    count.text = f"{steps['unit']} "
    number = etree.SubElement(count, "b")
    number.text, number.tail = steps["labels"][start], end
    for readout in steps["readouts"]:
        item = etree.SubElement(readouts, "span", role(readout["role"]))
        item.text = f"{readout['label']} "
        etree.SubElement(item, "b").text = readout["values"][start]


def role(name: str | None) -> dict[str, str]:
    """The attribute that gives an element the colour of a role."""
    return {"class": name} if name else {}


def chart(card: etree.Element, manifest: dict, place: Place) -> None:
    """The SVG of both layouts, inlined; the stylesheet shows the one that fits."""
    stage = etree.SubElement(card, "div", {"class": "un-diagram"})
    for layout in LAYOUTS:
        drawing = (OUTPUT / place.name / f"{layout}.svg").read_text(encoding="utf-8")
        drawing = drawing.replace(svg.ALT, html.escape(place.alt), 1)
        box = etree.SubElement(stage, "div", {"class": f"un-{layout}"})
        box.text = place.stash(lighter(drawing).replace(svg.ID, f"{place.id}-{layout}"))


def lighter(drawing: str) -> str:
    """An SVG with its coordinates to a hundredth of a pixel: what is inlined delays the page."""
    return TAG.sub(lambda tag: LONG.sub(lambda n: f"{float(n[0]):.2f}", tag[0]), drawing)


def loop(card: etree.Element, manifest: dict, place: Place) -> None:
    """The still; the script puts the animation in its place, and the button stops it."""
    stage = etree.SubElement(card, "div", {"class": "un-stage"})
    view = etree.SubElement(stage, "div", {"class": "un-view"})
    poster(view, place, manifest["width"], manifest["height"], place.alt)
    etree.SubElement(card, "button", {"type": "button", "class": "un-play", "aria-label": "Play"})


STAGES: dict[str, Callable[[etree.Element, dict, Place], None]] = {
    "blend": panels,
    "chart": chart,
    "frames": panels,
    "live": live,
    "loop": loop,
    "points": panels,
}
