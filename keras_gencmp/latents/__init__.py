"""Interpolation and traversal of latent spaces, and Gaussian mixtures fitted to latent codes."""
