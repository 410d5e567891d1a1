"""Arrays in, files out: the six kinds of figure and the theme they share."""
