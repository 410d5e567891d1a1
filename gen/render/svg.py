"""Matplotlib's SVG made fit for a page: no global style, classes for colours, the page's font."""

import re
import xml.etree.ElementTree as etree

from gen.render.theme import SENTINEL

NAMESPACE = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}"
# Every id starts with this; the page puts the figure's own in its place.
ID = "un-id"
# What the chart's description reads until the page puts the block's alt text in its place.
ALT = "un-alt"
KEPT = {
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "text-anchor",
    "font-size",
    "font-weight",
    "opacity",
    "fill-opacity",
    "stroke-opacity",
}
_INKS = {colour: ink for ink, colour in SENTINEL.items()}


def clean(source: bytes, title: str) -> etree.Element:
    """The `<svg>` element of a Matplotlib drawing, ready to be inlined.

    Raises ValueError for a colour that is no sentinel: a chart is drawn in roles only.
    """
    root = etree.fromstring(re.sub(rb"<!DOCTYPE[^>]*>", b"", source))
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    for parent in root.iter():
        for child in list(parent):
            if child.tag in ("metadata", "style") or (child.tag == "defs" and _only_style(child)):
                parent.remove(child)
    _expand(root)
    for element in root.iter():
        _restyle(element)
        _rename(element)
    width, height = (
        float(root.attrib.pop(side).removesuffix("pt")) for side in ("width", "height")
    )
    root.attrib.clear()
    root.attrib.update(
        {
            "viewBox": f"0 0 {width:g} {height:g}",
            "role": "img",
            "aria-labelledby": f"{ID}-title {ID}-desc",
        }
    )
    for text, tag in ((ALT, "desc"), (title, "title")):
        element = etree.Element(tag, {"id": f"{ID}-{tag}"})
        element.text = text
        root.insert(0, element)
    _unwrap(root)
    return root


def _only_style(defs: etree.Element) -> bool:
    return all(child.tag == "style" for child in defs)


def _expand(root: etree.Element) -> None:
    """Put a copy of what it stands for in the place of each `<use>`.

    The theme's script writes to `href` of every element that has one, which `<use>` forbids.
    """
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    for parent in list(root.iter()):
        for index, child in enumerate(list(parent)):
            if child.tag == "use":
                target = named[child.attrib[f"{XLINK}href"].removeprefix("#")]
                copy = etree.Element(target.tag, {k: v for k, v in target.items() if k != "id"})
                copy.set("transform", f"translate({child.get('x')} {child.get('y')})")
                copy.set("style", f"{target.get('style', '')};{child.get('style', '')}")
                parent[index] = copy
    for parent in list(root.iter()):
        for child in list(parent):
            empty = child.tag == "path" and not re.search(r"[LCQ] *(?!0\b)", child.get("d", ""))
            unused = child.tag == "defs" and not any(e.tag == "clipPath" for e in child)
            if empty or unused:
                parent.remove(child)


def _restyle(element: etree.Element) -> None:
    declared = [item.partition(":") for item in element.attrib.pop("style", "").split(";")]
    style = {name.strip(): value.strip() for name, colon, value in declared if colon}
    if "font" in style:  # the shorthand, such as "500 15px 'DejaVu Sans', …"
        found = re.search(r"(?:(\d{3}|bold) )?([\d.]+)px", style["font"])
        if found:
            style["font-size"] = found[2]
            if found[1]:
                style["font-weight"] = "600"  # the page's bold
    for name in ("fill", "stroke"):
        if name in element.attrib:
            style.setdefault(name, element.attrib.pop(name))
    classes = []
    for name, value in style.items():
        if name in ("fill", "stroke"):
            if value == "none":
                element.set(name, "none")
            elif value.startswith("#"):
                if value not in _INKS:
                    raise ValueError(f"a chart uses the colour {value}; allowed are {SENTINEL}")
                classes.append(f"un-{name}-{_INKS[value]}")
        elif name in KEPT:
            element.set(name, "600" if name == "font-weight" else value.removesuffix("px"))
    if re.match(r"rotate\(-?0 ", element.get("transform", "")):
        del element.attrib["transform"]
    if element.tag == "text" and not any(c.startswith("un-fill") for c in classes):
        classes.append("un-fill-truth")
    if classes:
        element.set("class", " ".join(sorted(classes)))


def _rename(element: etree.Element) -> None:
    if "id" in element.attrib:
        if element.tag in ("clipPath", "path", "symbol", "marker"):
            element.set("id", f"{ID}-{element.attrib['id']}")
        else:
            del element.attrib["id"]
    for name, value in list(element.attrib.items()):
        if name.endswith("href") and value.startswith("#"):
            del element.attrib[name]
            element.set("href", f"#{ID}-{value[1:]}")
        elif "url(#" in value:
            element.set(name, value.replace("url(#", f"url(#{ID}-"))


def _unwrap(parent: etree.Element) -> None:
    """Drop groups that say nothing, and the white space that Matplotlib writes."""
    children: list[etree.Element] = []
    for child in list(parent):
        _unwrap(child)
        child.tail = None
        if child.tag == "g" and not child.attrib:
            children.extend(child)
        elif len(child) or child.attrib or child.text:
            children.append(child)
    if parent.text and not parent.text.strip():
        parent.text = None
    parent[:] = children


def to_bytes(root: etree.Element) -> bytes:
    """The element as a file."""
    return etree.tostring(root, encoding="unicode").encode() + b"\n"
