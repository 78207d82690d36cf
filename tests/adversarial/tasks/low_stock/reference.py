import logging


def low_stock(stock, least):
    names = sorted(name for name, amount in stock.items() if amount < least)
    for name in names:
        logging.getLogger("stock").warning("low: %s", name)
    return names
