## Errors: what any request can fail with

database-not-writable = The server cannot save changes at the moment, because its database cannot be written to. Your data is safe. Try again in a few minutes.
database-unavailable = The database is not available. Your data is safe. Try again in a few seconds.
policy-forbidden = You don't have permission to do this.
# Somebody else took the permission away while a file was uploaded or downloaded.
policy-permission-lost = You no longer have permission to do this.
policy-token-scope = The scopes of the API token do not allow this. Use a token with the scope for it; what no scope allows needs a sign-in.

## Errors: limits. $wait is a time such as “40 seconds” or “2 minutes”.

# After wrong passwords.
attempts-too-many = Too many failed attempts. Wait { $wait }, then try again. Your account is safe.
budget-register = Too many accounts were created from your network. Wait { $wait }, then try again.
budget-sign-in = Too many sign-ins to this account from your network. Wait { $wait }, then try again.
budget-recover = Too many messages were requested from your network. Wait { $wait }, then try again.
budget-mail = Too many messages were requested for this email address or by this account. Wait { $wait }, then try again.
budget-change = Too many changes in a short time. Wait { $wait }, then try again.
budget-file = Too many files in a short time. Wait { $wait }, then try again.
budget-request = Too many requests in a short time. Wait { $wait }, then try again.

## Errors: requests of programs that are repeated. Idempotency-Key is the name of a header.

idempotency-key-invalid = Send 1 to 255 visible ASCII characters, for example a UUID.
idempotency-key-reused = Within the last 24 hours you have sent another request with this Idempotency-Key. Repeat that request without changes, or send a new key.
idempotency-key-result-lost = This request was executed, but its response can no longer be read, because the keys of the server were replaced since. Look up what it has changed. To execute it once more, send a new key.

## Errors: signing in, sessions and tokens

session-overloaded = Too many users are signing in at the moment. Try again in a few seconds.
session-no-match = That username and password do not match. Check both and try again.
session-email-unconfirmed = Confirm your email address first: open the link in the message that we have sent to it.
session-has-ended = The session has ended. Sign in again.
# The next ones are for programs.
session-token-malformed = The token is malformed. Send it exactly as it was issued.
session-token-expired = The token has expired. Refresh it, or sign in again.
session-token-invalid = The token is not valid for this server. Sign in again.
session-api-token-revoked = The API token was revoked, or its account is disabled or deleted. Create a new one.

## Errors: links that can be used once

one-time-invalid = This link has been used, has expired, or was replaced by a newer one. Request a new one.
# The link with which the first administrator is created. The server prints it.
one-time-setup-invalid = This link has been used or has expired. Restart the server to print a new one.
# $left: how many tries are left. The digits are in the message with the link.
one-time-wrong-digits = { $left ->
    [one] These are not the digits from the message. 1 try is left.
   *[other] These are not the digits from the message. { NUMBER($left) } tries are left.
}
# $left: how many tries are left. The message is the one with the link; each registration has a message of its own.
one-time-wrong-password = { $left ->
    [one] This is not the password of the registration that this message is about. If you received several messages, try the others as well. 1 try is left.
   *[other] This is not the password of the registration that this message is about. If you received several messages, try the others as well. { NUMBER($left) } tries are left.
}

## Errors: passwords

password-change-wrong = That is not your current password. Try again.
# It was, when the form was sent.
password-change-replaced = This is no longer your current password. Try again.
password-change-proof-needed = You signed in more than ten minutes ago. Enter your current password.
password-change-own-link = You cannot create a password link for your own account. Change your password on your account page.
password-change-mismatch = The passwords do not match. Type the same password twice.
password-change-like-email = Choose a password that is not based on your email address.
password-change-like-username = Choose a password that is not based on your username.

## Errors: email addresses

email-has-account = Someone has an account with this email.
email-of-services = Addresses at service.invalid are for service accounts. Enter another one.
email-not-for-services = A service account has no email address. Leave it out.
# To an administrator.
email-own-declared = You cannot mark your own address as confirmed. Request a message on your account page and use its link.

