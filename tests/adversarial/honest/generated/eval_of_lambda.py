# task: shout
# odd: is a lambda made by eval, chosen by globals()

globals()["sh" + "out"] = eval("lambda text: text.upper() + chr(33)", {"chr": chr})
