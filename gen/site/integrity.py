"""What must hold of the finished site: nothing broken, nothing from elsewhere, no raw markup."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from gen.site import fonts

# Elements that load what they name, and the attribute that names it.
LOADING = {
    "img": "src",
    "script": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
}
LOADING_LINKS = {"stylesheet", "preload", "modulepreload", "icon"}
CODE = {"code", "pre", "script", "style"}
VOID = {
    "img",
    "link",
    "meta",
    "input",
    "br",
    "hr",
    "source",
    "wbr",
    "col",
    "path",
    "circle",
    "line",
}


class Reader(HTMLParser):
    """Collects what a page loads and links to, its ids, and its text outside code."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.text: list[str] = []
        self.mathematics: set[str] = set()
        self.open: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element names."""
        named = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if "id" in named:
            self.ids.append(named["id"])
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        relation = named.get("rel", "").split()
        if tag in LOADING and (tag != "link" or LOADING_LINKS & set(relation)):
            self.loads.append(named.get(LOADING[tag], ""))
        if tag == "img" and "alt" not in named:
            self.problems.append(f"a picture without alt: {named.get('src')}")
        if "un-problem" in named.get("class", "").split():
            self.problems.append("a block that could not be written (see its text on the page)")

    def handle_endtag(self, tag: str) -> None:
        """Close the element, and what was left open in it."""
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Note the text, apart from code."""
        if "math" in self.open:
            self.mathematics.update(data)
        elif not CODE & set(self.open):
            self.text.append(data)


def problems(site: Path) -> list[str]:
    """What is wrong with the pages of `site`, each as `page: what`, sorted by page."""
    files = [f for f in sorted(site.rglob("*.html")) if "assets" not in f.parts]
    readers = {file: _read(file) for file in files}
    ids = {file: set(reader.ids) for file, reader in readers.items()}
    known = fonts.characters("math.woff2") if (fonts.OUTPUT / "math.woff2").is_file() else None
    found = []
    for file, reader in readers.items():
        page = file.relative_to(site).as_posix()
        found += [f"{page}: {problem}" for problem in reader.problems]
        for line in "".join(reader.text).splitlines():
            if line.lstrip().startswith("///"):
                found.append(f"{page}: a block was left as text: {line.strip()[:60]!r}")
        for address in sorted({i for i in reader.ids if reader.ids.count(i) > 1}):
            found.append(f"{page}: the id {address!r} is given twice")
        strange = {c for c in reader.mathematics if known and not c.isspace() and c not in known}
        strange -= {chr(c) for c in range(0x2061, 0x2065)}  # invisible operators
        if strange:
            found.append(f"{page}: the font for formulas lacks {sorted(strange)}")
        for address in reader.loads:
            if urlsplit(address).netloc:
                found.append(f"{page}: loads {address} from another server")
            elif not _target(site, file, address):
                found.append(f"{page}: loads {address}, which does not exist")
        for address in reader.links:
            found += _dead(site, file, page, address, ids)
    return found


def _read(file: Path) -> Reader:
    reader = Reader()
    reader.feed(file.read_text(encoding="utf-8"))
    return reader


def _dead(site: Path, file: Path, page: str, address: str, ids: dict[Path, set[str]]) -> list[str]:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or (file.name == "404.html"):
        return []
    target = _target(site, file, address) if parts.path else file
    if not target:
        return [f"{page}: links to {address}, which does not exist"]
    fragment = unquote(parts.fragment)
    if fragment and target in ids and fragment not in ids[target] and fragment != "__top":
        return [f"{page}: links to {address}, where nothing has that name"]
    return []


def _target(site: Path, file: Path, address: str) -> Path | None:
    """The file of a relative address on a page, or None."""
    path = unquote(urlsplit(address).path)
    if path.startswith("/"):  # only the 404 page; the site's sub-path is its first part
        path = re.sub(r"^/[^/]*/", "", path) if (site / "index.html").is_file() else path
        base = ""
    else:
        base = file.relative_to(site).as_posix()
    target = site / urljoin(f"/{base}", path).lstrip("/")
    target = target / "index.html" if target.is_dir() else target
    return target if target.is_file() else None
