"""The site as it is being written: `make serve`.

    python -m gen.site.serve [--port 8000]

An edit to docs/ or mkdocs.yml rebuilds the pages, one to gen/ first the figures that it makes
stale; then every open page reloads. What goes wrong is printed and shown on the page, and the last
good state stays.
"""

import argparse
import contextlib
import errno
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

from watchfiles import DefaultFilter, watch
from watchfiles._rust_notify import WatchfilesRustInternalError

from gen.site.host import SUB_PATH, Handler

ROOT = Path(__file__).resolve().parent.parent.parent
CHANGES = SUB_PATH + "-/changes"  # the address of the stream that tells pages to reload
SCRIPT = Path(__file__).with_name("serve.js")
PATIENCE = 60  # seconds after which a page build is given up
IMPATIENCE = 5  # the same, when there is an edit to build
BUNDLED = ("diffusion", "nets", "live", "weights")  # folders of gen/ that run in the browser

WAITING = (
    b"<!doctype html><title>Unnoise</title><body><p>The figures and pages are being built.</p>"
)


class Stage:
    """What is shown: the folder of the last good site, its version, and what is wrong."""

    def __init__(self) -> None:
        self.site: Path | None = None
        self.version = time.time_ns() // 1_000_000  # unlike that of an earlier server
        self.problems: dict[str, list[str]] = {}
        self.ended = False
        self._changed = threading.Condition()

    def show(self, site: Path) -> None:
        """Show a newly built site."""
        with self._changed:
            self.site, self.version = site, self.version + 1
            self._changed.notify_all()

    def tell(self, source: str, problems: list[str]) -> None:
        """Print what is wrong in `source`, where that is news, and show it on the open pages."""
        with self._changed:
            if problems and problems != self.problems.get(source):
                print("\n".join(f"  ✗ {problem}" for problem in problems), flush=True)
            elif not problems and self.problems.get(source):
                print(f"  ✓ {source}: mended", flush=True)
            self.problems[source] = problems
            self._changed.notify_all()

    def end(self) -> None:
        """Let the streams end."""
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def states(self) -> Iterator[str | None]:
        """What to tell a page, now and whenever it changes; None every now and then."""
        before = None
        while not self.ended:
            with self._changed:
                problems = [p for source in self.problems.values() for p in source]
                now = json.dumps({"version": self.version, "problems": problems})
                if now == before:
                    self._changed.wait(10)
            yield now if now != before else None
            before = now


