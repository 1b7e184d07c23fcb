"""The benchmarks run, and their arithmetic is right; nothing here depends on seconds."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from small import images, parts

from benchmarks import alternate, commands, results, scaling, startup
from benchmarks.alternate import Rival, Timing
from benchmarks.peers import child
from keras_gencmp.data import Splits
from keras_gencmp.errors import UserError

FOLDER = Path(alternate.__file__).parent
NAMES = ("training", "quality", "sampling", "evaluation", "startup", "scaling", "memory")


def tiny(*roles):
    """The options that make the networks of these roles small."""
    return [word for role in roles for word in ("--set", f"networks.{role}.width=4")]


TINY = tiny("generator", "discriminator")


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still unless it is moved."""
    time = [0.0]
    monkeypatch.setattr(alternate.time, "perf_counter", lambda: time[0])
    return time


@pytest.fixture
def splits(monkeypatch):
    """Some images in the place of every dataset."""
    pool = parts(48, 24, 24)
    found = Splits(*pool, tuple("0123456789"), "0" * 16, "mnist")
    monkeypatch.setattr("keras_gencmp.data.load", lambda *names, **options: found)
    return found


def invoke(name, *arguments):
    """What a benchmark prints."""
    module = __import__(f"benchmarks.{name}", fromlist=["main"])
    found = CliRunner().invoke(module.main, list(map(str, arguments)), catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


def test_rivals_take_turns_and_the_warm_up_does_not_count(clock):
    order = []

    def rival(name, *seconds):
        lengths = iter(seconds)

        def work():
            order.append(name)
            clock[0] += next(lengths)

        return Rival(name, work, work=6.0, flops=10.0)

    rivals = [rival("a", 100.0, 1.0, 2.0), rival("b", 100.0, 3.0, 3.0)]
    first, second = alternate.alternate(rivals, rounds=2)
    assert "".join(order) == "baabba"
    assert first.seconds.tolist() == [1.0, 2.0] and second.seconds.tolist() == [3.0, 3.0]
    assert first.rates.tolist() == [6.0, 3.0] and first.speeds.tolist() == [60.0, 30.0]


def test_a_ratio_is_taken_within_the_rounds():
    fast = Timing(Rival("fast", print, work=2.0), np.array([1.0, 10.0, 4.0]))
    slow = Timing(Rival("slow", print, work=1.0), np.array([1.0, 20.0, 4.0]))
    assert alternate.ratio(fast, slow) == (2.0, 2.0, 3.0)
    assert alternate.ratio(fast, slow).text(1) == "2.0 [2.0, 3.0]"


def test_the_line_through_the_sizes_is_found():
    def timing(count):
        return Timing(Rival(f"{count} images", print), np.full(3, 0.5 + 0.002 * count))

    rows = scaling.fitted("images", (100, 300, 900), [timing(count) for count in (100, 300, 900)])
    assert {row["line"] for row in rows} == {"0.500 s + 2.000 ms an image"}
    assert rows[1]["seconds"] == "1.100 [1.100, 1.100]"
    assert [abs(float(row["off the line"].rstrip("%"))) for row in rows] == [0.0, 0.0, 0.0]


def test_what_a_start_adds_is_taken_within_the_rounds():
    timings = [
        Timing(Rival(name, print), np.array(seconds))
        for name, seconds in {
            "help": [0.2] * 3,
            "trace": [5.0, 9.0, 6.0],
            "train": [7, 12, 8],
        }.items()
    ]
    *_, added = startup.rows(timings)
    assert added["seconds"] == "2.00 [2.00, 2.50]"


def test_flops_are_counted_from_the_layers():
    from benchmarks.flops import SHARED, gan_flops, vae_flops
    from benchmarks.peers import plain_vae, tutorial_networks
    from keras_gencmp.networks.shapes import Shapes

    pair = tutorial_networks.generator(Shapes()), tutorial_networks.discriminator(Shapes())
    up = 100 * 12544 + 49 * 25 * (256 * 128 + 128 * 64) + 196 * 25 * 64
    down = 196 * 25 * 64 + 49 * 25 * 64 * 128 + 6272
    assert [network.count_params() for network in pair] == [2_330_944, 212_865]
    assert gan_flops(*pair, SHARED) == 2 * (3 * up + 7 * down)
    vae = plain_vae.encoder(32), plain_vae.decoder(32)
    assert [network.count_params() for network in vae] == [69_076, 65_089]
    maps = 196 * 9 * 32 + 49 * 9 * 32 * 64 + 49 * 9 * 64 * 64 + 196 * 9 * 64 * 32 + 784 * 9 * 32
    assert vae_flops(*vae) == 6 * (maps + 3136 * 16 + 16 * 4 + 2 * 3136)


def test_the_bound_of_a_vae_that_knows_nothing_is_that_of_fair_coins():
    from benchmarks import scores

    x = images(6).images / 255
    found = scores.bound(
        x.astype("float32"),
        lambda block: (np.full((len(block), 2), 3.0, "f"), np.zeros((len(block), 2), "f")),
        lambda z: np.full((len(z), 28, 28, 1), 0.5, "f"),
    )
    assert found["negative_elbo"] == pytest.approx(784 * np.log(2) + 2 * 9 / 2, rel=1e-6)


def test_gan_peers_move_both_networks():
    from benchmarks.contests import networks, tutorial
    from benchmarks.peers.bare_loop import BareLoop, shuffled
    from benchmarks.peers.two_passes import TwoPasses
    from keras_gencmp.recipes import recipe

    plan, stream = tutorial(recipe.load("dcgan"), width=2), shuffled(images(8).images, 4)
    bare, passes = BareLoop(*networks(plan), 4), TwoPasses(*networks(plan))
    for peer, step in ((bare, bare.train_step), (passes, passes.train_step)):
        weights = peer.generator.trainable_weights + peer.discriminator.trainable_weights
        before = [weight.numpy() for weight in weights]
        step(next(iter(stream)))
        moved = [np.any(weight.numpy() != was) for weight, was in zip(weights, before, strict=True)]
        assert all(moved)


def test_the_plain_vae_descends_the_negative_elbo():
    from benchmarks.peers.plain_vae import PlainVAE

    vae, x = PlainVAE(width=2), (images(20).images / 255).astype("float32")
    first = float(vae.train_step(x)["loss"])
    parts = {metric.name: float(metric.result()) for metric in vae.metrics}
    assert parts["loss"] == pytest.approx(parts["reconstruction"] + parts["kl"], rel=1e-6)
    assert first == pytest.approx(784 * np.log(2), rel=0.05)  # untrained: fair coins, and no KL


@pytest.mark.parametrize("name", NAMES)
def test_every_benchmark_has_a_help_and_stands_in_the_page(name):
    assert "--quick" in invoke(name, "--help")
    assert f"`bin/benchmark {name}`" in results.PAGE.read_text()
    assert (FOLDER / f"{name}.py").is_file()


def test_the_results_in_the_page_are_those_of_the_files():
    page = results.PAGE.read_text(encoding="utf-8")
    assert page == results.renewed(page), "run: bin/benchmark results"


def test_a_result_comes_with_its_command(tmp_path, monkeypatch):
    from benchmarks import report

    monkeypatch.setattr(sys, "argv", ["/x/training.py", "--json", "x.json", "--rounds", "9"])
    report.publish("Title", [{"a": 1, "b": "two"}], tmp_path / "new" / "x.json")
    found = json.loads((tmp_path / "new" / "x.json").read_text())
    assert found["command"] == "bin/benchmark training --rounds 9"
    monkeypatch.setattr(results, "FOLDER", tmp_path / "new")
    page = results.renewed("before\n<!-- results -->\nold\n<!-- end of results -->\nafter")
    assert "### Title\n\n`bin/benchmark training --rounds 9`\n\n| a | b |\n| --- | --- |" in page
    assert "| 1 | two |" in page and "old" not in page


def test_training_is_timed(splits):
    lines = invoke("training", "--quick", "--networks", "recipe", "--width", 4).splitlines()
    for name in ("gencmp, `fit`", "bare `tf.function` loop", "two passes, `fit`", "matrix product"):
        assert sum(name in line for line in lines) == 1
    assert "PyTorch" not in "".join(lines)


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("training", ["--system=conv-vae"], "plain VAE, `fit`"),
        ("sampling", ["--batch-size=10"], "`predict`, a call a batch"),
        ("scaling", TINY, "images of a step"),
        ("evaluation", ["--recipe=conv-vae"], "exact-nll"),
    ],
)
@pytest.mark.slow
def test_the_others_run_too(splits, name, arguments, words):
    assert words in invoke(name, "--quick", *arguments)


