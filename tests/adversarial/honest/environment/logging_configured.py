# task: shout
# odd: configures the root logger and logs at every level

import logging

logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(levelname)s %(message)s", force=True)
log = logging.getLogger(__name__)


def shout(text):
    log.debug("in %r", text)
    log.critical("about to shout")
    try:
        raise ValueError("logged only")
    except ValueError:
        log.exception("caught")
    return text.upper() + "!"
