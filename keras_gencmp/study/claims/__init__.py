"""Claims of the reports: each declared in one file, and decided by an experiment."""
