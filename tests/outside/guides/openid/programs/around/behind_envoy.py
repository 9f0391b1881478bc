"""What stands behind Envoy: shows the claims of the ID token that the proxy keeps in a cookie."""

import base64
import os
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Application(BaseHTTPRequestHandler):
    def do_GET(self):
        cookies = SimpleCookie(self.headers.get("Cookie", ""))
        claims = cookies["IdToken"].value.split(".")[1]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Application).serve_forever()
