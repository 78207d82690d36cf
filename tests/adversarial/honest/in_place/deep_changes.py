# task: clean_up
# odd: changes inner lists through a work list of references

def clean_up(record):
    work = [(record, key) for key in record]
    for owner, key in work:
        value = owner[key]
        if isinstance(value, list):
            while None in value:
                value.remove(None)
        elif isinstance(value, str):
            owner[key] = value.strip()
    for key in [key for key, value in record.items() if value is None]:
        record.pop(key)
