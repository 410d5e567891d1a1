"""Figures of the lesson on latents."""
