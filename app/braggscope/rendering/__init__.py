"""From an experiment to a frame, beside the window."""
