"""What the numbers were measured on."""

import os
import platform
import subprocess
import sys
from pathlib import Path

from gen.registry import ROOT
from gen.site import browser


def describe() -> dict[str, str]:
    """The machine and the programs that matter, in words."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": _system(),
        "python": platform.python_version(),
        "node": _says([str(Path(sys.executable).with_name("node")), "--version"]),
        "browser": _says([browser.find() or "chromium", "--version"]),
        "load": f"{os.getloadavg()[0]:.1f}",  # of others, if this is the first thing that we do
        "commit": _says(["git", "-C", str(ROOT), "describe", "--always", "--dirty"]),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.partition(":")[2].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return _says(["sysctl", "-n", "machdep.cpu.brand_string"]) or platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform()


def _says(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=30).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
