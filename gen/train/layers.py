"""`gen.nets.layers` again, for PyTorch to differentiate.

Weights have the same names and shapes. Pictures are (B, C, H, W) here, as PyTorch wants them.
"""

import numpy as np
import torch
import torch.nn.functional as F

from gen.nets.layers import HEAD
from gen.nets.mlp import FREQUENCIES, MOST

Tensors = dict[str, torch.Tensor]


def block(weights: Tensors, name: str, x: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
    """Two convolutions beside a way that leaves x as it is. told: (B, T)."""
    scale, shift = linear(weights, f"{name}.film", told)[..., None, None].chunk(2, dim=1)
    h = conv(weights, f"{name}.conv1", F.silu(norm(x)))
    return x + conv(weights, f"{name}.conv2", F.silu(norm(h) * (1 + scale) + shift))


def plain(weights: Tensors, name: str, x: torch.Tensor) -> torch.Tensor:
    """The same, told nothing."""
    h = conv(weights, f"{name}.conv1", F.silu(norm(x)))
    return x + conv(weights, f"{name}.conv2", F.silu(norm(h)))


def attention(
    weights: Tensors,
    name: str,
    x: torch.Tensor,
    seen: torch.Tensor,
    there: torch.Tensor | None = None,
) -> torch.Tensor:
    """What each of x's tokens (B, N, C) takes from those of seen (B, M, D) that are there."""
    q = _heads(linear(weights, f"{name}.q", x))
    k, v = map(_heads, linear(weights, f"{name}.kv", seen).chunk(2, dim=-1))
    scores = q @ k.transpose(2, 3) * HEAD**-0.5
    if there is not None:
        scores = scores.masked_fill(~there[:, None, None], -1e9)
    # F.scaled_dot_product_attention comes to the same; on a CPU its way back takes far longer.
    taken = scores.softmax(dim=-1) @ v
    return linear(weights, f"{name}.out", taken.transpose(1, 2).reshape(x.shape))


def _heads(x: torch.Tensor) -> torch.Tensor:
    B, N, C = x.shape
    return x.reshape(B, N, C // HEAD, HEAD).transpose(1, 2)


def conv(weights: Tensors, name: str, x: torch.Tensor) -> torch.Tensor:
    """A 3 × 3 convolution with zeros round the edge."""
    w = weights[f"{name}.w"].reshape(-1, 3, 3, x.shape[1]).permute(0, 3, 1, 2)
    return F.conv2d(x, w, weights[f"{name}.b"], padding=1)


def linear(weights: Tensors, name: str, x: torch.Tensor) -> torch.Tensor:
    """W x + b along the channels: the last axis of tokens, the second of pictures."""
    if x.ndim == 4:
        return F.conv2d(x, weights[f"{name}.w"][..., None, None], weights[f"{name}.b"])
    return F.linear(x, weights[f"{name}.w"], weights[f"{name}.b"])


def norm(x: torch.Tensor) -> torch.Tensor:
    """Each place divided by the root mean square of its channels."""
    dim = 1 if x.ndim == 4 else -1
    return x * torch.rsqrt((x * x).mean(dim=dim, keepdim=True) + 1e-5)


def embed(abar: torch.Tensor) -> torch.Tensor:
    """`gen.nets.mlp.embed`: ᾱ (B,) in float64 → (B, 8) in single precision."""
    half_log_snr = (torch.log(abar) - torch.log1p(-abar)) / 2
    angle = half_log_snr.clamp(-MOST, MOST)[:, None] * torch.as_tensor(FREQUENCIES).to(abar)
    return torch.cat([angle.sin(), angle.cos()], dim=1).float()


def fold(x: torch.Tensor) -> torch.Tensor:
    """Two by two places become channels, in the order of `gen.nets.layers.fold`."""
    B, C, H, W = x.shape
    parts = x.reshape(B, C, H // 2, 2, W // 2, 2).permute(0, 3, 5, 1, 2, 4)
    return parts.reshape(B, 4 * C, H // 2, W // 2)


def unfold(x: torch.Tensor) -> torch.Tensor:
    """The way back from `fold`."""
    B, C, H, W = x.shape
    parts = x.reshape(B, 2, 2, C // 4, H, W).permute(0, 3, 4, 1, 5, 2)
    return parts.reshape(B, C // 4, 2 * H, 2 * W)


def initial(
    shapes: dict[str, tuple[int, ...]], ends: tuple[str, ...], generator: torch.Generator
) -> Tensors:
    """Random weights: N(0, 1/inputs); 0 where what is named ends, and where something is added."""
    weights = {}
    for name, shape in shapes.items():
        is_end = name.endswith(".b") or any(end in name for end in ends)
        scale = 0.0 if is_end else shape[-1] ** -0.5
        weights[name] = scale * torch.randn(shape, generator=generator)
    return weights


def half(weights: Tensors) -> dict[str, np.ndarray]:
    """Weights in half precision, as they are kept."""
    return {k: w.detach().cpu().numpy().astype(np.float16) for k, w in weights.items()}
