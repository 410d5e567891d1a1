"""`make serve`: edits show, errors are told and end nothing, Ctrl-C ends everything."""

import errno
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser

from gen.site import jobs, serve
from gen.site.stage import Stage
from tests.site import project

LONG = 40.0  # seconds: generous, on a loaded machine too


class Server:
    """The preview of a project, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gen.site.serve", "--port", "0"],
            cwd=folder, env=project.environment(), text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()
        self.soon(lambda: self.lines, "an address on the terminal")
        self.url = self.lines[0].split()[0]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/unnoise/", self.url), self.lines

    def _read(self) -> None:
        assert self.process.stdout
        self.lines.extend(line.rstrip() for line in self.process.stdout)

    def soon(self, what: Callable[[], object], wanted: str) -> float:
        """Wait until `what()` is true; the seconds that it took."""
        began = time.perf_counter()
        while not what():
            said = "\n".join(self.lines)
            assert time.perf_counter() - began < LONG, f"not within {LONG} s: {wanted}\n{said}"
            time.sleep(0.02)
        return time.perf_counter() - began

    def get(self, path: str) -> str:
        """The body at a path, also of an error."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def state(self) -> dict:
        """What the pages are told now."""
        with urllib.request.urlopen(self.url + "-/changes", timeout=10) as stream:
            return json.loads(stream.readline().decode().removeprefix("data: "))

    def shows(self, path: str, text: str) -> float:
        """Wait until the page shows the text."""
        return self.soon(lambda: text in self.get(path), f"{text!r} on {path}")

    def tells(self, text: str) -> float:
        """Wait until the pages are told of a problem."""
        return self.soon(lambda: text in "\n".join(self.state()["problems"]), f"told {text!r}")

    def is_content(self) -> float:
        """Wait until nothing is wrong."""
        return self.soon(lambda: not self.state()["problems"], "no problems")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text in one of the project's files, as an editor does: by a new file."""
        file = self.folder / name
        text = file.read_text()
        assert old in text
        other = file.with_name(f"{file.name}~")
        other.write_text(text.replace(old, new))
        os.replace(other, file)

    def end(self) -> None:
        """Ctrl-C."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(project.make(tmp_path_factory.mktemp("serve") / "project"))
    try:
        server.shows("lessons/one/", "First words with 0.25")
        yield server
    finally:
        server.end()


PAGE, SOURCE = "lessons/one/", "docs/lessons/one.md"


def test_an_edit_shows(server: Server) -> None:
    server.is_content()
    times = []
    words = "First"
    for other in ("Second", "Third", "Fourth", "Fifth", "First"):
        server.edit(SOURCE, f"{words} words", f"{other} words")
        times.append(server.shows(PAGE, f"{other} words"))
        words = other
    print(f"from edit to page: {sorted(times)[2]:.2f} s (median of 5)")


def test_only_the_site_is_served_and_nothing_is_kept(server: Server) -> None:
    with urllib.request.urlopen(server.url + PAGE) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
    with urllib.request.urlopen(server.url.replace("unnoise/", "")) as answer:
        assert answer.url == server.url
    assert "markdown_extensions" not in server.get("../mkdocs.yml")


def test_a_broken_page_is_told_shown_and_mended(server: Server) -> None:
    server.edit(SOURCE, "alt: A dot", "alt: A dot: grey")
    server.tells("docs/lessons/one.md:4: the option is no YAML")
    assert any("docs/lessons/one.md:4:" in line for line in server.lines)
    server.edit(SOURCE, "A dot: grey", "A dot")
    server.is_content()
    server.shows(PAGE, "data-figure")


def test_a_page_that_is_no_text_is_told_and_the_last_one_stays(server: Server) -> None:
    file = server.folder / SOURCE
    before = file.read_bytes()
    file.write_bytes(before + b"\xe9")
    server.tells("is no UTF-8")
    assert "First words" in server.get(PAGE)
    file.write_bytes(before)
    server.is_content()


def test_a_broken_link_is_told(server: Server) -> None:
    server.edit(SOURCE, "First words", "[First](two.md) words")
    server.tells("two.md")
    server.edit(SOURCE, "[First](two.md) words", "First words")
    server.is_content()


def test_a_broken_configuration_is_told_and_mended(server: Server) -> None:
    server.edit("mkdocs.yml", "site_name: Unnoise", "site_name: [Unnoise")
    server.tells("mkdocs.yml")
    assert "First words" in server.get(PAGE)
    server.edit("mkdocs.yml", "site_name: [Unnoise", "site_name: Otherwise")
    server.is_content()
    server.shows(PAGE, "Otherwise")
    server.edit("mkdocs.yml", "site_name: Otherwise", "site_name: Unnoise")


def test_an_edit_to_a_figure_draws_it_anew(server: Server) -> None:
    poster = server.folder / "docs/assets/figures/tiny/dot/poster.webp"
    before = poster.read_bytes()
    server.edit("gen/figures/tiny/dot.py", "level: float = 0.25", "level: float = 0.75")
    server.shows(PAGE, "First words with 0.75")
    assert poster.read_bytes() != before
    with urllib.request.urlopen(server.url + "assets/figures/tiny/dot/poster.webp") as answer:
        assert answer.read() == poster.read_bytes()


def test_a_failing_figure_is_told_and_mended(server: Server) -> None:
    server.edit(
        "gen/figures/tiny/dot.py", "return Blend(", "raise OSError('no dots')\n    return Blend("
    )
    server.tells("no dots")
    assert "data-figure" in server.get(PAGE)
    server.edit("gen/figures/tiny/dot.py", "raise OSError('no dots')\n    ", "")
    server.is_content()


def test_broken_code_of_the_site_is_told_and_mended(server: Server) -> None:
    server.edit("gen/site/numbers.py", "class NumberError", "clas NumberError")
    server.tells("gen/site/numbers.py:")
    assert "First words" in server.get(PAGE)
    server.edit("gen/site/numbers.py", "clas NumberError", "class NumberError")
    server.is_content()
    server.edit(SOURCE, "First words", "More words")
    server.shows(PAGE, "More words")
    server.edit(SOURCE, "More words", "First words")


def test_products_of_the_build_cause_no_rebuild(server: Server) -> None:
    server.shows(PAGE, "First words")
    server.is_content()
    time.sleep(1)
    before = server.state()["version"]
    (server.folder / "docs/assets/figures/tiny/dot/extra.json").write_text("{}")
    time.sleep(2)
    assert server.state()["version"] == before


def test_an_open_page_reloads_by_itself_and_shows_what_is_wrong(
    server: Server, browser: Browser
) -> None:
    server.is_content()
    page = browser.new_page()
    page.goto(server.url + PAGE)
    page.wait_for_selector("text=First words")
    for number in range(3):
        server.edit(SOURCE, "A caption.", f"Caption {number}.")
        began = time.perf_counter()
        page.wait_for_selector(f"text=Caption {number}.", timeout=LONG * 1000)
        print(f"an open page shows an edit after {time.perf_counter() - began:.2f} s")
        server.edit(SOURCE, f"Caption {number}.", "A caption.")
        page.wait_for_selector("text=A caption.", timeout=LONG * 1000)
    server.edit(SOURCE, "tiny/dot", "tiny/dto")
    box = page.wait_for_selector("#un-preview", timeout=LONG * 1000)
    assert box
    page.wait_for_function(
        "document.getElementById('un-preview')?.textContent.includes('one.md:3: there is no')",
        timeout=LONG * 1000,
    )
    server.edit(SOURCE, "tiny/dto", "tiny/dot")
    page.wait_for_selector("#un-preview", state="detached", timeout=LONG * 1000)
    page.close()


def test_a_taken_port_is_told_in_a_sentence(server: Server) -> None:
    port = server.url.split(":")[2].split("/")[0]
    done = subprocess.run(
        [sys.executable, "-m", "gen.site.serve", "--port", port],
        cwd=server.folder, env=project.environment(), text=True, capture_output=True, timeout=LONG,
    )  # fmt: skip
    assert done.returncode == 1
    assert re.fullmatch(rf"error: port {port} is taken, .*\n", done.stderr)
    assert server.process.poll() is None


def test_ctrl_c_ends_it_and_its_children(tmp_path: Path) -> None:
    server = Server(project.make(tmp_path / "project"))
    server.shows(PAGE, "First words")
    # In the middle of a build of figures and of pages:
    server.edit(
        "gen/figures/tiny/dot.py", "return Blend(", "import time; time.sleep(99)\n    return Blend("
    )
    server.edit(SOURCE, "First words", "Last words")
    server.soon(
        lambda: len(psutil.Process(server.process.pid).children(recursive=True)) > 2,
        "a build of figures",
    )
    children = psutil.Process(server.process.pid).children(recursive=True)
    began = time.perf_counter()
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(30) == 0
    print(f"ended after {time.perf_counter() - began:.1f} s")
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(("127.0.0.1", int(server.url.split(":")[2].split("/")[0])))
    assert not any("Traceback" in line for line in server.lines)
    assert not list((server.folder / ".cache" / "serve").glob("*/*"))


def test_a_build_that_failed_does_not_remove_what_is_shown(tmp_path: Path) -> None:
    stage = Stage()
    pages = jobs.Pages(stage, "http://127.0.0.1/", tmp_path / "builds")
    for name in "12345":
        (pages.folder / name).mkdir(parents=True)
    stage.show(pages.folder / "3")  # 4 and 5 failed half-way
    pages._tidy()
    assert sorted(path.name for path in pages.folder.iterdir()) == ["2", "3"]


def test_edits_that_cannot_be_followed_are_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "OS file watch limit reached")

    monkeypatch.setattr(serve, "follow", full)
    monkeypatch.setattr(jobs.Job, "start", lambda self: None)
    monkeypatch.setattr(jobs.Job, "end", lambda self: None)
    assert serve.serve(0) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: edits cannot be followed: [Errno 28] OS file watch limit")
    assert "max_user_watches" in said
    assert len(said.splitlines()) == 1
