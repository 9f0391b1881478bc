"""A mail server for tests: smtp_server.py FOLDER plain|starttls|tls [LOGIN PASSWORD]. It accepts a login only over TLS.
It listens at LISTEN, or on this machine only.

Prints its port, and writes every message that it accepts to FOLDER as JSON. The local part of a recipient says how it is treated.
"""

import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, encryption, *login = sys.argv[1:]
seen = set()


class Handler:
    accepted = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        local = address.split("@")[0]
        if local.startswith("refuse-550"):
            return f"550 5.1.1 <{address}> is unknown"
        if local.startswith("later-451"):
            return "451 4.7.1 Try again later"
        if local.startswith("once-451") and address not in seen:
            seen.add(address)
            return "451 4.7.1 Try again later"
        if local.startswith("slow"):
            await asyncio.sleep(600)
        if local.startswith("drop"):
            server.transport.abort()
            return "421 4.3.0 Closing"
        if local.startswith("huge"):
            return "250 " + "x" * 5_000_000
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        Handler.accepted += 1
        message = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "data": envelope.content.decode(),
            "encrypted": server.transport.get_extra_info("ssl_object") is not None,
            "authenticated": bool(session.authenticated),
        }
        path = os.path.join(folder, f"{Handler.accepted:06}.json")
        with open(path + ".unfinished", "w", encoding="utf-8") as file:
            json.dump(message, file)
        os.rename(path + ".unfinished", path)
        # Accepted, but the client does not know it yet.
        if envelope.rcpt_tos[0].startswith("lag"):
            await asyncio.sleep(0.05)
        # hold-SECONDS-…: the same for longer.
        if envelope.rcpt_tos[0].startswith("hold-"):
            await asyncio.sleep(float(envelope.rcpt_tos[0].split("-")[1]))
        # keep-…: until the test says so.
        if envelope.rcpt_tos[0].startswith("keep-"):
            while not os.path.exists(os.path.join(folder, "released")):
                await asyncio.sleep(0.01)
        # The connection is lost between the final dot and its answer.
        if envelope.rcpt_tos[0].startswith("vanish"):
            server.transport.abort()
        return "250 2.0.0 Queued"


def authenticate(server, session, envelope, mechanism, data):
    expected = [part.encode() for part in login]
    # Not handled: aiosmtpd answers. Otherwise a wrong password would get no answer at all.
    return AuthResult(success=[data.login, data.password] == expected, handled=False)


def certificate():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
    return context


def connection():
    return SMTP(
        Handler(),
        hostname="mail.test",
        enable_SMTPUTF8=True,
        tls_context=certificate() if encryption == "starttls" else None,
        # With TLS from the first byte, aiosmtpd does not know that the connection is encrypted.
        auth_require_tls=encryption != "tls",
        auth_required=bool(login),
        authenticator=authenticate if login else None,
    )


async def main():
    tls = certificate() if encryption == "tls" else None
    address = os.environ.get("LISTEN", "127.0.0.1")
    server = await asyncio.get_running_loop().create_server(connection, address, 0, ssl=tls)
    print(server.sockets[0].getsockname()[1], flush=True)
    # Ends with the test, however that ends: its end of the pipe is closed.
    await asyncio.to_thread(sys.stdin.read)


asyncio.run(main())
