"""What learns. PyTorch is allowed here, and nowhere else."""
