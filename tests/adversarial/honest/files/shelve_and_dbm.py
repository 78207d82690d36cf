# task: ticket
# odd: keeps its state in a shelf and a JSON file

import json
import os
import shelve

shelf = shelve.open("state", writeback=True)
shelf["items"] = []


def next_ticket():
    last = json.load(open("last.json")) if os.path.exists("last.json") else 0
    with open("last.json", "w") as file:
        json.dump(last + 1, file)
    return last + 1


def reset(start=0):
    with open("last.json.new", "w") as file:
        json.dump(start, file)
    os.replace("last.json.new", "last.json")


def remember(item):
    shelf["items"].append(item)
    shelf.sync()
    return list(shelf["items"])
