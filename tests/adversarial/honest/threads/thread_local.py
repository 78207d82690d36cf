# task: word_counts
# odd: counts in thread-local storage, with a barrier and forty threads

import threading

local = threading.local()


def word_counts(text):
    words = text.lower().split()
    barrier = threading.Barrier(40)
    parts = []

    def work(number):
        barrier.wait()
        local.counts = {}
        for word in words[number::40]:
            local.counts[word] = local.counts.get(word, 0) + 1
        parts.append(local.counts)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {word: sum(part.get(word, 0) for part in parts) for word in words}
