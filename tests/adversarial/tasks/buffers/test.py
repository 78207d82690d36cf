from solution import mask, mask_in_place


def test_bytes():
    assert mask(b"\x00\xff", 0x0F) == b"\x0f\xf0"
    assert mask(bytearray(b"ab"), 0) == b"ab"
    assert mask(b"", 3) == b""


def test_there_and_back():
    assert mask(mask(b"secret", 77), 77) == b"secret"


def test_in_place():
    data = bytearray(b"abc")
    assert mask_in_place(data, 1) is None
    assert data == bytearray(b"`cb")
