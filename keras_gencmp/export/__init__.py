"""Trained models for others, one format a file."""
