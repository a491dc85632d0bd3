"""`python -m rehabflow` is the command line, where its script is not on the path."""

from rehabflow.cli import main

if __name__ == "__main__":
    main(prog_name="rehabflow")
