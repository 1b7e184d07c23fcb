"""Likelihoods of held-out images: bounds, importance sampling, quadrature and annealing."""
