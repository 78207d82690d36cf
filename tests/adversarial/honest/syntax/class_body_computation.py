# task: word_counts
# odd: computes in class bodies, where loops and conditions stand

class word_counts:
    if True:
        steps = []
        for name in ("lower", "split"):
            steps.append(name)

    def __new__(cls, text):
        for step in cls.steps:
            text = getattr(text, step)()

        class Result:
            counts = {}
            for word in text:
                counts[word] = counts.get(word, 0) + 1

        return Result.counts
