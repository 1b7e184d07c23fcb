"""The command ``gencmp``, and how it ends: one sentence on stderr and an exit code."""

from __future__ import annotations

import logging
import os
import sys

try:
    import click

    from keras_gencmp.cli import gencmp, process
    from keras_gencmp.cli.usage import sentence
    from keras_gencmp.errors import Diverged, Interrupted, UserError
    from keras_gencmp.terminal import console
except KeyboardInterrupt:  # Ctrl-C in the first second, as main would take it
    sys.stderr.write("stopped\n")
    sys.exit(130)

STOPPED = 128  # the exit code of a stop, less the number of its signal


def main() -> None:
    """Run the command line; 0 done, 1 divergence, 2 bad input, 128 + signal a stop."""
    process.open_standard_streams()
    console.escape_unknown()
    # Figures are written to files, whatever MPLBACKEND says.
    os.environ["MPLBACKEND"] = "agg"
    # Matplotlib reports here that it caches its fonts.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    with process.stopped_by_signals():
        code = _run()
        if code > STOPPED:
            process.ignore_signals()
    sys.exit(code)


def _run() -> int:
    try:
        return int(gencmp.main(prog_name="gencmp", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        return _fail(sentence(error), 2)
    except UserError as error:
        return _fail(error, 2)
    except Diverged as error:
        return _fail(error, 1)
    except Interrupted as error:
        return _stop(error, error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _stop("stopped", 130)
    except MemoryError:
        return _fail("no memory is left: ask for fewer or smaller images", 2)
    except BrokenPipeError:
        # Python would report at its end that what is left in the buffer cannot be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _fail(f"{error.filename or 'the disk'}: {error.strerror or error}", 2)
    finally:
        console.clear()


def _fail(message: object, code: int) -> int:
    console.error(message)
    return code


def _stop(message: object, code: int) -> int:
    console.note(message)
    return code


if __name__ == "__main__":
    main()
