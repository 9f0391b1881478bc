"""What stands behind Envoy: shows the claims of the ID token that the proxy keeps in a cookie."""

import base64
import os
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Application(BaseHTTPRequestHandler):
    def do_GET(self):
        cookies = SimpleCookie(self.headers.get("Cookie", ""))
        parts = cookies["IdToken"].value.split(".") if "IdToken" in cookies else []
        is_token = len(parts) == 3
        self.send_response(200 if is_token else 500)
        self.end_headers()
        claims = parts[1] + "=" * (-len(parts[1]) % 4) if is_token else ""
        names = ", ".join(cookies)
        self.wfile.write(base64.urlsafe_b64decode(claims) if is_token else f"no ID token in the cookies: {names}".encode())


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Application).serve_forever()
