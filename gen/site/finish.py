"""Finished HTML in, finished HTML out: what concerns whole pages, after either generator.

    python -m gen.site.finish [site]

Adds head metadata, preloads, social pictures and a feed; joins our stylesheets; names what the
theme leaves nameless; marks links that leave the site. Then checks that nothing is broken, and
fails the build, naming page and reason, if something is.
"""

import html
import json
import re
import sys
import xml.etree.ElementTree as etree
from pathlib import Path
from urllib.parse import urljoin

import yaml

from gen.files import write
from gen.registry import ROOT
from gen.site import cards, integrity, styles

# The fonts that are asked for before the stylesheet is read, and what on a page calls for each. One
# that comes late is not used on a reader's first page (`font-display: optional`), or, the mono,
# moves what is on the screen. Others would only be in the way.
FIRST_SCREEN = 4000  # characters of the article
PRELOADED = {
    "newsreader": r"<body",
    "inter": r"<body",
    "math": r"<math",
    "mono": rf"<article.{{0,{FIRST_SCREEN}}}<code",
    "newsreader-italic": r"<article.*<em>",
}
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Page:
    """One page of the site: its file, its address and what its head says."""

    def __init__(self, site: Path, file: Path) -> None:
        self.site, self.file = site, file
        self.text = file.read_text(encoding="utf-8")
        self.path = file.relative_to(site).as_posix().removesuffix("index.html")
        self.root = "../" * self.path.count("/") or "./"
        self.title = html.unescape(self._find(r"<title>(.*?)</title>")) or "Unnoise"
        self.title = re.sub(r" - Unnoise$", "", self.title)
        self.description = html.unescape(self._find(r'<meta name="description" content="(.*?)"'))
        self.canonical = html.unescape(self._find(r'<link rel="canonical" href="(.*?)"'))

    def _find(self, pattern: str) -> str:
        found = re.search(pattern, self.text, re.DOTALL)
        return found[1] if found else ""

    @property
    def is_lesson(self) -> bool:
        """True for the article's chapters."""
        return self.path.startswith("lessons/") and self.path != "lessons/"


def finish(site: Path) -> list[str]:
    """Finish every page of `site`; gives what is wrong with it, a line each."""
    pages = [
        Page(site, file) for file in sorted(site.rglob("*.html")) if "assets" not in file.parts
    ]
    lessons = [page for page in pages if page.is_lesson]
    for page in pages:
        social = cards.write_card(site, page.path, page.title) if page.canonical else None
        page.text = styles.joined(site, outward(accessible(with_head(page, social))))
        write(page.file, page.text.encode())
    if lessons:
        write(site / "feed.xml", feed(lessons))
    timeless(site / "sitemap.xml")
    return integrity.problems(site)


def with_head(page: Page, social: str | None) -> str:
    """The page with what its head lacks."""
    is_404 = not page.canonical
    prefix = page.root if not is_404 else _base(page.text)
    lines = [
        f'<link rel="preload" href="{prefix}assets/fonts/{font}.woff2" as="font" '
        f'type="font/woff2" crossorigin>'
        for font, sign in PRELOADED.items()
        if re.search(sign, page.text, re.DOTALL)
    ]
    lines += [
        f'<link rel="modulepreload" href="{prefix}javascripts/{module}.js">'
        for module in ("player", "page", *_kinds(page.text))
    ]
    if not is_404:
        lines.append(
            f'<link rel="alternate" type="application/atom+xml" title="Unnoise" '
            f'href="{prefix}feed.xml">'
        )
        lines += [
            f'<meta {key}="{name}" content="{html.escape(value)}">'
            for key, name, value in _social(page, social)
        ]
        lines.append(f'<script type="application/ld+json">{_linked_data(page)}</script>')
    return page.text.replace("</head>", "\n".join(lines) + "\n</head>", 1)


