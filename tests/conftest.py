"""What all tests share: quiet TensorFlow on the CPU, and one precision policy."""

import os
import signal
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import pytest

# A shell that starts the tests in the background has them ignore what stops a training.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--trials", type=int, default=3, help="random trials of each slow test in tests/faults"
    )


@pytest.fixture
def few_images(monkeypatch: pytest.MonkeyPatch):
    """24 training images in place of any dataset."""
    from small import parts

    from keras_gencmp.data import Splits

    splits = Splits(*parts(24, 8, 12), tuple("0123456789"), "0" * 16, "digits")
    monkeypatch.setattr("keras_gencmp.data.load", lambda *names, **options: splits)
    return splits


@pytest.fixture(autouse=True)
def float32_policy():
    """Every test starts and ends with Keras's default precision."""
    yield
    if "keras" in sys.modules:
        import keras

        keras.mixed_precision.set_dtype_policy("float32")
