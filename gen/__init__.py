"""What computes Unnoise: the mathematics, the figures drawn with it, and the build."""
