"""Exports: trained models for use without gencmp, one format a file (see ``registry.py``)."""
