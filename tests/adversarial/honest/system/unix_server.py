# task: shout
# odd: runs a server on a unix socket in its folder
# needs: mount_namespace: where sockets of the machine are in reach only connected pairs are allowed

import os
import socket
import socketserver
import tempfile
import threading


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline().decode().upper().encode())


path = os.path.join(tempfile.mkdtemp(), "shout.sock")
server = socketserver.ThreadingUnixStreamServer(path, Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()


def shout(text):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        client.sendall((text + "\n").encode())
        with client.makefile(encoding="utf-8") as answer:
            return answer.read()[:-1] + "!"
