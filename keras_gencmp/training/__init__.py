"""Training: the trainer, its callbacks, when to stop, and what went wrong."""
