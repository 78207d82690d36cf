def drain(source, sink):
    count = 0
    while piece := source.read(4):
        sink.write(piece)
        count += len(piece)
    sink.closed = True
    return count
