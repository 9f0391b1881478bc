## Errors: titles, the same for every occurrence

error-title-malformed = The request could not be read
error-title-validation-failed = Some fields are not valid
error-title-invalid-credentials = The username and password do not match
error-title-token-missing = An access token is required
error-title-token-malformed = The token could not be read
error-title-token-expired = The token has expired
error-title-token-revoked = The token is no longer valid
error-title-token-invalid = The token is not valid
error-title-forbidden = Not allowed
error-title-token-scope = The API token does not allow this
error-title-cross-site = The request came from another site
# The origin: the web page from which the request was sent.
error-title-origin-missing = The request does not state its origin
error-title-registration-closed = Registration is closed
error-title-email-unconfirmed = The email address is not confirmed
error-title-not-found = Not found
error-title-link-invalid = This link is no longer valid
# The method of HTTP, such as GET.
error-title-method-not-allowed = The method is not allowed here
error-title-request-timeout = The request took too long to arrive
error-title-username-taken = The username is taken
error-title-email-taken = The email address is taken
error-title-group-taken = The name of the group is taken
error-title-group-in-use = An application admits the group
# A location: the address of an application.
error-title-application-taken = The name or a location of the application is taken
error-title-disabled = The account is disabled
error-title-not-deleted = The account is not deleted
error-title-import-running = Another import is running
# Invitations are being sent to many users.
error-title-mailing-running = Another mailing is running
error-title-precondition-failed = The account has changed since you read it
error-title-payload-too-large = The request is too large
error-title-unsupported-media-type = The content type is not supported
# The header Idempotency-Key of the API.
error-title-idempotency-key-reused = The idempotency key cannot be used again
error-title-too-many-attempts = Too many attempts
error-title-too-many-requests = Too many requests
error-title-internal = Something went wrong
error-title-overloaded = The server is busy
error-title-unavailable = The service is unavailable

## Errors: what happened, and what to do

# In place of the errors of several fields.
error-several-problems = There are { NUMBER($count) } problems.
error-on-the-server = Something went wrong on the server. Try again later.
error-internal = Something went wrong here. Nothing is lost. Try again.
error-unknown = Something went wrong. Try again.
error-no-response = The server did not respond. Check your connection and try again.
error-form-of-an-old-page = The form could not be read. Reload the page and try again.
error-unavailable = The service is temporarily unavailable. Try again shortly.
error-overloaded = The server has too many connections. Try again in a few seconds.
error-not-found = Nothing was found at this address. Check the address.
error-forbidden = You don't have permission to do this.
error-for-administrators = You don't have access to this page. It is for administrators.
error-signed-out = You are signed out. Sign in and try again.
error-message-too-old = It is too long ago that you asked for a message. Enter your address again.
error-none-selected = No account is selected. Tick at least one, then try again.
error-promotion-unconfirmed = Confirm that this user becomes an administrator: tick the box below the roles, then save again.
# Shown above both versions, of which one is chosen. So are the next two.
error-own-account-changed = Your account has changed meanwhile, perhaps in another tab. Nothing is saved yet: choose which version is kept.
error-account-changed = Somebody else has changed this account meanwhile. Nothing is saved yet: choose which version is kept.
error-application-changed = Somebody else has changed this application meanwhile. Nothing is saved yet: choose which version is kept.

## Fields: what is wrong with a value

# $min: the number of characters.
field-too-short = Use at least { NUMBER($min) } characters.
# $max: the number of characters.
field-too-long = Use at most { NUMBER($max) } characters.
# For programs: the value of a field in a request.
field-not-text = This must be a string.
# true and false are written like this in every language.
field-not-a-truth = This must be true or false.
field-unknown = Unknown field. Check the spelling, or remove the field.
field-invalid-time = Use the format 2026-11-20 or 2026-11-20T08:30:00Z.
field-invisible-characters = Remove line breaks and invisible characters.
field-username-required = Enter a username.
field-username-characters = Use only letters, numbers, dots, hyphens and underscores.
field-username-letter = Use at least one letter or number.
field-login-required = Enter your username or email address.
field-password-required = Enter your password.
field-chosen-password-required = Enter the password that you chose when you registered.
field-current-password-required = Enter your current password.
field-digits-required = Enter the six digits from the message.
field-email-required = Enter an email address.
field-email-without-at = Include an @ and a domain, such as name@example.org.
field-email-not-allowed = Enter one email address, such as name@example.org, without spaces or commas.
field-email-domain = Include the end of the domain, such as .org or .com.

