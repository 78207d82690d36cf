# tasks: running_maximum, fibonacci, word_count
# tries: iterators, generators and sequences that never end, for whoever makes a list of them
# timeout_s: 2

class Endless:
    def __iter__(self):
        return self

    def __next__(self):
        return 0

    def __len__(self):
        return 4

    def __getitem__(self, key):
        return self

    def keys(self):
        return self


def running_maximum(numbers):
    return Endless()


def word_count(text):
    return Endless()


def fibonacci():
    return Endless()