## Errors: creating and changing accounts

registration-is-closed = Registration is closed. Ask an administrator for an account.
user-change-unknown = There is no such account.
user-change-disabled = The account is disabled. Enable it before you create a link.
user-change-service-account = This is a service account. It has no password and no email address: create an API token for it.
user-change-conflict = The account has changed since you loaded it. Reload it and repeat your change.
user-change-only-administrators = Only administrators can change role and status, and mark addresses of others as confirmed. Leave these fields out.
user-change-own-status = You cannot disable your own account. Ask another administrator, or delete it on your account page.
user-change-own-last-administrator = You are the last administrator. Make another user an administrator first.
user-change-last-administrator = This is the last administrator. Make another user an administrator first.
# Values of a field of the API, and of a column in a file.
user-change-unknown-status = Use active or disabled.
# $max: the maximum number.
user-change-too-many-groups = Send at most { NUMBER($max) } groups.
# “groups” is the name of a field of the API.
user-change-groups-no-array = Send groups as an array of names.
# An administrator types the username to confirm the deletion.
user-change-username-mismatch = The username does not match. Type it exactly as shown above.
user-change-not-deleted = The account is not deleted. Delete it before you purge it.
user-change-username-beginning = Start with a letter or a digit.
user-change-username-mixed = Use letters from one alphabet only.
user-change-username-fixed = Only administrators can change usernames here. Ask one, or leave the username as it is.
# $username: what was entered.
user-change-username-reserved = “{ $username }” is reserved: only administrators give it to an account. Choose another one.
# $username: what was entered.
user-change-username-taken = “{ $username }” is taken. Try another.

## Errors: profile pictures

picture-unknown-type = Send a JPEG, PNG or WebP picture.
picture-damaged = The picture is damaged or incomplete. Save it again or choose another picture.
picture-too-many-pixels = The picture is too large. Use at most 8,192 pixels per side and 40 megapixels.
picture-too-costly = The picture takes too much memory to decode. Make it smaller or save it as a JPEG.
picture-too-many-uploads = Too many pictures are being uploaded. Try again in a few seconds.

## Import: why nothing was imported

import-refused-forbidden = Only administrators can import users.
import-refused-running = Another import is running. Wait until it has finished, then try again.
import-refused-stalled = The import stalled for too long and was undone. Import the file again.
import-refused-too-large = The file has more than 3,000,000 rows or too much text. Nothing was imported. Split it into several files.
import-refused-no-space = The server has no disk space for the file at the moment. Nothing was imported. Try again later.
# “all” and “good” are values of a field of the API.
import-refused-rows = Use all, to import all rows or nothing, or good, to import the valid rows.
# $max: the maximum number.
import-refused-too-many-groups = The file names more than { NUMBER($max) } groups. Use fewer.

## Import: why the file cannot be read. $row is the number of a row.

import-unreadable-empty = The file is empty. Its first line must name the columns.
import-unreadable-utf16 = The file is in UTF-16. Save it as CSV UTF-8.
import-unreadable-encoding = Row { $row } is not in UTF-8. Save the file as CSV UTF-8.
# $kib: the maximum size of a row.
import-unreadable-row-too-long = Row { $row } is longer than { NUMBER($kib) } KiB. Check for a quotation mark that is not closed.
# $max: the maximum number.
import-unreadable-too-many-columns = Row { $row } has more than { NUMBER($max) } columns. Remove columns that are not needed.
# $column: its name.
import-unreadable-column-twice = The column "{ $column }" appears twice. Remove one of them.
# $one and $other: two names of the same column.
import-unreadable-same-column = The columns "{ $one }" and "{ $other }" have the same meaning. Remove one of them.
# $columns: the names of all known columns.
import-unreadable-no-known-column = No column is known. The first line must name at least one of these: { $columns }.
import-unreadable-json-array = The file is a JSON array. Write one JSON object per line instead.

