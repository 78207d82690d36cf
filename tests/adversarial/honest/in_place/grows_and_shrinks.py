# task: buffers
# odd: pads the bytearray to eight bytes, works on integers, and cuts it again

def mask(data, key):
    return b"".join((b ^ key).to_bytes(1, "big") for b in data)


def mask_in_place(data, key):
    n = len(data)
    while len(data) % 8:
        data.append(0)
    word = int.from_bytes(bytes([key]) * 8, "big")
    for i in range(0, len(data), 8):
        data[i : i + 8] = (int.from_bytes(data[i : i + 8], "big") ^ word).to_bytes(8, "big")
    del data[n:]
