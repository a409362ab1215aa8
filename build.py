"""`python build.py` is `laurel build`: every option is the same."""

import sys

from hub.cli import main

if __name__ == "__main__":
    main(["build", *sys.argv[1:]])
