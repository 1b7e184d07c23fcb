"""Recipes: what is trained with which numbers, as plain data; one TOML file a system."""

from keras_gencmp.recipes.recipe import Recipe, load, names, override

__all__ = ["Recipe", "load", "names", "override"]
