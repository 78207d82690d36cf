def print_table(rows):
    for row in rows:
        print(" | ".join(str(cell) for cell in row))
    print(f"{len(rows)} rows")
