"""A network that learns in the reader's page: any distribution, as long as the reader likes."""

from gen.live.train import train
from gen.render.live import Live


def figure() -> Live:
    """The demo `train` with its result at the defaults."""
    return Live(demo=train)
