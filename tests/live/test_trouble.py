"""Whatever goes wrong ends in a sentence and a way to try again, and the page goes on."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.live.conftest import Tab

DEMO = ("trouble/", "trouble")
RUNTIME = re.compile(r"/assets/python/(?!manifest)")
Fresh = Callable[[str, str], Tab]


def failure(tab: Tab):
    """The message."""
    return tab.demo.get_by_role("alert")


def others_go_on(tab: Tab) -> None:
    """The page's other figures still answer."""
    slider = tab.page.locator("un-blend .un-controls input")
    for step in ("1", "3"):
        slider.fill(step)
        expect(tab.page.locator("un-blend")).to_have_attribute("data-frame", step)


def recovers(tab: Tab) -> None:
    """Choosing what works, works."""
    tab.control("way").select_option("fine")
    tab.done()
    expect(tab.demo.locator("[data-label=way] b")).to_have_text("fine")
    expect(failure(tab)).to_have_count(0)


def test_an_exception_is_shown_with_its_line_and_escaped(live: Tab) -> None:
    live.control("way").select_option("error")
    expect(failure(live)).to_contain_text(
        re.compile(
            r"RuntimeError: this was <b>bound</b> to happen \(gen/live/trouble\.py, line \d+\)"
        )
    )
    live.demo.get_by_text("The whole report").click()
    expect(live.demo.locator("pre")).to_contain_text("Traceback (most recent call last)")
    others_go_on(live)
    live.button("Try again").click()
    expect(failure(live)).to_contain_text("RuntimeError")
    recovers(live)


def test_a_demo_that_exits_is_a_failure_like_others(live: Tab) -> None:
    live.control("way").select_option("exit")
    expect(failure(live)).to_contain_text("SystemExit: 3 (gen/live/trouble.py")
    recovers(live)


def test_too_little_memory_is_said_in_a_sentence(live: Tab) -> None:
    live.control("way").select_option("memory")
    expect(failure(live)).to_contain_text("This browser has too little memory for that: close")
    others_go_on(live)
    recovers(live)


def test_a_demo_that_shows_nothing_leaves_what_was_there(live: Tab) -> None:
    live.control("way").select_option("nothing")
    live.done()
    expect(failure(live)).to_have_count(0)
    recovers(live)


def test_an_endless_loop_can_be_stopped(live: Tab) -> None:
    live.control("way").select_option("endless")
    expect(live.demo.locator(".un-live-status")).to_have_text("Working…")
    others_go_on(live)
    live.button("Stop").click()
    expect(live.demo.locator(".un-live-status")).to_have_text("Stopped.")
    recovers(live)
    live.wait(lambda: len(live.pythons()) == 1)


def test_an_endless_loop_ends_with_the_page_that_it_is_on(live: Tab) -> None:
    live.control("way").select_option("late")
    expect(live.demo.locator(".un-live-status")).to_have_text("Working…")
    live.page.get_by_role("link", name="Elsewhere").first.click()
    expect(live.page.locator("h1")).to_have_text("Elsewhere")
    live.wait(lambda: not live.pythons())
    live.page.go_back()
    expect(live.demo.locator(".un-live-note")).to_contain_text("way = late")
    live.open().start()


@pytest.mark.parametrize("way", ["abort", "throw"])
def test_a_crash_is_told_and_python_starts_again(live: Tab, way: str) -> None:
    live.control("way").select_option(way)
    expect(failure(live)).to_contain_text("Python crashed and has to be started again.")
    others_go_on(live)
    recovers(live)
    assert len(live.pythons()) == 1
    live.said.clear()  # Pyodide tells the console of its end


def test_a_worker_that_is_gone_without_a_word_can_be_stopped(live: Tab) -> None:
    live.control("way").select_option("gone")
    live.wait(lambda: not live.pythons())
    live.button("Stop").click()
    expect(live.demo.locator(".un-live-status")).to_have_text("Stopped.")
    recovers(live)


