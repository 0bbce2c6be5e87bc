"""The ``plimsoll`` command. Commands are imported when they are called: ``--version`` must start at once."""

from __future__ import annotations

import gc
import importlib
from typing import TYPE_CHECKING

import click

from scanner import __version__
from scanner.cli.signals import Interrupted, ending_on_signals
from scanner.errors import EXIT_INCOMPLETE, EXIT_USAGE, PlimsollError

if TYPE_CHECKING:
    from typing import Any

COMMANDS = {
    "audit": "Judge a live cluster, read-only.",
    "drift": "Compare git with a cluster.",
    "explain": "Show a rule's page.",
    "rules": "List the rules.",
    "scan": "Judge manifests and workflow files.",
    "serve": "Judge changes to a cluster: an admission webhook.",
    "test": "Test policies.",
}


class _LazyGroup(click.Group):
    """A group whose commands live in modules of their own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        gc.disable()  # what is imported stays: looking for garbage in it costs a tenth of the start-up
        command: click.Command = importlib.import_module(f"scanner.cli.{cmd_name}").command
        gc.enable()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Turn errors that people can mend into exit code 2, any other into 3: it says nothing of the files."""
        try:
            with ending_on_signals():
                return super().invoke(ctx)
        except PlimsollError as error:
            raise _Refused(_shown(str(error))) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Interrupted as signal:
            click.echo(f"Ended by {signal.name}: nothing is known.", err=True)
            raise click.exceptions.Exit(signal.exit_code) from signal
        except Exception as error:
            import traceback  # only here: it costs a tenth of the start-up

            from scanner.cli.output import write_stderr

            write_stderr(traceback.format_exc())
            raise _Crashed(f"{type(error).__name__}: this is a defect of Plimsoll; nothing is known.") from error


def _shown(message: str) -> str:
    """Return a message, in which a file may be named or quoted, as one line that no terminal and no log obeys."""
    from scanner.cli.output import harmless  # only here: most runs have no such message

    return harmless(" ".join(message.split("\n")))


class _Refused(click.ClickException):
    exit_code = EXIT_USAGE


class _Crashed(click.ClickException):
    exit_code = EXIT_INCOMPLETE


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="plimsoll")
def main() -> None:
    """Judge Kubernetes manifests and GitHub workflow files by built-in rules and Rego policies.

    Exit codes: 0 clean; 1 violations; 2 wrong usage or configuration; 3 incomplete: something could not be judged.
    """
