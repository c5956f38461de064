"""The command `cis-evidence`; `python -I -m analyzer` is the same program.

`python -m analyzer` without `-I` looks for modules in the current folder first. Where that folder holds
evidence, a file `typer.py` in it would run as a part of this program. So it is looked at before anything
is imported that Python does not have built in or loaded already.
"""

import sys

# As `analyzer.cli.options` has them, which cannot be imported yet.
_EXIT_ERROR = 2
_EXIT_BROKEN = 70
_EXIT_INTERRUPTED = 130


def main() -> None:
    """Run the command line and exit."""
    if _looks_here_first():
        _stop(
            "expected not to look for modules in the current folder, which may hold evidence; start it as"
            " `cis-evidence` or `python -I -m analyzer`",
            _EXIT_ERROR,
        )
    try:
        from analyzer.cli import main as run
    except KeyboardInterrupt:
        sys.exit(_EXIT_INTERRUPTED)
    except Exception as error:
        _stop(f"cannot start: {error!r}; install the package again", _EXIT_BROKEN)
    run()


def _looks_here_first() -> bool:
    """Whether modules are looked for in the current folder before they are where this program is."""
    import os  # frozen, and loaded by Python itself

    try:
        here = os.path.realpath(os.getcwd())
    except OSError:
        return False  # it is gone, and nothing is found in it
    home = os.path.realpath(os.path.dirname(os.path.dirname(__file__)))
    for entry in sys.path:
        place = os.path.realpath(entry or here)
        if place in (home, here):
            return place != home
    return False


def _stop(message: str, code: int) -> None:
    if sys.stderr is not None:
        print(f"cis-evidence: {ascii(message)[1:-1]}", file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
