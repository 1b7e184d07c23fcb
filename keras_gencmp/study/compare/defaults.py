"""What a comparison is where nobody says otherwise: its budget and its scores."""

from __future__ import annotations

METRICS = "fid,kid,is,prdc,classes,conditional,sharpness,c2st,diversity,ambiguity"
METRICS += ",elbo,reconstruction"
BUDGET = "flops=2e12"
IMAGES = 10_000
