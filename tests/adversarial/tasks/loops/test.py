from solution import knot, ring, shared


def test_ring():
    nodes = ring(3)
    assert [node["name"] for node in nodes] == [0, 1, 2]
    assert nodes[2]["next"] is nodes[0]
    node = nodes[1]
    for _ in range(6):
        node = node["next"]
    assert node is nodes[1]


def test_ring_of_one():
    (node,) = ring(1)
    assert node["next"] is node


def test_knot():
    value = knot()
    assert len(value) == 1
    assert value[0] is value


def test_shared():
    value = shared(3)
    value[0].append(1)
    assert value == [[1], [1], [1]]
