"""The theory of the reports: closed forms, a linear-Gaussian model, a small GAN, figures."""
