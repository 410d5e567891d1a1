"""The preview's work: the figures that are stale, then the pages, each in processes of its own."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from gen.site.stage import Stage

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds after which a page build is given up
IMPATIENCE = 5  # the same, when there is an edit to build


class Job(threading.Thread):
    """Work that is done in a thread whenever it is asked for, by processes of its own."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(daemon=True)
        self.stage = stage
        self.ended = False
        self._asked = threading.Event()
        self._processes: list[subprocess.Popen[str]] = []

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
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merge else None,
            encoding="utf-8",
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        self._processes = [p for p in self._processes if p.poll() is None] + [process]
        if self.ended:
            self.give_up()
        return process

    def give_up(self) -> None:
        """End the processes that run, and their children: politely, then not."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            running = [p for p in self._processes if p.poll() is None]
            for process in running:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, number)
            for process in running:
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
        self._ready: subprocess.Popen[str] | None = None
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
        process, self._ready = self._ready, None
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
                    # The next one gets ready while this one still checks.
                    self._ready = self.start_process("gen.site.pages")
                problems = answer["problems"]
        finally:
            timer.cancel()
            self.began = 0.0
        if not self.ended:
            self.stage.tell("pages", problems)
            self._ready = self._ready or self.start_process("gen.site.pages")
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
