"""Lighthouse on every page: a phone, the site served compressed, the median of five runs."""

import json
import statistics
import subprocess
from collections import defaultdict

from bench.budgets import BUDGETS, Measured
from bench.pages import SITE, paths
from gen.registry import ROOT
from gen.site import browser as browsers
from gen.site.host import serving

COMMAND = ["node", str(ROOT / "node_modules" / "lighthouse" / "cli" / "index.js")]
CATEGORIES = ("accessibility", "best-practices", "seo", "performance")
RUNS = 5


def run(url: str) -> dict[str, float]:
    """One run on one page: the categories from 0 to 100, and the layout shift."""
    options = [
        "--quiet",
        "--output=json",
        "--no-enable-error-reporting",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(browsers.FLAGS)}",
    ]
    variables = browsers.variables() | {"CHROME_PATH": browsers.find() or ""}
    done = subprocess.run(
        [*COMMAND, url, *options], capture_output=True, text=True, env=variables, timeout=180
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {url}: {done.stderr.strip()[-300:]}")
    report = json.loads(done.stdout)
    found = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
    shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
    for name, audit in report["audits"].items():
        shifts = name == "layout-shifts" and audit.get("details", {}).get("items")
        if shifts or (audit["score"] == 0 and audit["scoreDisplayMode"] == "binary"):
            print(f"    {audit['title']}: {', '.join(culprits(audit))}", flush=True)
    return {**found, "layout_shift": shift}


def culprits(audit: dict) -> list[str]:
    """What an audit found, in as few words as it has for it."""
    items = audit.get("details", {}).get("items", [])[:5]
    return [str(i.get("text") or i.get("node", {}).get("selector") or i) for i in items]


def measure(quick: bool) -> dict[str, Measured]:
    """The median of each score on each page; the worst page counts."""
    medians: dict[str, dict[str, float]] = defaultdict(dict)
    with serving(SITE) as site:
        for path in paths():
            runs = [run(site + path) for _ in range(1 if quick else RUNS)]
            for name in runs[0]:
                medians[name][path or "/"] = statistics.median(one[name] for one in runs)
            scores = ", ".join(f"{name} {found[path or '/']:g}" for name, found in medians.items())
            print(f"  {path or '/'}: {scores}", flush=True)
    return {
        name: Measured.worst(pages, at_least=BUDGETS[name].at_least)
        for name, pages in medians.items()
    }
