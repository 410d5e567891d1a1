"""`gen.nets.painter` and `gen.nets.text` again, for PyTorch to differentiate."""

import torch
import torch.nn.functional as F

from gen.nets import painter, text
from gen.train import layers
from gen.train.layers import Tensors, attention, block, conv, fold, linear, norm, unfold

ENDS = ("out", "conv2", "film", "back")  # so that it begins as the identity, and says 0


def initial(vocabulary: int, seed: int) -> Tensors:
    """Weights that know nothing yet."""
    return layers.initial(painter.shapes(vocabulary), ENDS, torch.Generator().manual_seed(seed))


def encode(weights: Tensors, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
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
    """v (B, 3, 32, 32) for x_t (B, 3, 32, 32), ᾱ (B,) and tokens (B, L)."""
    vectors, there = encode(weights, tokens)
    noise = F.silu(linear(weights, "noise", layers.embed(abar)))
    told = F.silu(linear(weights, "told", torch.cat([noise, vectors[:, 0]], dim=1)))

    def looks(name: str, x: torch.Tensor) -> torch.Tensor:
        places = x.flatten(2).transpose(1, 2)  # (B, 64, C)
        h = norm(places)
        places = places + attention(weights, f"{name}.self", h, h)
        places = places + attention(weights, f"{name}.cross", norm(places), vectors, there)
        return places.transpose(1, 2).reshape(x.shape)

    fine = block(weights, "fine1", conv(weights, "in", fold(xt)), told)
    middle = looks("middle1", block(weights, "middle1", linear(weights, "down1", fold(fine)), told))
    coarse = linear(weights, "down2", fold(middle))
    for name in ("coarse1", "coarse2"):
        coarse = block(weights, name, coarse, told)
    middle = middle + unfold(linear(weights, "up2", coarse))
    middle = looks("middle2", block(weights, "middle2", middle, told))
    fine = block(weights, "fine2", fine + unfold(linear(weights, "up1", middle)), told)
    return unfold(conv(weights, "out", F.silu(norm(fine))))
