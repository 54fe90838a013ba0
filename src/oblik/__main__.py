"""`python -m oblik`: the command line."""

from oblik.app.cli import main

main()
