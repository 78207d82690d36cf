def write_report(path, rows):
    with open(path, "w", encoding="utf-8") as file:
        for name, amount in rows:
            file.write(f"{name}: {amount}\n")
        file.write(f"total: {sum(amount for _, amount in rows)}\n")
    return len(rows)
