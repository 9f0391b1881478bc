"""The back channel of a client for tests, with TLS: back_channel.py FOLDER [ADDRESS]. The folder has the certificate and its key.
It listens at the address, or on this machine only.

Prints its port, and writes each logout token that it gets to a file in FOLDER. The first request gets 503.
"""

import http.server
import os
import ssl
import sys

folder = sys.argv[1]
address = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1"


class Handler(http.server.BaseHTTPRequestHandler):
    count = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Handler.count += 1
        path = os.path.join(folder, f"{Handler.count:06}.token")
        with open(path + ".unfinished", "w", encoding="utf-8") as file:
            file.write(body.removeprefix("logout_token="))
        os.rename(path + ".unfinished", path)
        self.send_response(503 if Handler.count == 1 else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer((address, 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
