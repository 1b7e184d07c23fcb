"""Claims decided from their declaration to the page of verdicts."""

import pytest
from PIL import Image
from study_models import GAN, VAE

from keras_gencmp.study.claims import claim as claims
from keras_gencmp.study.claims import studies
from keras_gencmp.study.claims.claim import Claim, Expectation
from keras_gencmp.study.compare import training

SETTINGS = studies.Settings("blobs", None, 1)


def title(path):
    with Image.open(path) as image:
        return image.info["Title"]


def test_a_claim_of_theory_is_decided_without_a_training(small, tmp_path):
    (path,) = studies.conduct(["K10"], tmp_path, SETTINGS, lambda line: None)
    page, figure = studies.publish(tmp_path, tmp_path / "claims.md")
    text = page.read_text()
    assert path.name == "K10.json" and "Verdict: **supported**" in text
    assert "| 0.6931 nats |" in text
    assert f"](claims/{figure.name})" in text and "K10." in text
    assert title(figure) == "JS and KL divergence as the overlap ends"


def test_what_the_user_chooses_takes_the_place_of_what_is_declared():
    own = studies.Settings("blobs", None, 1, "steps=4", 3)
    claim = studies.chosen(claims.load("K1"), own)
    assert (claim.budget, claim.seeds) == ("steps=4", 3)
    assert studies.chosen(claims.load("K1"), SETTINGS) == claims.load("K1")
    assert studies.chosen(claims.load("K10"), own) == claims.load("K10")


@pytest.mark.slow
def test_claims_share_their_trainings_and_end_on_a_page(small, tmp_path, monkeypatch):
    gan, vae = (model.label for model in studies.models((GAN, VAE)))
    tests = (
        Expectation("GANs are sharper", "sharpness, near real", (gan,), 0.1, "an interval", (vae,)),
        Expectation("KID stays", "gain after ten epochs", (gan,), 0.4, "an interval", kind="below"),
        Expectation("loss", "cost of stopping by the loss", (vae,), 0.1, "no", kind="below"),
        Expectation("equal cost", "FLOPs to KID 20", (gan,), 0.3, "an interval", (vae,)),
        Expectation("spread", "log fid", (gan,), 0.4, "an interval", (vae,), kind="spread"),
        Expectation("collapse", "collapse", (gan,), 0.2, "an interval", (vae,), kind="share"),
        Expectation("V", "value", (gan,), 0.1, "far", kind="target", target=-1.386),
        Expectation("D(x)", "D of real images", (gan,), 0.1, "far", kind="target", target=0.5),
        Expectation("D(G)", "D of generated images", (gan,), 0.1, "no", kind="target", target=0.5),
        Expectation("classes", "confusion of 4 and 9", (vae,), 0.1, "no", (gan,)),
    )
    metrics = ("fid", "sharpness", "ambiguity")
    one = Claim("K1", "A claim", ("A",), tests, (GAN, VAE), "steps=6", 3, metrics)
    two = Claim("K2", "Another one", ("B",), tests[:1], (VAE, GAN), "steps=6", 3, metrics)
    monkeypatch.setattr(claims, "load", {"K1": one, "K2": two}.get)
    trained, train = [], training.trainer.train

    def counted(plan, **options):
        trained.append(options["directory"])
        return train(plan, **options)

    monkeypatch.setattr(training.trainer, "train", counted)
    studies.conduct(["K1", "K2"], tmp_path, SETTINGS, lambda line: None)
    assert len(trained) == len(set(trained)) == 6
    page, *figures = studies.publish(tmp_path, tmp_path / "claims.md")
    text = page.read_text()
    for each in (*tests, one, two):
        assert (each.says if isinstance(each, Expectation) else each.claim) in text
    assert len(figures) == 2 and "3 seeds, blobs" in text
    assert [title(each) for each in figures] == ["K1, blobs: A claim", "K2, blobs: Another one"]
