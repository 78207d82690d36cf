import sqlite3
import threading

import pytest

from kodenv.errors import ConfigError, PolicyError
from policies.request_store import RequestStore


def test_what_is_put_is_found_again_by_others(tmp_path):
    with RequestStore(tmp_path / "deep" / "s") as one, RequestStore(tmp_path / "deep" / "s") as other:
        assert one.get(b"a") is None
        assert one.put(b"a", "p", b"body") == b"body"
        assert other.get(b"a") == b"body"
        assert other.has_any("p") and not other.has_any("q")


def test_the_first_of_two_writers_wins_and_both_know(tmp_path):
    with RequestStore(tmp_path / "s") as one, RequestStore(tmp_path / "s") as other:
        one.put(b"a", "p", b"first")
        assert other.put(b"a", "p", b"second") == b"first"
        assert one.get(b"a") == b"first"


def test_a_damaged_row_is_replaced(tmp_path):
    with RequestStore(tmp_path / "s") as store:
        store.put(b"a", "p", b"first")
        store._database.execute("UPDATE replies SET body = x'ff'")
        assert store.get(b"a") is None
        assert store.put(b"a", "p", b"second") == b"second"
        assert store.get(b"a") == b"second"


def test_threads_may_share_a_store(tmp_path):
    with RequestStore(tmp_path / "s") as store:

        def fill(name):
            for number in range(50):
                store.put(b"%d %d" % (name, number), "p", b"x")

        threads = [threading.Thread(target=fill, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store._database.execute("SELECT count(*) FROM replies").fetchone() == (200,)


@pytest.mark.parametrize("content", [b"this is no database, however long one looks at it" * 100])
def test_a_file_that_is_no_store_is_named(tmp_path, content):
    (tmp_path / "s").write_bytes(content)
    with pytest.raises(ConfigError, match="s: expected a store of replies, got file is not a database"):
        RequestStore(tmp_path / "s")


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="expected a store of replies"):
        RequestStore(tmp_path / "file" / "s")


def test_a_store_that_others_hold_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("policies.request_store._WAIT_S", 0.0)
    with RequestStore(tmp_path / "s") as store:
        other = sqlite3.connect(tmp_path / "s", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(PolicyError, match="got database is locked; free the file"):
            store.put(b"a", "p", b"x")
        other.execute("ROLLBACK")
        other.close()
        # And nothing of it is left behind.
        assert store.put(b"a", "p", b"x") == b"x"
