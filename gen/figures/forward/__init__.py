"""Figures of the lesson on the forward process."""
