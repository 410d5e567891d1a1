"""Figures of the lesson on what a picture takes."""
