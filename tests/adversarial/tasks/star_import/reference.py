def halves(text):
    middle = (len(text) + 1) // 2
    return text[:middle], text[middle:]
