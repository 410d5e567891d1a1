"""The mathematics of diffusion, in NumPy and the standard library alone: it also runs in the page.

Arrays over steps run t = 0 … T−1, and index 0 means that *one* noising step has been taken.
The papers, and what a reader sees, count n = t + 1 from 0 (the clean picture) to T.
"""
