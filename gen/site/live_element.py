"""The HTML of a live demo as it stands before the reader starts it, and without any script."""

import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from gen.site import bundle

if TYPE_CHECKING:
    from gen.site.elements import Place


def live(card: etree.Element, manifest: dict, place: "Place") -> None:
    """The default result as a poster, its readouts, and the button that starts Python."""
    from gen.site.elements import role, view_of_poster  # elements.py lists this function

    name = manifest["demo"]["name"]
    card.set("demo", name)
    # What its state is called in the page's address: a second copy on the page has its own.
    card.set("key", f"{name}-{place.repeat + 1}" if place.repeat else name)
    square = manifest["width"] < 1.5 * manifest["height"]
    stage = etree.SubElement(card, "div", {"class": "un-stage un-square" if square else "un-stage"})
    for index in range(len(manifest["panels"])):
        view_of_poster(stage, manifest, place, index)
    line = etree.SubElement(card, "div", {"class": "un-controls"})
    start = etree.SubElement(line, "p", {"class": "un-live-start"})
    button = etree.SubElement(start, "button", {"type": "button", "class": "un-live-run"})
    button.text = "Run it in your browser"
    size = bundle.megabytes()
    note = etree.SubElement(start, "span")
    note.text = f"loads Python, about {size} MB" if size else "loads Python"
    readouts = etree.SubElement(line, "p", {"class": "un-readouts"})
    for readout in manifest["readouts"]:
        item = etree.SubElement(
            readouts, "span", {**role(readout["role"]), "data-label": readout["label"]}
        )
        item.text = f"{readout['label']} "
        etree.SubElement(item, "b").text = readout["text"]
