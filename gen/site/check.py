"""Reads the pages before the generator does, and says what is wrong where.

    python -m gen.site.check

A block that Python-Markdown does not accept is plain text to it, silently. So each page is read
twice: line by line as a careful reader would (`gen.site.scan`), and rendered with the very
extensions of mkdocs.yml, each line that begins with slashes and each `{n: …}` carrying a mark.
Where the marks come out must agree with what was read.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import markdown
import yaml
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.utils.meta import YAML_RE, get_data
from pymdownx.blocks import BlocksProcessor
from pymdownx.blocks.block import Block

from gen.registry import ROOT
from gen.site.numbers import Numbers
from gen.site.scan import NUMBER_START, Scan, number_starts

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
STRAY = re.compile(r"(?m)^[\s\ufeff\u200b\u2060]*(/{3,}|`{3,}|~{3,}).*")


@dataclass(frozen=True, order=True)
class Problem:
    """Something that an editor has to mend."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class Starts:
    """Stands in for the pattern of a block's first line and remembers the line's mark."""

    line = 0

    def search(self, text: str) -> re.Match[str] | None:
        match = START.search(text)
        if match:
            self.line = int(match[4] or 0)
        return match


def traced(block: type[Block], starts: Starts) -> type[Block]:
    """The same block, whose element tells its line as `data-line`."""

    class Traced(block):  # type: ignore[valid-type, misc]
        def on_init(self) -> None:
            super().on_init()
            self.line = starts.line

        def on_create(self, parent):  # type: ignore[no-untyped-def]
            element = super().on_create(parent)
            element.set("data-line", str(self.line))
            return element

    return Traced


class Rendered(HTMLParser):
    """Where the marks are in a rendered page, and what went wrong in it.

    `places` has for the line of each slash mark the kinds of place where it came out: "block",
    "nested block", "code", "comment", "text". `notes` are the elements of class `un-problem`
    with their lines (0: unknown), `numbers` the lines of `{n: …}` that were left as they are,
    `stray` lines that begin with slashes, or with the marks of code, and have no mark,
    `unbalanced` HTML tags that close nothing or are not closed.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.places: dict[int, list[str]] = defaultdict(list)
        self.notes: list[tuple[int, str]] = []
        self.numbers: set[int] = set()
        self.stray: list[str] = []
        self.unbalanced: list[str] = []
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
        if "data-line" in attributes:
            nested = any(self._is_container(*entry) for entry in self._stack)
            self.places[int(attributes["data-line"])].append("nested block" if nested else "block")
        if "un-problem" in attributes.get("class", "").split():
            lines = [a["data-line"] for _, a in self._stack if "data-line" in a]
            line = attributes.get("data-line") or self._number or (lines[-1] if lines else 0)
            self.notes.append((int(line), ""))
        if tag not in VOID:
            self._stack.append((tag, attributes))
        self._line_begins |= tag not in INLINE
        self._number = 0

    @staticmethod
    def _is_container(tag: str, attributes: dict[str, str]) -> bool:
        return (
            tag in CONTAINERS
            or "data-line" in attributes
            or "admonition" in attributes.get("class", "").split()
        )

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


class Checker:
    """Checks pages with one configuration and the numbers that lie built."""

    def __init__(self, config: MkDocsConfig) -> None:
        self.config = config
        self.numbers = Numbers.collect()

    def file(self, path: Path, name: str) -> list[Problem]:
        """Everything that is wrong with one file, called `name` in what is said."""
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            byte = data[error.start]
            return [Problem(name, line, f"byte 0x{byte:02x} is no UTF-8; save the file as UTF-8")]
        return [Problem(name, line, said) for line, said in self.page(text)]

    def page(self, text: str) -> list[tuple[int, str]]:
        """Everything that is wrong with a page's source, as (line, text), sorted."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(PRIVATE)
        body, problems = _front_matter(text)
        first = text.count("\n") - body.count("\n") + 1
        md, starts = self._markdown()
        blocks: BlocksProcessor = md.parser.blockprocessors["blocks"]
        known = dict(blocks.blocks)
        lines = body.replace("\x02", "").replace("\x03", "").expandtabs(md.tab_length).split("\n")
        scan = Scan(lines, first, known, self.numbers)
        blocks.blocks = {name: traced(block, starts) for name, block in known.items()}
        try:
            html = md.convert("\n".join(_marked(lines, first, scan)))
        except Exception as error:  # an extension's bug must not hide what is known
            said = f"the page cannot be rendered: {type(error).__name__}: {error}"
            return sorted([*problems, *scan.problems, (first, said)])
        rendered = Rendered(html)
        still_open = {entry.block.line for entry in blocks.stack}  # type: ignore[attr-defined]
        problems += scan.problems
        problems += _unbalanced(scan, rendered, lines, first)
        problems += _disagreements(scan, rendered, still_open)
        problems += _remarks(scan, rendered, lines, first)
        problems += _stray(scan, rendered, lines, first, {line for line, _ in problems})
        return sorted(set(problems))

    def _markdown(self) -> tuple[markdown.Markdown, Starts]:
        md = markdown.Markdown(
            extensions=self.config.markdown_extensions, extension_configs=self.config.mdx_configs
        )
        md.unnoise_numbers = self.numbers  # type: ignore[attr-defined]
        starts = Starts()
        blocks = md.parser.blockprocessors["blocks"]
        blocks.start, blocks.end = starts, STOP
        return md, starts


