"""What the Makefile uses besides the site's own code."""
