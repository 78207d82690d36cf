"""``python -m kodenv``."""

import sys

from kodenv.cli import main

if __name__ == "__main__":
    sys.exit(main())