def _front_matter(text: str) -> tuple[str, list[tuple[int, str]]]:
    """The page as the generators render it, without its front matter, and what is wrong there."""
    body, data = get_data(text)
    if not re.match(r"---[ \t]*\n", text):
        lost = (
            "this line reads as metadata, which MkDocs swallows; begin the page with a heading or "
            "an empty line, or put metadata between two lines ---"
        )
        return body, [(1, lost)] if data else []
    matter = YAML_RE.match(text)
    if not matter:
        return body, [(1, "the front matter is not closed by a line ---; for a rule write ***")]
    try:
        what = yaml.safe_load(matter[1])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 2 + (min(mark.line, matter[1].count("\n") - 1) if mark else 0)
        return body, [(line, f"the front matter is no YAML: {getattr(error, 'problem', error)}")]
    except (ValueError, TypeError, RecursionError) as error:
        return body, [(1, f"the front matter is no YAML: {error}")]
    if not isinstance(what, dict):
        return body, [
            (1, "the front matter has lines such as `title: A text`; for a rule write ***")
        ]
    return body, []


def _marked(lines: list[str], first: int, scan: Scan) -> Iterator[str]:
    """The page with a mark on every line that the scan names."""
    slashes = {mark.line for mark in scan.marks}
    for number, line in enumerate(lines, first):
        if number in slashes:
            line = f"{line}{SLASH}{number}{END}"
        elif number in scan.numbers:
            for at in reversed(list(number_starts(line))):
                line = f"{line[:at]}{NUMBER}{number}{END}{line[at:]}"
        yield line


def _disagreements(
    scan: Scan, rendered: Rendered, still_open: set[int]
) -> Iterator[tuple[int, str]]:
    """Where the page does not come out as it was read."""
    reported = {line for line, _ in scan.problems}
    fine = {"start": {"block"}, "end": set(), "code": {"code"}, "comment": {"comment"}}
    for mark in scan.marks:
        if mark.line >= scan.certain or {mark.line, mark.opened} & reported:
            continue
        if mark.block and mark.block.troubled:
            continue
        places = rendered.places.get(mark.line, [])
        if set(places) == fine[mark.kind] and len(places) < 2 and mark.line not in still_open:
            continue
        if mark.block:
            mark.block.troubled = True
        comes_out = f"comes out as {' and '.join(places)}" if places else "does not come out"
        if mark.kind in ("code", "comment"):
            reported.add(mark.opened)
            yield (
                mark.opened,
                f"this begins {mark.kind}, yet line {mark.line} in it {comes_out}: leave an empty "
                f"line before it, and indent and close it as it begins",
            )
        elif "nested block" in places:
            yield (
                mark.line,
                "a block stands for itself, outside lists, notes, tables and quotations",
            )
        elif mark.line in still_open:
            yield mark.line, "the block is not closed where it seems to be"
        else:
            yield (
                mark.line,
                f"this is not read as a part of a block, it {comes_out}: perhaps it stands in an "
                f"HTML element or in code that is not closed; leave an empty line before it",
            )


def _remarks(
    scan: Scan, rendered: Rendered, lines: list[str], first: int
) -> Iterator[tuple[int, str]]:
    """What the page itself says is wrong with it, and the numbers that it left as they are."""
    troubled = {block.line for block in scan.blocks if block.troubled}
    for line, text in rendered.notes:
        if mark := MARK.search(text):
            line, text = int(mark[2]), "a number in a formula; only text takes numbers"
        if formula := re.match(r"formula \\[(\[](.*?)\\[)\]]: ", text):
            line = _find(formula[1], lines, first)
        if line not in troubled:
            yield line or first, text
    for line in rendered.numbers:
        yield (
            line,
            "this is not read as a number; write {n: lesson.name} or {n: lesson.name | .2f} "
            "(in a table \\| for |), not inside HTML",
        )


def _stray(
    scan: Scan, rendered: Rendered, lines: list[str], first: int, reported: set[int]
) -> Iterator[tuple[int, str]]:
    """Slashes and fences that are left on the page and that nothing else explains."""
    explained = reported | {mark.line for mark in scan.marks}
    for text in rendered.stray:
        found = [number for number, line in enumerate(lines, first) if text in line] or [first]
        if found[-1] < scan.certain and not explained.intersection(found):
            yield found[0], f"{text.split()[0]} at the beginning of a line stays; show it as code"


def _unbalanced(
    scan: Scan, rendered: Rendered, lines: list[str], first: int
) -> Iterator[tuple[int, str]]:
    """HTML tags that close nothing or are not closed; what comes after them is uncertain."""
    since = scan.certain
    for tag in rendered.unbalanced:
        line = _find(tag, lines, first)
        if line < since:
            what = "closes nothing" if tag.startswith("</") else "is not closed"
            yield line, f"the HTML element {tag}> {what}"
            scan.certain = min(scan.certain, line)


def _find(text: str, lines: list[str], first: int) -> int:
    """The first line that holds the longest line of `text`, else the first one."""
    wanted = max(text.split("\n"), key=len).strip()
    return next((number for number, line in enumerate(lines, first) if wanted in line), first)


def check(config: MkDocsConfig) -> list[Problem]:
    """Everything that is wrong with the pages under the configured docs folder, sorted."""
    checker, docs = Checker(config), Path(config.docs_dir)
    return sorted(
        problem
        for path in sorted(docs.rglob("*.md"))
        for problem in checker.file(path, f"{docs.name}/{path.relative_to(docs).as_posix()}")
    )


def main() -> int:
    """The command line."""
    try:
        config = load_config(str(ROOT / "mkdocs.yml"))
    except (ConfigurationError, Abort, OSError) as error:
        mark = getattr(error.__context__, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        print(Problem("mkdocs.yml", line, " ".join(str(error).split())), file=sys.stderr)
        return 1
    problems = check(config)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
