import pickle


def keep(value):
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
