"""The HTML of a live demo as it stands before the reader starts it, and without any script."""

import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from gen.site import bundle

if TYPE_CHECKING:
    from gen.site.elements import Place


def live(card: etree.Element, manifest: dict, place: "Place") -> None:
    """The default result as a poster, its readouts, and the button that starts Python."""
    from gen.site.elements import formula, poster, role  # elements.py lists this function

    card.set("demo", manifest["demo"]["name"])
    stage = etree.SubElement(card, "div", {"class": "un-stage"})
    count = len(manifest["panels"])
    for index, panel in enumerate(manifest["panels"]):
        box = etree.SubElement(stage, "div", {"class": "un-panel"})
        cut = f"un-view un-slice un-slice-of-{count} un-slice-{index + 1}"
        view = etree.SubElement(box, "div", {"class": cut})
        whole = manifest["width"] * count  # each view shows its part of one poster
        poster(view, place, whole, manifest["height"], place.alt if not index else "")
        label = etree.SubElement(box, "p", {"class": "un-label"})
        etree.SubElement(label, "b", role(panel["role"])).text = panel["label"]
        if panel["symbol"]:
            formula(label, panel["symbol"])
    line = etree.SubElement(card, "div", {"class": "un-controls"})
    start = etree.SubElement(line, "p", {"class": "un-live-start"})
    button = etree.SubElement(start, "button", {"type": "button", "class": "un-live-run"})
    button.text = "Run it in your browser"
    size = bundle.megabytes()
    note = etree.SubElement(start, "span")
    note.text = f"Python, about {size} MB" if size else "Python"
    readouts = etree.SubElement(line, "p", {"class": "un-readouts"})
    for readout in manifest["readouts"]:
        item = etree.SubElement(
            readouts, "span", {**role(readout["role"]), "data-label": readout["label"]}
        )
        item.text = f"{readout['label']} "
        etree.SubElement(item, "b").text = readout["text"]
