def clean_up(record):
    for key in list(record):
        value = record[key]
        if value is None:
            del record[key]
        elif isinstance(value, str):
            record[key] = value.strip()
        elif isinstance(value, list):
            value[:] = [x for x in value if x is not None]
