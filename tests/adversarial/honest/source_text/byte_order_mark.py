# task: shout
# odd: starts with a byte order mark

﻿def shout(text):
    return text.upper() + "!"
