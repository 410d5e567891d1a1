"""How weights follow their gradients, and the average of them that samples are drawn with."""

from dataclasses import dataclass, field

import numpy as np

from gen.nets.mlp import Weights


@dataclass
class Adam:
    """Algorithm 1 of Kingma & Ba 2014 (arXiv:1412.6980). `update` changes the weights in place."""

    rate: float = 2e-3  # α
    beta1: float = 0.9
    beta2: float = 0.99
    epsilon: float = 1e-8
    step: int = 0
    m: Weights = field(default_factory=dict)
    v: Weights = field(default_factory=dict)

    def update(self, weights: Weights, gradients: Weights) -> None:
        """One step down along the gradients, each divided by its own recent size."""
        self.step += 1
        correct1, correct2 = 1 - self.beta1**self.step, 1 - self.beta2**self.step
        for name, g in gradients.items():
            m = self.m.setdefault(name, np.zeros_like(g))
            v = self.v.setdefault(name, np.zeros_like(g))
            m += np.float32(1 - self.beta1) * (g - m)
            v += np.float32(1 - self.beta2) * (g * g - v)
            size = np.sqrt(v / np.float32(correct2)) + np.float32(self.epsilon)
            weights[name] -= np.float32(self.rate / correct1) * m / size


@dataclass
class Average:
    """An exponential moving average of the weights: a network that has seen more batches at once.

    Sec. 2 of Karras et al. 2023 (arXiv:2312.02696) tells its story. It forgets faster in the
    beginning, where there is most to forget: its decay is at most step/(step + 10).
    """

    weights: Weights
    decay: float = 0.999
    step: int = 0

    def follow(self, weights: Weights) -> None:
        """Take one more state of the weights into the average."""
        self.step += 1
        share = np.float32(1 - min(self.decay, self.step / (self.step + 10)))
        for name, w in weights.items():
            self.weights[name] += share * (w - self.weights[name])
