"""Augmentation studies: whether generated images help a classifier."""
