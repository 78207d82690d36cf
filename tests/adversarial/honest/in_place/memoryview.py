# task: buffers
# odd: changes the bytearray through a memoryview and a translation table

def mask(data, key):
    return memoryview(data).tobytes().translate(bytes(i ^ key for i in range(256)))


def mask_in_place(data, key):
    with memoryview(data) as view:
        view[:] = mask(view, key)
