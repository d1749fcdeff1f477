"""Reflections beside the image: predicted, found, and told apart."""
