"""Figures of a trained model and its run."""
