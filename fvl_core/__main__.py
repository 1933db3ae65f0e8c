"""Let `python -m fvl_core` run the command line."""

from fvl_core.commands.entry import cli

if __name__ == "__main__":
    cli()
