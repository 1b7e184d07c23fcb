"""Dataset sources: what ``--dataset`` names, a file for each."""
