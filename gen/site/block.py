"""The Markdown extension: `/// figure`, `/// source`, `/// opening`, `/// predict`, `{n: …}`.

It works alike in MkDocs and Zensical, which both run Python-Markdown. What it cannot know (the
file and the line) `gen.site.check` says before it runs.
"""

import posixpath
import xml.etree.ElementTree as etree
from collections.abc import Callable

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string

from gen.site import elements, sources
from gen.site.numbers import NUMBER, Numbers, NumberError

WORDS_A_MINUTE = 220


def page_path(md: Markdown) -> str:
    """The page's path under docs/, as the generator in charge tells it; "" for neither."""
    if "relpath" in md.treeprocessors:  # MkDocs
        return md.treeprocessors["relpath"].file.src_uri
    if "rendering_context" in md.preprocessors:  # Zensical
        return md.preprocessors["rendering_context"].page.path
    return ""


def relative(md: Markdown, path: str) -> str:
    """A path under docs/ as seen from the page's source, which is what generators rewrite."""
    return posixpath.relpath(path, posixpath.dirname(page_path(md)) or ".")


def problem(parent: etree.Element, text: str) -> etree.Element:
    """A visible note where a block should be. `gen.site.finish` lets none be published."""
    element = etree.SubElement(parent, "p", {"class": "un-problem"})
    element.text = text
    return element


class FigureBlock(Block):
    """`/// figure | lesson/name`: a built figure, with the block's text as its caption."""

    NAME = "figure"
    ARGUMENT = True
    OPTIONS = {"alt": ("", type_string)}

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the element of the figure's kind."""
        try:
            manifest = elements.manifest(self.argument)
        except elements.UnknownFigure as error:
            self.caption = problem(parent, str(error))
            return self.caption
        alt = self.options["alt"].strip()
        if not alt:
            self.caption = problem(parent, f"figure {self.argument!r} has no alt text")
            return self.caption
        place = elements.Place(
            name=self.argument,
            alt=Numbers.of(self.md).fill(alt),
            asset=lambda path: relative(self.md, path),
            stash=self.md.htmlStash.store,
            number=self.tracker.setdefault("figures", 0),
            repeat=self.tracker.setdefault(self.argument, 0),
        )
        self.tracker["figures"] += 1
        self.tracker[self.argument] += 1
        figure = elements.figure(parent, manifest, place)
        self.caption = etree.SubElement(figure, "figcaption")
        return figure

    def on_add(self, block: etree.Element) -> etree.Element:
        """The block's text goes into the caption."""
        return self.caption

    def on_markdown(self) -> str:
        """A caption is Markdown with paragraphs."""
        return "block"

    def on_end(self, block: etree.Element) -> None:
        """A figure without a caption has no empty one."""
        if self.caption.tag == "figcaption" and not len(self.caption) and not self.caption.text:
            block.remove(self.caption)


class SourceBlock(Block):
    """`/// source | gen.module:function`: the whole function, from the file that runs."""

    NAME = "source"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the highlighted code and where it is from."""
        try:
            text = sources.function(self.argument)
        except sources.UnknownSource as error:
            self.caption = problem(parent, str(error))
            return self.caption
        figure = etree.SubElement(parent, "figure", {"class": "un-source"})
        html = highlight(text, PythonLexer(), HtmlFormatter(wrapcode=True))
        etree.SubElement(figure, "div").text = self.md.htmlStash.store(html)
        self.caption = etree.SubElement(figure, "figcaption")
        path = etree.SubElement(self.caption, "p", {"class": "un-path"})
        etree.SubElement(path, "code").text = sources.path(self.argument)
        return figure

    def on_add(self, block: etree.Element) -> etree.Element:
        """The block's text goes into the caption."""
        return self.caption

    def on_markdown(self) -> str:
        """A caption is Markdown with paragraphs."""
        return "block"


class OpeningBlock(Block):
    """`/// opening | Lesson 1`: kicker with the reading time, headline, lede."""

    NAME = "opening"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the kicker; headline and lede are the block's text."""
        header = etree.SubElement(parent, "header", {"class": "un-opening"})
        kicker = etree.SubElement(header, "p", {"class": "un-kicker"})
        minutes = max(1, round(self.md.preprocessors["unnoise-words"].count / WORDS_A_MINUTE))
        kicker.text = f"{self.argument} · {minutes} minute{'s' * (minutes != 1)}"
        return header


class PredictBlock(Block):
    """`/// predict`: the question to answer before scrolling on."""

    NAME = "predict"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the aside and its title."""
        aside = etree.SubElement(parent, "aside", {"class": "un-predict"})
        etree.SubElement(aside, "p", {"class": "un-kicker"}).text = "Before you scroll"
        return aside


BLOCKS: tuple[type[Block], ...] = (FigureBlock, SourceBlock, OpeningBlock, PredictBlock)


class CountWords(Preprocessor):
    """Counts the words of the page for its reading time."""

    count = 0

    def run(self, lines: list[str]) -> list[str]:
        """Count; change nothing."""
        self.count = sum(len(line.split()) for line in lines)
        return lines


class NumberPattern(InlineProcessor):
    """`{n: lesson.name}` and `{n: lesson.name | .0%}`: a number that the build computed."""

    def handleMatch(self, m, data):  # type: ignore[override]  # noqa: N802
        """Put the number in place, or a visible note."""
        try:
            text = Numbers.of(self.md).text(m.group(1), m.group(2))
        except NumberError as error:
            return problem(etree.Element("span"), str(error)), m.start(0), m.end(0)
        return text, m.start(0), m.end(0)


class UnnoiseExtension(BlocksExtension):
    """Registers all of the above with Python-Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register what is not a block."""
        super().extendMarkdown(md)
        md.inlinePatterns.register(NumberPattern(NUMBER.pattern, md), "unnoise-number", 175)
        md.preprocessors.register(CountWords(md), "unnoise-words", 100)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr) -> None:  # noqa: N802
        """Register the blocks."""
        for block in BLOCKS:
            block_mgr.register(block, self.getConfigs())


def makeExtension(**options: Callable) -> UnnoiseExtension:  # noqa: N802
    """Called by Python-Markdown."""
    return UnnoiseExtension(**options)
