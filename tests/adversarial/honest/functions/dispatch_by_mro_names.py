# task: kind_of
# odd: looks the names of the value's classes up in a table

table = {
    "NoneType": "nothing", "bool": "flag", "int": "number", "float": "number", "complex": "number", "Decimal": "number",
    "Fraction": "number", "str": "text", "bytes": "data", "bytearray": "data", "list": "group", "tuple": "group",
    "set": "group", "frozenset": "group", "range": "group", "dict": "table", "date": "time", "timedelta": "time",
}


def kind_of(value):
    for base in type(value).__mro__:
        if base.__name__ in table:
            return table[base.__name__]
    return "action" if hasattr(value, "__call__") else "thing"
