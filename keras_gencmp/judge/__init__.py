"""The judge: the fixed classifier whose features and class probabilities the scores use."""
