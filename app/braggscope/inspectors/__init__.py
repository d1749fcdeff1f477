"""What is shown beside the image: peaks, geometry, options."""