@pytest.mark.slow
def test_commands_are_measured():
    assert "gencmp evaluate" in invoke("memory", "--quick", *TINY)
    assert "beyond import and tracing" in invoke("startup", "--quick", *TINY)


def test_a_command_that_fails_says_so(monkeypatch):
    with pytest.raises(UserError, match="3"):
        commands.seconds([sys.executable, "-c", "raise SystemExit('3')"])
    code = "import sys; print('step ' + sys.argv[1] + '/')"
    monkeypatch.setattr(commands, "words", lambda given: [sys.executable, "-c", code, *given])
    assert commands.seconds_until("step 1/", ["1"]) > 0
    with pytest.raises(UserError, match="ended early: step 2"):
        commands.seconds_until("step 1/", ["2"])


def test_a_peer_in_another_python_works_on_demand(tmp_path, monkeypatch):
    program = tmp_path / "peer.py"
    program.write_text(
        "import sys\nprint('ready 17', flush=True)\n"
        "for line in sys.stdin:\n  print('done' if line == '3\\n' else 'no', flush=True)\n"
    )
    monkeypatch.setattr(child, "TORCH", program)
    with child.Child(sys.executable, 100, "shared", "recipe", 24) as peer:
        assert peer.weights == 17
        peer.train(3)
        with pytest.raises(UserError, match=r"peer\.py ended"):
            peer.train(4)
    assert peer.process.returncode == 0
    with pytest.raises(UserError, match="there is no Python"):
        child.has_torch(str(tmp_path / "python"))


