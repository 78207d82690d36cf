def save_lines(path, lines):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(line + "\n")
    return len(lines)


def load_lines(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()
