"""Functional Keras networks: a module is a style, a function is a role."""