class Preview(Handler):
    """Serves what the stage shows; every page carries the script that reloads it."""

    def __init__(self, *args: object, stage: Stage, **kwargs: object) -> None:
        self.stage = stage
        super().__init__(*args, directory=str(stage.site or ROOT), **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with the stream of changes or with a file."""
        with contextlib.suppress(ConnectionError):
            if self.path == CHANGES:
                self.stream()
            elif not self.stage.site:
                self.answer(503, "text/html", WAITING)
            else:
                self.directory = str(self.stage.site)
                super().do_GET()

    def stream(self) -> None:
        """Tell the page each change, until it leaves."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        for state in self.stage.states():
            self.wfile.write(f"data: {state}\n\n".encode() if state else b":\n\n")
            self.wfile.flush()

    def answer(self, status: int, kind: str, body: bytes, suffix: str = "") -> None:
        """Send a body; a page with the script."""
        if kind == "text/html":
            script = SCRIPT.read_text(encoding="utf-8")
            script = script.replace("VERSION", str(self.stage.version)).replace("CHANGES", CHANGES)
            body += f"<script>{script}</script>".encode()
        super().answer(status, kind, body, suffix)

    def send_header(self, keyword: str, value: str) -> None:
        """Let nothing be kept by the browser."""
        super().send_header(keyword, "no-store" if keyword == "Cache-Control" else value)


class Job(threading.Thread):
    """Work that is done in a thread whenever it is asked for, by one process at a time."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(daemon=True)
        self.stage = stage
        self.ended = False
        self._asked = threading.Event()
        self._process: subprocess.Popen[str] | None = None

    def ask(self) -> None:
        """Ask for the work."""
        self._asked.set()

    def run(self) -> None:
        """Work when asked."""
        while not self.ended:
            self._asked.wait()
            self._asked.clear()
            if not self.ended:
                self.work()
        self.give_up()

    def work(self) -> None:
        """Do it once."""
        raise NotImplementedError

    def start_process(self, *arguments: str, merge: bool = False) -> subprocess.Popen[str]:
        """Start `python -m …` in a session of its own, where the terminal's Ctrl-C is not heard."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merge else None,
            encoding="utf-8",
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        if self.ended:
            self.give_up()
        return self._process

    def give_up(self) -> None:
        """End the process, if there is one, and its children: politely, then not."""
        process = self._process
        for number in (signal.SIGTERM, signal.SIGKILL):
            if process and process.poll() is None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(5)

    def end(self) -> None:
        """Stop for good."""
        self.ended = True
        self.give_up()
        self.ask()
        self.join()


class Pages(Job):
    """Builds the pages. A process that has imported everything always waits for the next edit."""

    def __init__(self, stage: Stage, url: str, folder: Path) -> None:
        super().__init__(stage)
        self.url, self.folder = url, folder
        self.began = 0.0
        self._code_changed = False
        shutil.rmtree(folder, ignore_errors=True)

    def ask(self, code_changed: bool = False) -> None:
        """Ask for the pages; a build that hangs is given up."""
        self._code_changed |= code_changed
        super().ask()
        if self.began and time.monotonic() - self.began > IMPATIENCE:
            self.give_up()

    def work(self) -> None:
        """Build, show, and tell what is wrong."""
        if self._code_changed:
            self._code_changed = False
            self.give_up()
        process = self._process
        if not process or process.poll() is not None:
            process = self.start_process("gen.site.pages")
        self.began = time.monotonic()
        site = self.folder / str(time.time_ns())
        timer = threading.Timer(PATIENCE, self.give_up)
        timer.start()
        problems = ["the pages could not be built: see the terminal"]
        try:
            for answer in self._answers(process, site):
                if answer.get("built"):
                    self.stage.show(site)
                    print(f"pages: {time.monotonic() - self.began:.1f} s", flush=True)
                problems = answer["problems"]
        finally:
            timer.cancel()
            self.began = 0.0
        if not self.ended:
            self.stage.tell("pages", problems)
            self.start_process("gen.site.pages")
        self._tidy()

    def _tidy(self) -> None:
        """Remove all builds but the one that is shown and the one before, which may still be read.

        A build that failed is newer than the one that is shown, so age alone does not tell.
        """
        built = sorted(self.folder.glob("*"))
        shown = self.stage.site
        before = [folder for folder in built if shown and folder < shown][-1:]
        for folder in built:
            if folder != shown and folder not in before:
                shutil.rmtree(folder, ignore_errors=True)

    def _answers(self, process: subprocess.Popen[str], site: Path) -> Iterator[dict]:
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(OSError):  # it has ended: no answer comes
            process.stdin.write(f"{site}\t{self.url}\n")
            process.stdin.close()
        for line in process.stdout:
            with contextlib.suppress(ValueError):
                yield json.loads(line)
        process.wait()


class Figures(Job):
    """Draws the figures that are stale, then has the pages built."""

    def __init__(self, stage: Stage, pages: Pages) -> None:
        super().__init__(stage)
        self.pages = pages
        self._bundle = False

    def ask(self, bundle: bool = False) -> None:
        """Ask for the figures; a build that runs begins anew, and keeps what it has finished."""
        self._bundle |= bundle
        self.give_up()
        super().ask()

    def work(self) -> None:
        """Draw; bring what runs in the browser up to date; tell what failed."""
        modules = ["gen.build", *(["gen.site.bundle"] if self._bundle else [])]
        problems = []
        for module in modules:
            process = self.start_process(module, merge=True)
            assert process.stdout
            lines = []
            for line in process.stdout:
                lines.append(line.rstrip())
                print(line, end="", flush=True)
            if process.wait() and not self._asked.is_set() and not self.ended:
                problems += failures(lines)
        if not self._asked.is_set() and not self.ended:
            self._bundle = False
            self.stage.tell("figures", problems)
            self.pages.ask(code_changed=True)


def failures(lines: list[str]) -> list[str]:
    """What failed, as a build says at its end: a figure, and below it the error and where."""
    found: list[str] = []
    for line in lines:
        if line.startswith(("✗ ", "error: ")):
            found.append(line.removeprefix("✗ "))
        elif found and line.startswith("    ") and found[-1].count(": ") < 2:
            found[-1] += f": {line.strip()}"
    return found or [" ".join(lines[-1:]) or "the figures could not be drawn"]


class Sources(DefaultFilter):
    """What is written by hand: not what the build puts under docs/assets."""

    def __init__(self) -> None:
        super().__init__(ignore_paths=[ROOT / "docs" / "assets"])


def follow(figures: Figures, pages: Pages) -> None:
    """Ask for what each edit needs, until interrupted."""
    config = ROOT / "mkdocs.yml"

    def stamp() -> int:
        return config.stat().st_mtime_ns if config.exists() else 0

    known = stamp()
    folders = (ROOT / "docs", ROOT / "gen")
    for changes in watch(
        *folders, watch_filter=Sources(), step=30, rust_timeout=250, yield_on_timeout=True
    ):
        parts = [Path(path).relative_to(ROOT).parts for _, path in changes]
        code = [part for part in parts if part[0] == "gen"]
        if any(part[1] != "site" for part in code):
            figures.ask(bundle=any(part[1] in BUNDLED for part in code))
        elif parts or stamp() != known:
            known = stamp()
            pages.ask(code_changed=bool(code))


def serve(port: int) -> int:
    """Serve until interrupted."""
    stage = Stage()
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Preview, stage=stage))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(
            f"error: port {port} is taken, perhaps by another `make serve`; end that, or take "
            f"another port: make serve ARGS='--port {port + 1}'",
            file=sys.stderr,
        )
        return 1
    server.daemon_threads = True
    url = f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
    print(f"{url}  (Ctrl-C ends it)", flush=True)
    pages = Pages(stage, url, ROOT / ".cache" / "serve" / str(server.server_port))
    figures = Figures(stage, pages)
    jobs = (pages, figures)
    for thread in (*jobs, threading.Thread(target=server.serve_forever, daemon=True)):
        thread.start()
    figures.ask(bundle=True)
    try:
        follow(figures, pages)
    except KeyboardInterrupt:
        print("\nended", flush=True)
    except (OSError, WatchfilesRustInternalError) as error:
        print(
            f"error: edits cannot be followed: {error}. Where the system's limit of watched files "
            f"is reached, end other programs that watch, or raise it (on Linux "
            f"fs.inotify.max_user_watches and max_user_instances)",
            file=sys.stderr,
        )
        return 1
    finally:
        stage.end()
        server.shutdown()
        server.server_close()
        for job in jobs:
            job.end()
        shutil.rmtree(pages.folder, ignore_errors=True)
    return 0


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Serve the site as it is being written.")
    parser.add_argument("--port", type=int, default=8000)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return serve(parser.parse_args().port)


if __name__ == "__main__":
    sys.exit(main())
