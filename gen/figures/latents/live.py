"""A picture of the reader's own as a latent, and back."""

from gen.live.compress import BLACK, LOUDER, compress
from gen.render.live import Live


def figure() -> Live:
    """The demo `compress` with its result at the defaults."""
    return Live(demo=compress, numbers={"live_black": f"{BLACK:g}", "live_louder": LOUDER})
