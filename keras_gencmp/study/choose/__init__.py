"""The choice of a model in the time that there is: shortlist, halving, answer."""
