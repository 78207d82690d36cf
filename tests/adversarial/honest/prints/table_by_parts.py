# task: print_table
# odd: prints every cell by its own print with sep and end

def print_table(rows):
    for row in rows:
        for number, cell in enumerate(row):
            print("" if number == 0 else " | ", cell, sep="", end="")
        print()
    print(len(rows), "rows", flush=True)
