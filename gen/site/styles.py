"""Our stylesheets as one file: each of several would cost a phone a round trip before it paints.

They are written as several, one idea a file, and previewed so; `gen.site.finish` joins them.
"""

import hashlib
import re
from pathlib import Path

from gen.files import write

LINK = re.compile(
    r'<link rel="stylesheet" href="(?P<root>[^"]*)stylesheets/(?P<name>\w+)\.css">\s*'
)
THEME = "assets/"  # where the theme's own lie


def joined(site: Path, text: str) -> str:
    """A page's text with one link for all of our stylesheets, in the place of the first of them.

    The file is `stylesheets/<hash of its content>.css`: what a browser keeps is never out of date.
    """
    links = [link for link in LINK.finditer(text) if not link["root"].endswith(THEME)]
    if len(links) < 2:
        return text
    sheets = [(site / "stylesheets" / f"{link['name']}.css").read_text("utf-8") for link in links]
    content = "\n".join(sheets).encode()
    name = f"unnoise.{hashlib.sha256(content).hexdigest()[:8]}.css"
    write(site / "stylesheets" / name, content)
    first = f'<link rel="stylesheet" href="{links[0]["root"]}stylesheets/{name}">'
    whole, at = "", 0
    for link in links:
        whole += text[at : link.start()] + (first if link is links[0] else "")
        at = link.end()
    return whole + text[at:]
