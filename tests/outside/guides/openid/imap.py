"""Reads mail as a program that has an access token.

imap.py PORT USER TOKEN MECHANISM: fails if the server does not take it.
"""

import imaplib
import sys

port, user, token, mechanism = sys.argv[1:]
name = f"n,a={user}," if mechanism == "OAUTHBEARER" else f"user={user}"
imap = imaplib.IMAP4("127.0.0.1", int(port))
# A refusal has a reason, which is answered with nothing.
answers = iter([f"{name}\x01auth=Bearer {token}\x01\x01".encode()])
imap.authenticate(mechanism, lambda _: next(answers, b""))
status, folder = imap.select("INBOX")
assert status == "OK", folder
imap.logout()
