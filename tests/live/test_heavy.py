"""Weights that only one choice needs: asked for when it is chosen, and whatever goes wrong then."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from gen.live import demo
from gen.live.controls import Choice, Slider
from gen.registry import ROOT
from tests.live.conftest import Tab
from tests.live.demos import heavy as declared

DEMO = ("heavy/", "heavy")
MORE = "**/weights/judge/**"
SIZES = {
    size: str((ROOT / "gen" / "weights" / name / "weights.safetensors").stat().st_size)
    for size, name in {"small": "grid", "large": "judge"}.items()
}
Fresh = Callable[[str, str], Tab]


def asked(tab: Tab, size: str) -> int:
    """How often the weights of a size were asked for."""
    return sum(f"/weights/{'grid' if size == 'small' else 'judge'}/" in url for url in tab.requests)


def choose(tab: Tab, size: str) -> None:
    """Choose, without waiting for what comes of it."""
    tab.control("size").select_option(size)


def shows(tab: Tab, size: str) -> None:
    """The demo has run with the weights of a size, to its end."""
    expect(tab.demo.locator("[data-label=bytes] b")).to_have_text(SIZES[size])
    tab.done()
    expect(tab.demo.get_by_role("alert")).to_have_count(0)


def test_a_demo_says_which_choice_needs_which_files() -> None:
    files = demo.of(declared.heavy).files
    assert files == {declared.ALWAYS: None, declared.MORE: ("size", ["large"])}


def test_a_file_of_two_choices_is_there_always_and_of_two_values_once() -> None:
    one, two = Path("one"), Path("two")

    @demo.demo(
        Choice("a", "A", {"x": "X", "y": "Y", "z": "Z"}, "x", weights={"y": [one], "z": [one]}),
        Choice("b", "B", {"x": "X", "y": "Y"}, "x", weights={"x": [two]}),
        Choice("c", "C", {"x": "X", "y": "Y"}, "x", weights={"y": [two]}),
        Slider("n", "N", 0, 1, default=0),
    )
    def needy(a, b, c, n):
        yield from ()

    assert demo.of(needy).files == {one: ("a", ["y", "z"]), two: None}
    with pytest.raises(ValueError, match="a: got 'w'; must be one of 'x'"):
        Choice("a", "A", {"x": "X"}, "x", weights={"w": [one]})


def test_they_come_when_they_are_chosen_and_once(fresh: Fresh) -> None:
    tab = fresh(*DEMO).open().start()
    shows(tab, "small")
    assert (asked(tab, "small"), asked(tab, "large")) == (1, 0)
    choose(tab, "large")
    shows(tab, "large")
    choose(tab, "small")
    shows(tab, "small")
    choose(tab, "large")
    shows(tab, "large")
    assert (asked(tab, "small"), asked(tab, "large")) == (1, 1)
    # From memory, and by a link that has chosen.
    tab.open("?heavy.size=large").start()
    shows(tab, "large")
    assert (asked(tab, "small"), asked(tab, "large")) == (1, 1)
    assert not tab.complaints()


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda route: route.fulfill(status=503), "The server answered 503 for weights/judge/"),
        (lambda route: route.fulfill(body=b"short"), "weights/judge/weights.safetensors came dam"),
        (lambda route: route.abort(), "The connection failed. Are you online?"),
    ],
    ids=["refused", "damaged", "aborted"],
)
def test_a_failure_is_said_and_the_demo_goes_on_with_what_it_has(
    fresh: Fresh, break_it: Callable[[Route], None], sentence: str
) -> None:
    tab = fresh(*DEMO).open().start()
    tab.page.route(MORE, break_it)
    choose(tab, "large")
    alert = tab.demo.get_by_role("alert")
    expect(alert).to_contain_text(sentence)
    choose(tab, "small")
    shows(tab, "small")
    choose(tab, "large")
    expect(alert).to_contain_text(sentence)
    tab.page.unroute_all()
    tab.button("Try again").click()
    shows(tab, "large")


def test_offline_the_small_one_still_runs(fresh: Fresh) -> None:
    tab = fresh(*DEMO).open().start()
    tab.page.context.set_offline(True)
    choose(tab, "large")
    expect(tab.demo.get_by_role("alert")).to_contain_text("The connection failed. Are you online?")
    choose(tab, "small")
    shows(tab, "small")
    tab.control("grey").fill("8")
    shows(tab, "small")
    tab.page.context.set_offline(False)
    choose(tab, "large")
    shows(tab, "large")


def test_they_are_counted_and_can_be_cancelled(fresh: Fresh) -> None:
    tab = fresh(*DEMO).open().start()
    held: list[Route] = []
    tab.page.route(MORE, lambda route: held.append(route))  # it does not come yet
    choose(tab, "large")
    status = tab.demo.locator(".un-live-status")
    expect(status).to_have_text(re.compile(r"Loading the network: 0 % of about 0\.9 MB"))
    expect(tab.demo.get_by_role("progressbar", name="Loading the network")).to_be_visible()
    tab.button("Cancel").click()
    expect(status).to_have_text("Stopped.")
    tab.done()
    # What was not painted is not among the earlier results.
    assert tab.demo.locator(".un-shelf-item").count() == 1
    tab.page.unroute_all()
    tab.button("Run again").click()
    shows(tab, "large")
    assert asked(tab, "large") == 2
    assert tab.demo.locator(".un-shelf-item").count() == 2
    assert len(tab.pythons()) == 1


def test_whoever_changes_his_mind_does_not_wait_nor_ask_twice(fresh: Fresh) -> None:
    tab = fresh(*DEMO).open().start()
    held: list[Route] = []
    tab.page.route(MORE, lambda route: held.append(route))
    choose(tab, "large")
    tab.wait(lambda: bool(held))
    choose(tab, "small")
    shows(tab, "small")
    choose(tab, "large")
    expect(tab.demo.locator(".un-live-status")).to_contain_text("Loading the network: 0 %")
    tab.control("grey").fill("2")  # while it comes
    tab.page.wait_for_timeout(200)
    held[0].continue_()
    shows(tab, "large")
    assert len(held) == 1


def test_leaving_the_page_while_they_come_leaves_a_working_page(fresh: Fresh) -> None:
    tab = fresh(*DEMO).open().start()
    tab.page.route(MORE, lambda route: None)
    choose(tab, "large")
    expect(tab.demo.locator(".un-live-status")).to_contain_text("Loading the network")
    tab.page.get_by_role("link", name="Elsewhere").first.click()
    expect(tab.page.locator("h1")).to_have_text("Elsewhere")
    tab.page.unroute_all()
    tab.page.go_back()
    tab.page.wait_for_timeout(500)
    tab.open().start()
    shows(tab, "small")
