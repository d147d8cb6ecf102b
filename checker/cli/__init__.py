"""The command line: arguments, exit status, where the output goes. It loads what a command needs, not before."""

from checker.cli.app import main

__all__ = ["main"]
