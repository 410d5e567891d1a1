"""Figures of the lesson on where diffusion models come from."""
