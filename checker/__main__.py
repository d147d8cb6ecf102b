"""Lets `python -m checker` be the command."""

from checker.cli import main

raise SystemExit(main())
