"""Every wrong input is one sentence on stderr and exit code 2, and damages nothing."""

import shutil

import pytest
from PIL import Image

from keras_gencmp import __main__, runs
from keras_gencmp.recipes import recipe

TRAIN = ["train", "dcgan", "--set=networks.generator.width=4"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a run in it, broken files, and nothing prepared."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GENCMP_DATA_DIR", str(tmp_path / "nothing"))
    monkeypatch.setattr("keras_gencmp.training.runtime.start", lambda *threads: None)
    run = runs.start(recipe.load("conv-vae"))
    facts = {"threads": 2, "data_digest": "", "data_dir": None, "classes": ["cat", "dog"]}
    runs.write_json(run.environment_file, facts)
    run.checkpoint_file.write_bytes(b"PK cut off")
    run.history_file.write_text("epoch,loss,val_loss\n1,2.0,2.0\n")
    runs.start(recipe.load("conv-vae"), directory=tmp_path / "best").best_file.write_bytes(b"PK")
    odd = runs.start(recipe.load("dcgan"), directory=tmp_path / "odd")
    shutil.copy(run.environment_file, odd.environment_file)
    odd.recipe_file.write_text(odd.recipe.to_json().replace('"latent"', '"latnt"'))
    (tmp_path / "empty").mkdir()
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.png").write_text("no picture")
    (tmp_path / "few").mkdir()
    for number in range(5):
        Image.new("L", (28, 28), number).save(tmp_path / "few" / f"{number}.png")
    (tmp_path / "broken.npz").write_bytes(b"PK")
    (tmp_path / "file").write_text("")
    return tmp_path


