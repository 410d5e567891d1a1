"""What the preview shows, and what it tells the open pages."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path


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
