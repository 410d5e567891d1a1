"""The budgets, as the design has them, and what was measured beside each."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Budget:
    """A limit: `measured` must not be above it, or not below it where `at_least`.

    `part` names what measures it.
    """

    what: str
    limit: float
    unit: str
    part: str
    at_least: bool = False

    def met(self, measured: float) -> bool:
        """Whether `measured`, in the budget's unit, keeps to it."""
        return measured >= self.limit if self.at_least else measured <= self.limit

    @property
    def text(self) -> str:
        """The limit as the table shows it."""
        return f"{'≥' if self.at_least else '≤'} {self.limit:g} {self.unit}".strip()


@dataclass(frozen=True)
class Measured:
    """One value, and the values that it is the worst or the median of, by name."""

    value: float
    detail: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def worst(cls, detail: Mapping[str, float], at_least: bool = False) -> "Measured":
        """The worst of several, all of them kept."""
        return cls((min if at_least else max)(detail.values()), detail)


BUDGETS = {
    "first_view": Budget("first view of a lesson, all requests, compressed", 500, "kB", "pages"),
    "whole_lesson": Budget("a lesson, all its figures seen, no Pyodide", 3000, "kB", "pages"),
    "pixels": Budget("decoded pictures held at once", 16, "M pixels", "pages"),
    "accessibility": Budget("Lighthouse accessibility", 100, "", "lighthouse", at_least=True),
    "best-practices": Budget("Lighthouse best practices", 100, "", "lighthouse", at_least=True),
    "seo": Budget("Lighthouse SEO", 100, "", "lighthouse", at_least=True),
    "performance": Budget("Lighthouse performance", 95, "", "lighthouse", at_least=True),
    "layout_shift": Budget("layout shift", 0, "", "lighthouse"),
    "slider": Budget("slider input to the new picture, 95th percentile", 16, "ms", "slider"),
    "live_slider": Budget("the same in the live demo, with Python", 16, "ms", "live"),
    "pyodide_ready": Budget("Pyodide ready, beside a bare one with NumPy", 1.15, "×", "live"),
    "live_step": Budget("one live closed-form step on 32 × 32", 1, "ms", "live"),
    "network": Budget("a guess of the lab's network for 32 × 32", 50, "ms", "live"),
    "picture": Budget("a guided picture of 20 steps", 3, "s", "live"),
    "latent_guess": Budget("a guess in latents beside one in pixels, 64 × 64", 0.5, "×", "sizes"),
    "latent_picture": Budget("the same in latents, every step shown", 6, "s", "live"),
    "compress": Budget("a picture to a latent and back", 0.3, "s", "live"),
    "training": Budget("two moons learned in the page, to twice the floor", 10, "s", "live"),
    "assets": Budget("make assets from nothing", 300, "s", "assets"),
    "one_figure": Budget("one figure", 20, "s", "assets"),
    "nothing_to_do": Budget("make assets with nothing to do", 2, "s", "assets"),
    "edit": Budget("a Markdown edit until the served page shows it", 2, "s", "edit"),
    "test": Budget("make test from a clean checkout, with its set-up", 12, "min", "test"),
}