WRONG = {
    "unknown verb": (["tran"], "unknown command 'tran': did you mean 'train'?"),
    "unknown verb of the judge": (["judge", "shwo"], "did you mean 'show'?"),
    "a verb like no other": (["xyz"], "choose from train, resume, sample"),
    "unknown recipe": (["train", "dcgna"], "did you mean 'dcgan'"),
    "no recipe": (["train"], "name one recipe"),
    "two recipes": (["train", "dcgan", "--recipe=a.toml"], "name one recipe"),
    "recipe file of another kind": (["train", "--recipe=file"], ".toml or .json"),
    "missing recipe file": (["train", "--recipe=no.toml"], "No such file"),
    "unknown option": ([*TRAIN, "--epoch=3"], "did you mean '--epochs'?"),
    "no folder of runs": (["runs", "--root=nowhere"], "name the one that holds the runs by --root"),
    "an option like no other": (["runs", "--xyz"], "see gencmp runs --help"),
    "no run": (["sample"], "missing argument 'RUN...': see gencmp sample --help"),
    "unknown report": (["reproduce", "F"], "is not one of"),
    "negative epochs": ([*TRAIN, "--epochs=-1"], "at least 1"),
    "epochs in words": ([*TRAIN, "--epochs=many"], "not a valid integer"),
    "batch of nothing": ([*TRAIN, "--batch-size=0"], "at least 1"),
    "negative seed": ([*TRAIN, "--seed=-1"], "at least 0"),
    "evaluation backwards": ([*TRAIN, "--evaluate-every=-1"], "at least 0"),
    "evaluation now and then": ([*TRAIN, "--evaluate-every=often"], "not a valid integer"),
    "no patience": ([*TRAIN, "--set=schedule.patience=0"], "at least 1"),
    "perhaps a stop": ([*TRAIN, "--set=schedule.stop_when_saturated=maybe"], "true or false"),
    "too few images to evaluate by": (
        [*TRAIN, "--dataset=digits", "--set=data.validation=5", "--stop-when-saturated"],
        "set data.validation to 20",
    ),
    "unknown precision": ([*TRAIN, "--precision=float8"], "float32"),
    "a set without value": ([*TRAIN, "--set=latent"], "KEY=VALUE"),
    "unknown key": ([*TRAIN, "--set=schedule.epoch=1"], "did you mean 'epochs'"),
    "learning rate nan": ([*TRAIN, "--set=optimizers.generator.learning_rate=nan"], "finite"),
    "unknown network option": (
        [*TRAIN, "--dataset=digits", "--set=networks.generator.widht=3"],
        "did you mean 'width'",
    ),
    "network option in words": (
        [*TRAIN, "--dataset=digits", "--set=networks.generator.kernel=big"],
        "kernel of dcgan.generator must be a whole number of at least 1",
    ),
    "model option in words": (
        ["train", "info-vae", "--dataset=digits", "--quick", "--set=model.warm_up=soon"],
        "warm_up of info_vae.InfoVAE must be a whole number of at least 0",
    ),
    "unknown network": (
        [*TRAIN, "--dataset=digits", "--set=networks.generator.name=dcgan.genrator"],
        "did you mean 'dcgan.generator'",
    ),
    "unknown style": (
        [*TRAIN, "--dataset=digits", "--set=networks.generator.name=dcgann.generator"],
        "did you mean 'dcgan.generator'",
    ),
    "unknown loss": ([*TRAIN, "--dataset=digits", "--set=model.loss=wassertein"], "wasserstein"),
    "unknown optimizer": (
        [*TRAIN, "--dataset=digits", "--set=optimizers.generator.name=adamm"],
        "adamm",
    ),
    "unknown optimizer option": (
        [*TRAIN, "--dataset=digits", "--set=optimizers.generator.rate=1"],
        "rate",
    ),
    "unknown dataset": ([*TRAIN, "--dataset=mnits"], "mnist"),
    "mnist that cannot be had": ([*TRAIN, "--dataset=mnist"], "--data-dir"),
    "empty image folder": ([*TRAIN, "--dataset=folder:empty"], "empty"),
    "missing image folder": ([*TRAIN, "--dataset=folder:nowhere"], "nowhere"),
    "text called png": ([*TRAIN, "--dataset=folder:text"], "a.png"),
    "broken npz": ([*TRAIN, "--dataset=npz:broken.npz"], "broken.npz"),
    "fewer images than a batch": ([*TRAIN, "--dataset=folder:few"], "--batch-size"),
    "unknown device": ([*TRAIN, "--dataset=digits", "--devices=GPU:7"], "CPU:0"),
    "run folder that is a file": ([*TRAIN, "--dataset=digits", "--run-dir=file"], "file"),
    "run folder in use": ([*TRAIN, "--dataset=digits", "--run-dir=text"], "not empty"),
    "unknown run": (["sample", "conv-vea"], "did you mean 'conv-vae'"),
    "a folder that is no run": (["resume", "empty"], "not a run"),
    "a folder without a model": (["sample", "empty"], "saved_model.pb"),
    "recipe.json with a wrong key": (["sample", "odd"], "did you mean 'latent'"),
    "truncated checkpoint": (["sample", "conv-vae"], "damaged"),
    "resume without its recipe": (["resume", "odd"], "did you mean 'latent'"),
    "curves of nothing": (["curves", "odd"], "history.csv"),
    "unknown picture format": (["curves", "conv-vae", "-o", "a.xyz"], ".png"),
    "a mixture of an export": (["sample", "empty", "--sampler", "gmm"], "of a run"),
    "best state of a run without one": (["sample", "conv-vae@best"], "--evaluate-every"),
    "resume from the best state": (["resume", "best@best"], "gencmp resume best"),
    "no images": (["sample", "conv-vae", "-n", "0"], "1<=x<=1000000"),
    "unknown class": (["interpolate", "conv-vae", "--between", "1", "x"], "no class 'x'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_one_sentence_and_exit_code_2(case, folder, capsys, monkeypatch):
    arguments, words = WRONG[case]
    before = contents(folder)
    monkeypatch.setattr("sys.argv", ["gencmp", *arguments])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    errors = capsys.readouterr().err
    assert ended.value.code == 2
    (line,) = errors.splitlines()
    assert line.startswith("Error: ") and words in line
    assert contents(folder) == before


@pytest.mark.parametrize(
    "case", [case for case in WRONG if case.startswith(("unknown verb", "unknown opt", "no "))]
)
def test_errors_of_the_command_line_have_our_spelling(case, folder, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["gencmp", *WRONG[case][0]])
    with pytest.raises(SystemExit):
        __main__.main()
    sentence = capsys.readouterr().err.strip().removeprefix("Error: ")
    assert sentence[0].islower() and not sentence.endswith(".")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("reconstruct", "dcgan has no encoder: reconstruct needs a model with one, such as"),
        ("latent", "dcgan has no encoder: latent needs a model with one, such as"),
        ("sample --sampler gmm", "dcgan has no encoder: sample --sampler gmm needs a model with"),
        ("manifold", "dcgan has 100 latent dimensions: manifold needs two, as conv-vae has"),
    ],
)
def test_a_verb_that_a_model_cannot_do_names_those_that_can(
    call, sentence, folder, capsys, monkeypatch
):
    run = runs.start(recipe.load("dcgan"))
    shutil.copy(runs.find("conv-vae").environment_file, run.environment_file)
    monkeypatch.setattr("sys.argv", ["gencmp", *call.split(), "dcgan"])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"Error: {sentence}")


def contents(folder):
    return {
        path.relative_to(folder): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }
