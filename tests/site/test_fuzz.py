"""Whatever an editor types: it is told, or it works. Never silence, never a traceback."""

import os
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import note as say
from hypothesis import strategies as st

from gen.site.check import Checker
from tests.site.conftest import FIGURES
from tests.site.reading import (
    captions,
    figures_meant,
    figures_shown,
    has_raw_block,
    notes,
    parse,
    prose,
)

# UNNOISE_FUZZ=20000 for a night's worth; the seed is fixed, so that a test fails for a change.
EXAMPLES = int(os.environ.get("UNNOISE_FUZZ", "0"))
fuzz = settings(
    max_examples=EXAMPLES or 400,
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

SLASHES = st.sampled_from(["///", "////", "/////"])
NAMES = st.sampled_from([*FIGURES, "forward/nope"])
OPTIONS = st.sampled_from(
    [
        "    alt: A cat",
        '    alt: "A cat: {n: forward.T} steps"',
        "    alt: A cat\n      and a dog",
        "\talt: A cat",
        "    alt: A cat: big",
        "    alt: {n: forward.T}",
        "    alt:",
        "    atl: A cat",
        "  alt: A cat",
        "\n    alt: A cat",
        "    alt: A cat\n    ///",
        "",
    ]
)
TEXT = st.sampled_from(
    [
        "Text with *stress*.",
        "A caption with $x_t$ and `code`.",
        "$$\nx^2\n$$",
        "- an item\n- another",
        "1. an item\n\n    with a paragraph",
        "> quoted",
        "!!! note\n    Noted.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "# Heading",
        "Setext\n---",
        "---",
        "[^1]: A footnote.",
        "Term\n:   Definition",
        "<div>HTML</div>",
        "<div>",
        "</div>",
        "<b>bold",
        "<!-- a comment -->",
        "<!--",
        "-->",
        "`<!--`",
        "```\ncode\n```",
        "~~~~ py\ncode\n~~~~",
        "```",
        "````",
        "~~~",
        "`` ` ``",
        "`",
        "/// figure | forward/cat",
        "///",
        "////",
        "/// figrue | x",
        "/// predict",
        "// figure | x",
        "\\///",
        "file:///etc",
        "So {n: forward.T}.",
        "So {n: forward.nope}.",
        "    indented",
        "        indented more",
        "",
    ]
)
JUNK = st.text(alphabet="/`~-*>#|: \t{}n<!.ab\n1)\\\r\u00a0\u200b", max_size=30)


@st.composite
def blocks(draw: st.DrawFn) -> str:
    """A block, good or not quite."""
    slashes = draw(SLASHES)
    kind = draw(st.sampled_from(["figure", "figure", "figure", "predict", "opening", "source"]))
    header = {
        "figure": f"{slashes} figure | {draw(NAMES)}",
        "predict": f"{slashes} predict",
        "opening": f"{slashes} opening | Lesson {{n: forward.T}}",
        "source": f"{slashes} source | gen.files:write",
    }[kind]
    lines = [header]
    if kind == "figure":
        lines.append(draw(OPTIONS))
    lines.append(draw(st.sampled_from(["", "\n"])) + draw(TEXT | st.just("A caption.")))
    lines.append(draw(st.sampled_from([slashes, slashes, slashes, "///", "", slashes + " end"])))
    return "\n".join(lines)


GOOD = st.builds(
    "{0} figure | {1}\n{2}\n\n{3}\n{0}".format,
    SLASHES,
    st.sampled_from(FIGURES),
    st.sampled_from(["    alt: A cat", '    alt: "Cat: {n: forward.T}"']),
    st.sampled_from(["A caption with $x_t$.", "- a list\n- in it", "```\n/// figure\n```", "*C*"]),
)


@st.composite
def wrapped(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """The same inside something else, or moved to the right."""
    text = draw(inner)
    how = draw(st.integers(0, 9))
    if how == 0:
        fence = draw(st.sampled_from(["```", "````", "~~~", "~~~~~", "``` py"]))
        return f"{fence}\n{text}\n{fence.split()[0]}{draw(st.sampled_from(['', '', '`']))}"
    if how == 1:
        return f"<!--\n{text}\n-->"
    if how == 2:
        slashes = draw(SLASHES)
        return f"{slashes} predict\n{text}\n{slashes}"
    if how == 3:
        return f"<{draw(st.sampled_from(['div', 'b', 'details', 'pre']))}>\n{text}\n</div>"
    first = draw(st.sampled_from(["- ", "1. ", "> ", "!!! note\n", "- item\n\n", "", "", ""]))
    indent = draw(st.sampled_from(["", " ", "   ", "    ", "     ", "        ", "> ", "\t"]))
    return first + "\n".join(indent + line for line in text.split("\n"))


PIECES = st.recursive(blocks() | GOOD | GOOD | TEXT | JUNK, wrapped, max_leaves=3)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Pieces one after the other, mostly with an empty line between them."""
    text = ""
    for piece in draw(st.lists(PIECES, min_size=1, max_size=6)):
        text += piece + draw(st.sampled_from(["\n\n", "\n\n", "\n\n", "\n", "\n   \n", ""]))
    return "\r\n".join(text.split("\n")) if draw(st.integers(0, 9)) == 0 else text


@fuzz
@given(documents())
def test_a_block_is_told_or_works(
    checker: Checker, render: Callable[[str], str], text: str
) -> None:
    problems = checker.page(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= line <= lines for line, _ in problems)
    if not problems:
        page = render(text)
        say(page)
        assert figures_shown(page) == figures_meant(text)
        assert not notes(page)
        assert not has_raw_block(page)


VALUES = st.text(
    alphabet="ab :#'\"|>{}[]&*!,-?%@`~\\\n0.\tn\u00a0\u2028é=<", max_size=20
) | st.sampled_from(
    [
        "yes",
        "~",
        "1_000",
        "2024-99-99",
        "!!bool x",
        "!!int x",
        "{[]: 1}",
        "&a b",
        "*a",
        "? a",
        "12:30",
    ]
)


@fuzz
@given(VALUES)
def test_an_alt_text_is_told_or_arrives_whole(
    checker: Checker, render: Callable[[str], str], value: str
) -> None:
    text = f"/// figure | forward/cat\n    alt: {value}\n\nA caption.\n///\n"
    if not checker.page(text):
        page = render(text)
        say(page)
        (alt,) = [img.get("alt") for img in parse(page).iter("img")]
        assert alt
        if value.strip()[0] not in "'\"|>":
            words = alt.split()
            assert words == value.split()[: len(words)]
            assert len(words) >= len(value.split("\n")[0].split())
        assert captions(page)[0].endswith("A caption.")


DEFECTS: list[tuple[str, str, int]] = [
    # a good block's line, what becomes of it, and by how many lines the report is off
    ("/// figure | forward/cat", "/// figrue | forward/cat", 0),
    ("/// figure | forward/cat", "/// figure | forward/cta", 0),
    ("/// figure | forward/cat", "/// figure forward/cat", 0),
    ("/// figure | forward/cat", "/// figure", 0),
    ("/// figure | forward/cat", "//// figure | forward/cat", 4),
    ("/// figure | forward/cat", "// figure | forward/cat", 0),
    ("/// figure | forward/cat", "> /// figure | forward/cat", 0),
    ("/// figure | forward/cat", "- /// figure | forward/cat", 0),
    ("/// figure | forward/cat", "     /// figure | forward/cat", 0),
    ("/// figure | forward/cat", "<!--\n/// figure | forward/cat", 0),
    ("/// figure | forward/cat", "```\n/// figure | forward/cat", 0),
    ("    alt: A cat", "    alt: A cat: big", 0),
    ("    alt: A cat", "    atl: A cat", 0),
    ("    alt: A cat", "    alt: 5", 0),
    ("    alt: A cat", "    alt:", 0),
    ("    alt: A cat", "    alt: {n: forward.T}", 0),
    ("    alt: A cat", '    alt: "{n: forward.nope}"', 0),
    ("    alt: A cat", "  alt: A cat", 0),
    ("    alt: A cat", "", -1),
    ("A caption.", "A {n: forward.nope}.", 0),
    ("A caption.", "A {n: forward.T.", 0),
    ("A caption.", "A {n: forward.T | zz}.", 0),
    ("A caption.", "A $\\nosuch$ caption.", 0),
    ("A caption.", "//// source | gen.files:write\n////", 0),
    ("A caption.", "    /// source | gen.files:write", 0),
    ("A caption.", "<div>\n\n/// source | gen.files:write\n///\n\n</div>", -3),
    ("A caption.", "/// source | gen.files:write", -3),
    ("///", "", -4),
    ("///", "////", 0),
    ("///", "    ///", 0),
    ("///", "/// end", 0),
    ("///", "///\n\n///", 2),
]
BLOCK = "/// figure | forward/cat\n    alt: A cat\n\nA caption.\n///"
AROUND = st.sampled_from(
    [
        "Text with *stress* and $x_t$.",
        "# Heading at {n: forward.T}",
        "- an item\n\n    ```\n    /// figure | x\n    ```",
        "| a |\n|---|\n| {n: forward.share \\| .0%} |",
        "```\n/// figure | x\n```",
        "<!--\n/// figure | x\n-->",
        "/// figure | forward/dog\n    alt: A dog\n///",
        "/// source | gen.files:write\nThe code.\n///",
        "//// predict\nWhat `///` is?\n////",
        "> quoted",
    ]
)


@fuzz
@given(
    st.lists(AROUND, max_size=4),
    st.lists(AROUND, max_size=4),
    st.sampled_from(DEFECTS),
    st.sampled_from(["", "---\ntitle: x\n---\n\n", "\n\n"]),
)
def test_one_defect_is_told_on_its_line(
    checker: Checker, before: list[str], after: list[str], defect: tuple[str, str, int], front: str
) -> None:
    if defect[1][:4] in ("```\n", "<!--"):  # no one can say where what is not closed should end
        after = [piece for piece in after if defect[1][:3] not in piece]
    good = front + "\n\n".join([*before, BLOCK, *after])
    assert checker.page(good) == []
    line, replacement, offset = defect
    mended = BLOCK.split("\n")
    number = mended.index(line)
    mended[number] = replacement
    text = front + "\n\n".join([*before, "\n".join(mended), *after])
    start = (front + "".join(f"{piece}\n\n" for piece in before)).count("\n") + 1
    problems = checker.page(text)
    say(f"{text}\n{problems}")
    assert [at for at, _ in problems] == [start + number + offset]


NUMBERS = st.sampled_from(
    ["{n: forward.T}", "{n:forward.T}", "{n: forward.T | ,d}", "{n:\tforward.T|d }"]
)
ODD = st.sampled_from(
    [
        "{n: forward.nope}",
        "{n: }",
        "{n}",
        "{n: forward.T",
        "{n: forward.T | zz}",
        "{n: a | b | c}",
        "{ n: forward.T }",
        "{N: forward.T}",
        "{{n: forward.T}}",
        "\\{n: forward.T}",
        "\\\\{n: forward.T}",
        "{n: forward.T}{n: forward.T}",
        "{n: *forward.T*}",
        "{n: `forward.T`}",
        "{n: forward.T}}",
        "{n: <b>}",
        "{n: $x$}",
        "{n: forward\n.T}",
    ]
)
PLACES = st.sampled_from(
    [
        "Text {} here",
        "# Heading {}",
        "{}\n===",
        "- item {}",
        "> {}",
        "*{}*",
        "**a {} b**",
        "_{}_",
        "[{}](a.md)",
        "[a]({})",
        '[a](b.md "{}")',
        "![{}](a.png)",
        '<span title="{}">a</span>',
        "<b>{}</b>",
        "<div>{}</div>",
        "<https://x.org/{}>",
        "`{}`",
        "`` ` {} ``",
        "    {}",
        "```\n{}\n```",
        "<!-- {} -->",
        "| a |\n|---|\n| {} |",
        "${}$",
        "$$\n{}\n$$",
        "[^1]: {}",
        "A[^1]\n\n[^1]: {}",
        "*[ab]: {}",
        "[ref]: a.md '{}'",
        "/// predict\n{}\n///",
        "/// opening | {}\n# T\n///",
        "/// figure | forward/cat\n    alt: {}\n///",
        '/// figure | forward/cat\n    alt: "{}"\n///',
        "/// figure | forward/cat\n    alt: A\n\n{}\n///",
        "/// figure | {}\n    alt: A\n///",
        "{} {{: .class }}",
        "{}",
    ]
)


@fuzz
@given(st.lists(st.tuples(PLACES, NUMBERS | ODD), min_size=1, max_size=4))
def test_a_number_is_told_or_works(
    checker: Checker, render: Callable[[str], str], pieces: list[tuple[str, str]]
) -> None:
    text = "\n" + "\n\n".join(place.format(number) for place, number in pieces)
    problems = checker.page(text)
    if not problems:
        page = render(text)
        say(page)
        escaped = sum(number.startswith("\\{") for _, number in pieces)
        assert prose(page).count("{n:") <= escaped
        assert not notes(page)
        assert "\ue000" not in page
