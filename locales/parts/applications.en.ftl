## The list of applications, for administrators

applications-about = An application behind Vestibule lets in only people who are signed in here. They find those that are open to them on the start page.
applications-none = No applications yet.
# $who: application-everyone, application-nobody-yet or the names of groups.
application-row-who = Who may enter: { $who }
# $what: what it learns about people, such as “id, username, name”.
application-row-learns = It learns: { $what }
# $address: where people arrive.
application-row-after-sign-out = After signing out: { $address }
# Who may enter an application.
application-everyone = Everyone
# Who may enter an application.
application-nobody-yet = Nobody yet
# The next five are items of a list: what an application learns about people.
application-learns-id = id
application-learns-username = username
application-learns-name = name
application-learns-email = email address
application-learns-groups = groups
# Where people arrive after signing out.
application-own-address = At its own address
# A badge.
application-needs-change = Needs a change
# A badge.
application-of-file = Defined in a file
applications-too-many = There are { NUMBER($max) } applications. Delete one before you create another.

## The form of an application

application-new = New application
application-new-about = Its page says how to connect it.
application-create = Create application
# On a button, while it is done. Also for tokens and service accounts.
application-creating = Creating…
application-details = Details
application-save = Save changes
# On a button, while it is done.
application-saving = Saving…
application-save-about = Changes take effect immediately.
application-is-of-file = This application is defined in a file.
application-change-file = Change it there, and restart the server.
application-title = Title
application-addresses = Addresses
application-who-may-enter = Who may enter
# A label. The names of what the application learns about people follow.
application-it-learns = It learns
# A label. The address where people arrive follows.
application-after-sign-out = After signing out
application-name-hint = Short and in lower case, such as journal, for page and tokens. It cannot be changed later.
application-title-hint = What people see. Without one, they see the name.
application-locations-hint = Such as https://journal.example.com/, or https://example.com/shop for a part of a site. People enter at the first one.
application-after-sign-out-hint = Where people arrive, such as https://example.com/goodbye. Without one, they stay at the address of the application.
# A choice of who may enter.
application-nobody = Nobody
application-nobody-about = Until you choose another option.
application-everyone-about = Everyone who has an account here.
# A choice of who may enter.
application-members = Members of groups
application-members-about = Everyone in one of them.
# The link application-create-group follows, and then application-create-group-first.
application-no-groups = No groups yet.
application-create-group = Create one
application-create-group-first = first.
# Remote-User is the name of a header.
application-recognizes = How it recognizes people (Remote-User)
application-by-username = The username
application-by-username-about = Readable. People may change theirs, and somebody else can take it then.
application-by-id = The id
application-by-id-about = It never changes: for applications that recognize people by this header.
application-learns-legend = What it learns about people, besides id and username
application-claim-name-about = The name that people have given themselves.
application-claim-email = Email address
application-claim-email-about = So that it can write to them.
application-claim-groups-about = All of a person, not only those that may enter.

## One application

# For screen readers.
application-loading = Loading the application
application-not-loaded = The application could not be loaded
application-this-needs-change = This application needs a change
application-delete = Delete application
application-delete-opener = Delete application…
# $name: of the application.
application-delete-name = Delete { $name }
# $name: of the application.
application-delete-question = Delete { $name }?
application-delete-about = Nobody can enter it any more. Its own data stays as it is.
application-keep = Keep application

## What is wrong with an application, or with a request to create or change one

