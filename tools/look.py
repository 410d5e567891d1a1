"""Shows site/ as it will be published, or one figure alone: `python -m tools.look [NAME]`."""

import os
import socket
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path

from gen.registry import ROOT, built, nearest
from gen.site.host import serving

PORT = 8000
CONFIG = """INHERIT: {root}/mkdocs.yml
site_name: {name}
docs_dir: docs
site_dir: site
nav: [index.md]
"""
PAGE = """---
title: {name}
search: {{exclude: true}}
---

/// figure | {name}
    alt: The figure {name}, alone
///
"""


def alone(name: str) -> Path:
    """Build a site of one page with one figure on it; the folder that holds it."""
    figures = built()
    if name not in figures:
        raise SystemExit(f"error: there is no built figure {name!r}{nearest(name, figures)}")
    folder = ROOT / ".cache" / "alone"
    docs = folder / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    for part in (ROOT / "docs").iterdir():
        if part.name not in ("index.md", "lessons") and not (docs / part.name).exists():
            (docs / part.name).symlink_to(part)
    (docs / "index.md").write_text(PAGE.format(name=name))
    config = folder / "mkdocs.yml"
    config.write_text(CONFIG.format(root=ROOT, name=name))
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(config)]
    if subprocess.run(command, cwd=ROOT).returncode:
        raise SystemExit("error: MkDocs could not build the page")
    return folder / "site"


def show(folder: Path) -> None:
    """Serve the folder until interrupted, and ask the desktop, if any, to open it."""
    if not (folder / "index.html").is_file():
        raise SystemExit("error: site/ is not built; run `make` first")
    try:
        with serving(folder, free(PORT)) as url:
            print(f"{url}  (Ctrl-C ends it)", flush=True)
            if sys.platform == "darwin" or os.environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}:
                webbrowser.open(url)
            threading.Event().wait()
    except KeyboardInterrupt:
        print()


def free(port: int) -> int:
    """`port`, or 0, which stands for any other, when it is taken."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


if __name__ == "__main__":
    show(alone(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site")
