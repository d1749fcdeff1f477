"""Other images to hold against the model's: snapshots of the model, and references."""
