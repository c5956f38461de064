"""What every command has in common: the look of its help, and one form for a mistake in its arguments.

A mistake is told as all errors are: one line that says what was expected, what was got, and what to do.
typer's own words for it change with its version and quote what its types are called inside of Python. What
a context, a parameter and an error of typer are is private to it, so they are `Any` here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer.core import TyperCommand, TyperGroup

from analyzer.errors import UsageError, near


class ProgramCommand(TyperCommand):
    """One command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # told below, in our words
        with mistakes_of(ctx):
            rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise UsageError(
                f"expected no more arguments of `{ctx.command_path}`, got `{rest[0]}`; put quotes around"
                f" what has blanks in it, or see `{ctx.command_path} --help`"
            )
        return rest

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """`PATH...` is one or more, `[FILE]` may be left out."""
        parameters: list[Any] = self.get_params(ctx)
        arguments = [one for one in parameters if one.param_type_name == "argument"]
        names = [f"{one.metavar}..." if one.nargs == -1 else str(one.metavar) for one in arguments]
        return [
            "[OPTIONS]",
            *(name if one.required else f"[{name}]" for one, name in zip(arguments, names, strict=True)),
        ]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The arguments by the names that the usage has, and the options."""
        for kind, heading in (("argument", "Arguments"), ("option", "Options")):
            rows = [*self._rows(ctx, kind)]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def _rows(self, ctx: Any, kind: str) -> Iterator[tuple[str, str]]:
        parameters: list[Any] = self.get_params(ctx)
        for parameter in parameters:
            row = parameter.get_help_record(ctx) if parameter.param_type_name == kind else None
            if row is not None:
                name, told = row
                yield parameter.metavar if kind == "argument" else name, told


class CommandGroup(TyperGroup):
    """Commands below one name; without any of them it is a mistake, which is told with the help."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            raise UsageError(_no_command(ctx), "", *ctx.get_help().splitlines())
        with mistakes_of(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            meant = near(args[0], self.list_commands(ctx)) or f"see `{ctx.command_path} --help`"
            raise UsageError(f"expected a command of `{ctx.command_path}`, got `{args[0]}`; {meant}")
        return super().resolve_command(ctx, args)


@contextmanager
def mistakes_of(ctx: Any) -> Iterator[None]:
    """Tell the mistakes that typer finds in the arguments in our words."""
    try:
        yield
    except Exception as error:
        if not is_mistake(error):
            raise
        raise UsageError(told_mistake(error, ctx)) from None


def is_mistake(error: Exception) -> bool:
    """Whether it is an error in the arguments, as typer raises it; its class is private to typer."""
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def told_mistake(mistake: Any, ctx: Any) -> str:
    """What was expected, got, and what to do; in typer's words where it is none of the usual mistakes."""
    path = ctx.command_path if ctx is not None else "cis-evidence"
    see = f"see `{path} --help`"
    match type(mistake).__name__:
        case "MissingParameter" if mistake.param is not None:
            return f"expected {_shown(mistake.param)} for `{path}`, got none; {see}"
        case "NoSuchOption":
            known = [text for option in ctx.command.get_params(ctx) for text in option.opts]
            meant = near(mistake.option_name, [text for text in known if text.startswith("-")])
            return f"expected an option of `{path}`, got `{mistake.option_name}`; {meant or see}"
        case "BadParameter" if mistake.param is not None:
            return f"{_name(mistake.param)}: {mistake.message}"
        case "BadOptionUsage" if option := _option(ctx, mistake.option_name):
            told = "no value, got one" if option.is_flag else f"{option.metavar} after it, got nothing"
            return f"{mistake.option_name}: expected {told}; {see}"
        case _ if mistake.format_message().startswith("Missing command"):
            return _no_command(ctx)
        case _:
            words = str(mistake.format_message())
            return f"{words[:1].lower()}{words[1:].rstrip('.')}; {see}"


def _no_command(ctx: Any) -> str:
    path = ctx.command_path if ctx is not None else "cis-evidence"
    return f"expected a command after `{path}`, got none; see `{path} --help`"


def _option(ctx: Any, name: str) -> Any:
    return next((one for one in ctx.command.get_params(ctx) if name in one.opts), None)


def _name(parameter: Any) -> str:
    """How a user writes it: `--output`, or the name of an argument as the help has it."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar)
    return str(max(parameter.opts, key=len))


def _shown(parameter: Any) -> str:
    """With what belongs after it: `--control NAME`."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar)
    return f"the option {_name(parameter)} {parameter.metavar}"
