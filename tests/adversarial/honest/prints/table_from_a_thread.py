# task: print_table
# odd: prints from a thread that it joins

import threading


def print_table(rows):
    lines = [" | ".join(map(str, row)) for row in rows] + [f"{len(rows)} rows"]
    printer = threading.Thread(target=lambda: print("\n".join(lines)))
    printer.start()
    printer.join()
