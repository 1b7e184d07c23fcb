"""Tasks carried out by processes of this machine or of a Dask cluster, with their progress."""