def _base(text: str) -> str:
    """Where the 404 page, which is served at any address, finds the site's files."""
    found = re.search(r'href="([^"]*)assets/stylesheets/', text)
    return found[1] if found else "/"


def _kinds(text: str) -> list[str]:
    return sorted(set(re.findall(r"<un-(blend|chart|frames|loop|points)\b", text)))


def _social(page: Page, social: str | None) -> list[tuple[str, str, str]]:
    tags = [
        ("property", "og:type", "article" if page.is_lesson else "website"),
        ("property", "og:site_name", "Unnoise"),
        ("property", "og:title", page.title),
        ("property", "og:description", page.description),
        ("property", "og:url", page.canonical),
        ("name", "twitter:card", "summary_large_image"),
    ]
    if social:
        home = urljoin(page.canonical, page.root)
        tags += [
            ("property", "og:image", urljoin(home, social)),
            ("property", "og:image:width", str(cards.WIDTH)),
            ("property", "og:image:height", str(cards.HEIGHT)),
            ("property", "og:image:alt", f"{page.title}, an explainer of diffusion models"),
        ]
    return tags


def _linked_data(page: Page) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "TechArticle" if page.is_lesson else "WebPage",
        "headline": page.title,
        "description": page.description,
        "url": page.canonical,
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def accessible(text: str) -> str:
    """Names for what the theme leaves without one."""
    text = text.replace(
        'data-md-component="search" role="dialog"',
        'data-md-component="search" role="dialog" aria-label="Search"',
    )
    # A poster that is repeated for the second panel and on is decoration: it needs no priority.
    return re.sub(r'(<img alt="" [^>]*?)fetchpriority="high" ', r"\1", text)


def outward(text: str) -> str:
    """Links that lead off the site say so; on paper their address is printed."""
    return re.sub(r'<a href="(https?://[^"]*)">', r'<a href="\1" rel="external">', text)


def feed(lessons: list[Page]) -> bytes:
    """An Atom feed of the lessons that say their `date`, the newest first."""
    dated = []
    for lesson in lessons:
        source = ROOT / "docs" / (lesson.path.rstrip("/") + ".md")
        date = _front_matter(source).get("date")
        if date:
            dated.append((f"{date}T00:00:00Z", lesson))
    dated.sort(key=lambda pair: (pair[0], pair[1].path), reverse=True)
    home = urljoin(lessons[0].canonical, lessons[0].root)
    root = etree.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})

    def add(parent: etree.Element, tag: str, text: str = "", **attributes: str) -> etree.Element:
        element = etree.SubElement(parent, tag, attributes)
        element.text = text or None
        return element

    add(root, "title", "Unnoise")
    add(root, "id", home)
    add(root, "link", href=home)
    add(root, "link", href=urljoin(home, "feed.xml"), rel="self")
    add(root, "updated", dated[0][0] if dated else "1970-01-01T00:00:00Z")
    add(add(root, "author"), "name", "The Unnoise authors")
    for date, lesson in dated:
        item = add(root, "entry")
        add(item, "title", lesson.title)
        add(item, "id", lesson.canonical)
        add(item, "link", href=lesson.canonical)
        add(item, "updated", date)
        add(item, "summary", lesson.description)
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _front_matter(source: Path) -> dict:
    found = re.match(r"---\n(.*?)\n---\n", source.read_text("utf-8")) if source.is_file() else None
    return yaml.safe_load(found[1]) or {} if found else {}


def timeless(sitemap: Path) -> None:
    """The sitemap without the day of the build, so that two builds are equal."""
    if sitemap.is_file():
        text = re.sub(r"\s*<lastmod>[^<]*</lastmod>", "", sitemap.read_text(encoding="utf-8"))
        write(sitemap, text.encode())
    sitemap.with_suffix(".xml.gz").unlink(missing_ok=True)


def main() -> int:
    """The command line."""
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site"
    if not (site / "index.html").is_file():
        print(f"error: {site} holds no built site; run `make`", file=sys.stderr)
        return 1
    found = finish(site)
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
