"""The network that paints, run by PyTorch: the same weights and words, several times faster.

The samplers and the guidance stay those of `gen.diffusion`. tests/peers hold it to the NumPy one.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from gen.nets import text
from gen.nets.painter import Painter, Predict, Seen
from gen.nets.product import Floats
from gen.train import painter
from gen.train.layers import Tensors


class FastPainter(Painter):
    """A `Painter` whose guesses PyTorch makes."""

    def __init__(self, slow: Painter) -> None:
        super().__init__(slow.weights, slow.vocabulary)
        self.tensors: Tensors = {name: torch.from_numpy(w) for name, w in slow.weights.items()}

    def predict(self, prompts: Sequence[str], seen: Seen | None = None) -> Predict:
        """As `Painter.predict`. Raises ValueError if it should say where it looked."""
        if seen:
            raise ValueError("seen: got a function; must be None, since only NumPy's network tells")
        tokens = torch.from_numpy(text.tokenise(prompts, self.vocabulary))
        with torch.inference_mode():
            vectors, there = painter.encode(self.tensors, tokens)  # once, as `Painter.read` does

        @torch.inference_mode()
        def guess(xt: npt.ArrayLike, abar: npt.ArrayLike) -> Floats:
            x = torch.from_numpy(np.asarray(xt, np.float32)).permute(0, 3, 1, 2)
            levels = torch.from_numpy(np.broadcast_to(np.asarray(abar, np.float64), len(x)).copy())
            said = vectors.expand(len(x), -1, -1), there.expand(len(x), -1)
            v = painter.body(self.tensors, x, painter.hear(self.tensors, levels, said), said)
            return v.permute(0, 2, 3, 1).contiguous().numpy()

        return guess
