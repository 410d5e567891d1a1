"""What is written between the first and the last line of a block: is it right?"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml
from pymdownx.blocks.block import Block

from gen.registry import nearest
from gen.site.numbers import NUMBER, NumberError, Numbers

NUMBER_START = re.compile(r"(?P<before>\\[a-zA-Z]+|\\*)(?P<start>\{\s*n\s*:)", re.IGNORECASE)
HALF_NUMBER = "this is no number: write {n: lesson.name} or {n: lesson.name | .2f}"
QUOTES = 'put the text in quotes, as in alt: "A cat: two of them"'


@dataclass
class Found:
    """One block: its header, the lines of its options, the others with their numbers."""

    line: int
    slashes: str
    name: str
    argument: str | None
    options: list[str] = field(default_factory=list)
    body: list[tuple[int, str]] = field(default_factory=list)
    inner: list["Found"] = field(default_factory=list)
    odd: bool = False  # it stands where no block may
    troubled: bool = False  # something about it is reported, so nothing more needs to be


def validate(
    block: Found, known: Mapping[str, type[Block]], numbers: Numbers
) -> Iterator[tuple[int, str]]:
    """Everything that is wrong with the name, the argument and the options of a block."""
    if block.name not in known:
        hint = nearest(block.name, known)
        yield block.line, f"there is no block {block.name!r}{hint}; {listing(known)}"
        return
    cls = known[block.name]
    if cls.ARGUMENT is not None and bool(cls.ARGUMENT) != bool(block.argument):
        what = "needs an argument" if cls.ARGUMENT else "takes no argument"
        yield block.line, f"the block {block.name!r} {what}: write {usage(cls)}"
    if block.argument and _half_number(block.argument):
        yield block.line, HALF_NUMBER
    given = list(options(block, numbers))
    for key, number, text in given:
        if key and key not in cls.OPTIONS:
            allowed = ", ".join(cls.OPTIONS) or "none"
            text = f"there is no option {key!r}{nearest(key, cls.OPTIONS)}; allowed: {allowed}"
        if text:
            yield number, text
    for key in cls.OPTIONS.keys() - {key for key, _, _ in given}:
        for number, line in block.body:
            if re.match(rf"\s*{key}\s*:", line):
                yield (
                    number,
                    f"{key!r} is an option: indent it by four spaces, directly under the line "
                    f"with the slashes",
                )
                break


def number_starts(text: str) -> Iterator[int]:
    """Where a `{n:`, or what was probably meant as one, begins: not \\{n:, nor \\text{n:."""
    for match in NUMBER_START.finditer(text):
        backslashes = match["before"].count("\\")
        if not backslashes % 2:
            yield match.start("start")


def usage(block: type[Block]) -> str:
    """How a block is written: what its docstring begins with, between backticks."""
    quoted = re.match(r"\s*`([^`]+)`", block.__doc__ or "")
    return quoted[1] if quoted else f"/// {block.NAME}"


def listing(known: Mapping[str, type[Block]]) -> str:
    """A sentence with all the blocks that there are."""
    return f"there are {', '.join(usage(known[name]) for name in sorted(known))}"


def options(block: Found, numbers: Numbers) -> Iterator[tuple[str, int, str]]:
    """The options of a block: each with its line and what is wrong with it, or "".

    Options that cannot be read at all come as one without a name.
    """
    first = block.line + 1
    source = textwrap.dedent("\n".join(block.options))
    if not source:
        return
    try:
        loader = yaml.SafeLoader(source)
        node = loader.get_single_node()
        if node:
            loader.construct_document(node)
    except Exception as error:  # YAML's own, and those of 2024-99-99 or !!bool maybe
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = min(mark.line if mark else 0, len(block.options) - 1)
        why = getattr(error, "problem", None) or str(error).split("\n")[0]
        yield "", first + line, f"the option is no YAML ({why}): {QUOTES}"
        return
    if not isinstance(node, yaml.MappingNode):
        yield "", first, f"this is no option: write alt: and a text, and {QUOTES}"
        return
    seen = set()
    for key, value in node.value:
        line = first + key.start_mark.line
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else source.strip()
        twice = f"the option {name!r} stands twice" if name in seen else ""
        yield name, line, twice or _text(value, source, numbers)
        seen.add(name)


def _text(value: yaml.Node, source: str, numbers: Numbers) -> str:
    """What is wrong with the value of an option that should be a text, or ""."""
    kinds = {"int": "a number", "float": "a number", "bool": "yes or no", "null": "empty"}
    kinds |= {"map": "a mapping", "seq": "a list", "timestamp": "a date"}
    kind = value.tag.rpartition(":")[2]
    if kind != "str":
        return f"the text is read as {kinds.get(kind, kind)}: {QUOTES}"
    if not value.value.strip():
        return "the text is empty: say in a sentence what the figure shows"
    written, after = source[: value.end_mark.index], source[value.end_mark.index :]
    comment = value.style is None and after.partition("\n")[0].strip()
    if comment or written[value.start_mark.index] in "&!":  # which YAML drops without a word
        return f"a part of the text is lost (a # after a space begins a comment): {QUOTES}"
    try:
        numbers.fill(value.value)
    except NumberError as error:
        return str(error)
    return HALF_NUMBER if _half_number(value.value) else ""


def _half_number(text: str) -> bool:
    return bool(list(number_starts(NUMBER.sub("", text))))
