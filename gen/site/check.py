"""Reads the pages before the generator does, and says what is wrong where.

    python -m gen.site.check

A block that Python-Markdown does not accept is plain text to it, silently. So each page is read
twice: line by line as a careful reader would (`gen.site.scan`), and rendered with the very
extensions of mkdocs.yml, each line that begins with slashes and each `{n: …}` carrying a mark.
Where the marks come out must agree with what was read.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import markdown
import yaml
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.utils.meta import YAML_RE, get_data

from gen.registry import ROOT
from gen.site.numbers import Numbers
from gen.site.rendered import MARK, PRIVATE, Rendered, render
from gen.site.scan import Scan


@dataclass(frozen=True, order=True)
class Problem:
    """Something that an editor has to mend."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


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
        md = markdown.Markdown(
            extensions=self.config.markdown_extensions, extension_configs=self.config.mdx_configs
        )
        md.unnoise_numbers = self.numbers  # type: ignore[attr-defined]
        lines = body.replace("\x02", "").replace("\x03", "").expandtabs(md.tab_length).split("\n")
        scan = Scan(lines, first, md.parser.blockprocessors["blocks"].blocks, self.numbers)
        problems += scan.problems
        try:
            rendered = render(md, lines, first, scan)
        except Exception as error:  # an extension's bug must not hide what is known
            said = f"the page cannot be rendered: {type(error).__name__}: {error}"
            return sorted({*problems, (first, said)})
        problems += _unbalanced(scan, rendered, lines, first)
        problems += _disagreements(scan, rendered)
        problems += _remarks(scan, rendered, lines, first)
        problems += _stray(scan, rendered, lines, first, {line for line, _ in problems})
        return sorted(set(problems))


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


def _disagreements(scan: Scan, rendered: Rendered) -> Iterator[tuple[int, str]]:
    """Where the page does not come out as it was read."""
    reported = {line for line, _ in scan.problems}
    fine = {"start": {"block"}, "end": set(), "code": {"code"}, "comment": {"comment"}}
    for mark in scan.marks:
        if mark.line >= scan.certain or {mark.line, mark.opened} & reported:
            continue
        if mark.block and mark.block.troubled:
            continue
        places = rendered.places.get(mark.line, [])
        if (
            set(places) == fine[mark.kind]
            and len(places) < 2
            and mark.line not in rendered.still_open
        ):
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
        elif mark.line in rendered.still_open:
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
    docs = Path(config.docs_dir)
    try:
        checker = Checker(config)
    except (ValueError, KeyError, OSError) as error:
        said = f"a figure's manifest cannot be read ({error}): run `make assets`"
        return [Problem(f"{docs.name}/assets/figures", 1, said)]
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
