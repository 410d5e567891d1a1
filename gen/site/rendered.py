"""Where the lines of a page come out when it is rendered.

Each line that begins with slashes and each `{n: …}` carries a mark into Python-Markdown, round
which the patterns of `pymdownx.blocks` are widened; what comes out is searched for the marks.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser

from markdown import Markdown
from pymdownx.blocks import BlocksProcessor
from pymdownx.blocks.block import Block

from gen.site.options import NUMBER_START, number_starts
from gen.site.scan import Scan

# Marks are private characters round a line's number. Pages do not hold such characters.
SLASH, NUMBER, END = "\ue000", "\ue001", "\ue002"
PRIVATE = str.maketrans(dict.fromkeys([SLASH, NUMBER, END], "\ufffd"))
MARK = re.compile(f"([{SLASH}{NUMBER}])(\\d+){END}")
# As in pymdownx.blocks, with a mark at the end.
START = re.compile(
    r"(?:^|\n)[ ]{0,3}(/{3,})[ ]*([\w-]+)[ ]*(?:\|[ ]*(.*?)[ ]*)?"
    rf"(?:{SLASH}(\d+){END})?(?:\n|$)"
)
STOP = re.compile(rf"(?m)(?:^|\n)[ ]{{0,3}}(/{{3,}})[ ]*(?:{SLASH}\d+{END})?(?:\n|$)")

DRAWN = re.compile(r"(?s)<(svg|math)\b.*?</\1>")  # long, and no Markdown in it
CODE = {"code", "pre", "script", "style", "textarea"}
INLINE = {"a", "abbr", "b", "code", "del", "em", "i", "mark", "span", "strong", "sub", "sup"}
# Elements that HTML lets stay open.
LAX = {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "option", "html", "body"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
CONTAINERS = {"li", "dd", "blockquote", "td", "th", "details"}
LINE = "data-unnoise-line"
STRAY = re.compile(r"(?m)^[\s\ufeff\u200b\u2060]*(/{3,}|`{3,}|~{3,}).*")


class Starts:
    """Stands in for the pattern of a block's first line and remembers the line's mark."""

    line = 0

    def search(self, text: str) -> re.Match[str] | None:
        match = START.search(text)
        if match:
            self.line = int(match[4] or 0)
        return match


def traced(block: type[Block], starts: Starts) -> type[Block]:
    """The same block, whose element tells its line."""

    class Traced(block):  # type: ignore[valid-type, misc]
        def on_init(self) -> None:
            super().on_init()
            self.line = starts.line

        def on_create(self, parent):  # type: ignore[no-untyped-def]
            element = super().on_create(parent)
            element.set(LINE, str(self.line))
            return element

    return Traced


def marked(lines: list[str], first: int, scan: Scan) -> Iterator[str]:
    """The page with a mark on every line that the scan names."""
    slashes = {mark.line for mark in scan.marks}
    for number, line in enumerate(lines, first):
        if number in slashes:
            line = f"{line}{SLASH}{number}{END}"
        elif number in scan.numbers:
            for at in reversed(list(number_starts(line))):
                line = f"{line[:at]}{NUMBER}{number}{END}{line[at:]}"
        yield line


def render(md: Markdown, lines: list[str], first: int, scan: Scan) -> "Rendered":
    """Render a page with marks and see where they come out. Raises what an extension raises."""
    blocks: BlocksProcessor = md.parser.blockprocessors["blocks"]
    starts = Starts()
    blocks.start, blocks.end = starts, STOP  # type: ignore[assignment]
    blocks.blocks = {name: traced(block, starts) for name, block in blocks.blocks.items()}
    rendered = Rendered(md.convert("\n".join(marked(lines, first, scan))))
    rendered.still_open = {entry.block.line for entry in blocks.stack}  # type: ignore[attr-defined]
    return rendered


class Rendered(HTMLParser):
    """Where the marks are in a rendered page, and what went wrong in it.

    `places` has for the line of each slash mark the kinds of place where it came out: "block",
    "nested block", "code", "comment", "text". `notes` are the elements of class `un-problem`
    with their lines (0: unknown), `numbers` the lines of `{n: …}` that were left as they are,
    `stray` lines that begin with slashes, or with the marks of code, and have no mark,
    `unbalanced` HTML tags that close nothing or are not closed. `still_open` has the lines of
    blocks that pymdownx did not see closed.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.places: dict[int, list[str]] = defaultdict(list)
        self.notes: list[tuple[int, str]] = []
        self.numbers: set[int] = set()
        self.stray: list[str] = []
        self.unbalanced: list[str] = []
        self.still_open: set[int] = set()
        self._stack: list[tuple[str, dict[str, str]]] = []
        self._line_begins = True
        self._number = 0  # the line of the mark that was just read
        self.feed(DRAWN.sub("", html))
        self.close()
        self.unbalanced += [f"<{tag}" for tag, _ in self._stack if tag not in LAX]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        for value in attributes.values():
            self._marks(value, "text")
        line = self._line(attributes)
        if line:
            nested = any(self._is_container(*entry) for entry in self._stack)
            self.places[line].append("nested block" if nested else "block")
        if "un-problem" in attributes.get("class", "").split():
            lines = [self._line(around) for _, around in self._stack]
            self.notes.append((line or self._number or max(lines, default=0), ""))
        if tag not in VOID:
            self._stack.append((tag, attributes))
        self._line_begins |= tag not in INLINE
        self._number = 0

    @staticmethod
    def _line(attributes: dict[str, str]) -> int:
        value = attributes.get(LINE, "")
        return int(value) if value.isdecimal() else 0

    def _is_container(self, tag: str, attributes: dict[str, str]) -> bool:
        named = tag in CONTAINERS or "admonition" in attributes.get("class", "").split()
        return named or self._line(attributes) > 0

    def handle_endtag(self, tag: str) -> None:
        if any(tag == name for name, _ in self._stack):
            while (name := self._stack.pop()[0]) != tag:
                self.unbalanced += [f"<{name}"] if name not in LAX else []
        elif tag not in VOID:
            self.unbalanced.append(f"</{tag}")
        self._line_begins |= tag not in INLINE

    def handle_data(self, data: str) -> None:
        if any("un-problem" in a.get("class", "").split() for _, a in self._stack):
            line, text = self.notes[-1]
            if not text:  # what follows is the caption
                self.notes[-1] = line, " ".join(data.split())
                return
        is_code = any(tag in CODE for tag, _ in self._stack)
        self._marks(data, "code" if is_code else "text")
        if not is_code:
            for match in STRAY.finditer(data):
                if (self._line_begins or match.start()) and SLASH not in match[0]:
                    self.stray.append(MARK.sub("", match[0]).strip())
        self._line_begins = data.rstrip(" ").endswith("\n") or (
            self._line_begins and not data.strip()
        )
        last = MARK.search(data[data.rfind(NUMBER) :]) if NUMBER in data else None
        self._number = int(last[2]) if last and data.endswith(last[0]) else 0

    def handle_comment(self, data: str) -> None:
        self._marks(data, "comment")

    def _marks(self, text: str, place: str) -> None:
        for match in MARK.finditer(text):
            if match[1] == SLASH:
                self.places[int(match[2])].append(place)
            elif place == "text" and (
                NUMBER_START.match(text, match.end()) or text.startswith("<", match.end())
            ):  # left as it is; or replaced by a note within an attribute
                self.numbers.add(int(match[2]))
