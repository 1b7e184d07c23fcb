"""The command ``gencmp``, and how it ends: one sentence on stderr and an exit code."""

from __future__ import annotations

import sys

import click

from keras_gencmp.cli import gencmp
from keras_gencmp.errors import Diverged, Interrupted, UserError


def main() -> None:
    """Run the command line; 0 done, 1 divergence, 2 bad input, 128 + signal a stop."""
    sys.exit(_run())


def _run() -> int:
    try:
        return int(gencmp.main(prog_name="gencmp", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return 2
    except UserError as error:
        return _say(f"Error: {error}", 2)
    except Diverged as error:
        return _say(f"Error: {error}", 1)
    except Interrupted as error:
        return _say(str(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _say("stopped", 130)
    except BrokenPipeError:
        return 1
    except OSError as error:
        return _say(f"Error: {error.filename or 'the disk'}: {error.strerror or error}", 2)


def _say(message: str, code: int) -> int:
    click.echo(message, err=True)
    return code


if __name__ == "__main__":
    main()
