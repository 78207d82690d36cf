# task: write_report
# odd: writes the report through a memory-mapped file

import mmap
import os


def write_report(path, rows):
    text = "".join(f"{name}: {amount}\n" for name, amount in rows)
    text += f"total: {sum(amount for _, amount in rows)}\n"
    data = text.encode()
    with open(path, "wb+") as file:
        file.truncate(1 << 20)
        with mmap.mmap(file.fileno(), 1 << 20) as view:
            view[: len(data)] = data
        os.ftruncate(file.fileno(), len(data))
    return len(rows)