application-unknown = There is no such application.
application-name-required = Enter a name, such as journal.
application-name-rule = Use 1 to 63 lower-case letters (a to z), digits and -. The first one is a letter or a digit.
application-name-taken = This name is taken. Choose another one.
application-name-fixed = The name cannot be changed: leave it out or send { $name }.
application-only-in-file = The application { $name } is defined in the file of applications (VESTIBULE_APPLICATIONS, or vestibule.toml in the server's working directory). Change it there, and restart the server.
application-group-unknown = There is no group { $name }. Create it first, or check its spelling.
application-group-required = Choose at least one group, such as editors.
application-group-invalid = “{ $text }” is not the name of a group. Enter a name such as editors.
# A claim is something that a token says about a person. $claims: their names in requests.
application-claim-unknown = “{ $text }” is not a claim. The claims are { $claims }.
# The two words are values in requests.
application-remote-user-unknown = Use username or id.
application-no-list = This must be an array of strings.
application-too-many-items = Send at most { NUMBER($max) } items.
application-address-required = Enter at least one address, such as https://journal.example.com/.
application-addresses-too-many = Use at most { NUMBER($max) } addresses.
application-address-repeated = Enter { $location } only once.
application-address-taken = { $location } is taken by the application { $name }. Choose another address.
application-address-own-host = { $location } is on the host of Vestibule with another port or scheme. Browsers would send it the cookies of Vestibule, because cookies ignore both. Use another host, such as journal.example.com.
application-address-other-port = { $location } is on the host of { $taken }, which belongs to the application { $name }, with another port or scheme. Cookies and some proxies ignore both, so whoever may enter one of the two might enter the other. Use another host.
# $text: what was entered. $reason: one of the application-address texts below.
application-address-invalid = { $text }: { $reason }. Enter an address such as https://journal.example.com/ or https://example.com/shop.
# $text: what was entered. $reason: one of the application-address texts below.
application-after-sign-out-invalid = { $text }: { $reason }. Enter an absolute URL, such as https://example.com/goodbye, or nothing.
# The reason why an address is refused, after a colon and before a full stop. So are the next ones.
application-address-scheme = use http or https
application-address-host = use one host name or IP address, without spaces, wildcards or %
application-address-port = use a port from 1 to 65535
application-address-user = remove the user name and the password
application-address-no-path = the path begins with /
application-address-fragment = remove the part that begins with #
application-address-dots = remove the segments . and .. from the path
application-address-empty-segment = remove the empty segments (//) from the path
application-address-separator = remove \, %5c and %2f from the path
application-address-percent = write % in the path only in front of two hexadecimal digits
application-address-encoded-twice = do not encode the path twice
application-address-character = remove control characters and spaces, and write other characters than ASCII as UTF-8, such as %C3%BC
application-address-too-long = use at most { NUMBER($max) } bytes
application-address-not-https = use https; http is possible for localhost, names below localhost and loopback addresses only
application-address-query = remove the part that begins with ?
application-address-parameters = remove the part that begins with ;
# $flaw: what is wrong in the database, in sentences.
application-unreadable = Nobody may enter, because the application cannot be read. { $flaw }
application-flaw-name = The name is not allowed. Delete it (`vestibule application delete NAME`) and create it again.
application-flaw-remote-user = “{ $value }” as Remote-User is unknown.
application-address-shared = Nobody may enter at { $location }, because it is also an address of the application { $name }. Remove it from one of the two.

## How an application is connected

connection-connect = Connect it
connection-about = The reverse proxy in front of the application asks Vestibule about each request, and passes on who sends it. Put one of these into its configuration, and list the address from which it connects in VESTIBULE_TRUSTED_PROXIES.
connection-another-proxy = Another proxy, and tokens
# A question is what the proxy sends to Vestibule; a request is what it asks about.
connection-answer = The answer to a question has who sends the request: in the headers that begin with Remote-, and as a signed token in X-Vestibule-Token. An application that checks the token requires its own name as the audience.
connection-forward-url = Address for questions, as Caddy and Traefik send them
connection-request-url = Address for questions, as nginx sends them
connection-audience = Audience of tokens
# $proxy: Caddy, nginx or Traefik.
connection-guide = Guide for { $proxy }
# For screen readers. $proxy: Caddy, nginx or Traefik. $address: of the application.
connection-configuration = The configuration of { $proxy } for { $address }
# For screen readers. $proxy: Caddy, nginx or Traefik. $address: of the application.
connection-copy-configuration = Copy the configuration of { $proxy } for { $address }
# Above a configuration, as the next five.
connection-caddy = Add this to the Caddyfile, after the site of Vestibule. Replace 127.0.0.1:5000 with the address at which Caddy reaches the application.
connection-caddy-path = Add this to the site of Vestibule, and put the reverse_proxy of that site into handle {"{"} … {"}"}. Replace 127.0.0.1:5001 with the address at which Caddy reaches the application.
connection-nginx = Save this in a file of its own beside that of Vestibule, which defines the upstream. Replace 127.0.0.1:5000 with the address at which nginx reaches the application, and the paths of the certificate. With several applications, write each map once; only the one of $cookies_of_… belongs to this application.
connection-nginx-path = Add this to the server of Vestibule, and in front of that server the maps $websocket and $websocket_connection of the guide. Replace 127.0.0.1:5001 with the address at which nginx reaches the application.
connection-traefik = Save this as a file of the dynamic configuration. Replace 127.0.0.1:5000 with the address at which Traefik reaches the application. With several applications, what is named vestibule and no-similar-headers is needed once.
connection-traefik-path = Add this to the dynamic configuration, which the guide contains. Replace 127.0.0.1:5001 with the address at which Traefik reaches the application.

## The test of a connection

connection-arrivals = What arrives
connection-test = Test the connection
# The address of the application follows, as a link, and then connection-open-and-test.
connection-open = Open
connection-open-and-test = in another tab, then test: this card shows how its proxy has asked in the last 15 minutes.
connection-connected = Connected: the proxy asks, and Vestibule understands it.
connection-incomplete = Not connected yet: something is missing.
connection-silent = Nothing has arrived.
# A time follows, such as “12:30:00 UTC”, and a full stop.
connection-as-of = As of
# $server: its name.
connection-server = This is what the server { $server } has received. With several servers, each shows its own: test again until the one answers that the proxy asks.
# What has arrived: the heading of its details.
connection-forward = Question at /auth/forward
connection-request = Question at /auth/request
connection-folder = Request below /.vestibule/
# A label. The address of the sender follows.
connection-from = From
# After connection-from.
connection-unknown-address = An unknown address
connection-trusted = Trusted proxy
connection-not-trusted = No trusted proxy
# A label. The address that the question is about follows.
connection-of = About
# After connection-of.
connection-unreadable-address = An address that cannot be read
connection-headers = Headers
# A label. The names of headers follow.
connection-missing = Missing
# No headers.
connection-none = None
connection-result = Result
# What became of a question or a request. So are the next ones.
connection-admitted = The person may enter.
connection-not-admitted = The person is signed in and may not enter.
connection-sign-in = The person is not signed in: Vestibule answers with the way to the sign-in page.
connection-taken = Vestibule has taken it.
connection-limited = Refused, because there were too many requests without a session.
connection-refused = Refused.
connection-failed = Vestibule could not answer.
# $peer: an address, or connection-some-address.
# $origin: such as https://journal.example.com. $addresses: those of the application.
# $reason: why it was refused, in a sentence.
connection-asks-elsewhere = The proxy at { $peer } asks about { $origin }, where no application is. It has to ask about { $addresses }. { $reason }
# As connection-asks-elsewhere.
connection-asks-about-nothing = The proxy at { $peer } asks about no address. It has to ask about { $addresses }. { $reason }
# $peer: an address, or connection-some-address.
connection-stranger = { $peer } asks, and is no trusted proxy. If it is yours, add this address to VESTIBULE_TRUSTED_PROXIES, and restart Vestibule.
# In sentences such as connection-stranger.
connection-some-address = an unknown address
# About the application.
connection-no-address = It has no address that can be read.
connection-open-and-test-again = Open { $address } in another tab, then test again. If nothing arrives then, the proxy does not ask this server.
# $reason: why a request was refused, in a sentence.
connection-way-back-refused = Below /.vestibule/: { $reason }
connection-nobody = No one may enter yet: choose who may.
connection-other-origin = The proxy asks about { $origin }, and the application is at { $addresses }: scheme, host and port have to be the same.
# $header: the name of a header.
connection-client-missing = { $header } is missing: all visitors seem to be at the address of the proxy, and share its rate limit.
# There: at the application.
connection-sign-in-and-test = Sign in there, then test again: only that shows whether the proxy passes /.vestibule/ to Vestibule.

## Why a question or a request of a proxy is refused

connection-for-proxies = Forward authentication is for reverse proxies. If this request comes from yours, add its address to VESTIBULE_TRUSTED_PROXIES; the log has the address.
connection-header-missing = The header { $name } is missing.
connection-header-twice = The header { $name } occurs twice.
connection-header-no-ascii = The header { $name } contains characters other than ASCII.
connection-method-invalid = The method of the request is invalid.
# $reason: one of the texts such as application-address-scheme.
connection-address-refused = The address is refused: { $reason }.
connection-headers-differ = The headers X-Forwarded-* and X-Original-* name different requests.
connection-folder-asked = The proxy must pass paths that begin with /.vestibule/ to Vestibule, without forward authentication.

## The start page of people who are signed in

applications-welcome = Welcome back, { $name }
applications-open-directly = Your applications open without signing in again.
applications-to-account = Go to your account
applications-none-open = No application is open to you
applications-none-for-administrator = Those that you may enter appear here.
applications-connect = Connect an application
applications-none-for-user = Those that you may enter appear here. An administrator decides which.

## On the host of an application: its sign-in, and signing out

enter-no-application = No application is registered at this address.
enter-not-admitted = You don't have access to this application. Ask an administrator to add you to one of its groups.
enter-link-incomplete = This sign-in link is incomplete. Open the application again.
enter-link-expired = This sign-in link has expired. Open the application again.
enter-open-application = Open the application
# A link to the start page.
enter-to-applications = Your applications
enter-sign-out-title = Sign out?
# $installation: the name of this installation of Vestibule.
enter-sign-out-about = You are signed in as { $username }. Signing out ends your session here, at { $installation }, and in all other applications that you have opened with it.
enter-stay-signed-in = Stay signed in
enter-sign-in = Sign in. The address of the sign-in page is in the header Location.
enter-signed-out = You are signed out. Load the page again to sign in.
enter-origin-missing = The request has neither an Origin nor a Sec-Fetch-Site header, as browsers send them.
enter-another-site = The request came from another site. Only a page of { $origin } may send it.
enter-several-applications = Several applications are on this host. Name one of them: {"{"}"application": "journal"{"}"}.
enter-unknown-name-here = There is no application with this name on this host.
enter-unknown-name = There is no application with this name that you may enter.

## Programs and service accounts

programs-heading = Programs
programs-accounts = Service accounts
programs-accounts-about = A service account belongs to a program. It has API tokens, but no password and no email address.
programs-no-accounts = No service accounts yet.
programs-new-account = New service account
programs-new-account-about = You create its tokens on its page.
programs-create-account = Create service account

## API tokens

tokens-about = With an API token, a program uses your account without your password. It never has more rights than you have.
tokens-own = Your tokens
tokens-none = No API tokens.
# Of a service account, in a list of properties.
tokens-count = { $count ->
    [one] { NUMBER($count) } token
   *[other] { NUMBER($count) } tokens
}
# A day follows. Also of a service account.
token-created = Created
# The username of an administrator follows, as a link, and then perhaps token-creator-demoted.
token-created-by = Created by
# Begins with the comma after the username.
token-creator-demoted = , no longer an active administrator
token-creator-deleted = Created by an account that was deleted
# A day follows.
token-expires = Expires
# A time follows, such as “2 minutes ago”, and then perhaps token-used-from.
token-last-used = Last used
# $address: the IP address of the last use.
token-used-from = from { $address }
# A day follows.
token-last-used-on = Last used
token-never-used = Never used
token-revoke = Revoke token
token-revoke-opener = Revoke…
# For screen readers. $name: of the token.
token-revoke-name = Revoke { $name }
# $name: of the token.
token-revoke-about = Programs that use “{ $name }” are refused from now on. This cannot be undone.
token-new = New token
token-new-about = The token is shown once.
token-create = Create token
token-expires-after = Expires after
# A choice after token-expires-after. So are the next ones.
token-7-days = 7 days
token-30-days = 30 days
token-90-days = 90 days
token-1-year = 1 year
token-password-hint = Only needed if you signed in more than ten minutes ago
# $name: of the token.
token-new-name = New token: { $name }
token-copy-now = Copy the token now. Anyone who has it can use its scopes. It is not shown again.
# The label of the field with a new token.
token-label = API token
token-scopes = Scopes
token-scope-self = Own account
token-scope-self-about = Read the account, its events and its data; change profile, username and picture.
token-scope-users-read = Read users
token-scope-users-read-about = Read all accounts, their sessions and invitations, and all groups.
token-scope-users-write = Change users
token-scope-users-write-about = Create, invite, import, change, disable and delete accounts of others, but not their role, email address or password.
token-scope-groups-write = Change groups
token-scope-groups-write-about = Create, describe and delete groups, and change who belongs to them.
token-scope-audit-read = Read the audit log
token-scope-audit-read-about = Read the events of all accounts.

## Why an API token is not created, or not accepted

token-name-required = Enter what the token is for, such as “Backup”.
token-scopes-no-list = Send scopes as an array of texts.
# The names of all scopes in requests. $first: all but the last one, with commas.
token-scopes-required = Choose at least one scope of { $first } and { $last }.
# As token-scopes-required.
token-scopes-unknown = The scopes are { $first } and { $last }.
# self is the name of a scope.
token-scopes-of-administrators = Only self is possible: the account is no administrator.
token-days-out-of-range = The lifetime must be a whole number of days from 1 to { NUMBER($max) }.
token-account-disabled = The account is disabled. Enable it before you create an API token.
token-of-another-person = Administrators create API tokens for service accounts only. The owner of this account creates their own.
tokens-too-many = The account has { NUMBER($max) } API tokens. Revoke one before you create another.
token-mistyped = The API token is incomplete or mistyped. Send it exactly as it was shown when it was created.
token-unknown = There is no such API token on this server. Create a new one.
token-has-expired = The API token has expired. Create a new one.
