# task: shout
# odd: defines the function only in the module's __getattr__

def __getattr__(name):
    if name == "shout":
        def shout(text):
            return text.upper() + "!"

        return shout
    raise AttributeError(name)


shout = __getattr__("shout")
