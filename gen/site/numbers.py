"""`{n: lesson.name}`: numbers in prose, as the build computed them."""

import re
from dataclasses import dataclass, field

from markdown import Markdown

from gen.registry import built, nearest

# {n: forward.crossing} or {n: forward.crossing | .0f}, in a table with \| for the bar.
NUMBER = re.compile(r"\{n:\s*(?P<name>[^{|}\\\s]+)\s*(?:\\?\|(?P<form>[^{|}]*))?\}")
FORMAT = re.compile(r"[+]?,?(?:\.\d{1,2})?[defg%]?")


class NumberError(Exception):
    """A number that is not there or cannot be written so."""


@dataclass(frozen=True)
class Numbers:
    """All numbers of all built figures: "lesson.name" to value.

    `conflicts` are those on which two figures of a lesson disagree, with what to say.
    """

    values: dict[str, float | int | str]
    conflicts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def collect(cls) -> "Numbers":
        """Read the manifests."""
        values: dict[str, float | int | str] = {}
        conflicts: dict[str, str] = {}
        owner: dict[str, str] = {}
        for figure, manifest in built().items():
            lesson = figure.partition("/")[0]
            for name, value in manifest["numbers"].items():
                key = f"{lesson}.{name}"
                if key in values and values[key] != value:
                    conflicts[key] = (
                        f"number {key!r} is {values[key]} in figure {owner[key]!r} and {value} in "
                        f"{figure!r}; give one of them another name"
                    )
                values[key], owner[key] = value, figure
        return cls(values, conflicts)

    @classmethod
    def of(cls, md: Markdown) -> "Numbers":
        """The numbers for one Markdown instance, read once."""
        if not hasattr(md, "unnoise_numbers"):
            md.unnoise_numbers = cls.collect()  # type: ignore[attr-defined]
        return md.unnoise_numbers  # type: ignore[attr-defined]

    def text(self, name: str, form: str | None = None) -> str:
        """A number as the reader sees it; `form` is a Python format such as ".2f" or ".0%".

        Raises NumberError for an unknown name, with the nearest one, or a form that does not fit.
        """
        if name in self.conflicts:
            raise NumberError(self.conflicts[name])
        if name not in self.values:
            hint = nearest(name, self.values) or (
                f"; there are {', '.join(sorted(self.values)) or 'none: run `make assets`'}"
            )
            raise NumberError(f"there is no number {name!r}{hint}")
        value, form = self.values[name], (form or "").strip()
        if isinstance(value, str):
            if form:
                raise NumberError(f"number {name!r} is a text and takes no format {form!r}")
            return value
        try:
            if form and not FORMAT.fullmatch(form):
                raise ValueError("an unknown format")
            text = format(value, form or (",d" if isinstance(value, int) else ".4g"))
        except (ValueError, OverflowError) as error:
            raise NumberError(
                f"number {name!r}, {value}, cannot be written as {form!r} ({error}); "
                f"allowed are formats such as .2f, .0%, .1e or ,d"
            ) from None
        text = re.sub(r"(?<=\d)%", "\N{NO-BREAK SPACE}%", text)
        return text.replace("-", "−") if not _exponent(text) else _power(text)

    def fill(self, text: str) -> str:
        """Replace every `{n: …}` in a plain text. Raises NumberError."""
        return NUMBER.sub(lambda match: self.text(match["name"], match["form"]), text)


def _exponent(text: str) -> bool:
    return re.fullmatch(r"[+-]?[\d.]+e[+-]\d+", text) is not None


def _power(text: str) -> str:
    """1.5e-05 as 1.5 × 10⁻⁵, which no line breaks."""
    mantissa, _, exponent = text.partition("e")
    digits = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10{digits}".replace("-", "−")
