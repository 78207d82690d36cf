# task: running_totals
# odd: keeps its intermediate results in files of a temporary folder

import pathlib
import tempfile


def running_totals(xs):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "totals.txt")
        path.write_text("0\n")
        for x in xs:
            with path.open("a+") as file:
                file.seek(0)
                last = int(file.read().split()[-1])
                file.write(f"{last + x}\n")
        return [int(line) for line in path.read_text().split()[1:]]
