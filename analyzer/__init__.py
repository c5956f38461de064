"""Decides from saved AWS CLI output whether the CIS AWS Foundations metric-filter controls hold.

`analyze(paths)` reads evidence and returns a `Report`: for each account and control a verdict, the
chain of findings that shows it with the place of each in the evidence, and the commands that would
bring what is missing. `choose(...)` says which controls are judged. There is no network, no credentials
and no clock.
"""

# Nothing is imported here, not even from `__future__`: `python -m analyzer` runs this before anything can
# look whether imports would come out of the evidence (see `analyzer.__main__`).

TYPE_CHECKING = False
if TYPE_CHECKING:
    from analyzer.assessment import Report, analyze, choose

__version__ = "0.1.0"

__all__ = ["Report", "__version__", "analyze", "choose"]


def __getattr__(name: str) -> object:
    """Load the analysis on first use, so that the pattern engine alone stays quick to import."""
    if name in ("Report", "analyze", "choose"):
        from analyzer import assessment

        return getattr(assessment, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