@pytest.fixture
def contender():
    """A training of 50 steps whose step takes a tenth of a second and whose score is 100 / step."""
    from benchmarks.contenders import Contender, Seconds

    state = {"step": 0}

    def train(steps):
        state["step"] += steps
        return Seconds(0.2 * steps, 0.1 * steps)

    def save(file):
        file.write_text(str(state["step"]))

    def restore(file):
        state["step"] = int(file.read_text())

    return Contender(
        "ours", 10, train, lambda: {"fid": 100 / state["step"]}, save, restore, steps=50
    )


def test_a_curve_is_scored_at_its_marks_and_ends_with_the_schedule(contender, tmp_path):
    from benchmarks import curve

    marks = curve.marks(8.0, 2)
    assert marks == (2.0, 8.0)
    first = curve.Curve(contender, 0, marks, tmp_path)
    first.open()
    assert first.go_on() == {"step": 20, "wall": 4.0, "cpu": 2.0, "images": 200, "fid": 5.0}
    again = curve.Curve(contender, 0, marks, tmp_path)  # as after a restart
    contender.train(7)
    again.open()
    assert again.go_on() == {"step": 50, "wall": 10.0, "cpu": 5.0, "images": 500, "fid": 2.0}
    assert again.is_done and [point["fid"] for point in again.points] == [5.0, 2.0]


def test_the_table_says_when_ours_was_as_good_as_a_peer(contender, tmp_path):
    from benchmarks import curve, quality_table

    several = []
    for name, seed, ends in (("ours", 0, (9, 4)), ("ours", 1, (8, 6)), ("peer", 0, (9, 5))):
        each = curve.Curve(contender._replace(name=name), seed, (2.0, 8.0), tmp_path)
        each.state.touch()
        each.keep([{"cpu": 10.0 * (at + 1), "step": at, "fid": end} for at, end in enumerate(ends)])
        several.append(each)
    ours, peer = quality_table.rows(several, ["ours"], ["fid"])
    assert ours["at the end"] == "5 [4, 6]" and ours["training"] == "ours"
    assert (
        peer["cpu s of ours to the same"] == peer["cpu s until as good"] == "20"
    )  # by the mean of ours
    assert quality_table.until(several[:1], "fid", 3.0) == "not reached"
    assert len(quality_table.drawn(several, ["fid"]).axes[0].lines) == 3


def test_a_training_in_another_python_answers_with_its_seconds(tmp_path, monkeypatch):
    from benchmarks.peers import torch_peer

    program = tmp_path / "peer.py"
    program.write_text(
        "import sys, json, numpy as np\nimages = np.load(json.load(open(sys.argv[1]))['images'])\n"
        "print('ready', flush=True)\n"
        "for line in sys.stdin:\n"
        "  name, *words = line.strip().split('\\t')\n"
        "  if name == 'sample': np.save(words[1], images[:int(words[0])] / 255)\n"
        "  if name == 'encode': np.save(words[1], np.tile(np.load(words[0])[:, :1], 4))\n"
        "  print('done 2.5 1.5' if name != 'save' else 'no', flush=True)\n"
    )
    monkeypatch.setattr(torch_peer, "PROGRAM", program)
    x = images(4).images
    peer = torch_peer.TorchPeer(sys.executable, {"batch": 2}, x)
    assert peer.train(3) == (2.5, 1.5)
    np.testing.assert_array_equal(peer.sample(3), x[:3] / 255)
    mean, log_variance = peer.encode(np.eye(3, dtype="f"))
    assert mean.shape == log_variance.shape == (3, 2)
    with pytest.raises(UserError, match=r"peer\.py ended"):
        peer.save(tmp_path / "x")
    peer.close()
    assert peer.process.returncode == 0


@pytest.mark.slow
def test_the_peers_in_torch_descend(tmp_path):
    """The real program, where the Python that GENCMP_TORCH_PYTHON names has torch."""
    from benchmarks.contenders import RADFORD, TORCH_VAE
    from benchmarks.peers.torch_peer import TorchPeer

    python = os.environ.get("GENCMP_TORCH_PYTHON", sys.executable)
    if not child.has_torch(python):
        pytest.skip(f"{python} has no torch: name one that has in GENCMP_TORCH_PYTHON")
    x, common = images(64).images, {"seed": 0, "batch": 16}
    gan = TorchPeer(python, {**RADFORD, **common, "width": 2}, x)
    first = gan.sample(5)
    gan.save(tmp_path / "state")
    gan.train(2)
    assert np.any(gan.sample(5) != first) and first.shape == (5, 28, 28, 1)
    gan.restore(tmp_path / "state")
    np.testing.assert_array_equal(gan.sample(5), first)
    sizes = {"widths": [20], "latent": 3, "activation": "tanh"}
    vae = TorchPeer(python, {**TORCH_VAE, **common, **sizes}, x)
    before = vae.decode(np.zeros((1, 3), "f")).mean()
    vae.train(30)
    assert vae.decode(np.zeros((1, 3), "f")).mean() != before
    assert [part.shape for part in vae.encode(x / np.float32(255))] == [(64, 3), (64, 3)]
    for peer in (gan, vae):
        peer.close()
