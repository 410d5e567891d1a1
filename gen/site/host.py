"""A static host for the finished site, mounted under a sub-path as the published one is."""

import functools
import gzip
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SUB_PATH = "/unnoise/"
COMPRESSED = (".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".wasm", ".py")


@functools.lru_cache(maxsize=128)
def compressed(body: bytes) -> bytes:
    """As gzip sends it. Each page is asked for often, and Python for the browser is large."""
    return gzip.compress(body, 6)


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder under the sub-path, compressed, with the site's own 404 page."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".webp": "image/webp",
        ".woff2": "font/woff2",
        ".whl": "application/octet-stream",
    }

    def handle(self) -> None:
        """Answer until the other end is done; one that hangs up early is no error."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        """Answer with a file, a redirect to a folder's slash, or the 404 page."""
        path, _, _ = self.path.partition("?")
        if path in ("/", SUB_PATH.rstrip("/")):
            return self.redirect(SUB_PATH)
        if not path.startswith(SUB_PATH):
            return self.answer(404, "text/plain", b"outside the site\n")
        file = Path(self.translate_path("/" + path.removeprefix(SUB_PATH)))
        if file.is_dir():
            if not path.endswith("/"):
                return self.redirect(path + "/")
            file = file / "index.html"
        if file.is_file():
            body = file.read_bytes()
            if file.name == "sitemap.xml":
                body = self.moved(body)
            return self.answer(200, self.guess_type(str(file)), body, file.suffix)
        missing = Path(self.directory) / "404.html"
        body = missing.read_bytes() if missing.is_file() else b"not found\n"
        return self.answer(404, "text/html", body, ".html")

    def moved(self, sitemap: bytes) -> bytes:
        """The sitemap with this host's address: the theme compares it with the page's, port and
        all, and falls back to full page loads where they differ."""
        here = f"http://{self.headers.get('Host')}{SUB_PATH}".encode()
        return re.sub(rb"<loc>https?://[^/]+/(?:[^<]*?unnoise/)?", b"<loc>" + here, sitemap)

    def redirect(self, where: str) -> None:
        """Send the reader elsewhere."""
        self.send_response(301)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, status: int, kind: str, body: bytes, suffix: str = "") -> None:
        """Send a whole body, compressed where that pays and is understood."""
        self.send_response(status)
        if suffix in COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = compressed(body)
            self.send_header("Content-Encoding", "gzip")
        if kind.startswith("text/"):
            kind += "; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve `folder` on the loopback address while the context lasts; gives the site's URL."""
    handler = functools.partial(Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
        finally:
            server.shutdown()
