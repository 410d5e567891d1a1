"""The Markdown extension: `/// figure`, `/// source`, `/// opening`, `/// predict`,
`/// misreading`, `{n: …}`.

It works alike in MkDocs and Zensical, which both run Python-Markdown. What it cannot know (the
file and the line) `gen.site.check` says before it runs.
"""

import posixpath
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string

from gen.site import elements, sources
from gen.site.numbers import NUMBER, NumberError, Numbers

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
    element = etree.SubElement(parent, "div", {"class": "un-problem"})
    etree.SubElement(element, "p").text = AtomicString(text)
    return element


class PageBlock(Block):
    """A block that stands for itself on the page: in no list, quotation, note or other block."""

    def on_validate(self, parent: etree.Element) -> bool:
        """Refuse other places, some of which send pymdownx into an endless loop."""
        return parent is self.md.parser.root


class FigureBlock(PageBlock):
    """`/// figure | lesson/name`: a built figure, with the block's text as its caption.

    The option `choices` names others, with spaces between, that the reader may put in its place.
    """

    NAME = "figure"
    ARGUMENT = True
    OPTIONS = {"alt": ("", type_string), "choices": ("", type_string)}  # noqa: RUF012

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the element of the figure's kind."""
        try:
            manifest = elements.manifest(self.argument)
            alt = Numbers.of(self.md).fill(self.options["alt"].strip())
            others = self.options["choices"].split()
            choices = elements.choices(self.argument, others) if others else {}
        except (elements.UnknownFigure, elements.UnfitChoice, NumberError) as error:
            self.caption = problem(parent, str(error))
            return self.caption
        if not alt:
            self.caption = problem(
                parent,
                f"figure {self.argument!r} has no alt text; say under its first line what it "
                f'shows, indented by four spaces: alt: "…"',
            )
            return self.caption
        place = elements.Place(
            name=self.argument,
            alt=alt,
            asset=lambda path: relative(self.md, path),
            stash=self.md.htmlStash.store,
            number=self.tracker.setdefault("figures", 0),
            repeat=self.tracker.setdefault(self.argument, 0),
            choices=choices,
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


class SourceBlock(PageBlock):
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
        attributes = {"class": "un-source", "data-search-exclude": ""}
        figure = etree.SubElement(parent, "figure", attributes)
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


class OpeningBlock(PageBlock):
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


class PredictBlock(PageBlock):
    """`/// predict`: the question to answer before scrolling on."""

    NAME = "predict"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the aside and its title."""
        aside = etree.SubElement(parent, "aside", {"class": "un-predict"})
        etree.SubElement(aside, "p", {"class": "un-kicker"}).text = "Before you scroll"
        return aside


class MisreadingBlock(PageBlock):
    """`/// misreading | Does the network draw?`: a question that readers bring, and its answer."""

    NAME = "misreading"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the aside and the question."""
        aside = etree.SubElement(parent, "aside", {"class": "un-misreading"})
        etree.SubElement(aside, "p", {"class": "un-question"}).text = AtomicString(self.argument)
        return aside


BLOCKS: tuple[type[Block], ...] = (
    FigureBlock,
    SourceBlock,
    OpeningBlock,
    PredictBlock,
    MisreadingBlock,
)


class CountWords(Preprocessor):
    """Counts the words of the page for its reading time."""

    count = 0

    def run(self, lines: list[str]) -> list[str]:
        """Count; change nothing."""
        self.count = sum(len(line.split()) for line in lines)
        return lines


class NumberPattern(InlineProcessor):
    """`{n: lesson.name}` and `{n: lesson.name | .0%}`: a number that the build computed."""

    # An odd number of backslashes before the brace makes it a plain one.
    PATTERN = rf"(?<!\\)(?:\\\\)*(?P<number>{NUMBER.pattern})"

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | str, int, int]:
        """Put the number in place, or a visible note."""
        result: etree.Element | str
        try:
            result = Numbers.of(self.md).text(m["name"], m["form"])
        except NumberError as error:
            result = etree.Element("span", {"class": "un-problem"})
            result.text = AtomicString(str(error))
        return result, *m.span("number")


class UnnoiseExtension(BlocksExtension):
    """Registers all of the above with Python-Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register what is not a block."""
        super().extendMarkdown(md)
        # After code (190) and formulas (189.9), before backslashes are read (180).
        md.inlinePatterns.register(NumberPattern(NumberPattern.PATTERN, md), "unnoise-number", 185)
        md.preprocessors.register(CountWords(md), "unnoise-words", 100)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr) -> None:
        """Register the blocks."""
        for block in BLOCKS:
            block_mgr.register(block, self.getConfigs())


def makeExtension(**options: Callable) -> UnnoiseExtension:
    """Called by Python-Markdown."""
    return UnnoiseExtension(**options)
