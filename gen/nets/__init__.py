"""Networks in NumPy and the standard library alone: they also run, and learn, in the page."""
