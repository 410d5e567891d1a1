"""The site's five font files, cut from npm's to the characters and axes that the pages use.

    python -m gen.site.fonts

Newsreader for reading, Inter for labels, JetBrains Mono for code, STIX Two Math for formulas.
"""

import io
import string
import sys
from dataclasses import dataclass, field
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from gen.files import write
from gen.registry import ROOT

OUTPUT = ROOT / "docs" / "assets" / "fonts"
MODULES = ROOT / "node_modules"

LATIN = string.printable[:95] + "\u00a0éèïöüäãñçÉÖÅß’‘“”„–—…·×−÷±½¼²³¹°§©µ†•‹›«»≈≤≥→←↑↓∞√"
GREEK = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"
ALPHABETS = (
    "".join(chr(c) for c in range(0x1D434, 0x1D468))  # italic letters
    + "ℎ"
    + "".join(chr(c) for c in range(0x1D6E2, 0x1D71C))  # italic Greek
    + "𝒩ℒ𝔼ℝ𝐈𝟎𝐱𝛆𝟏𝐮𝜖𝜀𝜗𝜑𝜙"
)
OPERATORS = "∂∇∑∏∫√∞∅∈∉∀∼≈≠≡≤≥≪≫→←↦⟨⟩‖∣∥·⋅×−±∓∗∘⊙⊕…⋯′″^¯ˉ̄̂̃~ˆ˜|[](){}⟶=<>/,;:.!?+-*¨‾"


@dataclass(frozen=True)
class Font:
    """One file: where it comes from, which part of its axes and characters stay."""

    name: str
    source: str
    text: str
    axes: dict[str, float | tuple[float, float]] = field(default_factory=dict)
    features: tuple[str, ...] = ("kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk")


FONTS = (
    # One optical size: the axis would cost the first view 30 kB, a tenth of all that it loads.
    Font(
        "newsreader.woff2",
        "@fontsource-variable/newsreader/files/newsreader-latin-opsz-normal.woff2",
        LATIN,
        {"wght": (400, 550), "opsz": 22},
    ),
    Font(
        "newsreader-italic.woff2",
        "@fontsource-variable/newsreader/files/newsreader-latin-opsz-italic.woff2",
        LATIN,
        {"wght": 400, "opsz": 18},
    ),
    Font(
        "inter.woff2",
        "@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2",
        LATIN,
        {"wght": (400, 650), "opsz": 14},
        ("kern", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "case"),
    ),
    Font(
        "mono.woff2",
        "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
        LATIN,
        {"wght": 400},
        ("ccmp", "locl", "mark", "mkmk"),
    ),
    Font(
        "math.woff2",
        "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2",
        string.printable[:95] + GREEK + ALPHABETS + OPERATORS,
        features=("ssty", "dtls", "flac", "ccmp", "mark"),
    ),
)


def cut(font: Font) -> bytes:
    """The WOFF2 file of one font. Raises FileNotFoundError where npm has not brought it."""
    source = MODULES / font.source
    if not source.is_file():
        raise FileNotFoundError(f"{source.relative_to(ROOT)} is missing; run `make` (or `npm ci`)")
    loaded = TTFont(source, recalcTimestamp=False)
    if font.axes:
        loaded = instancer.instantiateVariableFont(loaded, font.axes)
    if "gvar" in loaded:  # the subsetter looks up every glyph, also those that never vary
        variations = loaded["gvar"].variations
        for glyph in loaded.getGlyphOrder():
            if glyph not in variations:
                variations[glyph] = []
    if "MATH" in loaded:
        _low_roots(loaded)
    options = Options(
        layout_features=list(font.features), hinting=False, notdef_outline=True, name_IDs=[1, 2]
    )
    subsetter = Subsetter(options)
    subsetter.populate(text=font.text)
    subsetter.subset(loaded)
    loaded.flavor = "woff2"
    file = io.BytesIO()
    loaded.save(file)
    return file.getvalue()


def _low_roots(loaded: TTFont) -> None:
    """Leave of the root sign its two lowest forms, which are all that formulas here reach.

    Chromium keeps room after each root for the widest form that there is: nearly half an em.
    """
    variants = loaded["MATH"].table.MathVariants
    at = variants.VertGlyphCoverage.glyphs.index(loaded.getBestCmap()[ord("√")])
    root = variants.VertGlyphConstruction[at]
    root.GlyphAssembly = None
    root.MathGlyphVariantRecord = root.MathGlyphVariantRecord[:2]
    root.VariantCount = 2


def licences() -> bytes:
    """The licence texts that the fonts must be passed on with."""
    packages = sorted({"/".join(font.source.split("/")[:2]) for font in FONTS})
    texts = [(MODULES / package / "LICENSE").read_text(encoding="utf-8") for package in packages]
    return ("\n\n" + "—" * 72 + "\n\n").join(texts).encode()


def characters(name: str) -> set[str]:
    """The characters that a built font file can show."""
    return {chr(code) for code in TTFont(OUTPUT / name).getBestCmap()}


def up_to_date() -> bool:
    """True when every file is newer than what it is cut from and than this module."""
    for font in FONTS:
        made, source = OUTPUT / font.name, MODULES / font.source
        if not (made.is_file() and source.is_file()):
            return False
        newest = max(source.stat().st_mtime, Path(__file__).stat().st_mtime)
        if made.stat().st_mtime < newest:
            return False
    return True


def main() -> int:
    """Cut all fonts, or do nothing when they are up to date."""
    if up_to_date():
        return 0
    try:
        for font in FONTS:
            path = OUTPUT / font.name
            write(path, cut(font))
            path.touch()
            print(f"  font {font.name}: {path.stat().st_size / 1000:.0f} kB")
        write(OUTPUT / "licences.txt", licences())
    except FileNotFoundError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
