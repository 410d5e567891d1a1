"""Measures the network that paints what it is told: `make evaluate`.

    python -m gen.train.evaluate [--model scenes|latents] [--only PART …]

Writes gen/weights/scenes/evaluation.json, or that of the latents, part by part, so that an
interrupted run loses at most the part that it was at. Lessons and figures take their numbers from
there, and the model card is written from it. Of the network for latents only bars and distance are
measured unless others are named.

    bars       how often all four parts are on the picture, for what was held out and what was not
    distance   the Fréchet distance of painted scenes and real ones, and of real ones and real ones
    copies     the nearest training picture of each painted one, and of real ones never trained on
    steps      quality against the number of steps, for each sampler
    guidance   quality and variety against the scale of guidance
    swap       another prompt from step k on: which of the two is on the picture?
"""

import argparse
import json
import sys
import textwrap
import time
from collections.abc import Callable

from gen.files import digest, write
from gen.nets import autoencoder, judge, painter
from gen.train import card, latents_card, measures
from gen.train.copies import copies
from gen.train.fast import FastPainter
from gen.train.swap import swap
from gen.train.tested import Tested

WEIGHTS = {"scenes": painter.WEIGHTS, "latents": painter.LATENT_WEIGHTS}
SOME = ("bars", "distance")  # of the latents
PARTS: dict[str, Callable[[Tested], dict]] = {
    "bars": measures.bars,
    "distance": measures.distance,
    "copies": copies,
    "steps": measures.steps,
    "guidance": measures.guidance,
    "swap": swap,
}


def told(found: dict) -> str:
    """What was found, in lines: a number, or several in a row, after the names that lead to it."""
    lines = []
    for name, value in found.items():
        if isinstance(value, dict) and "share" in value:
            text = f"{value['share']:.1%} ({value['low']:.1%} to {value['high']:.1%})"
        elif isinstance(value, dict):
            text = "\n" + textwrap.indent(told(value), "  ")
        elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
            key = "share" if "share" in value[0] else "distance"
            text = " ".join(f"{one[key]:.3f}" if key in one else str(one) for one in value)
        else:
            text = f"{value:.4g}" if isinstance(value, float) else str(value)
        lines.append(f"{name}: {text}")
    return "\n".join(lines)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure the network that paints.")
    parser.add_argument("--model", choices=WEIGHTS, default="scenes")
    parser.add_argument("--only", nargs="*", choices=PARTS)
    options = parser.parse_args()
    latent = options.model == "latents"
    asked = options.only or (SOME if latent else PARTS)
    file = WEIGHTS[options.model].with_name("evaluation.json")
    try:
        network = FastPainter(painter.load(WEIGHTS[options.model]))
        tested = Tested(network, judge.load(), autoencoder.load() if latent else None)
        weights = digest(WEIGHTS[options.model])
        found = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        if found.get("weights") != weights:
            found = {"weights": weights}  # what was measured of other weights says nothing
        for name in asked:
            began = time.perf_counter()
            found[name] = PARTS[name](tested)
            write(file, json.dumps(found, indent=1).encode() + b"\n")
            print(f"{name}, {time.perf_counter() - began:.0f} s", flush=True)
            print(textwrap.indent(told(found[name]), "  "), flush=True)
        (latents_card if latent else card).keep(found)
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; the parts that are done are kept", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
