def mask(data, key):
    return bytes(b ^ key for b in bytes(data))


def mask_in_place(data, key):
    data[:] = mask(data, key)
