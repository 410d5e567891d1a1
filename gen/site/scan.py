"""A page's Markdown, line by line, as a careful reader sees it: what is code, what is a comment,
where each block begins, which options it has and where it ends.

It only reads. `gen.site.check` compares it with what the page renders to.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pymdownx.blocks.block import Block

from gen.registry import nearest
from gen.site.numbers import Numbers
from gen.site.options import Found, listing, number_starts, usage, validate

# What may stand before the first word of a line: blanks (also invisible ones), quotation marks,
# bullets and numbers of lists, the colon of a definition, the mark of a footnote.
INVISIBLE = "\ufeff\u200b\u2060"
BEFORE = rf"[\s>{INVISIBLE}]*(?:(?:[-*+]|\d+[.)]|:|\[\^[^\]]*\]:)\s[\s>]*)*"
SLASHES = re.compile(rf"(?P<before>{BEFORE})(?P<slashes>\\?/{{3,}})(?P<rest>.*)")
HEADER = re.compile(r" *(?P<name>[\w-]+) *(?:\| *(?P<argument>.*?) *)?")
FENCE = re.compile(rf"(?P<before>{BEFORE})(?P<fence>`{{3,}}(?=[^`]*$)|~{{3,}})")
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)")


@dataclass(frozen=True)
class Mark:
    """A line that begins with slashes: what the reader takes it for.

    `kind` is "start", "end", "code" or "comment"; `opened` is the line where that code or
    comment begins.
    """

    line: int
    kind: str
    block: Found | None = None
    opened: int = 0


class Scan:
    """Reads the lines of one page; `first` is the number of the first one.

    Afterwards `marks` has every line that begins with slashes, `numbers` every line with a
    `{n: …}` outside code, comments and options, and `problems` what is wrong, by line. Where
    something is not closed the rest of the page is read by guess: from line `certain` on.
    """

    def __init__(
        self, lines: list[str], first: int, known: Mapping[str, type[Block]], numbers: Numbers
    ) -> None:
        self.known = known
        self.blocks: list[Found] = []
        self.marks: list[Mark] = []
        self.numbers: set[int] = set()
        self.problems: list[tuple[int, str]] = []
        self.certain = 10**9  # the line up to which it is certain where blocks and code end
        self._open: list[Found] = []
        self._missing = 0  # blocks that were given up without an end
        self._fence, self._fence_before, self._fence_line = "", "", 0
        self._comment_line = 0
        self._header: Found | None = None  # whose options may follow
        for number, line in enumerate(lines, first):
            self._read(number, line)
        self._finish()
        for block in self.blocks:
            if not block.troubled:
                for number, text in validate(block, known, numbers):
                    self._report(number, text, block)

    def _report(
        self, line: int, text: str, block: Found | None = None, since: int | None = None
    ) -> None:
        self.problems.append((line, text))
        self.certain = min(self.certain, since or self.certain)
        if block:
            block.troubled = True

    def _read(self, number: int, line: str) -> None:
        slashes = SLASHES.fullmatch(line)
        header, self._header = self._header, None
        if self._fence or self._comment_line:
            if slashes:
                kind, opened = ("code", self._fence_line) if self._fence else ("comment", 0)
                self.marks.append(Mark(number, kind, None, opened or self._comment_line))
            self._leave(number, line)
            return
        if slashes:
            self._slashes(number, line, slashes)
            return
        if header and re.match(r" {4,}\S", line):
            header.options.append(line)
            self._header = header
            return
        for block in self._open:
            block.body.append((number, line))
        if fence := FENCE.match(line):
            self._fence, self._fence_line = fence["fence"], number
            self._fence_before = re.sub(r"[^>]", " ", fence["before"])
            return
        plain = CODE_SPAN.sub("", line)
        if plain.rfind("<!--") > plain.rfind("-->"):
            self._comment_line = number
        if list(number_starts(line)):
            self.numbers.add(number)
        typo = re.match(r" {0,3}//\s*([\w-]+)\s*(\||$)", line)
        if typo and typo[1].lower() in self.known:
            block = Found(number, "///", typo[1].lower(), None)
            said = f"a block begins with three slashes: ///{line.strip()[2:]}"
            self._report(number, said, block)
            self._open.append(block)

    def _leave(self, number: int, line: str) -> None:
        """See whether the code or the comment ends here."""
        if self._comment_line:
            if "<!--" in line.partition("-->")[0]:
                self._report(
                    self._comment_line,
                    f"the comment is not closed before another one begins in line {number}; "
                    f"close it with -->",
                    since=self._comment_line,
                )
            self._comment_line = 0 if "-->" in line else self._comment_line
            return
        closing = re.fullmatch(rf"([\s>]*)({re.escape(self._fence[0])}{{3,}})\s*", line)
        if not closing or len(closing[2]) < len(self._fence):
            return
        if len(closing[1]) > len(self._fence_before) + 3:
            return  # code that shows a fence
        if closing[1] != self._fence_before or closing[2] != self._fence:
            self._report(
                number,
                f"this does not close the code that {self._fence} opens in line "
                f"{self._fence_line}; close it with exactly {self._fence}, indented alike",
                since=self._fence_line,
            )
        self._fence = ""

    def _slashes(self, number: int, line: str, match: re.Match[str]) -> None:
        """A line that begins with slashes, outside code and comments."""
        slashes, rest = match["slashes"].lstrip("\\"), match["rest"]
        odd = self._place(line, match)
        header = HEADER.fullmatch(rest)
        if rest.strip(" "):
            name, argument = (header["name"].lower(), header["argument"]) if header else ("", None)
            block = Found(number, slashes, name, argument, odd=bool(odd))
            self.blocks.append(block)
            self.marks.append(Mark(number, "start", block))
            self._begin(block, odd)
            if not odd and not block.name:
                self._report(number, self._no_header(rest), block)
            self._header = None if odd else block
        else:
            block_ended = self._end(number, slashes, odd)
            self.marks.append(Mark(number, "end", block_ended))

    @staticmethod
    def _place(line: str, match: re.Match[str]) -> str:
        """What is wrong with where the slashes stand, or ""."""
        before = match["before"]
        if match["slashes"].startswith("\\"):
            return "slashes at the beginning of a line are for blocks; show them as code"
        if ">" in before:
            return "it stands in a quotation; a block stands for itself, at the left margin"
        if before.strip().strip(INVISIBLE):
            return "it stands in a list or a note; a block stands for itself, at the left margin"
        if odd := before.strip(" "):
            return f"an invisible character ({odd[0]!a}) stands before it; remove it"
        if len(before) > 3:
            return (
                f"it is indented by {len(before)} spaces, which makes it code or part of a list; "
                "a block stands for itself, at the left margin (to show it as code, use ```)"
            )
        return ""

    def _begin(self, block: Found, odd: str) -> None:
        if odd:
            self._report(block.line, f"this is not read as a block: {odd}", block)
        elif (
            self._open
            and self._open[-1].slashes == block.slashes
            and not block.argument
            and block.name not in self.known
        ):
            outer = self._open.pop()
            said = (
                f"this does not close the block of line {outer.line}; write {block.slashes} alone"
            )
            self._report(block.line, said, outer, outer.line)
            block.troubled = True
            return
        elif self._open and self._open[-1].slashes == block.slashes:
            outer = self._open.pop()
            self._missing += 1
            if not outer.troubled:
                self._report(
                    outer.line,
                    f"the block is not closed before another one begins in line {block.line}; "
                    f"close it with a line {outer.slashes}",
                    outer,
                    since=outer.line,
                )
        elif self._open:
            self._open[-1].inner.append(block)
        self._open.append(block)

    def _end(self, number: int, slashes: str, odd: str) -> Found | None:
        if not self._open and self._missing:  # an end that was missed further up
            self._missing -= 1
            return None
        if not self._open:
            self._report(number, odd or f"{slashes} closes nothing: no block is open here")
            return None
        same = [b for b in self._open if b.slashes == slashes]
        alike = [b for b in same if b.odd == bool(odd)]  # an indented end closes what is indented
        block = (alike or same or self._open)[-1]
        del self._open[self._open.index(block) :]
        if block.troubled:
            return block
        for inner in block.inner:
            said = f"a block inside a block (opened in line {block.line}); put it after that"
            self._report(inner.line, said, inner)
        if block.slashes != slashes:
            self._report(
                number,
                f"{slashes} does not close the block of line {block.line}; "
                f"close it with {block.slashes}, as many slashes as it begins with",
                block,
                since=block.line,
            )
        elif odd:
            said = f"this does not close the block of line {block.line}: {odd}"
            self._report(number, said, block, block.line)
        return block

    def _finish(self) -> None:
        if line := self._fence_line if self._fence else self._comment_line:
            mark = self._fence or "-->"
            self._report(line, f"what begins here is not closed; close it with {mark}", since=line)
        for block in self._open:
            if not block.troubled and not self._fence and not self._comment_line:
                said = f"the block is not closed; close it with {block.slashes}"
                self._report(block.line, said, block, block.line)
            block.troubled = True

    def _no_header(self, rest: str) -> str:
        word = re.match(r"\s*([\w-]*)", rest)[1].lower()  # type: ignore[index]
        if word in self.known:
            return f"this is not read as a block; write {usage(self.known[word])}"
        return f"this is not read as a block{nearest(word, self.known)}; {listing(self.known)}"
