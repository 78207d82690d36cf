# task: print_table
# odd: prints through a text wrapper and a logger's stream handler made at the call

import logging
import sys


def print_table(rows):
    logger = logging.Logger("table")
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    for row in rows:
        logger.info(" | ".join(str(cell) for cell in row))
    logger.info("%d rows", len(rows))
