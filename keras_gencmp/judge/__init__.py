"""The judge: the fixed classifier whose features and classes the scores use."""
