"""Paths between latent codes, and mixtures of Gaussians fitted to them."""
