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
import shutil
import signal
import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from watchfiles import DefaultFilter, watch
from watchfiles._rust_notify import WatchfilesRustInternalError

from gen.site.host import SUB_PATH, Handler
from gen.site.jobs import ROOT, Figures, Pages
from gen.site.stage import Stage

CHANGES = SUB_PATH + "-/changes"  # the address of the stream that tells pages to reload
SCRIPT = Path(__file__).with_name("serve.js")
BUNDLED = ("diffusion", "nets", "live", "weights")  # folders of gen/ that run in the browser

WAITING = (
    b"<!doctype html><title>Unnoise</title><body><p>The figures and pages are being built.</p>"
)


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
