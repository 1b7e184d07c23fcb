"""The registry of metrics: one row for each that can be asked for by name.

A row holds everything about a metric but its formula. Help texts, heads and order of tables,
defaults, the list in the README and the tests over all metrics are derived from the rows. Reading
this module imports none of the metrics. To add a metric, write its file and its row.
"""

from __future__ import annotations

from keras_gencmp.metrics.metric import (
    CHANNELS,
    CLASSES,
    CLASSIFIER,
    COUNTED,
    ENCODER,
    GRID,
    HALF,
    HIGH,
    JUDGE,
    LABELS,
    LIKELIHOOD,
    LOW,
    PRIOR,
    REAL,
    Column,
    Metric,
)
from keras_gencmp.registry import Registry

METRICS_ROOM = "keras_gencmp.metrics"
EVALUATION_ROOM = "keras_gencmp.evaluation"
LIKELIHOOD_ROOM = f"{EVALUATION_ROOM}.likelihood"

FEATURES = 128  # of a judge; with no more images than features a covariance is singular
BALLS = 100  # images of k-nearest-neighbour balls: with k = 5 a ball holds a twentieth of them

ROWS = [
    Metric(
        "fid",
        f"{METRICS_ROOM}.frechet:fid",
        "Fréchet distance between Gaussians fitted to real and generated features",
        columns=(Column("fid", "FID", LOW),),
        needs=(JUDGE,),
        least=FEATURES + 1,
    ),
    Metric(
        "kid",
        f"{METRICS_ROOM}.kernel:kid",
        "kernel distance: the squared maximum mean discrepancy of features",
        columns=(Column("kid", "KID", LOW),),
        needs=(JUDGE,),
        version=3,
    ),
    Metric(
        "fid-infinity",
        f"{METRICS_ROOM}.frechet:fid_infinity",
        "FID extrapolated to infinitely many generated images",
        columns=(Column("fid_infinity", "FID at infinity", LOW),),
        needs=(JUDGE,),
        default=False,
        least=10 * (FEATURES + 1),  # the smallest of its subsets is a tenth
    ),
    Metric(
        "is",
        f"{METRICS_ROOM}.inception_score:inception_score",
        "inception score: how sure the judge is of images, and how varied their classes are",
        columns=(Column("inception_score", "IS", HIGH),),
        version=2,
        needs=(JUDGE, CLASSES),
        least_per_class=10,
    ),
    Metric(
        "prdc",
        f"{METRICS_ROOM}.neighbours:prdc",
        "precision, recall, density and coverage by nearest neighbours in feature space",
        columns=(
            Column("precision", "precision", HIGH),
            Column("recall", "recall", HIGH),
            Column("density", "density", HIGH),
            Column("coverage", "coverage", HIGH),
        ),
        version=2,
        needs=(JUDGE,),
        least=BALLS,
    ),
    Metric(
        "classes",
        f"{METRICS_ROOM}.classes:class_histogram",
        "divergence of the class histogram from the real one, and missing classes",
        columns=(
            Column("class_kl", "class KL", LOW, "nats"),
            Column("missing_classes", "missing classes", LOW, ratio=False, note_beside=True),
        ),
        version=2,
        needs=(JUDGE, CLASSES),
        least_per_class=10,  # below, a class is missing by chance
    ),
    Metric(
        "conditional",
        f"{METRICS_ROOM}.classes:conditional_accuracy",
        "share of images that the judge takes for the class that was asked for",
        columns=(Column("conditional_accuracy", "conditional accuracy", HIGH),),
        needs=(JUDGE, CLASSES, LABELS),
    ),
    Metric(
        "class-fid",
        f"{METRICS_ROOM}.frechet:class_fid",
        "mean of the FID within each class (intra-FID)",
        columns=(Column("class_fid", "class FID", LOW),),
        version=2,
        needs=(JUDGE, CLASSES),
        least_per_class=FEATURES + 1,
        counted=tuple(COUNTED),
    ),
    Metric(
        "class-recall",
        f"{METRICS_ROOM}.neighbours:class_recall",
        "recall of the class that has the least",
        columns=(Column("class_recall", "worst class recall", HIGH, note_beside=True),),
        version=2,
        needs=(JUDGE, CLASSES),
        least=BALLS,
        least_per_class=10,
    ),
    Metric(
        "sharpness",
        f"{METRICS_ROOM}.sharpness:sharpness",
        "variance of the Laplacian as a share of that of real images",
        columns=(Column("sharpness", "sharpness", REAL),),
        version=2,
    ),
    Metric(
        "c2st",
        f"{METRICS_ROOM}.two_sample:c2st",
        "accuracy of telling generated from real features by the nearest neighbour",
        columns=(Column("c2st", "C2ST", HALF, ratio=False, note_beside=True),),
        version=2,
        needs=(JUDGE,),
        least=50,  # below, the standard error is 0.1 and more
    ),
    Metric(
        "diversity",
        f"{METRICS_ROOM}.diversity:diversity",
        "distance of features within a class as a share of that of real images",
        columns=(Column("diversity", "diversity", REAL),),
        version=2,
        needs=(JUDGE, CLASSES),
        least_per_class=5,
    ),
    Metric(
        "vendi",
        f"{METRICS_ROOM}.vendi:vendi",
        "Vendi score: an effective number of different images among 2,000",
        columns=(Column("vendi", "Vendi", HIGH),),
        version=2,
        needs=(JUDGE,),
        default=False,
        least=FEATURES + 1,
    ),
    Metric(
        "ambiguity",
        f"{METRICS_ROOM}.ambiguity:ambiguity",
        "how unsure the judge is of images: the mean entropy of p(y|x)",
        columns=(Column("ambiguity", "entropy of p(y|x)", REAL, "nats", ratio=False),),
        needs=(JUDGE, CLASSES),
        default=False,
    ),
    Metric(
        "memorisation",
        f"{METRICS_ROOM}.memorisation:memorisation",
        "whether images are copies of training images: AuthPct, and C_T, below -3 for copies",
        columns=(
            Column("auth_pct", "authentic %", REAL),
            Column("copying", "C_T", REAL, ratio=False, note_beside=True),
        ),
        needs=(JUDGE,),
        version=2,
    ),
    Metric(
        "parzen",
        f"{METRICS_ROOM}.parzen:parzen",
        "log-likelihood under Parzen windows on generated images; historical, not for ranking",
        columns=(Column("parzen", "Parzen, historical", HIGH, "nats", ratio=False),),
        least=100,
    ),
    Metric(
        "modes",
        f"{METRICS_ROOM}.modes:modes",
        "modes of stacked MNIST, of 1,000, under the judge of MNIST",
        columns=(
            Column("modes", "modes of 1000", HIGH),
            Column("modes_kl", "modes KL", LOW, "nats"),
        ),
        needs=(JUDGE, CHANNELS),
        default=False,
        least=5_000,  # five images a mode
    ),
    Metric(
        "elbo",
        f"{LIKELIHOOD_ROOM}.elbo:elbo",
        "evidence lower bound and its two terms",
        columns=(
            Column("elbo", "ELBO", HIGH, "nats", ratio=False),
            Column("elbo_reconstruction", "-log p(x|z)", LOW, "nats", ratio=False),
            Column("elbo_kl", "KL", LOW, "nats", ratio=False),
        ),
        needs=(LIKELIHOOD,),
        baselines={},
    ),
    Metric(
        "nll",
        f"{LIKELIHOOD_ROOM}.importance_sampling:nll",
        "negative log-likelihood by importance sampling with K samples",
        columns=(Column("nll", "NLL_K", LOW, "nats", ratio=False),),
        needs=(LIKELIHOOD,),
        baselines={"pixel means": f"{LIKELIHOOD_ROOM}.independent_pixels:pixel_nll"},
    ),
    Metric(
        "exact-nll",
        f"{LIKELIHOOD_ROOM}.quadrature:exact_nll",
        "negative log-likelihood by quadrature over the latent space",
        columns=(Column("exact_nll", "exact NLL", LOW, "nats", ratio=False),),
        version=2,
        needs=(LIKELIHOOD, GRID),
        baselines={},
    ),
    Metric(
        "ais",
        f"{LIKELIHOOD_ROOM}.ais:ais",
        "negative log-likelihood by annealed importance sampling, also of AVB and of generators",
        columns=(Column("ais", "AIS NLL", LOW, "nats", ratio=False),),
        needs=(PRIOR,),
        default=False,
        baselines={},
    ),
    Metric(
        "active-units",
        f"{METRICS_ROOM}.likelihood:active_units",
        "number of latent units that move with the image",
        columns=(Column("active_units", "active units", HIGH, ratio=False, note_beside=True),),
        version=2,
        needs=(ENCODER,),
        baselines={},
    ),
    Metric(
        "reconstruction",
        f"{METRICS_ROOM}.reconstruction:reconstruction",
        "error and similarity of reconstructions from posterior means",
        columns=(
            Column("mse", "MSE", LOW, ratio=False, note_beside=True),
            Column("psnr", "PSNR", HIGH, "dB", ratio=False, note_beside=True),
            Column("ssim", "SSIM", HIGH, ratio=False, note_beside=True),
        ),
        needs=(ENCODER,),
        baselines={},
    ),
    Metric(
        "latent",
        f"{METRICS_ROOM}.latent_space:latent",
        "how well codes separate the classes: 5-NN accuracy, silhouette, adjusted Rand index",
        columns=(
            Column("knn_accuracy", "k-NN of codes", HIGH, ratio=False),
            Column("silhouette", "silhouette", HIGH, ratio=False),
            Column("adjusted_rand", "ARI", HIGH, ratio=False),
        ),
        needs=(ENCODER,),
        version=3,
        baselines={},
    ),
    Metric(
        "cas",
        f"{EVALUATION_ROOM}.cas:cas",
        "classification accuracy score: train a classifier on generated images, test on real ones",
        columns=(Column("cas", "CAS", HIGH),),
        needs=(LABELS,),
        baselines={"real images": f"{EVALUATION_ROOM}.cas:cas"},
        costly=True,
        least_per_class=10,
    ),
    Metric(
        "classification",
        f"{EVALUATION_ROOM}.classification:classification",
        "accuracy of the model's own classes on real images",
        columns=(Column("classification", "classification", HIGH, ratio=False),),
        needs=(CLASSIFIER,),
        baselines={},
    ),
]


def external(name: str, path: str) -> Metric:
    """The row of a metric that is not of this package: its function says the rest."""
    return Metric(name, path, f"from {path}", external=True, version=0)


# Installed packages add metrics by entry points of the group "keras_gencmp.metric".
METRICS: Registry[Metric] = Registry("metric", ROWS, external)
