"""`gen.nets.painter` and `gen.nets.text` again, for PyTorch to differentiate."""

import torch
import torch.nn.functional as F

from gen.nets import painter, text
from gen.train import layers
from gen.train.layers import Tensors, attention, block, conv, fold, linear, norm, unfold

Said = tuple[torch.Tensor, torch.Tensor]  # vectors (B, L, WIDTH), and which are there (B, L)

ENDS = ("out", "conv2", "film", "back", "where")  # so that it begins as the identity, and says 0


def initial(vocabulary: int, seed: int, paints: painter.Shape = painter.PIXELS) -> Tensors:
    """Weights that know nothing yet."""
    shapes = painter.shapes(vocabulary, paints)
    return layers.initial(shapes, ENDS, torch.Generator().manual_seed(seed))


def encode(weights: Tensors, tokens: torch.Tensor) -> Said:
    """Tokens (B, L) → vectors (B, L, WIDTH), and which are there (B, L)."""
    there = tokens != text.NOTHING
    x = F.embedding(tokens.clamp(min=text.BEGIN), weights["text.words"])
    x = x + weights["text.places"][: tokens.shape[1]]
    for layer in range(1, text.LAYERS + 1):
        h = norm(x)
        x = x + attention(weights, f"text.{layer}.self", h, h, there)
        h = F.silu(linear(weights, f"text.{layer}.wide", norm(x)))
        x = x + linear(weights, f"text.{layer}.back", h)
    return norm(x), there


def forward(
    weights: Tensors, xt: torch.Tensor, abar: torch.Tensor, tokens: torch.Tensor
) -> torch.Tensor:
    """v for x_t, both (B, 3, 32, 32) or both (B, 4, 16, 16), ᾱ (B,) and tokens (B, L)."""
    said = encode(weights, tokens)
    return body(weights, xt, hear(weights, abar, said), said)


def hear(weights: Tensors, abar: torch.Tensor, said: Said) -> torch.Tensor:
    """What everything is told, (B, TOLD): how noisy the picture is, and the prompt as a whole."""
    noise = F.silu(linear(weights, "noise", layers.embed(abar)))
    return F.silu(linear(weights, "told", torch.cat([noise, said[0][:, 0]], dim=1)))


def body(weights: Tensors, xt: torch.Tensor, told: torch.Tensor, said: Said) -> torch.Tensor:
    """v for x_t, once the prompt is read and what it is told is known."""
    pixels = xt.shape[1] == painter.PIXELS[-1]
    fine = block(weights, "fine1", conv(weights, "in", fold(xt) if pixels else xt), told)
    coarse = linear(weights, "down", fold(fine))
    places = coarse.flatten(2).transpose(1, 2) + weights["where"]
    for name in painter.LOOKS:
        places = transformer(weights, name, places, told, *said)
    places = places.transpose(1, 2).reshape(coarse.shape)
    fine = block(weights, "fine2", fine + unfold(linear(weights, "up", places)), told)
    v = conv(weights, "out", F.silu(norm(fine)))
    return unfold(v) if pixels else v


def transformer(
    weights: Tensors,
    name: str,
    x: torch.Tensor,
    told: torch.Tensor,
    vectors: torch.Tensor,
    there: torch.Tensor,
) -> torch.Tensor:
    """One block. x: (B, N, WIDE), told: (B, TOLD)."""
    film = linear(weights, f"{name}.film", told)[:, None]
    scale1, shift1, scale2, shift2, much1, much2 = film.chunk(6, dim=-1)
    h = norm(x) * (1 + scale1) + shift1
    x = x + (1 + much1) * attention(weights, f"{name}.self", h, h)
    x = x + attention(weights, f"{name}.cross", norm(x), vectors, there)
    h = norm(x) * (1 + scale2) + shift2
    h = linear(weights, f"{name}.back", F.silu(linear(weights, f"{name}.wide", h)))
    return x + (1 + much2) * h
