"""Comparisons of models under one budget: declaration, plan, trainings, scores, page."""
