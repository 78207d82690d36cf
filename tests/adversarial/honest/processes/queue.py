# task: word_counts
# odd: counts in a second process that answers by a multiprocessing queue
# needs: mount_namespace: multiprocessing keeps its semaphores in /dev/shm, which is private then

import collections
import multiprocessing

context = multiprocessing.get_context("fork")


def work(text, answers):
    answers.put(dict(collections.Counter(text.lower().split())))


def word_counts(text):
    answers = context.Queue()
    process = context.Process(target=work, args=(text, answers))
    process.start()
    counts = answers.get()
    process.join()
    return counts