## New passwords

password-required = Enter a password.
# What is missing, as an object after “add”. Up to four of these are put into a list.
password-lower = a lower case letter
password-upper = an upper case letter
password-digit = a number
password-symbol = a symbol
# $items: the list so far. $next: the next one, which is not the last.
password-list-comma = { $items }, { $next }
# $items: the list so far. $last: the last one.
password-list-and = { $items } and { $last }
# $kinds: a list such as “a number and a symbol”. $length: the number of characters from which on any password is allowed.
password-too-simple = Add { $kinds }; or use { NUMBER($length) } or more characters.
# $kinds, $length: as above. $min: the minimum number of characters.
password-too-short-and-simple = Use at least { NUMBER($min) } characters and add { $kinds }; or use any { NUMBER($length) } or more.
password-too-predictable = Avoid repetitions, sequences and keyboard patterns. Use a few unrelated words.
password-too-common = This password is too common. Use a few unrelated words.
# The strength of a password while it is typed. So are the next three.
password-weak = Weak
password-fair = Fair
password-good = Good
password-strong = Strong

## Requests that cannot be read. Most of them are for programs, so names of headers stay as they are.

request-unreadable = The request could not be read.
request-too-slow = The request took too long. Send it again.
request-too-large = The request body is too large. Send at most 64 KiB.
request-body-too-slow = The request body arrived too slowly. Send it again.
request-body-incomplete = The request body is incomplete. Send it again.
request-form-unreadable = The form could not be read. Send it again.
request-file-missing = Choose a file first.
request-picture-missing = Choose a picture first.
request-picture-too-large = The picture is too large. Send one of at most 5 MiB.
request-import-too-large = The file is too large. Send at most 1 GiB, or split it into several files.
request-cross-site = The request came from another site. Open the page on this site and try again.
request-without-origin = A request with cookies needs an Origin or Sec-Fetch-Site header, as browsers send it. Programs use /api with a bearer token.
request-of-another-machine = Only the machine of the server may use this. Send the request from there, to the address that the server has printed at its start.
request-other-method = Use one of the methods in the Allow header.
request-other-type = Send another Content-Type.
request-no-form = Send a form with Content-Type: application/x-www-form-urlencoded.
request-no-form-with-file = Send the file in a form with Content-Type: multipart/form-data.
request-no-json = Send JSON with Content-Type: application/json.
request-no-picture = Send a picture with Content-Type: image/jpeg, image/png or image/webp.
request-no-table = Send a CSV or JSON Lines file with Content-Type: text/csv or application/x-ndjson.
request-one-host = Send exactly one Host header.
request-one-idempotency-key = Send only one Idempotency-Key header.
request-one-authorization = Send only one Authorization header.
request-authorization-in-ascii = Send the Authorization header in ASCII.
request-authorization-empty = The Authorization header has no token. Send it after Bearer.
request-authorization-missing = Sign in, then send the token in the header Authorization: Bearer.
request-outdated = The account has changed since you read it. Read it again, then repeat your change.
request-query-invalid = The query of the URL is not valid. Send each parameter once, in UTF-8.
request-json-not-utf8 = Send the JSON in UTF-8.
request-json-no-object = Send a JSON object: {"{"}…{"}"}.
request-json-incomplete = The JSON is incomplete. Send all of it.
# $line, $column: where, counted from 1.
request-json-duplicate = A field is duplicated, at line { $line }, column { $column }.
request-json-invalid = The JSON is not valid, at line { $line }, column { $column }.

## The operator's links below a page

# Names the links below for screen readers.
foot-links = Terms and support
foot-links-terms = Terms
foot-links-privacy = Privacy
