"""A miniature of this repository: the real `gen`, with one tiny figure of each kind."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from gen.registry import ROOT

MINIATURE = Path(__file__).parent / "miniature"
KINDS = ("blend", "chart", "frames", "live", "loop", "points")
EVERY = {f"tiny/{kind}" for kind in KINDS}
LINE = re.compile(r"^  ([✓✗]) (\S+) +\d+\.\d s$", re.MULTILINE)
PATIENCE = 120


@dataclass(frozen=True)
class Built:
    """How a build ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def built(self) -> set[str]:
        """The figures that it made."""
        return {name for mark, name in LINE.findall(self.out) if mark == "✓"}

    @property
    def failed(self) -> set[str]:
        """The figures that it lists at the end as failed."""
        return set(re.findall(r"^✗ (.+)$", self.err, re.MULTILINE))

    @property
    def stale(self) -> set[str]:
        """The figures that a dry run names."""
        return set(re.findall(r"^  stale: (\S+)$", self.out, re.MULTILINE))


@dataclass(frozen=True)
class Project:
    """A folder that `python -m gen.build` runs in."""

    root: Path

    @classmethod
    def make(cls, root: Path) -> "Project":
        """A new one, with nothing built."""
        ignore = shutil.ignore_patterns("__pycache__", "figures", "weights")
        shutil.copytree(ROOT / "gen", root / "gen", ignore=ignore)
        (root / "gen" / "figures").mkdir()
        (root / "gen" / "figures" / "__init__.py").touch()
        shutil.copytree(MINIATURE, root / "gen" / "figures" / "tiny")
        (root / "requirements.txt").write_text("numpy==2.4.3\n")
        (root / "pyproject.toml").write_text("[tool.pytask.ini_options]\n")
        return cls(root)

    def copy(self, root: Path) -> "Project":
        """Another like it, with what is built and remembered."""
        shutil.copytree(self.root, root)
        return Project(root)

    @property
    def output(self) -> Path:
        """Where the figures lie."""
        return self.root / "docs" / "assets" / "figures"

    def products(self) -> dict[str, bytes]:
        """Every file below the output folder, whatever it is, by name."""
        found = sorted(path for path in self.output.rglob("*") if path.is_file())
        return {path.relative_to(self.output).as_posix(): path.read_bytes() for path in found}

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text in a file that has it once."""
        file = self.root / path
        text = file.read_text()
        assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
        file.write_text(text.replace(old, new))

    def figure(self, name: str, text: str) -> None:
        """Add or replace the module of a figure of the lesson `tiny`."""
        (self.root / "gen" / "figures" / "tiny" / f"{name}.py").write_text(text)

    def start(self, *options: str, **environment: str) -> subprocess.Popen:
        """Begin a build, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "gen.build", *options],
            cwd=self.root,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def build(self, *options: str, **environment: str) -> Built:
        """Build and wait for the end."""
        with self.start(*options, **environment) as process:
            try:
                out, err = process.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                kill(process)
                raise
        return Built(process.returncode, out, err)

    def build_until(self, seconds: float, *options: str) -> bool:
        """Build, and kill everything of it after so long; tells whether it was still running."""
        with self.start(*options) as process:
            time.sleep(seconds)
            running = process.poll() is None
            kill(process)
        return running


def kill(process: subprocess.Popen) -> None:
    """SIGKILL to a process and those that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