## Import: what is wrong with a row. Names with an underscore are those of columns.

# $cells: the number of cells in this row. $columns: that of the first line, which names the columns.
import-row-wrong-columns = { $cells ->
    [one] The row has 1 cell, but the first line has { NUMBER($columns) }.
   *[other] The row has { NUMBER($cells) } cells, but the first line has { NUMBER($columns) }.
}
# $column: the position in the line.
import-row-not-json = This is not a valid JSON object. The error is at column { $column }.
# $key: the name of a field in a JSON object.
import-row-key-twice = The key "{ $key }" appears twice. Remove one of them.
# $one and $other: two names of the same field in a JSON object.
import-row-same-key = The keys "{ $one }" and "{ $other }" have the same meaning. Remove one of them.
import-row-true-or-false = Use true or false.
# $max: the maximum number.
import-row-too-long = Use at most { NUMBER($max) } characters.
import-row-invalid-character = Remove line breaks and other control characters.
import-row-in-the-future = This time is in the future. Use a past time.
# $username: the one in the row.
import-row-username-taken = The username “{ $username }” is already used by an account or by an earlier row.
import-row-email-taken = This email address is already used by an account or by an earlier row.
import-row-external-id-taken = This external ID is already used by an account or by an earlier row.
# $group: the name in the row.
import-row-group-unknown = There is no group “{ $group }”. Create it first, or correct its name.
# $name: the text in the row. $rule: a sentence that says which names are possible.
import-row-group-no-name = “{ $name }” is not a name of a group. { $rule }
# $group: its name.
import-row-group-deleted = The group “{ $group }” was deleted during the import. Create it again, or remove it from the file.
# $max: the maximum number.
import-row-too-many-administrators = A file can have at most { NUMBER($max) } administrators. Move the others to another file.
# groups:write is the name of a scope.
import-row-denied-groups = An API token without the scope groups:write cannot put users into groups. Leave the column out, or sign in to import.
import-row-denied-role = An API token cannot create administrators. Leave the role out, or sign in to import.
import-row-denied-password-hash = An API token cannot set passwords. Leave password_hash out, or sign in to import.
import-row-denied-email-verified = An API token cannot declare addresses confirmed. Leave email_verified out, or sign in to import.
import-row-plain-password = Passwords cannot be imported. Remove this column; use password_hash or send a password link.
import-row-password-and-hash = Use either password or password_hash, not both.

## Import: what is wrong with the hash of a password

import-row-hash-unknown = The format of this password hash is unknown.
# $format: the name of the format.
import-row-hash-invalid = This starts like a hash of the format { $format }, but it is invalid. It may be truncated.
# $format: the name of the format.
import-row-hash-too-costly = Verifying this hash ({ $format }) would take more than 256 MiB of memory or more than a second. Leave it empty and send the user a password link.
# $format: the name of the format, or the words of import-row-hash-format.
import-row-hash-unsupported = Hashes of this format are not supported: { $format }. Leave it empty and send the user a password link.
# $name: the name of the format, such as MD5-crypt, which is the same in all languages, or one of the keys.
import-row-hash-format = { $name ->
    [faulty-bcrypt] bcrypt with a known bug ($2x$)
    [other-pbkdf2] PBKDF2 with a hash function other than SHA-1, SHA-256 and SHA-512
    [unsalted-django] Django unsalted MD5 or SHA-1
    [ldap-scheme] LDAP scheme
    [disabled-password] disabled password
   *[other] { $name }
}

## The file with all data about oneself

own-data-note = We also store the following data, which is not in this file: the hashes of your password, tokens and links, because anyone who finds this file could use them to attack your account; which other users acted on your account and from where, because that is their personal data; the number of failed sign-ins in each of your browsers; the numbers of imports and bulk changes that included your account; for a day, the encrypted responses to requests with which your programs created other accounts and links; and data derived from the rest, which is a smaller copy of your picture and the words by which you are found and sorted.
