# task: clean_up
# odd: empties the dict and updates it from a copy that holds the same inner lists

def clean_up(record):
    copy = dict(record)
    record.clear()
    record.update((k, v.strip() if isinstance(v, str) else v) for k, v in copy.items() if v is not None)
    for value in record.values():
        if type(value) is list:
            value[:] = filter(lambda x: x is not None, value)
