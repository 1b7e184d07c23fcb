"""Figures: arrays in, `matplotlib.figure.Figure` out.

Nothing is computed, shown or set globally here. Images are (n, height, width, channels) with 1 or 3
channels, float in [0, 1] or uint8. Figures of images are laid out so that at `style.DPI` every
image pixel is a whole number of dots.
"""