def test_two_demos_share_one_python(live: Tab) -> None:
    other = live.page.locator("un-live[demo=forward]")
    other.locator(".un-live-run").click()
    expect(other).to_have_attribute("data-run", "done")
    assert len(live.pythons()) == 1
    other.get_by_role("slider", name="Step n").fill("9")
    expect(other.locator("output").first).to_have_text("9 of 50")
    expect(other).to_have_attribute("data-run", "done")
    # What is stopped by force takes nothing from its neighbour.
    live.control("way").select_option("endless")
    expect(live.demo.locator(".un-live-status")).to_have_text("Working…")
    other.get_by_role("slider", name="Step n").fill("30")
    live.button("Stop").click()
    expect(other).to_have_attribute("data-run", "done", timeout=15_000)
    expect(other.locator("[data-label=signal] b")).to_have_text("0.58")
    recovers(live)


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda route: route.fulfill(status=503), "The server answered 503 for pyodide.asm.wasm."),
        (lambda route: route.fulfill(body=b"short"), "pyodide.asm.wasm came damaged."),
        (lambda route: route.abort(), "The connection failed. Are you online?"),
    ],
    ids=["refused", "damaged", "aborted"],
)
def test_a_download_that_fails_can_be_tried_again(
    fresh: Fresh, break_it: Callable[[Route], None], sentence: str
) -> None:
    tab = fresh(*DEMO).open()
    tab.page.route("**/pyodide.asm.wasm*", break_it)
    tab.demo.locator(".un-live-run").click()
    expect(failure(tab)).to_contain_text(sentence)
    others_go_on(tab)
    tab.button("Try again").click()
    expect(failure(tab)).to_contain_text(sentence)
    if "online" in sentence:
        tab.page.unroute_all()
        tab.button("Try again").click()
        tab.done()


def test_offline_then_online_then_from_memory(fresh: Fresh) -> None:
    tab = fresh(*DEMO).open()
    tab.page.locator("un-blend").scroll_into_view_if_needed()
    expect(tab.page.locator("un-blend")).to_have_attribute("ready", "")
    tab.page.context.set_offline(True)
    tab.demo.locator(".un-live-run").click()
    expect(failure(tab)).to_contain_text("The connection failed. Are you online?")
    others_go_on(tab)
    tab.page.context.set_offline(False)
    tab.button("Try again").click()
    tab.done()
    # What is gone from the site goes from the memory; the rest is not asked for again. Not even
    # the list of files has to come, once it has been there.
    tab.page.evaluate(
        """() => caches.open('unnoise-python')
            .then(c => c.put('assets/python/old?sha256=0', new Response('x')))"""
    )
    tab.open()
    tab.page.route("**/manifest.json", lambda route: route.abort())
    before = len(tab.requests)
    tab.start()
    assert not [url for url in tab.requests[before:] if RUNTIME.search(url)]
    tab.page.wait_for_function(
        """() => caches.open('unnoise-python').then(c => c.keys())
            .then(kept => !kept.some(({ url }) => url.includes('old')))"""
    )


def test_without_memory_for_files_it_works_all_the_same(fresh: Fresh) -> None:
    tab = fresh(*DEMO).open()
    without = (
        "Object.defineProperty(self, 'caches', {});"
        "Object.defineProperty(crypto, 'subtle', {value: undefined});"
    )

    def forgetful(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text() + without)

    tab.page.context.route("**/live/worker.js", forgetful)
    tab.start()


def test_without_webassembly_it_says_so(browser: Browser, small_site: str) -> None:
    context = browser.new_context()
    context.add_init_script("delete globalThis.WebAssembly")
    tab = Tab(context, small_site, *DEMO).open()
    tab.demo.locator(".un-live-run").click()
    expect(failure(tab)).to_contain_text("This browser cannot run Python: it has no WebAssembly")
    others_go_on(tab)
    tab.button("Try again").click()
    expect(failure(tab)).to_contain_text("WebAssembly")
    assert not any("/assets/python/" in url for url in tab.requests)
    context.close()


def test_loading_is_counted_and_can_be_cancelled(fresh: Fresh) -> None:
    tab = fresh(*DEMO).open()
    tab.page.route("**/python_stdlib.zip*", lambda route: None)  # which never comes
    tab.demo.locator(".un-live-run").click()
    bar = tab.demo.get_by_role("progressbar", name="Loading Python")
    tab.page.wait_for_function("b => b.value > 0.5 && b.value < 1", arg=bar.element_handle())
    expect(tab.demo.locator(".un-live-status")).to_contain_text(re.compile(r"\d\d % of about 9 MB"))
    tab.button("Cancel").click()
    expect(failure(tab)).to_contain_text("Loading was cancelled.")
    tab.wait(lambda: not tab.pythons())
    tab.button("Try again").click()
    tab.wait(lambda: len(tab.pythons()) == 1)
    tab.page.get_by_role("link", name="Elsewhere").first.click()
    tab.wait(lambda: not tab.pythons())


def test_nothing_of_python_is_loaded_unasked(fresh: Fresh) -> None:
    tab = fresh(*DEMO).open()
    tab.page.wait_for_timeout(500)
    assert not [url for url in tab.requests if "/assets/python/" in url or "worker.js" in url]
    assert not tab.pythons()
