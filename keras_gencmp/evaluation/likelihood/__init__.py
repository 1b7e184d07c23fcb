"""Likelihoods of held-out images: the ELBO, importance sampling, quadrature and annealing."""
