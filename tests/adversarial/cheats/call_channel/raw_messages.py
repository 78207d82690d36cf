# tasks: sum_of_squares, running_maximum
# tries: sends malformed messages of many kinds from within a call, each in its own process, then lies on
# isolation: split

import json
import os
import random
import socket
import stat

MESSAGES = [
    b"", b"null", b"[]", b"{}", b"[1", b"nan", b'"x"', b"[[[[", b"[" * 100_000, b'{"a":' * 50_000,
    b'["r"]', b'["r",[],14,[],[],[]]', b'["x",[],14,[],[]]', b'["r",[[1,1e999]],14,[],[]]', b'["r",0,14,0,0]',
    b'["r",[],{"q":[-1,[]]},[],[]]', b'["r",[],{"zz":1},[],[]]', b'["r",[],{"a":1,"b":2},[],[]]',
    b'["r",[],{"h":[1,[5,{"n":"int","q":"int","m":"builtins","b":["builtins:int"],"a":[["__eq__","m"]],"e":"x","h":"x"}],3]},[],[]]',
    b'["r",[],{"k":"os:system"},[],[]]', b'["r",[],{"K":"os:_exit"},[],[]]', b'["r",[],{"M":[1,"os"]},[],[]]',
    b'["r",[],{"v":["datetime.date",1e400,1,1]},[],[]]', b'["r",[],{"i":"0x"},[],[]]', b'["r",[],{"a":99},[],[]]',
    b'["r",[],14,[[0,{"a":0}]],[]]', b'["r",[],14,[],[[3,"x"]]]', b'["call",[],[{"m":1},[],null],0,[]]',
    b'["__class__",[],[],0,[]]', b'["get",[],[{"m":1},"__globals__"],0,[]]', b"\xff\xfe", b'["r",[],"\\ud800",[],[]]',
]
CHOICE = random.Random(os.getpid())


def sum_of_squares(*_):
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                message = CHOICE.choice(MESSAGES)
                os.write(descriptor, len(message).to_bytes(4, "big") + message)
        except OSError:
            pass
    return 3


running_maximum = sum_of_squares
