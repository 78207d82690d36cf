# task: sum_of_input
# odd: prints by a logging handler

import logging
import sys

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
logging.info(sum(map(int, sys.stdin.read().split())))
