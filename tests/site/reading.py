"""A second opinion on pages: CommonMark's own reading of the source, lxml's of the result."""

import re

from lxml import html
from markdown_it import MarkdownIt

HEADER = re.compile(r"[\s>]*(?:(?:[-*+]|\d+[.)])\s+)*/{3,} *figure *\| *(\S+) *")
COMMENT = re.compile(r"(?s)<!--.*?-->")
COMMONMARK = MarkdownIt("commonmark")


def figures_meant(source: str) -> list[str]:
    """The figures that a careful reader of `source` expects, in order: none from code or HTML."""
    source = source.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    source = re.sub(r"(?m)^([\s>]*)</?(?:b|div|details|span)\b[^>\n]*>", r"\1\n\n", source)
    source = re.sub(r"(?m)^!!!.*\n", "- An admonition reads like a list.\n\n", source)
    source = re.sub(r"(?m)^( {0,3}/{3,} *)$", r"\1\n", source)  # the end of a block ends the text
    hidden: set[int] = set()
    fenced: set[int] = set()
    for token in COMMONMARK.parse(source):
        if token.type in ("fence", "code_block", "html_block") and token.map:
            hidden.update(range(*token.map))
            fenced.update(range(*token.map) if token.type == "fence" else [])
    for comment in COMMENT.finditer(source):
        before, first = source[: comment.start()], source.count("\n", 0, comment.start())
        if first not in fenced and not before.rpartition("\n")[2].count("`") % 2:
            hidden.update(range(first, source.count("\n", 0, comment.end()) + 1))
    return [
        match[1]
        for number, line in enumerate(source.split("\n"))
        if number not in hidden and (match := HEADER.fullmatch(line))
    ]


def parse(page: str) -> html.HtmlElement:
    """A rendered page or a part of one."""
    return html.document_fromstring(f"<html><body>{page}</body></html>")


def figures_shown(page: str) -> list[str]:
    """The figures in a rendered page, in order."""
    return [f.get("data-figure") for f in parse(page).iter("figure") if f.get("data-figure")]


def captions(page: str) -> list[str]:
    """The captions' texts, with single spaces."""
    return [" ".join(c.text_content().split()) for c in parse(page).iter("figcaption")]


def prose(page: str) -> str:
    """The text that is not code, formula or drawing, a line for each block of text."""
    tree = parse(page)
    for tag in ("code", "pre", "script", "style", "math", "svg"):
        for element in list(tree.iter(tag)):
            element.drop_tree()
    return tree.text_content()


def notes(page: str) -> list[str]:
    """What the page itself says is wrong."""
    return [element.text_content() for element in parse(page).find_class("un-problem")]


def has_raw_block(page: str) -> bool:
    """True where a line outside code begins with slashes."""
    return any(line.lstrip().startswith("///") for line in prose(page).splitlines())
