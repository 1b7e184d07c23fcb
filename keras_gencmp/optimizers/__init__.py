"""Optimizers and learning-rate schedules: those of Keras by name, and a faster Adam."""
