"""Measures every budget of the design, prints a table and writes bench/results/latest.json.

    python -m bench [--quick] [PART …]

Parts: pages, lighthouse, slider, live, sizes, assets, edit, test. Without one, all but `test`,
which takes a clean checkout and some minutes (BENCH_TEST=1, or by its name). Parts that are not
measured keep the values of the last time, as long as the machine is the same.
"""

import argparse
import datetime
import json
import os
import sys
import traceback
from collections.abc import Callable

from bench import builds, lighthouse, machine, pages, sizes
from bench.budgets import BUDGETS, Budget, Measured
from gen.files import write
from gen.registry import ROOT

BUSY = 0.5  # cores in use before we begin
RESULTS = ROOT / "bench" / "results" / "latest.json"


PARTS: dict[str, Callable[[bool], dict[str, Measured]]] = {
    "pages": pages.measure_pages,
    "lighthouse": lighthouse.measure,
    "slider": pages.measure_slider,
    "live": pages.measure_live,
    "sizes": sizes.measure,
    "assets": builds.measure_assets,
    "edit": builds.measure_edit,
    "test": builds.measure_test,
}


def previous(here: dict[str, str]) -> dict[str, dict]:
    """What was measured on this machine before, by budget."""
    try:
        found = json.loads(RESULTS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    same = all(found["machine"].get(key) == here[key] for key in ("processor", "cores", "system"))
    return found["budgets"] if same else {}


def entry(budget: Budget, measured: Measured) -> dict:
    """One budget with what was measured, as the results keep it."""
    return {
        "what": budget.what,
        "budget": budget.text,
        "measured": round(measured.value, 3),
        "unit": budget.unit,
        "met": budget.met(round(measured.value, 3)),
        "when": datetime.date.today().isoformat(),
        "detail": {name: round(value, 3) for name, value in measured.detail.items()},
    }


def table(entries: dict[str, dict], failed: dict[str, str]) -> str:
    """All budgets, each beside what was measured."""
    rows = [("", "budget", "measured", "")]
    for key, budget in BUDGETS.items():
        if budget.part in failed:
            rows.append((budget.what, budget.text, "failed", failed[budget.part]))
        elif found := entries.get(key):
            value = f"{found['measured']:g} {found['unit']}".strip()
            rows.append((budget.what, budget.text, value, "met" if found["met"] else "NOT MET"))
        else:
            rows.append((budget.what, budget.text, "not measured", f"ONLY={budget.part}"))
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), row[1].ljust(widths[1]), row[2].rjust(widths[2]), row[3]]
        )
        for row in rows
    )


def main() -> int:
    """The command line. Fails when something cannot be measured, not when a budget is not met."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the budgets.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="one run where there are several")
    options = parser.parse_args()
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    parts = options.parts or [p for p in PARTS if p != "test" or os.environ.get("BENCH_TEST")]

    here = machine.describe()
    entries = previous(here)
    failed: dict[str, str] = {}
    for part in parts:
        print(f"{part} …", flush=True)
        try:
            measured = PARTS[part](options.quick)
        except Exception as error:
            traceback.print_exc()
            failed[part] = f"{type(error).__name__}: {error}".splitlines()[0]
            continue
        entries |= {key: entry(BUDGETS[key], value) for key, value in measured.items()}
    results = {
        "machine": here,
        "budgets": {key: entries[key] for key in BUDGETS if key in entries},
    }
    write(RESULTS, json.dumps(results, indent=1, ensure_ascii=False).encode() + b"\n")
    print(f"\n{', '.join(f'{key} {value}' for key, value in here.items())}\n")
    print(table(entries, failed))
    if float(here["load"]) > BUSY:
        print("\nThis machine was busy when this began: its times are too long.")
    print(f"\n{RESULTS.relative_to(ROOT)} has the details.")
    return len(failed) > 0


if __name__ == "__main__":
    sys.exit(main())
