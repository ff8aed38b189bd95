"""`python -m space_to_think`: the command line."""

from space_to_think.cli import main

main()
