"""Studies: comparisons of models under one budget, and claims decided by them."""
