"""Figures of the lesson on learning to un-noise."""
