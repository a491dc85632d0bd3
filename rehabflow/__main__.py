"""`python -m rehabflow` is the command line, where its script is not on the path."""

from rehabflow.cli import main

main(prog_name="rehabflow")
