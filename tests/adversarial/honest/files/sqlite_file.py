# task: word_counts
# odd: counts in a database file with a write-ahead log

import sqlite3

base = sqlite3.connect("words.db", isolation_level=None)
base.execute("pragma journal_mode = wal")
base.execute("create table words (word text primary key, n int)")


def word_counts(text):
    base.execute("begin")
    base.executemany(
        "insert into words values (?, 1) on conflict (word) do update set n = n + 1",
        [(word,) for word in text.lower().split()],
    )
    counts = dict(base.execute("select word, n from words"))
    base.execute("rollback")
    return counts
