"""The first use of a term in a lesson is a button that shows what it means.

The terms are those of docs/glossary.md, a definition list in plain words. Where a word of prose is
one of them, in the singular or with an s, the first of each on the page becomes a button, with the
meaning beside it, which `terms.css` shows on hover and focus and `terms.js` on a tap.
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator
from pathlib import Path

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from gen.registry import ROOT
from gen.site.block import page_path

GLOSSARY = ROOT / "docs" / "glossary.md"
ENTRY = re.compile(r"^(?P<term>\S.*)\n:[ ]+(?P<meaning>.+)$", re.MULTILINE)
PROSE = ("p", "li", "em", "strong", "b", "i")  # where words are read
OUTSIDE = ("figure", "header", "blockquote")  # where none are looked for


class GlossaryError(ValueError):
    """An entry that cannot stand in a button."""


def glossary(path: Path = GLOSSARY) -> dict[str, str]:
    """Each term, and what it means. Raises GlossaryError for one with markup, or there twice."""
    found: dict[str, str] = {}
    for entry in ENTRY.finditer(path.read_text(encoding="utf-8") if path.is_file() else ""):
        term, meaning = entry["term"].strip(), entry["meaning"].strip()
        if term.lower() in (known.lower() for known in found):
            raise GlossaryError(f"{path.name}: {term!r} is there twice")
        markup = re.search(r"[\[\]*_`$<>{}\\]", term + meaning)
        if markup:
            raise GlossaryError(
                f"{path.name}: {term!r} has {markup[0]!r}; terms and meanings are plain words"
            )
        found[term] = meaning
    return found


def pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the terms as whole words, the longest first."""
    longest = sorted(terms, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest))})(s?)(?![\w-])", re.I)


class Terms(Treeprocessor):
    """Turns the first use of each term into a button."""

    def run(self, root: etree.Element) -> None:
        """Change a lesson's tree; leave other pages as they are."""
        if not page_path(self.md).startswith("lessons/"):
            return
        self.left = {term.lower(): (term, meaning) for term, meaning in glossary().items()}
        if self.left:
            self.find = pattern(self.left)
            self._inside(root, reads=False)

    def _inside(self, element: etree.Element, reads: bool) -> None:
        """Look at an element's own words and, in their order, at those of its children."""
        if element.tag in OUTSIDE or "un-next" in element.get("class", "") or _points(element):
            return
        reads = element.tag in PROSE and (reads or element.tag in ("p", "li"))
        if reads and element.text and not isinstance(element.text, AtomicString):
            element.text = self._place(element, 0, element.text)
        for child in list(element):
            self._inside(child, reads)
            if reads and child.tail:
                child.tail = self._place(element, list(element).index(child) + 1, child.tail)

    def _place(self, parent: etree.Element, at: int, text: str) -> str:
        """Put buttons into `parent` from index `at` on; gives the words before the first."""
        begin, before = 0, ""
        last: etree.Element | None = None
        for start, end, term, meaning in self._found(text):
            if last is None:
                before = text[:start]
            else:
                last.tail = text[begin:start]
            button, last = self._button(text[start:end], term, meaning)
            parent.insert(at, button)
            parent.insert(at + 1, last)
            at, begin = at + 2, end
        if last is None:
            return text
        last.tail = text[begin:]
        return before

    def _found(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """Where terms stand for the first time, and what they mean."""
        for match in self.find.finditer(text):
            known = self.left.pop(match[1].lower(), None)
            if known:
                yield (*match.span(), *known)

    def _button(self, word: str, term: str, meaning: str) -> tuple[etree.Element, etree.Element]:
        name = "term-" + re.sub(r"\W+", "-", term.lower()).strip("-")
        button = etree.Element(
            "button", {"type": "button", "class": "un-term", "aria-describedby": name}
        )
        button.text = AtomicString(word)
        told = etree.Element(
            "span",
            {"class": "un-meaning", "role": "tooltip", "id": name, "data-search-exclude": ""},
        )
        told.text = AtomicString(meaning)
        return button, told


def _points(element: etree.Element) -> bool:
    """Whether it is an entry of a reading list."""
    return element.tag == "li" and any("://" in a.get("href", "") for a in element.iter("a"))


class TermsExtension(Extension):
    """Registers it with Python-Markdown, after all that writes elements or gives them classes."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register."""
        md.treeprocessors.register(Terms(md), "unnoise-terms", 6)


def makeExtension(**options: object) -> TermsExtension:
    """Called by Python-Markdown."""
    return TermsExtension(**options)
