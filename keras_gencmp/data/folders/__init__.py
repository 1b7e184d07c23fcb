"""Folders of image files: which are images, of which split and class, and what was found."""
