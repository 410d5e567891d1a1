"""A demo: type a prompt, and the network paints it from static, step by step."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from gen.diffusion import samplers, schedules
from gen.diffusion.denoisers import Denoiser
from gen.diffusion.process import q_sample
from gen.diffusion.samplers import Step
from gen.diffusion.spacing import trailing
from gen.live.controls import Array, Choice, Paint, Picture, Prompt, Seed, Slider
from gen.live.demo import demo
from gen.live.pictures import CHOICES
from gen.live.view import Image, Look, Readout, View
from gen.nets import autoencoder, painter, safetensors
from gen.nets.painter import CFG_SCALE, LATENT_WEIGHTS, STEPS, WEIGHTS, N
from gen.nets.text import words_of

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))  # what the network was trained on
WORDS = safetensors.about(WEIGHTS)["words"].split()
PAINTS = {
    "pixels": f"in pixels, {N} × {N}",
    "latents": f"in latents, {autoencoder.N} × {autoencoder.N}",
}
FOR_LATENTS = [LATENT_WEIGHTS, autoencoder.file_of(4)]
EXAMPLES = (
    "a red car in the mountains at sunset",  # never seen in training, as are the next five
    "a green cat in the meadow by day",
    "a purple house in the snow at sunset",
    "a pink rocket over the sea at night",
    "a blue tree in the desert by day",
    "a red elephant in the snow by day",
    "a black cat at night",
    "a castle in the mountains at sunset",
    "a yellow boat on the sea by day",
    "a white horse in the meadow by day",
    "a robot in the desert at night",
    "a blue balloon over the sea at sunset",
    "an orange butterfly over the meadow by day",
    "a house in the snow at night",
    "a pink bird by the sea",
    "a whale on the sea at sunset",
    "a purple car in the desert",
    "a dog in the snow",
    "a white castle by the sea at night",
    "a mushroom in the meadow",
    "night car red",
    "an elephant",
)
SAMPLERS = {
    "ddim": "DDIM",
    "ddpm": "DDPM",
    "euler": "Euler",
    "heun": "Heun",
    "dpmpp_2m": "DPM-Solver++(2M)",
}
DETERMINISTIC: dict[str, Callable[[Denoiser, Array, Array, Array], Iterator[Step]]] = {
    "ddim": samplers.ddim,
    "euler": samplers.euler,
    "heun": samplers.heun,
    "dpmpp_2m": samplers.dpmpp_2m,
}
PALETTE = {
    "Sky": (88, 166, 238),
    "Dusk": (238, 106, 102),
    "Night": (24, 39, 106),
    "Grass": (107, 181, 72),
    "Sand": (240, 183, 98),
    "Snow": (233, 241, 251),
    "Rock": (100, 107, 140),
    "Red": (208, 36, 42),
    "Yellow": (250, 214, 50),
    "Green": (36, 132, 52),
    "Blue": (24, 92, 210),
    "Purple": (118, 56, 190),
    "White": (255, 255, 255),
    "Black": (28, 28, 34),
}


def sketch() -> str:
    """A few strokes to begin from: a red box on wheels on a meadow under the sky, as letters."""
    letter = {name: chr(ord("a") + i) for i, name in enumerate(PALETTE)}
    y, x = np.mgrid[:N, :N]
    rows = np.full((N, N), letter["Sky"])
    rows[y >= 17] = letter["Grass"]
    rows[(y >= 19) & (y < 25) & (x >= 7) & (x < 26)] = letter["Red"]
    rows[(y >= 14) & (y < 19) & (x >= 11) & (x < 22)] = letter["Red"]
    rows[(y >= 15) & (y < 18) & (x >= 13) & (x < 20)] = letter["White"]
    for wheel in (11, 21):
        rows[np.hypot(x - wheel, y - 25) < 2.6] = letter["Black"]
    rows[np.hypot(x - 26, y - 5) < 3] = letter["Yellow"]
    return "".join(rows.ravel())


@demo(
    Prompt("prompt", "Prompt", EXAMPLES[0], words=WORDS, examples=EXAMPLES),
    Prompt("beside", "Another prompt, from the same static", words=WORDS, examples=EXAMPLES),
    Choice("paints", "Paints", PAINTS, default="pixels", weights={"latents": FOR_LATENTS}),
    Seed("seed", "Seed of the static", default=7),
    Slider("cfg_scale", "Guidance", 0.0, 10.0, default=CFG_SCALE, step=0.5, role="guess"),
    Slider("steps", "Steps", 1, 50, default=STEPS),
    Choice("sampler", "Sampler", SAMPLERS, default="ddim"),
    Choice(
        "begin",
        "Begin from",
        {"static": "Static alone", "drawing": "The drawing", "picture": "The picture"},
        default="static",
    ),
    Slider(
        "strength",
        "How far that is noised, %",
        5,
        100,
        default=70,
        role="noise",
        when=("begin", ("drawing", "picture")),
    ),
    Picture(
        "picture", "Picture", autoencoder.N, CHOICES, default="cat", when=("begin", ["picture"])
    ),
    Paint("drawing", "Drawing", N, PALETTE, sketch(), when=("begin", ["drawing"])),
    weights=[WEIGHTS],
    again="Paint again",
    shelf=True,
)
def studio(
    prompt: str,
    beside: str,
    paints: str,
    seed: int,
    cfg_scale: float,
    steps: int,
    sampler: str,
    begin: str,
    strength: int,
    picture: Array,
    drawing: Array,
) -> Iterator[View]:
    """The picture at each step, and what the network believes that it will become.

    From a drawing or a picture: it is noised as far as asked, and led back from there (SDEdit, Meng
    et al. 2022, arXiv:2108.01073). In latents, all this happens to the latent of a picture.
    """
    network = painter.load(LATENT_WEIGHTS if paints == "latents" else WEIGHTS)
    prompts = [prompt, beside] if beside else [prompt]
    rng = np.random.default_rng(seed)
    eps = rng.standard_normal(network.paints)
    timesteps, xt = trailing(steps, ABAR), eps
    if begin != "static":
        timesteps = trailing(steps, ABAR[: round(len(ABAR) * strength / 100)])
        x0 = painted(drawing if begin == "drawing" else picture, paints)
        xt = q_sample(x0, int(timesteps[0]), eps, ABAR)
    found: list[painter.Maps] = []  # where it looked, at each of its guesses
    denoise = network.denoiser(prompts, cfg_scale, found.append)
    x = np.repeat(xt[None], len(prompts), axis=0)
    walk = (
        samplers.ddpm(denoise, x, timesteps, ABAR, rng)
        if sampler == "ddpm"
        else DETERMINISTIC[sampler](denoise, x, timesteps, ABAR)
    )
    for step in walk:
        yield show(seen(step, paints), len(timesteps), prompts, found[-1] if found else {}, paints)


def painted(picture: Array, paints: str) -> Array:
    """A picture (n, n, 3), n = 32 or 64, as what is painted: its pixels, or its latent."""
    n = autoencoder.N if paints == "latents" else N
    if len(picture) < n:
        picture = picture.repeat(n // len(picture), axis=0).repeat(n // len(picture), axis=1)
    block = len(picture) // n
    picture = picture.reshape(n, block, n, block, 3).mean(axis=(1, 3))
    if paints == "pixels":
        return picture
    return autoencoder.load(4).encode(picture[None])[0].astype(np.float64)


def seen(step: Step, paints: str) -> Step:
    """A step whose state and guess are pictures: latents are decoded."""
    if paints == "pixels":
        return step
    last = step.t < 0  # then both are the same
    both = step.xt if last else np.concatenate([step.xt, step.x0_hat])
    pictures = autoencoder.load(4).decode(both).astype(np.float64)
    return replace(step, xt=pictures[: len(step.xt)], x0_hat=pictures[-len(step.xt) :])


def show(step: Step, steps: int, prompts: list[str], maps: painter.Maps, paints: str) -> View:
    """One moment of one picture, or of two side by side."""
    panels: list[Image] = []
    looks: list[Look] = []
    how = ", decoded" if paints == "latents" else ""
    for i, said in enumerate(prompts):
        which = f"“{said or 'nothing'}”, " if len(prompts) > 1 else ""
        panels.append(Image(step.xt[i], f"{which}step {step.i}{how}", "x_t", "signal"))
        panels.append(Image(step.x0_hat[i], f"{which}the guess{how}", r"\hat{x}_0", "guess"))
        if maps:
            looks += looked(maps, i, words_of(said), 2 * i + 1)
    abar_t = 1.0 if step.t < 0 else float(np.interp(step.t, np.arange(len(ABAR)), ABAR))
    readouts = [
        Readout("step", f"{step.i} of {steps}"),
        Readout("noise left", schedules.noise(abar_t).item(), "noise"),
    ]
    return View(panels, readouts, (step.i, steps), looks=looks)


def looked(maps: painter.Maps, i: int, words: list[str], panel: int) -> list[Look]:
    """How much each place of picture i looks at each word, in the mean of all blocks and heads; 1
    is the place that looks most at it."""
    mean = np.mean([one[i].mean(axis=0) for one in maps.values()], axis=0)  # (8, 8, tokens)
    seen = [mean[..., k + 1] for k in range(len(words))]
    return [Look(word, one / one.max(), panel) for word, one in zip(words, seen, strict=True)]
