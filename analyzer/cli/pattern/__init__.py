"""`pattern …`: the filter-pattern language on its own, a file a command."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from analyzer.cli.command import CommandGroup


class CommandsOnDemand(CommandGroup):
    """The commands are loaded with the first that is asked for: `analyze` starts sooner without them."""

    # What a context and a command are is private to typer, and changes with its version.

    def list_commands(self, ctx: Any) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        if self.commands:
            return
        from analyzer.cli.pattern.commands import app as loaded

        group = typer.main.get_command(loaded)
        assert isinstance(group, TyperGroup)  # of several commands
        self.commands.update(group.commands)


app = typer.Typer(cls=CommandsOnDemand, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def options() -> None:
    """Work with CloudWatch Logs filter patterns: what they mean, not how they are spelled.

    A text that is no pattern ends every command with exit code 2 and a caret under the place. Put --
    before a pattern that starts with a dash.
    """
