### Texts of pages, messages and errors. The rules are in docs/translating.md.

## The language itself

# The name of the language, as its speakers write it.
language-name = English
# Between groups of three digits.
number-separator = ,

## Words for everywhere: buttons and links

sign-in = Sign in
sign-out = Sign out
# On the button that opens the question.
sign-out-opener = Sign out…
sign-out-about = Whoever uses this device has to sign in again.
create-account = Create account
save-changes = Save changes
create-user = Create user
import-users = Import users
copy = Copy
search = Search
try-again = Try again
# Sends a message again.
send-again = Send again
cancel = Cancel
# $name: of an account, a group or an application.
delete-name = Delete { $name }
keep-account = Keep account
remove = Remove
undo = Undo
revoke = Revoke
# Of an invitation, or of a link to choose a password.
link-revoke-about = The link stops working. It cannot be restored, but you can create another one.
clear-search-and-filters = Clear search and filters
to-account = Go to your account

## Words for everywhere: on a button, while it is done

saving = Saving…
creating = Creating…
sending = Sending…
deleting = Deleting…

## Words for everywhere: labels and headings

name = Name
username = Username
email = Email
password = Password
language = Language
description = Description
# After the label of a field.
optional = (optional)
account = Account
user = User
users = Users
users-without-password = Users without a password
role = Role
# The name of the role.
admin = Admin
status = Status
# The status of an account.
active = Active
disabled = Disabled
deleted = Deleted
group = Group
groups = Groups
application = Application
applications = Applications
service-account = Service account
service-accounts = Service accounts
programs = Programs
devices = Devices
invitations = Invitations
security = Security
audit-log = Audit log
overview = Overview
first-steps = First steps
# A day follows.
created-on = Created

## Window titles, also headings of pages

title-forgot-password = Forgot password
title-check-mail = Check your mail
title-setup = Create the first administrator
title-choose-password = Choose a password
# To say that it was somebody else.
title-report-sign-in = Report a sign-in
title-confirm-email = Confirm your email address
# Of the email address.
title-undo-email-change = Undo a change
title-account = Your account
title-own-applications = Your applications
title-own-data = Your data
title-activity = Your activity
title-not-found = Page not found

## Header, navigation and footer

# A link for the keyboard, before everything else on the page.
skip-to-content = Skip to content
# The name of the main navigation, for screen readers.
nav-main = Main
nav-home = Home
# The place with the providers at which people have accounts with which they sign in.
nav-sign-in = Sign-in
# The tab with the accounts of people, beside those with invitations, groups and service accounts.
tab-people = People
foot-shared-device = On a shared device, sign out when you finish.
# The colours of the pages.
theme = Theme
# As the system of the device has it.
theme-system = System
theme-light = Light
theme-dark = Dark
# The button that closes a short message at the edge of the page.
toast-dismiss = Dismiss

## The operator's links below a page

# Names the links below for screen readers.
foot-links = Terms and support
foot-links-terms = Terms
foot-links-privacy = Privacy

## In the browser: while it is offline, and before something typed is lost

# A link was followed.
offline-page = You are offline. The page opens as soon as you are connected again.
# A form was sent.
offline-form = You are offline. What you entered is still here, and is sent as soon as you are connected again.
# The button beside it.
offline-cancel = Don't wait
# When the form is opened again.
kept-note = Not saved yet: what you typed here before is still here, except passwords.
leave-title = Leave without saving?
leave-about = Your changes on this page are not saved.
leave-not = Stay
leave = Leave

## Forms

# Before the last one of several fields.
form-and = and
# $count: the number of fields with an error.
form-problems = { $count ->
    [one] There is a problem
   *[other] There are { NUMBER($count) } problems
}
# On a button. $time: minutes and seconds, such as 0:40.
form-try-again-in = Try again in { $time }
# A link after the message that an email address is taken.
form-sign-in-instead = Sign in instead?
# The session had ended. The user has signed in again, and the form shows what was typed.
form-restored = Not saved yet.
form-restored-about = What you typed is still here, except passwords. Save it again.
form-file-lost = Files are not kept while you sign in. Choose the file again.
# Which installation a link in a message is about.
link-site = Site

## Forms: fields

field-login = Username or email
field-current-password = Current password
field-own-password = Your password
field-digits = Six digits from the message
field-chosen-password = The password that you chose
field-new-password = New password
field-token-name = Token name
field-token-name-missing = Enter a name, such as what the token is for.
field-group-name = Group name
field-entry-rule = Or whoever meets these conditions
field-told-fields = Fields of your own that it learns
field-group-rule = Rule for its members
# Of an application: what people see of it.
field-title = Title
# Of an application.
field-locations = Addresses, one per line
# The address where users arrive.
field-after-sign-out = After signing out
field-link = Link on the start page
# Typed to confirm that an account is deleted permanently.
field-confirm-username = Confirm username
# The hint of the field “Your password”.
field-own-password-hint = Only needed if you signed in more than ten minutes ago
# The first option of the select, for an account without a language.
language-of-browser = As the browser prefers

## Forms: a new password

# The button beside the field.
password-show = Show
# For screen readers. Begins with the text of the button, and does not contain the word “password”.
password-show-typed = Show what is typed
password-hide = Hide
# As password-show-typed.
password-hide-typed = Hide what is typed
# For screen readers. Without the word “password”.
password-strength = Strength
# $min: of any password. $long: from this length on, the kinds of characters do not matter.
password-rules = { NUMBER($min) } or more characters with upper and lower case, a number and a symbol; or any { NUMBER($long) } or more
password-rules-long = { NUMBER($long) } or more characters, such as a few unrelated words
password-rule-length = { NUMBER($min) } or more characters
password-rule-lower = Lower case letter
password-rule-upper = Upper case letter
password-rule-digit = Number
password-rule-symbol = Symbol, such as ! or -
# $typed: the number of characters so far.
password-rule-any = Any { NUMBER($long) } or more characters ({ NUMBER($typed) } so far)
# The last one of several rules; it replaces all others.
password-rule-or-any = Or any { NUMBER($long) } or more characters ({ NUMBER($typed) } so far)
# For screen readers, after a rule that the password meets.
password-rule-met = , met

## Forms: data that has changed meanwhile

conflict-versions = Both versions
# The heading of a column: what the user has typed.
conflict-mine = Yours
# The heading of a column: what somebody else has saved.
conflict-theirs = Theirs
conflict-use-mine = Use mine
conflict-use-theirs = Use theirs
conflict-none = Nothing in this form differs.

## Forms: choices

role-user-about = Can manage their own account.
role-admin-about = Can manage every account.
# How a new user gets the link to choose a password.
delivery-mail = Send an invitation by email
delivery-mail-about = Accepting it confirms the address.
delivery-link = Show me a link to pass on
delivery-link-about = Anyone who has it can set the password.
# The tooltip of a field for a day.
day-in-utc = Date in UTC

## Values to copy

# $what: the label of the field, such as “Password link”.
copy-what = Copy { $what }
copied = Copied.
password-link = Password link
# $name: of the user.
password-link-send = Send this link to { $name }
# A time follows, then a full stop and password-link-once.
password-link-until = Anyone who opens it can set the password. It works once and expires on
password-link-once = It is not shown again.

## Lists

# After the numbers of rows to choose from.
list-per-page = per page
# On a button. $count: how many rows are not shown.
list-more = Show { NUMBER($count) } more
list-query-invalid = The search or a filter is not valid
list-not-loaded = The list could not be loaded
list-first-page = Go to the first page
# $id: finds the request in the log of the server.
list-request-id = Request ID: { $id }

## Home page of strangers

home-heading = Welcome
# $name: what the operator calls the installation.
home-about = { $name } lets you sign in to this site with one account, and manage your profile, password and data in one place.
# Above the page, of an installation that was just set up.
no-administrator = There is no administrator yet
# A command follows.
no-administrator-link = The link that creates the first one is in the output of the server, good for an hour after its start. As a service: journalctl --unit vestibule. Without it:

## Sign in

sign-in-line = Check the web address before you enter your password.
# Before the link “Create account”.
sign-in-new-here = New here?
sign-in-forgot-password = Forgot password?
sign-in-remember = Keep me signed in on this device
sign-in-busy = Signing in…
# After the reason why the visitor was signed out.
sign-in-go-on = Sign in to go on where you were.
sign-in-required = Sign in to open that page.
sign-in-required-more = You will go straight to it after you sign in.
sign-in-back = Back to sign-in
# Below the heading of a page on the way to an application. $application: its title, or a host.
going-to = to continue to { $application }
# A button to it, on a page that does not lead there by itself. $application: the same.
going-to-open = Open { $application }

## Forgot password

sign-in-forgot-line = The link in the message works once and expires after 30 minutes.
sign-in-forgot-about = Enter the email address of your account. We send you a link to choose a new password.
sign-in-forgot-send = Send link

## Create account

register-line = Your password is never stored as plain text.
# Before the link “Sign in”.
register-has-account = Already have an account?
register-closed = Registration is closed.
register-closed-more = Ask an administrator to create an account for you.
# On a button, while it is done.
creating-account = Creating account…

## Pages of one-time links

link-works-once = This link works once.
link-setup-line = This link works once and expires after one hour.
link-setup-about = This account can manage all other accounts.
link-password-about = All devices that are signed in to the account are signed out.
link-password-set = Set password
link-password-busy = Setting…
# $name: what the operator calls the installation.
link-welcome = Welcome to { $name }
# $name: the administrator who has sent the invitation.
link-invited-by = { $name } has invited you. Choose a password for your account.
link-invited = You are invited. Choose a password for your account.
link-confirm-about = This shows that messages to the address reach you. If you did not ask for it, close this page.
link-confirm = Confirm
link-confirm-busy = Confirming…
link-no-account = If you have not registered, close this page: no account is opened.
link-disown-heading = You did not register?
link-disown-about = Then somebody else has opened this account with your address. It becomes yours: its password, devices and sign-in methods no longer work, and you choose a new password.
link-disown = I did not register
link-disown-busy = Taking the account…
# About a sign-in.
link-report-heading = Was this not you?
link-report-about = This signs out all devices, removes what was added to the account since this sign-in, and brings back a passkey, authenticator app or username that was replaced. The current password no longer works, and we send you a message with a link to choose a new one.
link-report = Sign out all devices
link-report-busy = Signing out…
# About a change of the address, the deletion of the account, or the removal of its password.
link-undo-heading = Undo the change
link-undo-about = Your account comes back to you, at this email address. You are signed out on all devices, and what was added since is removed. No password works until you choose a new one with the link that we send you.
link-undo = Undo the change
link-undo-busy = Undoing…

## Check your mail

check-mail-line = The link in a message works once.
check-mail-unknown = Use the link in the message that you have asked for. If there is none, ask again.
# $email: the address as it was typed. Do not say whether there is an account with it.
check-mail-password = If an account has the address { $email }, a message with a link to choose a new password is on its way. The link is valid for 30 minutes.
# $email: the address of the new account.
check-mail-confirmation = Your account is created. Before you sign in, confirm your address with the link in our message to { $email }. The link is valid for 24 hours.
# $email: the address as it was typed. Do not say whether there is an account with it.
check-mail-registration = We have sent a message to { $email }. It says how to go on.
check-mail-missing = No message after a few minutes? Look among the unwanted mail, or send it again. An address gets at most five messages an hour.
check-mail-other-address = Use another address

## Error pages

# $status: the HTTP status, such as 404.
error-page-status = Error { $status }
error-page-not-found-more = Check the address for typing mistakes. The page may also have moved.
error-page-cross-site = This request came from another site
error-page-cross-site-more = To protect your account, nothing was changed. Start again on this site.
error-page-no-access = You don't have access to this page
error-page-no-access-more = Sign in with an account that has access, or ask an administrator.
error-page-unavailable = The service is temporarily unavailable
error-page-server-more = The problem is on our side. Try again in a few minutes.
error-page-request = Your request could not be processed
error-page-request-more = The request could not be read. Go back and try again.
error-page-too-large = You sent more data than this page accepts. Go back and send less.
# $time: such as “40 seconds”.
error-page-wait = Wait { $time }, then try again.
error-page-wait-unknown = Wait a few minutes, then try again.
# After too many attempts to sign in, perhaps by somebody else: follows the advice to wait.
error-page-account-safe = Your account is safe.
# Before the id.
error-page-request-id = Request ID:
# This and the next three are about a link that is no longer valid.
error-page-link-used = It has been used, has expired, or was replaced by a newer one. Each link works once.
error-page-link-confirm = It has been used, has expired, or was replaced by a newer one. Your account page shows whether your address is confirmed, and can send a new message.
error-page-link-undo = It has been used, the seven days are over in which the change could be undone, or an administrator has decided since. If you cannot sign in any more, ask an administrator.
error-page-link-report = It has been used or has expired. If you do not know a sign-in, choose a new password: that signs out all devices.
error-page-new-link = Request a new link
error-page-new-password = Choose a new password
error-page-to-home = Go to the home page

## Pages that are opened at another address than that of the server

# $name: of this installation.
wrong-address-title = This is not the address of { $name }
# In place of the page. $address: the right one, such as https://auth.example.com. $name: of this installation.
wrong-address-instead = { $name } is at { $address }. You can't sign in here: your browser keeps the session at that address only.
# Above the page. $address: the right one. $name: of this installation. wrong-address-open follows.
wrong-address-above = { $name } is at { $address }. Passkeys and signing in to other applications work only there.
# A link to the same page there. $address: the right one.
wrong-address-open = Open this page at { $address }

## Why a session is over

# The sign-in page shows the first sentence of each as a title, and what follows below it.
ended-signed-out = You were signed out because this session was ended from another device.
ended-administrator = You were signed out because an administrator ended this session.
ended-password-changed = You were signed out because your password was changed.
ended-email-change-undone = You were signed out because a change to your account was undone. Choose a new password with the link in the message.
ended-account-disabled = You were signed out because your account was disabled.
ended-account-deleted = You were signed out because your account was deleted.
ended-token-reused = You were signed out because this session was used in two places. If the other one was not you, change your password.
ended-too-many-sessions = You were signed out because you signed in on too many other devices.
ended-reported = You were signed out because the owner of the account reported this sign-in.
ended-other-reported = You were signed out because the owner of the account reported a sign-in that was not theirs.
ended-expired = You were signed out because your session expired.
ended-unknown = You were signed out because your session was ended.

## Notices after a success

notice-welcome = Account created. You are signed in.
notice-signed-out = You are signed out.
notice-changes-saved = Changes saved.
notice-picture-saved = Picture saved.
notice-picture-removed = Picture removed.
notice-password-changed = Password changed. Your other devices are signed out.
notice-account-deleted = Your account is deleted. You are signed out on all devices.
notice-user-disabled = Account disabled and signed out on all devices.
notice-user-enabled = Account enabled.
notice-user-deleted = Account deleted. You can restore it for 30 days.
notice-user-restored = Account restored.
notice-user-purged = Account deleted permanently.
notice-role-changed = Role changed.
notice-session-ended = Device signed out.
notice-other-sessions-ended = All other devices signed out.
notice-all-sessions-ended = All devices signed out.
notice-earlier-sessions-ended = The devices without a second factor are signed out.
notice-sent-again = If the address is right, another message is on its way. Only the newest link works.
notice-password-chosen = Password set. Sign in with your new password.
notice-email-confirmed = Email address confirmed.
# Some time has passed since the registration, which had the value.
notice-email-confirmed-without = Email address confirmed. Your account lacks something that you have entered, because another account has it by now. Enter another one on the page of your account.
notice-account-is-yours = The account is yours. Choose a password for it.
notice-confirmation-sent = Check your mail: a message is on its way. Its link is valid for 24 hours.
notice-invitation-sent = Invitation sent. Its link is valid for 7 days.
notice-invitation-revoked = Invitation revoked. Its link no longer works.
notice-mailing-begun = The invitations are being sent. You may leave this page.
notice-mailing-stopped = No further invitations are sent. Those that were sent stay valid.
notice-no-invitations = No invitation was sent: all these users have a password or an open invitation.
notice-invitation-accepted = Password set. You are signed in.
notice-sign-in-reported = All devices are signed out. We have sent you a message with a link to choose a new password.
notice-confirm-email-first = Account created. Confirm your email address: we have sent a message to it.
notice-registration-received = Check your mail: we have sent a message to the address.
notice-email-change-requested = Check your mail: your email address changes when you confirm it with the link in the message.
notice-email-change-cancelled = Your email address stays as it is.
notice-email-change-undone = Your account is as it was before. Check your mail: a link to choose a new password is on its way.
notice-api-token-revoked = Token revoked. Programs that use it are refused.
notice-api-tokens-revoked = Tokens revoked. Programs that use them are refused.
notice-service-account-created = Service account created. Create a token for its program.
notice-group-created = Group created.
notice-group-deleted = Group deleted.
notice-added-to-group = Added to the group.
notice-removed-from-group = Removed from the group.
notice-application-created = Application created. Connect it to its proxy.
notice-application-deleted = Application deleted. Nobody can enter it any more.

## Own account: sections and profile

account-activity = Activity
account-profile = Profile
account-data = Data
account-profile-about = Your name and picture are shown in the applications that you sign in to.
# The hint of the field “Username”.
account-username-fixed = Only an administrator can change it.
account-email-change = We send a message to the new address. The change takes effect when you confirm it.
account-email-replace = We send a message to the new address, to confirm it.
# The hint of the field “Current password”.
account-email-password = Only needed to change your email
# Before a date.
account-since = Member since
# $names: the names of the groups, separated by commas.
account-groups = Groups: { $names }

## Own account: email address

# $email: the new address.
account-email-waiting = Waiting for confirmation of { $email }. Open the link in the message to it.
account-email-until = Until then, your email address stays as it is.
account-email-cancel = Cancel the change
account-email-cancelling = Cancelling…
# $email: the address of the account.
account-email-unconfirmed = Not confirmed yet: use the link in our message to { $email }. No message? Correct the address above, or send it again.

## Own account: picture

account-picture-change = Change picture
account-picture-save = Save picture
account-picture-formats = JPEG, PNG or WebP, up to 5 MiB.
# The title of the dialog in which a picture is cropped.
account-picture-position = Position your picture
account-picture-preview = Picture preview
account-picture-zoom = Zoom
account-picture-help = Drag the picture, or use the arrow keys.

## Own account: security

security-password-about = Changing your password signs you out on all other devices.
security-revoke-tokens = Also revoke my API tokens
security-revoke-tokens-about = Programs that use them are refused.
security-change-password = Change password
security-changing = Changing…
security-advice = A good password
# $length: how many characters suffice without any other rule.
security-advice-long = Use four or five unrelated words, { NUMBER($length) } or more characters.
# $length: the minimum.
security-advice-short = Or use { NUMBER($length) } or more characters with upper and lower case, a number and a symbol.
# A link to the page with the events of one's account.
security-activity = What happened lately
# The state of the password.
security-password-set = Set
# The state of the address. $email: such as maren@example.org.
security-email = { $email } can set a new password
security-email-not-confirmed = { $email } is not confirmed yet
# A heading above the ways to sign in.
ways-heading = How you sign in
# Buttons at the end of their rows.
way-show = Show
way-add = Add
way-change = Change
way-set = Set
way-link = Link
# The same button while the row is open.
way-close = Close
security-client-waits = An application waits for you
security-page-waits = You were on your way to another page
# A link.
security-way-back = Go on, once you have added what is missing
# The same after a repair, when nothing is missing. $application: the title of the application, or a host.
security-go-on-to = Go on to { $application }
security-go-on = Go on

## Own account: devices

devices-heading = Where you're signed in
# The link devices-change-password follows, and a full stop.
devices-unrecognized = If you don't recognize a device, sign it out and
devices-change-password = change your password
devices-none = Not signed in on any device.
devices-count = { $count ->
    [one] { NUMBER($count) } device
   *[other] { NUMBER($count) } devices
}
devices-sign-out-others = Sign out all other devices
# A time follows, such as “2 minutes ago”.
device-last-active = Last active
# A time follows, such as “2 minutes ago”.
device-signed-in = Signed in
device-this = This device
# For screen readers. $device: such as “Firefox on Windows”.
device-sign-out = Sign out { $device }
# The second one of three devices with the same name, for example.
device-sign-out-one-of = Sign out { $device } ({ NUMBER($number) } of { NUMBER($all) })

## Kinds and names of devices

devices-computer = Computer
devices-phone = Phone
devices-tablet = Tablet
# No browser, but a command-line tool, a library or a crawler.
devices-program = Program
devices-other = Other device
# $browser: such as “Firefox”. $system: such as “Linux” or “iPhone”.
devices-browser-on-system = { $browser } on { $system }
devices-unknown = Unknown device

## Own account: applications

account-applications-open = Open to you
account-applications-about = You sign in to these applications with this account. When you sign out here, you see in which of them that ends your session as well.
account-applications-none = No application is open to you yet.

## Own account: data

data-copy = Copy of your data
data-copy-about = Get a copy of all data about you.
data-copy-contents = Profile, picture, sessions and activity, in one JSON file. Your password is not included.
data-download = Download your data
data-delete = Delete account
# A button that opens a dialog.
data-delete-opener = Delete account…
# $username: of the own account.
data-delete-question = Delete your account, { $username }?
data-delete-question-more = You are signed out on all devices immediately. An administrator can restore the account for 30 days. After that, it is deleted permanently.
# Below “Delete account”.
data-delete-about = An administrator can restore it for 30 days.
data-delete-card = You are signed out on all devices immediately. After 30 days, your account is deleted permanently.

## The start page of people who are signed in

applications-welcome = Welcome back, { $name }
applications-open-directly = Your applications open without signing in again.
applications-none-open = No application is open to you
applications-none-for-administrator = The applications that are open to you appear here.
applications-connect = Connect an application
applications-none-for-user = The applications that are open to you appear here. An administrator decides which.

## On the host of an application: its sign-in, and signing out

enter-no-application = No application is registered at this address.
enter-not-admitted = You don't have access to this application. Ask an administrator to add you to one of its groups.
enter-link-incomplete = This sign-in link is incomplete. Open the application again.
enter-link-expired = This sign-in link has expired. Open the application again.
enter-open-application = Open the application
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
# For somebody who has written a link to /.vestibule/prove.
enter-prove-what = The link does not say which proof it asks for. It needs factor=second, factor=passkey or max_age.
enter-prove-return = The link does not say where it leads back to. It needs return= with a path on this host, such as /transfers.

## OpenID Connect: signing out at the request of a client

oauth-logout-refused = Sign-out link not accepted
# $application: its title.
oauth-logout-asked-by = { $application } asks you to sign out.
oauth-logout-way-back-title = You are signed out
# $host: a host.
oauth-logout-way-back-about = An application that was not registered here has asked for it: its description comes from { $host }. Go back only if you have just signed out there.
# $installation: the name of this installation of Vestibule.
oauth-logout-about = You are signed in as { $username }. Signing out ends your session at { $installation }, and in all applications that you have opened with it.
oauth-logout-hint = The application has sent an ID token that is not from here, or that was changed (id_token_hint).
oauth-logout-unknown-client = The link is of an application that is not registered here (client_id).
oauth-logout-other-client = The ID token in the link was issued to another client than client_id names.
oauth-logout-no-client = The link says where to go on after the sign-out, but not of which application it is (id_token_hint or client_id).
# $client: its id.
oauth-logout-address = The address after the sign-out is not one that the client { $client } has registered (post_logout_redirect_uri).
# $name: of a parameter.
oauth-logout-repeated = The link has the parameter { $name } more than once.

## Changes of many accounts: the report without JavaScript. These sentences follow each other.

bulk-report-changed = { $count ->
    [0] No accounts changed.
    [one] { NUMBER($count) } account changed.
   *[other] { NUMBER($count) } accounts changed.
}
bulk-report-skipped = { $count ->
    [one] { NUMBER($count) } account not changed.
   *[other] { NUMBER($count) } accounts not changed.
}
# “They” are administrators who no longer are.
bulk-report-tokens = { $count ->
    [one] { NUMBER($count) } API token that they created still works: look at the service accounts.
   *[other] { NUMBER($count) } API tokens that they created still work: look at the service accounts.
}
bulk-report-rest = More accounts match: repeat the action to change them.

## A user: the page, and what its buttons do

user-create-password-link = Create password link

## Applications, for administrators

# $what: what it learns about people, such as “id, username, name”.
application-row-learns = It gets: { $what }
# The next three are items of a list: what an application learns about people. Two more are those of administrators.
application-learns-id = id
application-learns-email = email address
application-learns-groups = groups

## An application: how it is connected

# Above a configuration, as the next five.
connection-caddy = Add this to the Caddyfile, after the site of Vestibule. Replace 127.0.0.1:5000 with the address at which Caddy reaches the application.
connection-caddy-path = Add this to the site of Vestibule, and put the reverse_proxy of that site into handle {"{"} … {"}"}. Replace 127.0.0.1:5001 with the address at which Caddy reaches the application.
connection-nginx = Save this in a file of its own beside that of Vestibule, which defines the upstream. Replace 127.0.0.1:5000 with the address at which nginx reaches the application, and the paths of the certificate. With several applications, write each map once; only the one of $cookies_of_… belongs to this application.
connection-nginx-path = Add this to the server of Vestibule, and in front of that server the maps $websocket, $websocket_connection and $not_signed_in of the guide. Replace 127.0.0.1:5001 with the address at which nginx reaches the application.
connection-traefik = Save this as a file of the dynamic configuration. Replace 127.0.0.1:5000 with the address at which Traefik reaches the application. With several applications, what is named vestibule and no-similar-headers is needed once.
connection-traefik-path = Add this to the dynamic configuration, which the guide contains. Replace 127.0.0.1:5001 with the address at which Traefik reaches the application.

## An application: the test of its connection

connection-connected = Connected: the proxy asks, and Vestibule understands it.
connection-incomplete = Not connected yet: something is missing.
connection-silent = Nothing has arrived.
# What has arrived: the heading of its details.
connection-forward = Question at /auth/forward
connection-request = Question at /auth/request
connection-folder = Request below /.vestibule/
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
# $max: a number of bytes. $names: usernames.
connection-groups-left-out = The last token (X-Vestibule-Token) of { $names } had no groups, because these take more than { NUMBER($max) } bytes. The header Remote-Groups has all.

## Programs and service accounts

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
token-scope-applications-write = Change applications
token-scope-applications-write-about = Read, create, change and delete applications and their clients: who may enter, and what they learn of everybody.
token-scope-audit-read = Read the audit log
token-scope-audit-read-about = Read the events of all accounts.

## The pages to read and try the API (`/docs`). What the API itself says is in English.

docs-about = All operations of the JSON API. The page of each one says what it needs and answers, and sends requests, which read and change real data.
docs-document = OpenAPI document
docs-about-api = About this API
# The name of the list of all operations, for screen readers.
docs-operations = Operations
docs-search = Search operations
# $count: a number.
docs-found = Matching operations: { $count }
docs-found-none = No operations match.
docs-all = All operations
docs-parameters = Parameters
# After a type, such as “string”. Begins with a comma.
docs-required = , required
# $item: the type of what is in the list.
docs-type-list = list of { $item }
# $one, $other: types, such as “string” and “null”.
docs-type-or = { $one } or { $other }
docs-type-any = any value
# The values of a field follow.
docs-values = Values:
docs-body = Body
docs-answers = Answers
# $statuses: such as “401, 404”.
docs-errors = Errors: { $statuses }
# The name of one follows.
docs-header = Header
docs-example = Example
docs-try = Try it
docs-needs-script = To try it here, allow JavaScript.
docs-no-scope = No scope of an API token allows this. Only the access token of a sign-in does, such as { $request } returns, and this page never uses that of your session.
docs-sign-in = Sign in to try it with an API token for ten minutes
docs-token = API token for ten minutes
docs-token-about = It ends when you leave these pages, or sign out.
docs-token-make = Make a token
docs-token-end = End the token
docs-token-own = Use a token that you have
docs-token-label = Token
docs-token-kept = Only this page keeps it, in its memory, and forgets it when you leave.
# $until: a time, such as 14:05. $scopes: such as “self, users:read”.
docs-token-valid = The token is valid until { $until } for { $scopes }.
docs-token-expired = The token has expired.
docs-token-ended = The token is no longer valid.
docs-unreachable = The server cannot be reached. Try again.
docs-changes = This changes real data.
docs-send = Send
# The first option of a list.
docs-choose = Choose
docs-not-sent = Not sent
docs-type-of-file = Type of the file
docs-file = File
docs-waiting = Waiting for the answer…
# $status: such as “200 OK”. $ms: a number of milliseconds.
docs-answered = { $status } after { $ms } ms
# $error: what the browser says.
docs-failed = The request could not be sent: { $error }
docs-answer-headers = Headers of the answer
docs-answer-save = Save the body of the answer
docs-answer-body = Body of the answer

## The documents of the program (`/docs/guides`), which are in English themselves

guides = Guides
guides-all = All guides
guides-search = Search the guides
# $count: a number.
guides-found = Matching parts of the guides: { $count }
guides-found-none = No part of a guide has all of these words.
# $count: a number. In place of all that match.
guides-first = These are the first { $count }.

## Audit log, and a user's own activity

# On the pages of accounts, in place of a list of events.
audit-no-activity = No activity yet.

## Events as sentences: who did it

# These begin a sentence, and stand alone after audit-by.
audit-actor-operator = The operator
audit-actor-visitor = A visitor
audit-actor-administrator = An administrator
# On the page of an account, if the name is unknown: the user who has it.
audit-actor-subject = The user
audit-actor-deleted = A deleted user
# $actor of the sentences: the reader. A language in which the form of the verb depends on the person has the auxiliary verb here,
# and only a participle in the sentences.
audit-actor-you = You
# $actor of the sentences: somebody else. $name: the name of a user, or one of the texts above.
audit-actor-other = { $name }

## Events as sentences: the account that it was done to

# $account of the sentences: the object of a verb, also after a preposition.
audit-account-yours = your account
audit-account-this = this account
# The account of the one who did it.
audit-account-own = their own account
# $name: the name of a user.
audit-account-named = the account of { $name }
audit-account-other = another account
audit-account-gone = an account that no longer exists
audit-account-unknown = an unknown account
# $whose of the sentences: after a noun, whose account it belongs to.
audit-whose-yours = of your account
audit-whose-this = of this account
audit-whose-own = of their own account
audit-whose-named = of the account of { $name }
audit-whose-other = of another account
audit-whose-gone = of an account that no longer exists
audit-whose-unknown = of an unknown account

## Events as sentences: what was changed

# $detail of event-user-set-role.
audit-role-user = user
audit-role-admin = admin
# $detail of event-user-update: if it is not known what was changed.
audit-field-unknown = details
audit-field-name = name
# $detail of event-user-update.
audit-field-language = language
audit-field-username = username
audit-field-email = email address
audit-field-pending-email = requested email address
audit-field-email-verified = confirmation of the email address
# $first: one of the fields above, or several that were joined by this message. $second: another field.
audit-fields = { $first } and { $second }

## Events as sentences: a refusal, where the event has no sentence for it

# $event: the name of an event, such as event-user-create.
audit-refused-other = { $event }: refused

## Events: groups of them

event-group-sign-ins = Sign-ins
event-group-accounts = Accounts
event-group-factors = Passkeys and factors
event-group-applications = Applications
event-group-administration = Administration
event-group-mail = Mail

## Events: their names, for example to filter by them, and the sentences about them

# .done and .refused are sentences without a full stop; an event that is only ever refused has no .done.
# $actor: who did it, audit-actor-you or audit-actor-other. $account: such as audit-account-yours. $whose: such as
# audit-whose-yours. $by: owner (of the account), visitor or other. $detail: the name of a group or an application, unless it
# says otherwise.
event-user-register = Account registered
    .done = { $actor } registered
event-user-set-up = First administrator created
    .done = { $actor } became the first administrator
event-user-create = Account created
    .done = { $actor } created { $account }
event-user-invite = Invitation sent
    .done = { $actor } sent an invitation for { $account }
event-user-revoke-invitation = Invitation revoked
    .done = { $actor } revoked the invitation for { $account }
# $detail of its sentence: audit-fields, or one of its fields.
event-user-update = Details changed
    .done = { $actor } changed the { $detail } { $whose }
    .refused = { $actor } could not change { $account }
# $detail: username, email or field.
event-user-release-value = Former value released
    .done = { $detail ->
        [username] { $actor } released the former username { $whose }
        [email] { $actor } released the former email address { $whose }
       *[other] { $actor } released a former value { $whose }
    }
# $detail of its sentence: audit-role-user or audit-role-admin.
event-user-set-role = Role changed
    .done = { $actor } set the role { $whose } to { $detail }
    .refused = { $actor } could not change the role { $whose }
event-user-disable = Account disabled
    .done = { $actor } disabled { $account }
    .refused = { $actor } could not disable { $account }
event-user-enable = Account enabled
    .done = { $actor } enabled { $account }
event-user-delete = Account deleted
    .done = { $actor } deleted { $account }
    .refused = { $actor } could not delete { $account }
event-user-restore = Account restored
    .done = { $actor } restored { $account }
event-user-purge = Account deleted permanently
    .done = { $actor } permanently deleted { $account }
event-user-set-password = Password set
    .done = { $actor } set the password { $whose }
# $detail of its sentence: a number.
event-user-import = Accounts imported
    .done = { $actor } imported accounts: { $detail }
event-user-export = Accounts exported
    .done = { $actor } exported the accounts
event-user-data-download = Personal data downloaded
    .done = { $actor } downloaded the data { $whose }
event-email-confirm = Email address confirmed
    .done = { $actor } confirmed the email address { $whose }
event-email-disown = Account given to the owner of its address, who had not registered it
    .done = { $account } went to the owner of its address, who had not registered it
event-password-change = Password changed
    .done = { $actor } changed the password { $whose }
    .refused = { $actor } could not change the password { $whose }
event-password-reset-issued = Password link created
    .done = { $by ->
        [visitor] { $actor } asked for a password link for { $account }
       *[other] { $actor } created a password link for { $account }
    }
event-password-link-revoked = Password link revoked
    .done = { $actor } revoked the password link for { $account }
event-password-reset = Password set with a link
    .done = { $detail ->
        [invitation] { $actor } accepted the invitation
       *[other] { $actor } set a password with a link
    }
event-email-change-undone = Change undone
    .done = { $actor } undid a change { $whose }
event-session-start = Signed in
    .done = { $actor } signed in
    .refused = A sign-in to { $account } was refused
event-session-end = Signed out
    .done = { $by ->
        [owner] { $actor } signed out
       *[other] { $actor } signed out a device { $whose }
    }
event-session-end-others = Signed out on other devices
    .done = { $by ->
        [owner] { $actor } signed out all other devices
       *[other] { $actor } signed out all devices { $whose }
    }
# The owner of the account says that it was somebody else.
event-session-reported = Sign-in reported by the owner
    .done = { $actor } reported a sign-in as somebody else's
event-link-void = Link void after wrong codes
    .done = A link for { $account } became invalid after wrong codes
event-token-reuse = Signed out: refresh token reused
    .refused = A session { $whose } ended because a used token came again
event-api-token-create = API token created
    .done = { $actor } created an API token for { $account }
    .refused = { $actor } could not create an API token for { $account }
event-api-token-revoke = API token revoked
    .done = { $actor } revoked an API token { $whose }
event-service-account-create = Service account created
    .done = { $actor } created { $account } for a program
event-group-create = Group created
    .done = { $actor } created the group { $detail }
event-group-update = Description of a group changed
    .done = { $actor } changed the description of the group { $detail }
event-group-delete = Group deleted
    .done = { $actor } deleted the group { $detail }
event-group-add = Added to a group
    .done = { $actor } added { $account } to the group { $detail }
event-group-remove = Removed from a group
    .done = { $actor } removed { $account } from the group { $detail }
event-application-create = Application created
    .done = { $actor } created the application { $detail }
event-application-update = Application changed
    .done = { $actor } changed the application { $detail }
event-application-delete = Application deleted
    .done = { $actor } deleted the application { $detail }
event-application-enter = Application entered
    .done = { $actor } entered the application { $detail }
    .refused = { $actor } was not admitted to the application { $detail }
event-client-create = Client created
    .done = { $actor } created the client { $detail }
event-client-update = Client changed
    .done = { $actor } changed the client { $detail }
event-client-delete = Client deleted
    .done = { $actor } deleted the client { $detail }
event-client-close = Client closed
    .done = { $actor } closed the client { $detail }
event-client-open = Client opened again
    .done = { $actor } opened the client { $detail } again
event-client-secret-add = Client secret added
    .done = { $actor } added a secret to the client { $detail }
event-client-secret-remove = Client secret removed
    .done = { $actor } removed a secret of the client { $detail }
event-client-consent = Access given to a client
    .done = { $actor } gave the client { $detail } access
    .refused = { $actor } refused the client { $detail } access
event-client-revoke = Access of a client taken back
    .done = { $actor } took the access to { $account } back from the client { $detail }
event-client-token-reuse = Used token of a client presented again
    .refused = The access of the client { $detail } ended because a used code or token came again
event-client-logout-failed = Sign-out not delivered to a client
    .refused = The client { $detail } did not get the message that a session has ended
event-client-refuse = Client refused
    .refused = The client { $detail } was refused something: its page says what
# $detail of these sentences: the name of a field, such as department, or both names of one that was renamed: plan -> tier.
event-field-create = Field created
    .done = { $actor } created the field { $detail }
event-field-update = Field changed
    .done = { $actor } changed the field { $detail }
event-field-delete = Field deleted
    .done = { $actor } deleted the field { $detail }
event-field-restore = Field restored
    .done = { $actor } restored the field { $detail }
# $detail of these sentences: the number of the version, after the name of an application if the terms are of one, such as wiki 3.
event-terms-publish = Terms published
    .done = { $actor } published the terms { $detail }
event-terms-withdraw = Terms withdrawn
    .done = { $actor } withdrew the terms { $detail }
event-terms-accept = Terms accepted
    .done = { $actor } accepted the terms { $detail }
event-provider-create = Provider created
    .done = { $actor } created the provider { $detail }
event-provider-update = Provider changed
    .done = { $actor } changed the provider { $detail }
event-provider-delete = Provider deleted
    .done = { $actor } deleted the provider { $detail }
# $detail of these sentences: the name of a provider, such as google.
event-identity-link = Account at a provider linked
    .done = { $actor } linked { $account } with an account at { $detail }
    .refused = { $account } was not linked with an account at { $detail }
event-identity-unlink = Account at a provider unlinked
    .done = { $actor } unlinked { $account } from an account at { $detail }
event-identity-keep = Linked account kept
    .done = { $actor } kept the account at { $detail }
event-identity-take-over = Unconfirmed account given to the owner of its address
    .done = { $account } went to the owner of its address, who came from { $detail }
event-avatar-set = Picture set
    .done = { $actor } set the picture { $whose }
event-avatar-remove = Picture removed
    .done = { $actor } removed the picture { $whose }
event-key-rotate = Signing key created
    .done = { $actor } created a signing key
event-key-retire = Signing key retired
    .done = { $actor } retired a signing key
event-password-links-issued = File of password links created
    .done = { $actor } created a file of password links
    .refused = { $actor } could not create a file of password links
event-mailing-begin = Sending of invitations begun
    .done = { $actor } began to send invitations
event-mailing-stop = Sending of invitations stopped
    .done = { $actor } stopped sending invitations
event-mail-failed = Mail not delivered
    .done = A message to the owner { $whose } was not delivered

## Why an action was refused

reason-no-match = Username and password did not match
reason-wrong-password = Wrong password
reason-throttled = Too many attempts
reason-last-administrator = The last administrator cannot be changed
reason-email-unconfirmed = The email address is not confirmed

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
error-title-group-in-use = The group is in use
# A location: the address of an application.
error-title-application-taken = The name, a location or the id is taken
error-title-identity-taken = The account at the provider is linked to another account
error-title-field-taken = The name of the field or its value is taken
error-title-provider-taken = The name or the issuer of the provider is taken
error-title-provider-refused = The sign-in at the provider was not accepted
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
error-title-provider-unavailable = The provider does not answer

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
error-database-read-only = The server cannot save changes at the moment, because its database cannot be written to. Your data is safe. Try again in a few minutes.
error-database-unavailable = The database is not available. Your data is safe. Try again in a few seconds.
# Somebody else took the permission away while a file was uploaded or downloaded.
error-permission-lost = You no longer have permission to do this.
error-token-scope = The scopes of the API token do not allow this. Use a token with the scope for it; what no scope allows needs a sign-in.

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

## Errors: requests that cannot be read. Most of them are for programs, so names of headers stay as they are.

request-unreadable = The request could not be read.
request-too-slow = The request took too long. Send it again.
request-too-large = The request body is too large. Send at most 64 KiB.
request-form-too-large = The form is too large. Shorten what you have entered.
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
idempotency-key-invalid = Send 1 to 255 visible ASCII characters, for example a UUID.
idempotency-key-reused = Within the last 24 hours you have sent another request with this Idempotency-Key. Repeat that request without changes, or send a new key.
idempotency-key-result-lost = This request was executed, but its response can no longer be read, because the keys of the server were replaced since. Look up what it has changed. To execute it once more, send a new key.

## Errors: signing in, sessions and tokens

session-overloaded = Too many users are signing in at the moment. Try again in a few seconds.
session-no-match = That username and password do not match. Check both and try again.
session-no-match-code = That username and recovery code do not match, or the account has a password. Check both and try again.
session-email-unconfirmed = Confirm your email address first: open the link in the message that we have sent to it.
session-has-ended = The session has ended. Sign in again.
# The next ones are for programs.
session-token-malformed = The token is malformed. Send it exactly as it was issued.
session-token-expired = The token has expired. Refresh it, or sign in again.
session-token-invalid = The token is not valid for this server. Sign in again.
session-api-token-revoked = The API token was revoked, or its account is disabled or deleted. Create a new one.

## Errors: links that can be used once

one-time-invalid = This link has been used, has expired, or was replaced by a newer one. Request a new one.
one-time-sign-in-first = Somebody else may have registered this address as well. Sign in to the account first, as you did when you registered. Then confirm the address.
one-time-other-browser = Somebody else may have registered this address as well. Open this link in the browser in which you registered.
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

## Errors: passwords and email addresses

password-change-wrong = That is not your current password. Try again.
# It was, when the form was sent.
password-change-replaced = This is no longer your current password. Try again.
password-change-own-link = You cannot create a password link for your own account. Change your password on your account page.
password-change-mismatch = The passwords do not match. Type the same password twice.
password-change-like-email = Choose a password that is not based on your email address.
password-change-like-username = Choose a password that is not based on your username.
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
user-change-too-often = This was changed five times in seven days. Wait a few days, or ask an administrator.
# $username: what was entered. $owner: the present username of another account.
user-change-username-kept = “{ $username }” was the username of “{ $owner }” until recently, and is reserved for that account. To give it to someone else, release it on the page of “{ $owner }”.
# “user” and “admin” are the names of the roles in the API and in files.
user-role-unknown = The role must be user or admin.

## Errors: profile pictures

picture-unknown-type = Send a JPEG, PNG or WebP picture.
picture-damaged = The picture is damaged or incomplete. Save it again or choose another picture.
picture-too-many-pixels = The picture is too large. Use at most 8,192 pixels per side and 40 megapixels.
picture-too-costly = The picture takes too much memory to decode. Make it smaller or save it as a JPEG.
picture-too-many-uploads = Too many pictures are being uploaded. Try again in a few seconds.

## Errors: the list of users. Names of parameters and their values stay as they are.

users-no-such-order = There is no such order.
# $last: the number of the last page.
users-no-such-page = There is no such page. The last page is page { $last }.
users-admins-only = Only administrators can list users.
# Errors of requests by programs. Names of parameters stay as they are: page, per_page, cursor, sort, signed_in, never, rest.
users-page-and-cursor = Send page or cursor, not both.
users-cursor-not-valid = The cursor does not belong to this list. Send it unchanged, with the same filters and sort.
users-page-not-valid = page must be a whole number from 1.
# $names: what lists are sorted by, separated by commas.
users-sort-not-valid = Sort by one of { $names }. Put a - before the name for descending order.
users-status-not-valid = Use active, disabled or deleted.
users-signed-in-not-valid = Use never, or leave signed_in out.
# $field: the name of a parameter.
users-day-not-valid = { $field } must be a day, such as 2026-11-26.
# $max: the number of characters that are allowed.
users-search-too-long = Search for at most { NUMBER($max) } characters.
# $max: the number of words that are allowed.
users-search-too-many-words = Search for at most { NUMBER($max) } words.
# $max: the number of words that are allowed.
users-search-too-many-words-in-group = Search for at most { NUMBER($max) } words in a group.

## Errors: changes of many accounts. Most are for programs; names of fields and their values stay as they are.

bulk-action-unknown = Unknown action.
# $names: the names of all actions, separated by commas.
bulk-action-not-valid = Send one of { $names }.
bulk-role-missing = set_role needs a role. Send user or admin.
bulk-role-not-used = role is only used with set_role. To select accounts by role, use filter.role.
bulk-group-missing = Choose a group.
bulk-group-not-used = group is only used with add_to_group and remove_from_group. To select accounts by group, use filter.group.
bulk-field-unknown = There is no such field, or it is not yours to change.
bulk-field-unique = No two accounts have the same value in this field. It can only be emptied for many.
bulk-field-not-used = field and value are only used with set_field.
bulk-invite-needs-ids = invite needs ids. To invite all accounts without a password at a limited rate, use /api/users/awaiting-password/invitations.
bulk-rest-with-ids = rest is only used with filter. Leave it out when you send ids.
bulk-rest-not-valid = Send rest unchanged from the last response, with the same action and filter.
bulk-ids-wrong-type = Send ids as an array.
bulk-filter-wrong-type = Send filter as an object.
bulk-ids-or-filter = Send either ids or a filter.
# $max: the number of ids that are allowed, in digits alone.
bulk-ids-out-of-range = Send 1 to { $max } ids.
bulk-id-not-valid = An id is not valid. Send ids as the list of users returns them.

## Errors: groups

group-name-required = Enter a name, such as editors.
group-name-rule = Use 1 to 63 lower-case letters (a to z), digits, - and _. The first one is a letter or a digit.
group-name-taken = There is a group with this name. Choose another one.
being-deleted = What had this name is still being deleted. Choose another name, or try again in a moment.
group-missing = There is no such group.
# $name: the text in place of a group's name.
group-unknown = There is no group “{ $name }”. Choose another one.
# $max: the number of groups that there can be.
groups-too-many = There are { $max } groups. Delete one before you create another.
group-import-running = An import is running, and its users may belong to the group. Wait until it has finished, then try again.
# $applications: some names, with commas between them. $more: how many are not named.
group-in-use = { $more ->
    [0] Members of the group may enter these applications: { $applications }. Remove the group from them before you delete it.
   *[other] Members of the group may enter these applications: { $applications } and { NUMBER($more) } more. Remove the group from them before you delete it.
}
# $max: the number of conditions.
group-rule-too-long = Enter at most { NUMBER($max) } conditions, which together have at most 500 characters.
# $name: of a group.
group-rule-name-taken = The group { $name } is there already, without a rule or for another application. Delete it, or give it this rule and choose it.
group-members-by-rule = A rule says who belongs to this group. Change the rule, or what the account has in its fields.
group-demanded = A second factor is demanded of the members of this group (VESTIBULE_REQUIRE_SECOND_FACTOR). Take it out of that setting before you delete it.
group-rule-demanded = A second factor is demanded of the members of this group (VESTIBULE_REQUIRE_SECOND_FACTOR), so it takes no rule: a value that changes would end that. Choose its members one by one.

## Errors: invitations, and users without a password

invitations-has-password = The account has a password already. Create a password link if its owner needs a new one.
# An error of a request by a program. cursor and next are names.
invitations-cursor-not-valid = The cursor belongs to no list. Send next of a response unchanged.
invitations-not-invited = The account has no open invitation.
awaiting-import-unknown = There is no such import. Send the number in its report, or leave it out to select all accounts.
awaiting-import-invalid = Send the number of an import as its report shows it.
awaiting-mailing-running = Invitations are being sent to other users. Wait until all are sent, or stop them, then try again.
awaiting-no-mailing = No invitations are being sent at the moment.

## Errors: import. Why nothing was imported.

import-refused-forbidden = Only administrators can import users.
import-refused-running = Another import is running. Wait until it has finished, then try again.
import-refused-stalled = The import stalled for too long and was undone. Import the file again.
import-refused-incomplete = The database has lost accounts of this import several times. Nothing is imported yet: check the database, then import the same file again within an hour.
import-refused-interrupted = The database stopped responding during the import. Import the same file again within an hour, and the import goes on where it stopped.
import-refused-too-large = The file has more than 3,000,000 rows or too much text. Nothing was imported. Split it into several files.
import-refused-no-space = The server has no disk space for the file at the moment. Nothing was imported. Try again later.
# “all” and “good” are values of a field of the API.
import-refused-rows = Use all, to import all rows or nothing, or good, to import the valid rows.
# $systems: the names of systems, such as keycloak.
import-refused-system = Use one of: { $systems }.
# $line: what was sent. first_name is the name of a column.
import-refused-column = “{ $line }” is not a name in the file, an equals sign and a column, such as Vorname=first_name.
# $max: the maximum number.
import-refused-too-many-groups = The file names more than { NUMBER($max) } groups. Use fewer.

## Errors: import. Why the file cannot be read; $row is the number of a row.

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
import-unreadable-workbook = The file is a workbook of Excel or LibreOffice. Open it there and save the sheet as CSV UTF-8.
# users.csv is the name of a file; the rest of the command is for a terminal.
import-unreadable-database = The file is a database of SQLite. Write its table of users as CSV, for example with sqlite3 -csv -header data.db "SELECT * FROM users", and import that.

## Errors: import. Why the file of another system cannot be read.

import-unreadable-nobody = Nobody was found in the file. Choose the system that has written it, and export its users as well.
import-unreadable-cut-off = The file ends in the middle. Export it again, or copy it again.
# $number: the number of a person in the file.
import-unreadable-no-json = Person { $number } in the file is not valid JSON. Export the file again.
# $kib: the maximum size. $number: the number of a person in the file.
import-unreadable-person-too-long = Person { $number } in the file takes more than { NUMBER($kib) } KiB. Remove pictures and other large values from the export.
import-unreadable-firebase = The file has password hashes, but not the parameters with which they were made. Put those that the console of Firebase shows (hash_config) before the users.
# $line: the number of a line.
import-unreadable-yaml = Line { $line } cannot be read. Write members and lists as Authelia does, each on a line of its own, without anchors and texts of several lines.

## What an import leaves out of the file of another system, or changes: what it is, and why. A number stands before it.

import-left-no-address = Accounts without an email address, which every account here has.
import-left-address = Accounts with an email address that is not valid. Correct it in the other system, and export again.
import-left-program = Accounts of programs. Create service accounts or clients for them.
import-left-deleted = Accounts that were deleted.
import-left-username = Usernames that are not possible here. They are made from the address.
import-left-time = Times that cannot be read, or are in the future.
# $format: the name of a format, or the words of import-row-hash-format.
import-left-hash = Password hashes that are not imported: { $format }. Their format is not supported, they are damaged, or verifying them would cost too much. These people need a link to choose a password.
import-left-unknown-hash = Password hashes of an unknown format. These people need a link to choose a password.
import-left-temporary-password = Passwords that were to be changed at the next sign-in, because somebody else has set them. These people need a link to choose a password.
import-left-second-factor = People with a second factor, which they set up again here.
import-left-roles = People with roles. Make groups of those that applications need.
import-left-attributes = People with attributes of their own. Keep them in your application, by the id of the account.
# $provider: its name.
import-left-link = Linked accounts at { $provider }: no provider of this name is defined here, or its accounts have other ids.
# $from: the name of a group in the other system. $to: its name here.
import-left-renamed = Members of “{ $from }”, which is called { $to } here.
# $name: that of a group in the other system.
import-left-group = Members of “{ $name }”, which is no possible name of a group.
# $one and $other: the names of two groups in the other system.
import-left-same-group = Members of “{ $one }”, which would be the same group here as “{ $other }”. Rename one of them.
import-left-more = Others that are not listed.

## Errors: import. What is wrong with a row; names with an underscore are those of columns.

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

## Errors: import. What is wrong with the hash of a password.

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

## Errors: applications, and requests to create or change one

applications-too-many = There are { NUMBER($max) } applications. Delete one before you create another.
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

## Errors: fields of clients (OpenID Connect)

client-id-required = Enter an id, such as wiki.
client-id-rule = Use 1 to { NUMBER($max) } visible ASCII characters without quotes and backslashes. An id that begins with https:// is the address of a client’s metadata, and cannot be chosen.
client-id-fixed = The id cannot be changed: leave it out or send { $id }.
client-id-taken = There is a client with the id { $id }. Choose another one.
client-unknown = There is no such client.
client-secret-unknown = The client has no such secret.
client-refusal-unknown = This refusal is no longer listed.
client-refusal-stays = Nothing that can be changed here would fix it.
client-only-in-file = The client { $id } is defined in the file of applications (VESTIBULE_APPLICATIONS, or vestibule.toml in the server's working directory). Change it there.
clients-too-many = There are { NUMBER($max) } clients. Delete one before you create another.
# $text: what was entered. $reason: one of the client-uri or application-address texts.
client-uri-invalid = { $text }: { $reason }. Enter an absolute address, such as https://wiki.example.com/callback.
# The reason why an address is refused, after a colon and before a full stop. So are the next ones.
client-uri-relative = it is not absolute
client-uri-scheme = browsers run or show what an address with this scheme contains
client-uri-character = use only the characters of addresses, and write others encoded, such as %C3%BC
client-uri-not-web = use https
# $text: what was entered.
client-uri-wildcard = { $text } has a wildcard. Enter each address in full, one per line. One that is missing is refused, and listed on the page of the client, where you can register it.
client-uri-repeated = Enter { $uri } only once.
# $max: a number.
client-claims-too-long = The names and values of all claims have at most { NUMBER($max) } characters together.
# $uri: a resource.
client-resource-own = { $uri } is on this server, whose tokens have audiences of their own. Enter the address of the API.
client-kind-unknown = Use confidential or public.
client-grant-unknown = “{ $text }” is not a grant. The grants are { $grants }.
client-grants-of-public = A public client cannot use client_credentials, because it has no secret.
client-consent-unknown = Use never, once or always.
client-acr-unknown = Use second-factor or passkey, or nothing.
client-access-ttl = Enter a duration from a minute to 15 minutes, such as 5m, or nothing.
client-redirect-required = Enter at least one address where people return after signing in.
client-claim-invalid = “{ $text }” is no claim. Enter name=value, or name@group=value for the members of a group; with := in place of = the value is JSON, such as true or 7; with <= it is that of a field, as in plan<=plan, plan<=plan:text or plan<=plan:list. The claims that Vestibule itself uses cannot be set.
client-claim-field-unknown = There is no field “{ $text }” that applications see. Create it, or let applications see it.
client-group-rule-invalid = “{ $text }” is no rule about groups. Enter a group, or a beginning such as wiki-* for all whose names begin so, and after = what the client calls them: editors=Editor.
client-service-account-unknown = There is no active service account with this id.
client-service-account-required = Choose the service account of which the client gets tokens.
program-required = Choose a program, or “Another one”.
program-entry-required = Choose who may enter.
program-url-required = Enter where the program is, such as https://grafana.example.com.
program-url-invalid = Enter the address as people open it, such as https://grafana.example.com, without a question mark.
program-unknown = There is no such program. Choose one of the list, or “Another one”.
program-way-unknown = Use openid or proxy.
client-secret-of-public = A public client has no secrets.
client-secret-rule = Use { NUMBER($min) } to { NUMBER($max) } visible ASCII characters.
client-secret-taken = The client has this secret already.
client-secrets-too-many = A client has at most { NUMBER($max) } secrets. Delete one before you create another.
# $flaw: what is wrong in the database, in sentences.
client-unreadable = The client gets nothing, because it cannot be read. { $flaw }
client-flaw-definition = Its definition is damaged, or a newer version has written it.
client-flaw-application = Its application does not exist.

## Errors: definitions of providers, at which people have accounts with which they sign in here

provider-name-required = Enter a name, such as google or company.
provider-name-rule = Use 1 to 63 lower-case letters (a to z), digits and -. The first one is a letter or a digit.
provider-name-taken = Another provider has this name. Choose another one.
provider-title-rule = Use 1 to { NUMBER($max) } characters, without a space at the beginning or the end.
provider-logo-rule = Enter the address of a picture that begins with https://.
provider-issuer-required = Enter the issuer of the provider, such as https://id.example.org.
provider-issuer-rule = Enter the issuer exactly as the provider names it, such as https://id.example.org, without a query.
provider-issuer-unused = Leave the issuer out: providers of this kind have one of their own.
# $kind: google, github and so on.
provider-issuer-reserved = This is an address of { $kind }. Use the kind { $kind }, without an issuer.
provider-issuer-taken = The provider { $provider } has the same issuer. Change that one, or delete it first.
provider-endpoint-required = Enter the address, as the documentation of the provider has it, such as https://id.example.org/oauth/token.
provider-endpoint-rule = Enter an address that begins with https://, without a user and without #.
provider-endpoint-unused = Leave this address out: only providers of the kind oauth2 are described here.
# $claim: what was entered in its place.
provider-claim-rule = { $claim } says nothing about where something is. Enter each of subject, email, email_verified, name and username at most once, such as subject=data.id.
provider-claims-unused = Leave this out: where providers of this kind say who somebody is, is known.
provider-signer-required = Enter the id that Apple shows: that of your team, and that of the private key.
provider-signer-unused = Leave this id out: only providers of the kind apple have a private key.
provider-key-rule = Enter the private key of Apple as the client secret: all that is in the file whose name ends with .p8.
provider-tenant-rule = Enter the id of a directory, such as 9188040d-6c67-4c5b-b112-36a304b66dad, or common, organizations or consumers.
provider-tenant-unused = Leave the directory out: only providers of the kind microsoft have one.
provider-word-rule = Use visible ASCII characters without spaces.
provider-items-too-many = Enter at most { NUMBER($max) }.
# $domain: what was entered in its place.
provider-domain-rule = { $domain } is no domain in small letters, such as example.org.
provider-trusted-unused = Leave the trusted domains out: for which addresses providers of this kind vouch is known.
provider-domains-unused = Leave these domains out: providers of this kind vouch for no address, so they would let no one in. Name the directory instead.
provider-domains-never = Leave these domains out: providers of this kind vouch for no address, so they would let no one in.
# $domain: one of those that were entered.
provider-domain-not-trusted = { $domain } would let no one in, because the provider does not vouch for addresses there. Enter it among the trusted domains as well, or leave it out here.
provider-groups-unused = Leave the claim with groups out: providers of this kind have none.
provider-groups-prefix-rule = Enter what the names of these groups begin with, such as company-: 2 to 40 lower-case letters (a to z), digits, - and _, the first one a letter or a digit.
provider-fields-unused = Leave this out: providers of this kind say nothing else about somebody.
# $line: one of those that were entered.
provider-field-rule = { $line } does not name a field and a claim. Enter each field once, such as department=department.
# $text: the name of a field.
provider-field-unknown = There is no field “{ $text }” that its owner may change. Create it, or correct its name.
provider-flaw-definition = Its definition is damaged, or a newer version has written it.
provider-flaw-secret = Its secret cannot be read. Enter it again.

## Errors: signing in at a provider

# $provider, in all of them: the title of the provider, such as Google.
upstream-unreachable = { $provider } cannot be reached. Try again in a few minutes, or sign in another way.
upstream-timed-out = { $provider } took too long to answer. Try again, or sign in another way.
upstream-private-address = { $provider } is at a private address to which this server may not connect. Ask the operator of this server to list it in VESTIBULE_OUTBOUND_PRIVATE.
upstream-malformed = { $provider } gave an answer that cannot be read. Try again later, or sign in another way.
upstream-denied = You have not signed in at { $provider }. Choose it again, or sign in another way.
upstream-refused = { $provider } refused the sign-in. If that happens again, tell an administrator.
upstream-invalid-client = { $provider } does not accept the id or the secret of this server. An administrator has to enter the present ones.
upstream-state = This sign-in at { $provider } is over, or it began in another browser. Begin again here.
upstream-invalid-code = { $provider } says that this sign-in was used before or is over. Begin again.
upstream-issuer = { $provider } answered under another name than the one that is configured, so you were not signed in. Tell an administrator.
upstream-audience = The answer of { $provider } is meant for another program, so you were not signed in. Begin again.
upstream-nonce = The answer of { $provider } belongs to another sign-in, so you were not signed in. Begin again.
upstream-unknown-key = The answer of { $provider } is signed with a key that it does not publish. Try again in a few minutes.
upstream-signature = The signature of the answer of { $provider } is not valid, so you were not signed in. If that happens again, tell an administrator.
upstream-algorithm = { $provider } signs its answers in a way that is not accepted here. Tell an administrator.
upstream-expired = The answer of { $provider } had expired when it arrived. Begin again; if that does not help, the clock of the provider or of this server is wrong.
upstream-clock = The answer of { $provider } comes from the future: its clock or that of this server is wrong. Tell an administrator.
upstream-subject = { $provider } has named two different people, so you were not signed in. Tell an administrator.
upstream-no-address = { $provider } did not say which email address you have. Allow it there, then begin again.
upstream-address-taken = With your address at { $provider } no account can be opened here. Sign in another way, or ask an administrator.
upstream-domain = Your account at { $provider } does not belong to an organisation that may sign in here. Choose another account there.
upstream-registration-closed = There is no account here that is linked to yours at { $provider }, and none can be opened. Sign in another way, or ask an administrator for an invitation.
upstream-other-account = Your account at { $provider } is linked to another account here. Sign in with it and unlink it there first.
upstream-unlinked = Your account at { $provider } was unlinked from this account. Choose a password here, then link it again on the page of your account.
upstream-account-closed = Your account here that is linked to yours at { $provider } is disabled or deleted. Ask an administrator. If you have deleted it yourself, the link in our last message restores it.
upstream-held = Your account at { $provider } was linked shortly before the password was reset, so it does not sign in yet. Sign in with your password, and keep or remove it on the page “Security”.
upstream-not-recent = { $provider } did not confirm that you have signed in there just now. Use a code that we send to your confirmed address. If it is not confirmed, sign out and in again, and add a passkey within ten minutes.

## Errors: why a question or a request of a proxy is refused

connection-for-proxies = Forward authentication is for reverse proxies. If this request comes from yours, add its address to VESTIBULE_TRUSTED_PROXIES; the log has the address.
connection-header-missing = The header { $name } is missing.
connection-header-twice = The header { $name } occurs twice.
connection-header-no-ascii = The header { $name } contains characters other than ASCII.
connection-method-invalid = The method of the request is invalid.
# $reason: one of the texts such as application-address-scheme.
connection-address-refused = The address is refused: { $reason }.
connection-headers-differ = The headers X-Forwarded-* and X-Original-* name different requests.
connection-folder-asked = The proxy must pass paths that begin with /.vestibule/ to Vestibule, without forward authentication.
# For a program that looks for the metadata of OpenID Connect.
connection-issuer-slash = The issuer is { $issuer }, without a slash at its end. Enter it like that at the client.

## Errors: API tokens

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

## Errors: the audit log

audit-login-unknown = No account has this username or email address.
audit-administrators-only = Only administrators can see or export the events of other users.
# before and after are names of parameters.
audit-before-or-after = Send before or after, not both.
# person and scope are names of parameters.
audit-person-or-scope = Send person or scope, not both.
audit-event-id-invalid = Send the id of an event.
audit-account-id-invalid = Send the id of an account.
audit-event-unknown = Use the name of an event, such as user.create.
audit-result-unknown = Use success or refused.
audit-kinds-unknown = Use sign_ins, accounts, factors, applications, administration or mail.
audit-period-unknown = Use 24h, 7d, 30d or 1y.
audit-scope-unknown = Use own, or leave scope out.
# period is the name of a parameter.
overview-period-unknown = Use 24h, 7d, 30d or 1y, or leave period out.
# $max: the highest number that is allowed.
per-page-not-valid = per_page must be a whole number from 1 to { NUMBER($max) }.
# csv and jsonl are values of a parameter.
audit-format-unknown = Use csv or jsonl.

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
# $languages: the possible values, such as "en, de".
field-language = Use one of: { $languages }.

## Fields of one's own: what is wrong with a value

own-field-needed = Fill this in.
own-field-not-a-value = Use a text, a number, true or false, or a list of texts.
own-field-no-object = Write the fields as an object, such as {"{"} "department": "Sales" {"}"}.
own-field-one-value = Use one value.
own-field-control-characters = Remove invisible characters.
own-field-number-rule = Enter a number of at most 15 digits, such as 12.5.
own-field-yes-no-rule = Use yes or no.
own-field-date-rule = Enter a date, such as 2026-11-28.
own-field-url-rule = Enter the address of a page, such as https://example.org/about.
own-field-phone-rule = Enter a telephone number with its country, such as +49 30 123456.
own-field-country-rule = Use the two letters of a country, such as DE.
# $choices: the values, such as "sales, press".
own-field-choice-unknown = Use one of: { $choices }.
# $max: the number of bytes.
own-field-value-too-long = Use at most { NUMBER($max) } bytes.
own-field-values-too-long = The fields of an account have at most { NUMBER($max) } bytes together. Shorten some of them.
# $field: a name, as it was entered.
own-field-no-filter = Users cannot be chosen by the field { $field }.
# $max: the number of fields.
own-field-filters-too-many = Filter by at most { NUMBER($max) } fields.
own-field-value-taken = Another account has this value. Enter another one.
own-field-read-only = You cannot change this field.
own-field-unreadable = The definition of this field cannot be read. Define it again.

## Terms

# A heading.
terms = Terms
terms-of-installation = Terms of use
# $name: of an application.
terms-of-application = Terms of { $name }
# $version: its number. $day: such as 4 March 2026.
terms-version = version { $version }, from { $day }
# A link to the document.
terms-read = Read the terms
terms-accept-title = Accept the terms
terms-accept-about = Read this first. No application opens before you have accepted it; your account stays open.
terms-accept = I accept
# A box in the forms that open an account. $link: terms-box-link, which leads to the document.
terms-box = I accept the { $link }
terms-box-link = terms of use
terms-box-needed = Accept the terms of use to go on.
terms-not-now = Not now: go to your account
terms-planned = planned
terms-is-in-effect = in effect
terms-replaced = replaced
# $accounts: how many have accepted a version.
terms-accepted-by = { $accounts ->
    [one] accepted by { NUMBER($accounts) } account
   *[other] accepted by { NUMBER($accounts) } accounts
}
terms-withdraw = Withdraw
terms-new = Publish terms
terms-new-about = Nobody enters without having accepted them. Once they are in effect, they are kept for good.
terms-whose = Whose terms
# $language: its name.
terms-document-in = { $language }: the text in Markdown, or the address of a page
terms-from = From this day on (UTC); at once, if it is empty
terms-publish = Publish
terms-manage = Manage terms
terms-missing = There are no such terms in effect.
terms-by-people = Only people can accept terms.
terms-application-unknown = There is no application with this name.
# $max: the number of versions.
terms-too-many = There are { NUMBER($max) } versions of terms. That is the limit.
terms-in-effect = These terms are or were in effect, so people may have accepted them. Publish another version.
terms-document-missing = Enter a link or a text.
terms-link-or-text = Use either links or texts.
terms-link-rule = Enter the address of a page, such as https://example.org/terms or de=https://example.org/agb.

## Errors: defining fields

own-field-missing = There is no such field.
own-field-name-required = Enter a name, such as department.
own-field-name-rule = Use 1 to 63 lower-case letters, digits, underscores and hyphens, with a letter or a digit first.
own-field-name-taken = There is a field with this name. Choose another one.
own-field-name-deleted = A field with this name was deleted less than 30 days ago. Restore it, or choose another name.
own-field-of-file = The field is defined in the file vestibule.toml. Change it there.
# $max: the number of fields.
own-fields-too-many = There are { NUMBER($max) } fields, those included that were deleted less than 30 days ago. That is the limit.
# $kinds: text, number and so on.
own-field-kind-unknown = Use one of these: { $kinds }.
own-field-kind-fixed = The kind cannot be changed. Create another field.
own-field-unique-fixed = This cannot be changed. Create another field.
own-field-unfitting-unseen = You do not see what people have in this field, so you cannot list whom it does not fit.
own-field-unfitting-after-invalid = Send next of the previous response unchanged.
own-field-need-unknown = Use never, registration or sign-in.
own-field-party-unknown = Use owner, administrators or applications.
own-field-number-whole = Enter a whole number, such as 10.
# $max: the number of characters.
own-field-line-rule = Use 1 to { NUMBER($max) } characters in each line, without invisible ones.
own-field-line-twice = Write one line for each language.
own-field-choices-missing = Enter at least one choice.
own-field-choices-unused = Only choices have these. Leave it empty.
# $max: the number of characters.
own-field-choice-rule = Write each as sales=Sales: a value of at most { NUMBER($max) } characters without commas, and a label.
# $tag: what was entered, such as xx.
own-field-language-unknown = There are no pages in the language { $tag }.
# $value: of the choice.
own-field-choice-twice = The choice { $value } is there twice.
own-field-length-unused = Only texts have a length. Leave it empty.
# $max: the number of characters.
own-field-length-rule = Use a number of characters up to { NUMBER($max) }.
own-field-length-order = This is more than the greatest length. Use a smaller number.
own-field-pattern-unused = Only a text of one line has a pattern. Leave it empty.
own-field-pattern-wrong = This is no regular expression that can be checked in bounded time. Leave out look-around, back-references and large repetitions.
own-field-pattern-help-missing = Say in words what has to be entered, such as: two letters and four digits.
own-field-pattern-help-unused = There is no pattern. Leave it empty.
own-field-default-unique = No two accounts may have the same value, so there is no default. Leave it empty.
own-field-seen-by-nobody = Choose who sees it.
own-field-changed-unseen = Only those who see it can change it.
own-field-changed-by-applications = Applications are told of a field and cannot change it. A program changes it with an API token of an administrator.
own-field-required-closed = Nobody can fill in a field that is closed. Choose never, or open it.
own-field-required-nobody = Its owner has to fill it in, so its owner has to be able to change it.
own-field-unique-unused = Values of this kind cannot be unique.
own-field-filter-unused = Users cannot be filtered by a long text.
own-field-search-unused = The search does not find values of this kind.
own-field-list-unseen = Administrators have to see what the list of users shows, filters or searches, and values that are in the audit log.
# $max: the number of characters.
own-field-scope-rule = Use 1 to { NUMBER($max) } lower-case letters, digits, dots, underscores, colons and hyphens, with a letter or a digit first.
# $scope: what was entered, such as email.
own-field-scope-reserved = The scope { $scope } has a meaning of its own. Choose another one, or leave this empty: then it is profile.

## Fields of one's own: on the pages of an account

title-own-details = A few details
# $installation: the name of the installation.
own-details-about = { $installation } asks for this. Then you go on.
own-details-go-on = Save and go on
own-values = More about you
own-values-about = What this site asks for beside your name. What no longer fits is marked.
own-field-yes = Yes
own-field-no = No
# An answer to a question with yes or no.
own-field-not-said = No answer

## Fields of one's own, for administrators

own-fields = Fields
own-field = Field
title-new-own-field = Add a field
error-own-field-changed = Somebody else has changed this field since you opened the page. Load it again before you save.
# Before a change is saved. $filled: how many accounts have a value. $missing: how many would have none that is required.
# $unfitting: how many have a value that would not fit.
error-own-field-unfitting = Nothing is saved yet. Accounts with a value: { NUMBER($filled) }, of which { NUMBER($unfitting) } do not fit: those values are kept and marked. Accounts that are asked for one at their next sign-in: { NUMBER($missing) }. Once it is saved, the page of the field lists them for those who see the field.
# The same, if there are too many accounts to look at all of them before the answer.
error-own-field-unfitting-so-far = Nothing is saved yet. There are too many values to look at all of them now. Of { NUMBER($filled) } that were looked at, { NUMBER($unfitting) } do not fit: those are kept and marked.
# $names: of applications, clients, groups and providers, with commas between them.
error-own-field-breaks = Nothing is saved yet. These would lose the field, because they name it as before or may not see it any more: { $names }.
# $first, $second: the two sentences before.
error-own-field-both = { $first } { $second }
# A heading, and the link to that page.
own-field-unfitting = Accounts that do not fit
own-field-unfitting-about = Values that do not fit any more are kept until somebody changes them. Who has no value, though one is required, is asked for it at the next sign-in.
own-field-unfitting-none = None were found.
own-field-unfitting-more = Look for others
notice-own-field-created = Field added.
notice-own-field-deleted = Field deleted. For 30 days it can be restored.
notice-own-field-restored = Field restored.
own-field-kind = Kind
own-field-label = Label, one line per language
own-field-label-hint = Department, or de=Abteilung for one language. Without any, the name.
own-field-help = Hint below the input, one line per language
own-field-help-hint = Such as: As it is on your contract.
own-field-choices = Choices, one per line
own-field-choices-hint = A value with its label: sales=Sales, or sales:de=Vertrieb for one language.
own-field-required = Has to be filled in
own-field-min-length = Least number of characters
own-field-max-length = Greatest number of characters
own-field-length-hint = At most 4,000. Without one, the usual limit.
own-field-pattern = Pattern
own-field-pattern-hint = A regular expression for the whole value, such as [A-Z]{"{2}"}[0-9]{"{4}"}.
own-field-pattern-help = The pattern in words, one line per language
own-field-pattern-help-hint = Whoever enters something else reads this.
own-field-default = Default
own-field-default-hint = What new accounts get that say nothing else.
own-field-seen-by = Who sees it
own-field-changed-by = Who changes it
own-field-owner = The person
own-field-administrators = Administrators
own-field-applications = Applications
own-field-seen-by-owner = On the page of their account, and when they register.
own-field-seen-by-administrators = In lists, on the pages of users and in exports.
own-field-seen-by-applications = Those that are told it by their definition.
own-field-changed-by-owner = Whenever they like.
own-field-changed-by-administrators = For others, also for many at once.
own-field-scope = Scope
own-field-scope-hint = What clients ask for to learn it, such as billing. Without one, profile.
own-field-personal = About the person
own-field-personal-on = It is about the person
own-field-personal-about = Then it is in the copy of their own data.
own-field-not-personal = Not about the person
own-field-in-audit = In the audit log
own-field-in-audit-on = The audit log has its values
own-field-in-audit-about = Otherwise it says only that the field has changed.
own-field-not-in-audit = Only that it has changed
own-field-unique = Unique
own-field-unique-on = No two accounts have the same value
own-field-unique-about = Such as a customer number. It cannot be changed later.
own-field-not-unique = Not unique
own-field-searchable = Search
own-field-searchable-on = The search of users finds its words
own-field-searchable-about = Beside name, username and address.
own-field-not-searchable = Not found by the search
own-field-filterable = Filter
own-field-filterable-on = Users can be filtered by it
own-field-filterable-about = By one value, or by a range of numbers and dates.
own-field-not-filterable = No filter
own-field-column = Column
own-field-column-on = It is a column of the list of users
own-field-column-about = The fewer there are, the more fits on a screen.
own-field-no-column = No column
own-field-section = Heading above it, one line per language
own-field-section-hint = Fields with the same one stand together.
own-field-position = Position
own-field-position-hint = Fields with a lower number come first.
own-field-closed = Closed
own-field-closed-on = It is kept and shown, but changed no more
own-field-closed-about = Nobody is asked for it any more.
own-field-not-closed = Open
own-field-text = Text
own-field-text-about = One line.
own-field-long-text = Long text
own-field-long-text-about = Several lines.
own-field-number = Number
own-field-number-about = With at most six decimals.
own-field-yes-no = Yes or no
own-field-yes-no-about = Such as consent to a newsletter.
own-field-date = Date
own-field-date-about = A day, such as a birthday.
own-field-choice = One of a list
own-field-choice-about = Such as a department.
own-field-several = Several of a list
own-field-several-about = Such as topics of interest.
own-field-url = Address of a page
own-field-url-about = With http or https.
own-field-phone = Telephone number
own-field-phone-about = With its country, such as +49 30 123456.
own-field-country = Country
own-field-country-about = Two letters, such as DE.
own-field-never = Never
own-field-never-about = People may leave it empty.
own-field-at-registration = At the registration
own-field-at-registration-about = By those who open an account from now on.
own-field-at-sign-in = At the next sign-in
own-field-at-sign-in-about = By everybody: who has not filled it in is asked before going on.

## Fields: a new password

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

## Dates and times

# $day: the number of the day. $month: its name, long or short.
date-day = { $day } { $month } { $year }
# $date: as in date-day. $time: such as 09:12.
date-minute = { $date }, { $time } UTC
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
short-month-1 = Jan
short-month-2 = Feb
short-month-3 = Mar
short-month-4 = Apr
short-month-5 = May
short-month-6 = Jun
short-month-7 = Jul
short-month-8 = Aug
short-month-9 = Sep
short-month-10 = Oct
short-month-11 = Nov
short-month-12 = Dec
ago-now = just now
ago-yesterday = yesterday
ago-last-week = last week
ago-minutes = { $count ->
    [one] 1 minute ago
   *[other] { NUMBER($count) } minutes ago
}
ago-hours = { $count ->
    [one] 1 hour ago
   *[other] { NUMBER($count) } hours ago
}
ago-days = { $count ->
    [one] 1 day ago
   *[other] { NUMBER($count) } days ago
}
ago-weeks = { $count ->
    [one] 1 week ago
   *[other] { NUMBER($count) } weeks ago
}
ago-months = { $count ->
    [one] 1 month ago
   *[other] { NUMBER($count) } months ago
}
ago-years = { $count ->
    [one] 1 year ago
   *[other] { NUMBER($count) } years ago
}
# How long to wait, after “Wait”.
wait-seconds = { $count ->
    [one] 1 second
   *[other] { NUMBER($count) } seconds
}
wait-minutes = { $count ->
    [one] 1 minute
   *[other] { NUMBER($count) } minutes
}
wait-hours = { $count ->
    [one] 1 hour
   *[other] { NUMBER($count) } hours
}

## The file with all data about oneself

own-data-note = We also store the following data, which is not in this file: the hashes of your password, tokens, links and recovery codes, and the encrypted secret of your authenticator app, because anyone who finds this file could use them to attack your account; the public keys of your passkeys and the random number under which your devices keep them, because they are of use to this server only; which other users acted on your account and from where, because that is their personal data; the number of failed sign-ins in each of your browsers; the numbers of imports and bulk changes that included your account; for a day, which applications are still to be notified that a session of yours has ended; for ten minutes, the codes of devices that you have allowed to get access, with their address; for 30 days, what a change of many accounts has replaced in fields; for a day, the encrypted responses to requests with which your programs created other accounts and links; and data derived from the rest, which is a smaller copy of your picture and the words by which you are found and sorted.

## Messages by mail

# A message is plain text. Its paragraphs stand between empty lines: { $button } is one of them, { $code } ends one. A
# paragraph with { $name } is left out if the account has no name, so the next one must be good as a beginning as well.
#
# $name: of the account. $installation: what the operator calls the site. $time, $date: see date-minute and date-day.
# $lifetime: see mail-lifetime-minutes. $device, $address: browser and network address of a sign-in. $new_email: an email
# address. $code: six digits. $methods: the address of a page.

# The account was used in a browser that it had not been used in.
mail-new-sign-in =
    Hello { $name },

    Your account at { $installation } was used in a browser that we do not know.

    Time: { $time }

    Device: { $device }

    Address: { $address }

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do, and do not pass the code on.

    If it was not you, press the button and enter the code. This signs out all
    devices, removes what was added since, makes the password invalid and sends you
    a link to choose a new one.

    What can sign in to your account is listed here: { $methods }
    .subject = New sign-in to your account
    .button = It was not me

mail-password-reset =
    Hello { $name },

    Somebody asked for a new password for your account at { $installation }.

    { $button }

    The link works once, within { $lifetime }. If it was not you, ignore this
    message: it changes nothing by itself.
    .subject = Choose a new password
    .button = Choose a new password

mail-password-changed =
    Hello { $name },

    The password of your account at { $installation } was changed on { $time }. All
    other devices were signed out.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do, and do not pass the code on.

    If it was not you, press the button and enter the code. This signs out all
    devices, removes what was added since, brings back what was removed, makes the
    password invalid and sends you a link to choose a new one.

    What can sign in to your account is listed here: { $methods }
    .subject = Your password was changed
    .button = It was not me

# The account is new, or has another address.
mail-confirm-email =
    Somebody created an account at { $installation } with this address.

    { $button }

    The page may ask for this code: { $code }

    This works once, within { $lifetime }. If it was not you, say so on that page,
    with the code, and the account becomes yours. Do not pass the code on.
    .subject = Confirm your email address
    .button = Confirm the address

# The account does not exist yet. No code: the page asks for the password.
mail-confirm-registration =
    Somebody created an account at { $installation } with this address.

    { $button }

    This works once, within { $lifetime }, in the browser in which you registered.
    Elsewhere the page asks for the password that you chose. If it was not you,
    ignore this message.
    .subject = Confirm your email address
    .button = Confirm the address

# To the new address of an account.
mail-email-change-confirm =
    Somebody wants to use this address for an account at { $installation }.

    { $button }

    The page may ask for this code: { $code }

    This works once, within { $lifetime }. If it was not you, ignore this message,
    and do not pass the code on.
    .subject = Confirm your new email address
    .button = Confirm the address

# To the previous address: the owner has changed it.
mail-email-change-notice =
    Hello { $name },

    The email address of your account at { $installation } was changed to
    { $new_email }. Messages no longer reach you here.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do: do not pass the code on. If not, undo
    the change within { $lifetime }. That signs you out everywhere, and you choose a
    new password.

    What can sign in to your account is listed here: { $methods }
    .subject = Your email address was changed
    .button = Undo the change

# To the previous address: an administrator has changed it.
mail-email-changed =
    Hello { $name },

    An administrator of { $installation } has changed the email address of your
    account to { $new_email }. Messages no longer reach you here.

    { $button }

    The page may ask for this code: { $code }

    If you did not expect this, ask an administrator, or undo the change within
    { $lifetime }. That signs you out everywhere, and you choose a new password. Do
    not pass the code on.

    What can sign in to your account is listed here: { $methods }
    .subject = Your email address was changed
    .button = Undo the change

# The same without a link that undoes it.
mail-email-changed-vouched =
    Hello { $name },

    An administrator of { $installation } has changed the email address of your
    account to { $new_email }. Messages no longer reach you here.

    If you did not expect this, ask an administrator.

    What can sign in to your account is listed here: { $methods }
    .subject = Your email address was changed

# To the address that an account had in between.
mail-email-change-undone =
    The email address of an account at { $installation } was changed back from this
    one to an earlier one. Messages no longer reach you here.

    If you did not expect this, ask an administrator.
    .subject = Your email address was changed back

# Somebody wanted to register with the address of an account.
mail-registration-taken =
    Somebody wanted to create an account at { $installation } with this address,
    which already has one.

    { $button }

    If it was you and you no longer know the password, you can choose a new one
    on that page. If it was not you, ignore this message: nothing has changed.
    .subject = You already have an account
    .button = Sign in

mail-invitation =
    An administrator of { $installation } has created an account for you.

    { $button }

    The link works once, within { $lifetime }. Later you sign in with this email
    address. If you did not expect an account, ignore this message.
    .subject = Your new account
    .button = Choose a password

mail-api-token-created =
    Hello { $name },

    An API token was created for your account at { $installation } on { $time }. A
    program that has it can use your account without your password.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do, and do not pass the code on.

    If it was not you, press the button and enter the code. This signs out all
    devices, removes what was added since, brings back what was removed, makes the
    password invalid and sends you a link to choose a new one.

    What can sign in to your account is listed here: { $methods }
    .subject = A new API token was created
    .button = It was not me

mail-account-disabled =
    Hello { $name },

    An administrator of { $installation } has disabled your account. You were signed
    out everywhere and cannot sign in.
    .subject = Your account was disabled

# An administrator has deleted the account.
mail-account-deleted =
    Hello { $name },

    Your account at { $installation } was deleted.

    An administrator can restore it until { $date }. After that, its data is gone
    for good.
    .subject = Your account was deleted

# Somebody who can sign in with a passkey has removed the password: its owner or a thief.
mail-password-removed =
    Hello { $name },

    The password of your account at { $installation } was removed on { $time }.
    From now on you sign in with passkeys, recovery codes or linked accounts.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do: do not pass the code on. If not, undo
    it within { $lifetime }: you are signed out everywhere, what was added since
    whoever did it signed in is removed, and you choose a new password.
    .subject = The password of your account was removed
    .button = It was not me

# Somebody who knows the password has deleted the account: its owner or a thief.
mail-account-closed =
    Hello { $name },

    Your account at { $installation } was deleted.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do: do not pass the code on. If not,
    restore the account within { $lifetime }. Then you choose a new password.

    An administrator can restore it until { $date }. After that, its data is gone
    for good.
    .subject = Your account was deleted
    .button = Restore the account

# The same, to an earlier address, which can undo the change of address.
mail-account-closed-elsewhere =
    Hello { $name },

    Your account at { $installation } was deleted.

    If it was not you, undo the change of your email address: this restores the
    account. The link in the earlier message still works.

    An administrator can restore it until { $date }. After that, its data is gone
    for good.
    .subject = Your account was deleted

mail-test =
    { $installation } can send mail to this address.
    .subject = Test message

# The words around each message. $host: the name of the server in the address of the button.
mail-layout =
    .button = If the button does not work, open this address:
    .footer = { $installation } ({ $host }) has sent this message automatically. Replies are not read.
    .terms = Terms
    .privacy = Privacy
    .support = Support
# How long a link works, after “within”.
mail-lifetime-minutes = { $count ->
    [one] 1 minute
   *[other] { NUMBER($count) } minutes
}
mail-lifetime-hours = { $count ->
    [one] 1 hour
   *[other] { NUMBER($count) } hours
}
mail-lifetime-days = { $count ->
    [one] 1 day
   *[other] { NUMBER($count) } days
}
# The device or the address of a sign-in.
mail-unknown = unknown

## Forms: stolen passwords

password-stolen = This password is in lists of stolen passwords. Use a few unrelated words.
password-list-unreadable = New passwords cannot be checked at the moment, so none is accepted. Try again later, or tell an administrator.

## Events about passkeys, authenticator apps and recovery codes

# $detail of event-factor-add and event-factor-remove.
audit-factor-passkey = a passkey
audit-factor-authenticator = an authenticator app
# $detail of event-factor-remove and event-factor-reset.
audit-factor-all = all second factors
# The same after a report or an undo, which removes what somebody else may have added.
audit-factor-recent = recently added second factors
event-session-step-up = Sign-in confirmed
    .done = { $actor } confirmed the sign-in
    .refused = { $actor } could not confirm the sign-in
event-factor-add = Second factor added
    .done = { $actor } added { $detail } to { $account }
event-factor-remove = Second factor removed
    .done = { $actor } removed { $detail } from { $account }
event-factor-reset = Second factors reset
    .done = { $actor } removed { $detail } from { $account }
event-factor-use = Passkey refused
    .refused = A passkey { $whose } was refused because it may be a copy
event-factor-sync = Passkey synced
    .done = A passkey { $whose } can be on several devices from now on
event-factor-clock = Clock was ahead
    .done = A code of the authenticator app { $whose } was accepted, although the server had seen a later one: its clock was ahead then
event-recovery-codes-create = Recovery codes created
    .done = { $actor } added new recovery codes to { $account }
event-recovery-code-use = Recovery code used
    .done = { $actor } used a recovery code { $whose }
reason-wrong-code = Wrong code
reason-passkey-refused = The answer of the passkey was not valid

## Everything that can still sign in to an account

ways-in-heading = Who can get in
ways-in-about = Newest first. If you do not know one, end it, then change your password.
ways-in-none = Nothing can sign in at present.
# $count: of all rows; the first eight are shown above.
ways-in-all = All { NUMBER($count) }
# Above the list, after its owner has chosen a password with a link.
ways-in-after-reset = You have a new password.
# The same after they have reported a sign-in.
ways-in-after-report = You have reported a sign-in. All devices are signed out.
# The same after they have undone a change of the address, a deletion, or the removal of the password.
ways-in-after-undo = The change is undone.
# After each of these three.
ways-in-after-more = This is what can still sign in. End what you do not know.
# On the sign-in page, after each of these three.
ways-in-sign-in = Sign in to see who can still get in.
ways-in-sign-in-more = You go straight to the list of everything that can sign in to your account, and can end what you do not know.
# Names of kinds, in the list of what is taken away when an account starts over.
ways-in-password = Password
ways-in-session = Devices
ways-in-trusted-browser = Trusted browsers
ways-in-passkey = Passkeys
ways-in-authenticator = Authenticator app
ways-in-recovery-codes = Recovery codes
ways-in-identity = Linked accounts
ways-in-api-token = API tokens
ways-in-token-for-others = API tokens of service accounts
ways-in-client = Access of applications
ways-in-handed-link = Password link from an administrator
ways-in-invitation = Invitation
ways-in-pending-email = New email address
ways-in-undo = Earlier email address
# In place of that, where the link was sent to the present address.
ways-in-undo-here = Link that undoes a change
ways-in-email = Email
ways-in-former-username = Former username
ways-in-former-email = Former email address
ways-in-former-field = Former value of a custom field
ways-in-defined-provider = New identity providers
ways-in-changed-provider = Changed identity providers
ways-in-defined-client = New or changed clients
ways-in-made-administrator = New administrators
# Names of rows. $device: browser and system.
ways-in-trusted-browser-named = Trusted browser: { $device }
# $name: of a passkey.
ways-in-passkey-named = Passkey { $name }
# $provider: its name.
ways-in-identity-named = Account at { $provider }
# $name: of an API token.
ways-in-api-token-named = Program “{ $name }”
# $account: the username of a service account. $name: of an API token.
ways-in-token-for-others-named = Program “{ $name }” of the service account { $account }
# $email: an address.
ways-in-pending-email-named = New address { $email }, not confirmed yet
# $name: a username.
ways-in-former-username-named = Former username “{ $name }”
# $email: an address.
ways-in-former-email-named = Former address { $email }
# $field: the name of a custom field. $value: what the account had there.
ways-in-former-field-named = Former value of { $field }: { $value }
# What an administrator did in the days before the account was recovered. $name: the title of a provider.
ways-in-defined-provider-named = Created the identity provider { $name }
# $name: the title of a provider.
ways-in-changed-provider-named = Changed the identity provider { $name }
# $name: the title of an application.
ways-in-defined-client-named = Created or changed a client of { $name }
# $name: a username.
ways-in-made-administrator-named = Made “{ $name }” an administrator
# Before a time, such as “2 hours ago”.
ways-in-added = Added
# After a time. $place: browser and system, an IP address, or both.
ways-in-from = from { $place }
# About rows.
ways-in-unusable = Does not work at present.
ways-in-password-about = Whoever knows it can sign in.
ways-in-trusted-browser-about = Is not asked for a second factor.
ways-in-client-about = Learns about this account, or may ask for it again.
ways-in-undo-about = Can take the account back.
ways-in-email-about = Whoever reads its messages can set a new password.
ways-in-former-about = Reserved for this account: no one else can have it.
ways-in-defined-about = Done with this account in the days before it was recovered. If that was not you, take it back.
ways-in-check = Check…
defined-provider-opener = Delete…
defined-provider-delete = Delete this provider
# $name: the title of a provider.
defined-provider-about = No one signs in with { $name } any more. Linked accounts there stay, and sign in again if it is created again.
defined-client-opener = Close client…
defined-client-close = Close this client
# $name: the title of an application.
defined-client-about = No one signs in to { $name } with this client any more, until it is opened again on its page.
made-administrator-opener = Remove role…
made-administrator-remove = Remove role
# $name: a username.
made-administrator-about = “{ $name }” is an ordinary user from now on.
# Before a time, such as “2 hours ago”.
ways-in-given-up = Given up
value-take-back = Take it back…
value-release = Release it
value-release-opener = Release…
# $name: a username, an address or a value.
value-release-about = Others can have “{ $name }” from now on. Applications then take them for the former owner.
# On a link to where recovery codes are replaced.
ways-in-replace = Replace…
# For screen readers: the button of a row. $action: what it does, such as “Sign out”. $name: of the row.
ways-in-end-name = { $action }: { $name }
ways-in-end-others = End everything else
ways-in-end-others-opener = End everything else…
ways-in-end-others-name = End everything else that is signed in
ways-in-end-others-about = Signs out all other devices, revokes your API tokens, and ends trusted browsers and the access of applications. Your password, passkeys, authenticator app, recovery codes and linked accounts stay.
notice-value-released = Released. Other accounts can have it from now on.
notice-definition-taken-back = Taken back.
notice-way-in-ended = Ended. It can no longer get in.
notice-everything-else-ended = Everything else is signed out.

## Starting over, for administrators

start-over-own = Another administrator has to do that for your own account
notice-started-over = Nothing signs in to this account any more. A link for a new password is on its way.
event-user-start-over = Account started over
    .done = { $actor } took away everything that signs in to { $account }

## Messages by mail about passkeys, authenticator apps and recovery codes

# As in the other messages. $factor: mail-factor-passkey or mail-factor-authenticator. $left: a number.

# $name: the name that its owner has given it.
mail-factor-passkey = passkey “{ $name }”
mail-factor-authenticator = authenticator app

mail-factor-added =
    Hello { $name },

    Your account at { $installation } got one more sign-in method on { $time }:
    { $factor }.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do, and do not pass the code on.

    If it was not you, press the button and enter the code. This signs out all
    devices, removes what was added since, brings back what was removed, makes the
    password invalid and sends you a link to choose a new one.
    .subject = A sign-in method was added
    .button = It was not me

mail-factor-removed =
    Hello { $name },

    Your account at { $installation } lost a sign-in method on { $time }: { $factor }.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do, and do not pass the code on.

    If it was not you, press the button and enter the code. This signs out all
    devices, removes what was added since, brings back what was removed, makes the
    password invalid and sends you a link to choose a new one.
    .subject = A sign-in method was removed
    .button = It was not me

mail-recovery-codes-made =
    Hello { $name },

    Your account at { $installation } got new recovery codes on { $time }. All
    earlier ones are invalid.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do, and do not pass the code on.

    If it was not you, press the button and enter the code. This signs out all
    devices, removes what was added since, brings back what was removed, makes the
    password invalid and sends you a link to choose a new one.
    .subject = New recovery codes were made
    .button = It was not me

mail-recovery-code-used =
    Hello { $name },

    Your account at { $installation } was used with one of your recovery codes on
    { $time }.

    Recovery codes that are left: { $left }

    { $button }

    If it was you, make new ones on that page before all are used.

    If it was not you, press the button, sign in, make new recovery codes, sign out
    all other devices and change your password. If you can no longer sign in, ask an
    administrator.
    .subject = A recovery code was used
    .button = It was not me

# An administrator or the operator has removed all second factors.
mail-factors-reset =
    Hello { $name },

    Your account at { $installation } has had no passkeys, no authenticator app and
    no recovery codes since { $time }: an administrator has removed them.

    { $button }

    If you asked for it, sign in and add new ones.

    If you did not, somebody may have pretended to be you: press the button, sign in,
    change your password and add a passkey or an authenticator app. Then ask an
    administrator.
    .subject = Your second factors were removed
    .button = It was not me

# The passkey counts its uses. A count that does not grow means that there may be two of it.
mail-passkey-refused =
    Hello { $name },

    Your account at { $installation } refused a sign-in on { $time }, because there
    may be a copy of this sign-in method: { $factor }. The sign-in did not succeed.

    { $button }

    If it was you, remove the passkey on that page and make a new one. If it was not
    you, do the same: somebody else has the copy.
    .subject = A passkey was refused
    .button = Check my passkeys

# The passkey was on one device. Its password manager has synced it for the first time, and the sign-in succeeded.
mail-passkey-synced =
    Hello { $name },

    Your account at { $installation } noticed on { $time } that a sign-in method is
    synced between several devices from now on: { $factor }.

    { $button }

    If you use it with a password manager such as iCloud Keychain, there is nothing
    to do.

    If it should be on one device alone, such as a security key, remove it on that
    page, sign out all other devices and change your password: somebody may have
    copied it.
    .subject = A passkey is synced from now on
    .button = Check my passkeys

# The passkey could be on several devices before, and says now that it cannot.
mail-passkey-not-synced =
    Hello { $name },

    Your account at { $installation } refused a sign-in on { $time }, because a
    sign-in method that was synced between several devices says that it is not any
    more: { $factor }. The sign-in did not succeed.

    { $button }

    If it was you, sign in another way, remove the passkey on that page and make a
    new one. If it was not you, do the same: somebody else may have it.
    .subject = A passkey was refused
    .button = Check my passkeys

# Somebody asked for a new password for an account that has none, only passkeys.
mail-how-to-sign-in =
    Hello { $name },

    Your account at { $installation } has no password that could be replaced: you
    sign in with a passkey, which is on one of your devices or in your password
    manager.

    { $button }

    If you have lost your passkeys, choose “No password, and passkey lost?” on that
    page, and use a recovery code. If you have neither, ask an administrator.

    Nothing has changed. If you did not ask for this message, ignore it.
    .subject = How you sign in
    .button = Sign in

## Factors: passkeys, codes of an authenticator app, recovery codes

factors-passkey-refused = The passkey was not accepted. Try again.
factors-passkey-not-synced = The passkey was not accepted: it was synced between devices before, and is not any more. Sign in another way, remove it, and add a new one.
factors-passkey-unknown = No account has this passkey any more. Sign in another way.
factors-passkey-taken = This passkey is in use already. Create another one.
factors-passkey-name-required = Enter a name for the passkey.
# $max: the number of passkeys that an account can have.
factors-passkeys-too-many = The account has { NUMBER($max) } passkeys. Remove one before you add another.
factors-passkeys-on-ip-address = Passkeys need a name in the address of this page, and it has an IP address.
factors-passkeys-in-test-mode = Passkeys need a name in the address: start this server in test mode with HOST=localhost.
# https is the beginning of an address.
factors-passkeys-without-https = Passkeys need an address that begins with https.
factors-last-way-in = This is the last way to sign in. Choose a password first, or add another passkey.
# Some of them are second factors only, because the account was recovered.
factors-held-passkeys = Use each of your passkeys once after your password, or remove it. Then you can remove the password.
factors-reset-needs-password = The account has no password, and could not sign in any more. Send its owner a password link first.
factors-gone = It does not exist any more. Reload the page.
factors-setup-expired = This took too long. Begin again.
factors-six-digits = Enter the six digits that the app shows.
factors-code-wrong = This code is not right. Check the time of your device, and enter the next code.

## Errors: second factors, and proving again who one is

error-title-second-factor-required = The second factor is missing
error-title-invalid-code = The code is not right
error-title-pending-expired = The sign-in took too long
error-title-passkey-refused = The passkey was not accepted
error-title-step-up-required = Prove again who you are
error-title-factor-needed = The account needs a way to sign in
error-title-passkeys-unavailable = This server cannot have passkeys
second-factor-required = The password is right. Complete the sign-in with your second factor.
second-factor-expired = This sign-in is over. Begin again with your password.
second-factor-wrong-code = This code is not right. Check it and try again.
second-factor-used-code = This code was used already. Wait for the next one, or use another recovery code.
second-factor-closed = Codes of your authenticator app are closed after too many wrong ones. Use a passkey or a recovery code.
second-factor-no-account = No account that can sign in has this passkey. Sign in another way.
# Of a passkey that stays after a report or an undo.
second-factor-held-passkey = This passkey signs in alone again after you have used it once with your password. Sign in with your password first.
second-factor-code-required = Enter the code.
# For programs.
second-factor-credential-required = Send the answer of the passkey.
second-factor-credential-no-object = Send the answer of the passkey as a JSON object.
step-up-required = Prove again who you are. The last time was too long ago.
step-up-missing = Enter your password or a code, or use a passkey.
step-up-with-factor = Your account has a second factor. Enter a code, or use a passkey.

## Second factors: on pages that ask for one

# Between two ways to go on.
passkey-or = or
passkey-sign-in = Sign in with a passkey
# On pages that ask for more than a password.
passkey-use = Use a passkey
# Also if the time was over, or if there is no passkey: the browser does not tell which.
passkey-cancelled = No passkey was used. Try again, or go on in another way.
passkey-failed = That did not work. Try again, or go on in another way.
passkey-unreachable = The server did not answer. Try again in a moment.
passkey-unsupported = This browser cannot use passkeys.
title-second-factor = Confirm your sign-in
second-factor-about = One more step protects your account.
second-factor-of = One more step protects the account { $username }.
second-factor-recovery = Use a recovery code
second-factor-trust = Trust this browser
# Below the checkbox before.
second-factor-trust-about = Your password alone is enough here for some time. Not on a device that others use.
# Without JavaScript.
second-factor-plain = Your passkey needs JavaScript. Turn it on, or go on with a code.
second-factor-again = Start again
# Opens what follows.
second-factor-lost = Phone lost, or no code?
second-factor-no-codes = You have no recovery code that is left.
# ask-support or ask-administrator is before.
second-factor-lost-about = Say which username you have. An administrator makes sure that it is you, and resets this step.
title-confirm = Confirm that it is you
confirm-about = This is important, so we ask once more. Then you go on where you were.
confirm-go-on = Go on
confirm-busy = Checking…
confirm-back = Back without confirming
# Without JavaScript.
confirm-plain = Your passkey needs JavaScript. Turn it on, or go on in another way.
confirm-impossible = You cannot confirm here that it is you.
confirm-impossible-more = Sign out, and sign in again.
field-code = Code from your authenticator app
field-code-hint = Six digits that change every 30 seconds
field-code-missing = Enter the code.
field-recovery-code = Recovery code
field-recovery-code-hint = One of those that you have saved. Each works once.

## Second factors: on the account page

# A note after a sign-in with a password.
passkey-offer = Sign in faster next time
passkey-offer-about = With a passkey, your fingerprint, your face or the PIN of your device is enough, and there is no password to steal.
passkey-offer-later = Not now
passkey-offer-never = Don't ask again

## Second factors: own passkeys

passkeys = Passkeys
passkeys-about = With a passkey you sign in with your fingerprint, your face or the PIN of your device, without your password.
passkeys-none = No passkeys yet.
# The state of the passkeys. $count: how many. $names: their names.
passkeys-count = { NUMBER($count) }: { $names }
# Where a passkey is.
passkey-synced = Synced between your devices
passkey-on-device = On one device only
# After passkey-synced: another copy of it is not there yet.
passkey-not-backed-up = not saved elsewhere yet
# $domain: such as auth.example.com.
passkey-earlier = Made for { $domain }: cannot be used here any more
# Of a passkey that stays after a report or an undo.
passkey-held = Second factor only, until you have used it after your password
# A heading above the list.
passkeys-earlier = Passkeys of an earlier address
# $domain: such as auth.example.com. ask-support or ask-administrator follows.
passkeys-earlier-about = They belong to { $domain }, where this site was before. Browsers do not offer them here, so they count for nothing any more. Add a new passkey, and remove the old ones.
# The operator's mail address follows, as a link. Nothing follows that.
ask-support = If you need help, ask
ask-administrator = If you need help, ask an administrator.
# A day follows.
factor-added = Added
passkey-add = Add a passkey
passkey-add-plain = Adding a passkey needs JavaScript.
passkey-exists = This device has a passkey for your account already.
passkey-name = Name of the passkey
passkey-rename = Rename passkey
passkey-rename-opener = Rename…
# For screen readers. $name: of the passkey.
passkey-rename-name = Rename { $name }
passkey-remove = Remove passkey
passkey-remove-opener = Remove…
# For screen readers. $name: of the passkey.
passkey-remove-name = Remove { $name }
# $name: of the passkey.
passkey-remove-about = “{ $name }” can no longer be used to sign in. Your device may still show it. A device that you have lost stays signed in: sign it out at “Devices”.

## Second factors: own authenticator app

authenticator = Authenticator app
# Below the heading of the section.
authenticator-line = After your password, you enter a code that the app shows.
authenticator-none = Not set up.
# The same for somebody who has a passkey.
authenticator-unneeded = Not set up. A passkey is enough.
authenticator-set-up = Set up
authenticator-remove = Remove app
authenticator-remove-opener = Remove…
authenticator-remove-about = Its codes no longer work from now on. A device that you have lost stays signed in: sign it out at “Devices”.
title-authenticator = Set up an authenticator app
authenticator-about = You need an app such as Aegis, Google Authenticator, 1Password or Bitwarden, on your phone or your computer.
authenticator-scan = Scan this code with the app
# For screen readers: the picture.
authenticator-qr = QR code for the authenticator app
authenticator-type = Or enter this secret in the app:
# What a button copies.
authenticator-secret = the secret
# A link. The app may be on this device.
authenticator-open = Open the app on this device
authenticator-code-hint = The six digits that the app shows now
authenticator-add = Add app
# After a wrong code. The link authenticator-new-secret follows.
authenticator-again = Enter the code that the app shows for the secret that you have just scanned.
authenticator-new-secret = Show a new QR code

## Second factors: own recovery codes

recovery-codes = Recovery codes
recovery-codes-about = If you lose your device, one of these codes takes its place. Each works once.
recovery-codes-none = You have no recovery codes.
recovery-codes-left = { NUMBER($left) } of { NUMBER($total) } left
# There are three or fewer.
recovery-codes-few = Only a few recovery codes are left. Make new ones, and save them.
recovery-codes-needed = Without recovery codes you are locked out if you lose your device. Make some, and save them.
# A link behind the two texts before.
recovery-codes-there = To the recovery codes
recovery-codes-make = Make recovery codes
recovery-codes-renew-opener = Make new ones…
recovery-codes-renew-about = The previous codes no longer work then.
# A heading. They are shown once.
recovery-codes-new = Your new recovery codes
recovery-codes-keep = Save them now, where you find them without this device: in a password manager, or on paper. They are not shown again.
recovery-codes-download = Download as a file
# The name of the file, in words. $site: of the installation. $username: of the account.
recovery-codes-file = { $site } { $username } recovery codes
recovery-codes-print = Print

## Second factors: browsers that are trusted

# Above the lists of factors, while sessions go on that have begun before the account had one.
earlier-sessions = { $count ->
    [one] Another device was signed in without a second factor
   *[other] { NUMBER($count) } other devices were signed in without a second factor
}
earlier-sessions-about = They stay signed in, also if somebody else knew your password. Sign them out, and sign in there again where you need it.
earlier-sessions-list = See your devices
earlier-sessions-end = Sign them out
trusted-browsers = Trusted browsers
trusted-browsers-about = Your password alone is enough in these browsers.
trusted-browser-forget = Do not trust
# For screen readers. $device: such as “Firefox on Windows”.
trusted-browser-forget-name = Do not trust { $device }

## Second factors: those of a user, for administrators

user-factors-reset-opener = Reset…

## Second factors: notices after a success

notice-passkey-added = Passkey added.
notice-passkey-renamed = Passkey renamed.
notice-passkey-removed = Passkey removed.
notice-authenticator-added = Authenticator app added. From now on you need it to sign in.
notice-authenticator-removed = Authenticator app removed.
notice-browser-forgotten = The browser is not trusted any more.
notice-factors-reset = Sign-in methods reset. Only the password is left.

## Second factors: demanded of accounts (`VESTIBULE_REQUIRE_SECOND_FACTOR`)

error-title-second-factor-missing = A second factor is required
error-second-factor-missing = Your account must have a second factor. Add a passkey or an authenticator app on the page “Security” of your account; nothing else is possible before.
error-title-fields-required = Fields have to be filled in
error-fields-required = You have to fill in some fields first. Open the application in the browser, and the page with them is shown.
error-title-terms-required = Terms have to be accepted
error-terms-required = You have to accept the terms first. Open the application in the browser, and the page with them is shown.
factors-demanded = Your account must have a second factor, and this is the last one. Add another one first.
# A heading on the page about security, above the passkeys.
factor-demanded = Add a second factor
factor-demanded-about = Your account must have a passkey or an authenticator app. Everything else opens once you have added one.
# A heading. $day: a date, such as 15 January 2027.
factor-demanded-from = You need a second factor from { $day } on
factor-demanded-from-about = From that day on, you can use your account only with a passkey or an authenticator app.
# A link behind the text before.
factor-demanded-add = Add one
# A page for somebody of whom a second factor is demanded.
title-factor-demand = Add a second way to prove that it is you
# Why. $site: the name of the installation.
factor-demand-by-site = { $site } asks for one. It takes a minute.
# The same if an application asks for it. $application: its title.
factor-demand-by-application = { $application } asks for one. It takes a minute.
# The same if nobody does.
factor-demand-own = Then nobody gets in with your password alone. It takes a minute.
# Behind the text before. $application: the title of the application to which the user goes on.
factor-demand-then = Then you go on to { $application }.
factor-demand-then-on = Then you go on where you were.
# A heading, and a badge behind it.
factor-demand-passkey = A passkey
factor-demand-easiest = Easiest
factor-demand-passkey-about = Your fingerprint, your face or the PIN of your device. Nothing to type.
# A heading.
factor-demand-app = An authenticator app
factor-demand-app-about = It shows six digits, which you type after your password.
factor-demand-set-up = Set up an app
# $day: a date, such as 15 January 2027.
factor-demand-until = You can wait until { $day }.

## Users: the filter by second factor

# with, without and second_factor stay as they are.
users-names-too-many = Send at most { NUMBER($max) } usernames or email addresses.
users-accounts-not-valid = Use people, or leave accounts out.
users-second-factor-not-valid = Use with or without, or leave second_factor out.

## Applications: what they demand of a sign-in

# A label: how long ago people may have confirmed who they are.
field-max-age = Ask again after
application-max-age-hint = Such as 15m or 12h. People who confirmed longer ago who they are do so again. Without one, signing in is enough.
application-max-age-invalid = Use at least one minute and at most 366 days, as a number of seconds or with a unit, such as 15m, 12h or 30d.
# What became of a question of a proxy.
connection-step-up = The person has to confirm again who they are: Vestibule answers with the way to that page.
# For somebody who wants to enter an application.
enter-second-factor = This application asks for a second factor. Confirm with it who you are.
enter-proof-too-old = This application asks for a more recent confirmation. Confirm again who you are.
confirm-factor-missing = The application asks for a second factor, and your account has none.
# A link.
confirm-add-factor = Add a passkey or an authenticator app. Then you go on.

## Accounts without a password

# The names in the audit log and in messages. As audit-factor-passkey and mail-factor-passkey.
audit-factor-password = the password
mail-factor-password = password
invitations-has-passkey = The account has a passkey, so it waits for no password.
step-up-with-passkey = Confirm with a passkey who you are, and try again.
factors-password-last-way-in = Without a password you need two passkeys, or one and recovery codes. Add them first.
# $least: a number of characters.
factors-password-too-short = Your password is too short without a second factor. First choose one with at least { NUMBER($least) } characters.
factors-password-needed = Enter your password, because this is your last second factor.
# The heading of a page, and the link to it.
title-recovery = Sign in with a recovery code
recovery-about = For accounts without a password whose passkeys are lost. If you have a password, sign in with that.
sign-in-lost-passkey = No password, and passkey lost?
security-no-password = You have no password. You sign in without one.
security-set-password = Set a password
no-password = Without a password
no-password-about = A passkey signs you in alone. What does not exist cannot be stolen or guessed.
no-password-needs-more = For this you need a second passkey, or recovery codes.
no-password-opener = Remove the password…
no-password-remove = Remove the password
no-password-remove-about = Confirm this with a passkey. You are signed out on all other devices, and can set a password again at any time.
factor-remove-last = This is your last second factor. Without it your password has to be longer.
notice-password-removed = Password removed. From now on you sign in with a passkey.
notice-recovery-code-spent = Signed in with a recovery code. If your phone or your passkey is lost, remove it now and add another one. The page “Security” says how many codes are left.
notice-recovery-code-used = Signed in with a recovery code. Add a new passkey now, and remove those that you have lost.

## Import: authenticator codes

import-row-totp-secret = Not a secret of an authenticator app: base32 of 10 to 64 bytes.
import-row-denied-totp-secret = An API token cannot set up authenticator apps. Leave totp_secret out, or sign in to import.

## OpenID: requests that cannot be answered, on a page for people

oauth-client-missing = The address does not say which application you come from (client_id). Go back to the application and try again. If this happens again, those who run the application have to correct it.
oauth-client-unknown = The application that you come from is not registered here (client_id), or not any more. Those who run it have to correct that.
oauth-request-ambiguous = The address names the application or the way back twice (client_id, redirect_uri). Those who run the application have to correct that.
# $client: the title of the application. So in the next ones.
oauth-redirect-missing = { $client } does not say where you return to (redirect_uri), and several addresses are registered for it. Those who run it have to correct that.
# $uri: an address.
oauth-redirect-unknown = { $client } asks you to return to { $uri }. This address is not registered for it (redirect_uri), so nothing was sent there. Those who run it have to register the address, or correct it.
oauth-redirect-invalid = { $client } asks you to return to something that is no valid address (redirect_uri), so nothing was sent there. Those who run it have to correct that.
oauth-request-too-long = The application has sent more than { NUMBER($max) } bytes. Those who run it have to send less.
oauth-request-expired = This took too long. Go back to the application and begin again there.
oauth-request-damaged = The address is incomplete. Go back to the application and begin again there.
# The page that leads to the application by itself, and its button.
oauth-post-title = You are going on to the application
oauth-post-go-on = Go on
# The page that leads on by itself after a form, to an application or to where a sign-out leads, and its link.
lead-on-title = You are going on
lead-on-about = If nothing happens, press the link.
lead-on = Go on
oauth-way-back-title = This sign-in cannot go on
# $host: a host.
oauth-way-back-about = You come from an application that was not registered here: its description comes from { $host }. Go back only if you have just begun to sign in there.
# $error: a code in English, such as invalid_request.
oauth-way-back-error = It gets this error: { $error }
oauth-way-back = Go back to the application

## OpenID: what an application may learn

title-consent = Access for an application
consent-tell-heading = Let { $application } know who you are?
consent-allow-heading = Allow { $application } access?
consent-account-heading = Go on to { $application }?
consent-other-heading = { $application } expects another account
consent-account = You are signed in as { $account }.
consent-other-about = Sign in with the account that you use in { $application }.
# Before a list of the next five.
consent-learns = { $application } gets:
consent-part-account = an id that stands for you, the same each time
consent-part-profile = your name, username, picture and language
consent-part-email = your email address
consent-part-groups = your groups
consent-part-offline = access for up to 30 days, also after you have signed out here
# Before a list of addresses.
consent-resources = It may use these services in your name:
# $name: that of the installation.
consent-registered = It was registered by those who run { $name }.
# $name: a name that nobody has checked.
consent-calls-itself = It calls itself “{ $name }”.
consent-for-application = It asks for access to { $application } in your name.
consent-described = It was not registered here: its description comes from { $host }. Allow it only if you have just begun to sign in there.
consent-leads-to-host = You go on to { $host }.
consent-leads-to-loopback = You go on to a program on this device. Any program on it can wait there: allow it only if you have just started it.
consent-leads-to-app = You go on to the app on this device that opens addresses with { $scheme }.
consent-allow = Allow
consent-deny = Do not allow
consent-go-on = Go on
consent-cancel = Cancel
consent-switch = Use another account
consent-of-other-session = You have signed in again since this was asked. Go back to the application and begin again there.
confirm-passkey-missing = The application asks for a passkey, and your account has none.

## Devices without a browser: the page for their letters

title-device = Sign in on a device
# In the footer.
device-line = Only enter a code that a device in front of you shows.
device-about = A television or a program on another computer shows a code. Enter it here to sign in there with your account.
field-user-code = Code on the device
field-user-code-hint = Eight letters, such as BCDF-GHJK
# A button.
device-look-up = Continue
# Before the buttons that allow and refuse it.
device-warning = Does the device in front of you show this code? If somebody has sent you the code or a link to this page, refuse: they would be signed in with your account.
# A button.
device-allow = Sign in on the device
# A button.
device-refuse = Refuse
# A label: the id of the client.
device-client = Client
# A label: what kind of device it is, and its address.
device-where = Device
# A label: a time follows, such as “2 minutes ago”.
device-asked = Asked
# A label: what the application gets. The texts consent-part follow.
device-gets = It gets
# A label, before the addresses of APIs.
device-resources = It may use in your name
device-code-required = Enter the code that the device shows.
device-code-rule = The code has eight letters, such as BCDF-GHJK, and none of the vowels.
device-code-unknown = No device waits with this code. It is valid for ten minutes: let the device show a new one.
notice-device-allowed = The device is signed in. It may take some seconds until it shows that.
notice-device-refused = Refused. The device gets no access.

## Errors: clients that a document describes (`VESTIBULE_CLIENT_DOCUMENTS`)

# $host: where the client says that its document is. So in the next ones.
client-document-host = Clients that { $host } describes may not sign people in here. The operator can allow its host.
client-document-unreachable = The document that describes the client cannot be fetched from { $host }. Try again later.
client-document-type = What { $host } sends in place of the document that describes the client is no JSON.
# $reason: one of the next six.
client-document-invalid = The document at { $host } that describes the client is not valid: { $reason }.
client-document-json = it is no JSON object with client_id and redirect_uris
client-document-other = its client_id is not its own address
client-document-secret = it contains a secret, which everybody could read
client-document-authentication = its token_endpoint_auth_method is not none
client-document-redirects = it has no address with https, on this machine or with the scheme of an application in redirect_uris
client-document-grants = its grant_types do not contain authorization_code
client-document-resource = The client does not say for which application it signs people in. It has to send the parameter resource with an address of one.
client-document-resources = The client asks for several applications at once. All values of the parameter resource have to belong to one.

## Access of applications to an account

# A link to the list of applications that have access to the own account.
access-see = Access to your account
access-about = They got it when you signed in to them. If you take it back, they have to ask again. A session of their own may go on until it ends there.
access-none = No application has access to this account.
# $resources: addresses of APIs.
access-resources = For { $resources }
# An item of a list: what an application learns about people.
access-learns-profile = name, username, language and picture
# A date follows.
access-since = Access since
# A date follows.
access-goes-on-until = Goes on, also while signed out, until
access-ends-with-session = Ends with the session
access-no-tokens = No access at present. It gets some without asking again.
access-take-back = Take access back
access-take-back-opener = Take back…
# For screen readers. $name: of the application.
access-take-back-name = Take back the access of { $name }
# $name: of the application.
access-take-back-about = From now on “{ $name }” learns nothing more about this account, until it is allowed again.
notice-access-taken-back = Access taken back.
client-access-unknown = This client has no access to the account.

## After signing out: where else that had an effect

elsewhere-ended-title = You are signed out of other applications as well
# $names: titles of applications.
elsewhere-ended = Also signed out: { $names }.
elsewhere-going-on-title = You may still be signed in elsewhere
# $names: titles of applications.
elsewhere-going-on = These applications do not learn that you have signed out here. Sign out there as well: { $names }.
# $names: titles of applications. $count: how many more there are.
elsewhere-and-more = { $names } and { NUMBER($count) } more
# On the host of an application: leads there again.
elsewhere-go-on = Go on

## Clients (OpenID Connect), for administrators

clients = Clients
# $title: of an application.
clients-of = Clients of { $title }
client = Client
error-client-changed = Somebody else has changed this client since you opened the page. Load it again before you save.
notice-client-created = The client was created.
notice-client-deleted = The client was deleted.
notice-client-secret-removed = The secret was removed.
notice-client-closed = The client is closed.
notice-client-opened = The client is open again.
notice-program-connected = The program is connected. Its page says what comes next.

## Clients: the file of applications

# $line: a number. $problem: a sentence.
file-problem = In the file of applications, line { $line }: { $problem }
# $why: an error of the configuration, in English.
file-failed = The file of applications has changed and is not in effect: { $why }
file-needs-change = The file of applications needs a change
file-emptied = It defines no application any more, so nothing is deleted that it has defined before. If there shall be none, write application = [].
file-fields-emptied = It defines no field any more, so those stay as they are that it has defined before. If there shall be none, write field = [].
# $name: of the entry. $problem: a sentence.
file-field = The field { $name }: { $problem }
file-group = The group { $name }: { $problem }
file-terms = The terms of { $name }: { $problem }

## Clients: the form

client-id = Client ID
client-redirect-uris = Redirect URIs, one per line
client-redirect-uris-hint = Where people return after signing in, exactly as the client sends it. On a loopback address, any port.
client-post-logout-uris = Addresses after signing out, one per line
client-post-logout-uris-hint = Where people may arrive who sign out at the client. A slash at the end makes no difference.
client-backchannel-uri = Address for sign-outs (back-channel)
client-backchannel-uri-hint = The client gets a message there when a session has ended.
client-launch-uri = Start address
client-launch-uri-hint = Where people open it, from the start page.
client-logo-uri = Address of its logo
client-description-hint = A sentence for people who are asked for their consent.
client-resources = APIs (resources), one address per line
client-resources-hint = It may request tokens for them.
client-claims = More claims, one per line
client-claims-hint = name=value, or name@group=value for the members of a group. With := the value is JSON: beta:=true. With <= it is that of a field of your own: plan<=plan.
client-groups-claim = Name of the claim with the groups
client-groups-claim-hint = Without one, groups.
client-only-groups = Only these groups, one per line
client-only-groups-hint = editors, or wiki-* for all that begin so; with another name as editors=Editor, or wiki-*=* without the beginning. Without any, all groups.
client-service-account = Id of its service account
client-service-account-hint = The client gets tokens of it with client_credentials.
client-access-life = Lifetime of an access token
client-access-life-hint = Such as 5m, at most 15m. Without one, that of the server.
client-refresh-life = How long a refresh token may stay unused
client-refresh-life-hint = Such as 7d. Without one, as long as it is valid.
client-kind = Client type: can it keep a secret?
client-confidential = Confidential
client-confidential-about = A program on a server. It gets a secret.
client-public = Public
client-public-about = A program in a browser or on a device. It has no secret, and needs PKCE.
client-grants = Grant types: for what it gets tokens
client-grant-code = Somebody signs in
client-grant-code-about = authorization_code
client-grant-refresh = A refresh token
client-grant-refresh-about = Access that goes on after the session, up to 30 days, where people allow it.
client-grant-own = Its own credentials
client-grant-own-about = client_credentials, for its service account.
client-grant-device = A device without a browser
client-grant-device-about = Somebody types a code elsewhere.
client-pkce-legend = PKCE: protection of codes
client-pkce = PKCE is required
client-pkce-about = Switch it off only for a client that cannot use it.
client-consent = Are people asked what it may learn?
client-consent-never = Never
client-consent-never-about = For programs of your own. A public client whose address is on the device of a person asks once all the same.
client-consent-once = Once
client-consent-once-about = And again when it asks for more.
client-consent-always = Always
client-consent-always-about = At each sign-in.
client-acr = Which proof it demands
client-acr-none = What the application demands
client-acr-none-about = Nothing more.
client-acr-factor = A second factor
client-acr-factor-about = A code, or a passkey.
client-acr-passkey = A passkey
client-acr-passkey-about = Nothing else counts.
client-id-token-legend = ID token
client-id-token-claims = Claims also in the ID token
client-id-token-claims-about = For clients that do not ask the userinfo endpoint.
client-id-token-without-claims = Claims only at the userinfo endpoint
client-pkce-not-required = This client is excused from PKCE.
client-program = Program
client-program-hint = Its id, as vestibule program list prints it. It says what to paste where.
client-closed-legend = Closed for a while
client-closed = Closed
client-closed-about = Nobody can sign in with it, and its tokens are not valid until it is opened again.
client-open = Open

## Clients: secrets

client-secret-life = Valid for
client-own-secret = A secret of your own

## Clients: what to copy, who has access, and what one would learn

client-preview-unknown = There is no such user.
client-fields-unseen = There are also fields that you do not see. The client learns them; this page leaves them out.
# $max: a number of bytes.
client-groups-left-out = The groups are too long for tokens, which have room for { NUMBER($max) } bytes of them. Tokens leave them out and say where they are (_claim_names), but few programs look there; the userinfo and introspection endpoints have all. Let the client learn only the groups that it needs.
# $max: a number of bytes. $names: usernames.
client-left-out = The last tokens of { $names } had no groups, because these are too long: tokens have room for { NUMBER($max) } bytes of them. They say where the groups are (_claim_names), but few programs look there; the userinfo and introspection endpoints have all. Let the client learn only the groups that it needs.

## Clients: a trial

client-trial = Try it
connect-which = Which program?
connect-where = Where is it?
connect-redirect = Redirect URI
connect-who = Who may enter?

## Whether somebody would get into an application. $title: of the application. $name: of the person.

entry-yes-everyone = Yes. Everyone may enter { $title }.
# $groups: those of the person that the application admits.
entry-yes-by = Yes. { $name } is in { $groups }.
entry-yes-with-factor = Yes, once { $name } has set up a second factor: { $title } demands one.
entry-no-inactive = No. The account of { $name } is not active.
entry-no-unreadable = No. Nobody may enter { $title } until it is changed.
entry-no-nobody = No. Nobody may enter { $title } yet.
# $groups: those that the application admits.
entry-no-groupless = No. { $name } is in no group, and { $title } is open to { $groups }.
# $own: the groups of the person. $groups: those that the application admits.
entry-no-other = No. { $name } is in { $own }, and { $title } is open to { $groups }.

## Providers: the way there and back

upstream-unknown = You cannot sign in this way here any more. Choose another one.

## Signing in with another account: pages of visitors

# $provider, in all of them: the title of a provider, such as Google.
provider-sign-in = Sign in with { $provider }
title-first-time = Create your account
first-time-line = You sign in with the other account. No password is needed here.
first-time-about = You are here for the first time with { $provider }. Check what we know, and change what is not right.
# A hint below the email address.
first-time-email-known = This address is confirmed already. If you change it, we send a message to the other one.
first-time-email-about = We send a message to it, to confirm that it is yours.
# $email: an address.
first-time-taken = { $email } belongs to another account here.
first-time-taken-more = If that account is yours, sign in to it and link it. Otherwise enter another address.
# The link first-time-sign-in follows.
first-time-has-account = Do you have an account here already?
first-time-sign-in = Sign in, and link it
title-sign-in-first = Sign in to your account first
# $email: an address.
sign-in-first-about = There is an account with the address { $email } here already. { $provider } does not vouch for the address, so we have to know that the account is yours.
# $email: an address. The provider vouches for it.
sign-in-first-unlinked = There is an account with the address { $email } here, from which your account at { $provider } was unlinked. Only its owner links them again.
sign-in-first-next = Sign in as you always do. Then confirm that you also want to sign in with { $provider }.
sign-in-first-go-on = Go to sign-in
title-link-identity = Link these accounts?
link-identity-about = From then on you can also sign in with { $provider }. If you have not asked for this, do not link them.
link-identity-now = Link accounts
link-identity-busy = Linking…
link-identity-not = Do not link them
title-take-over = This address is yours
# $email: an address; $username: of the account that was never confirmed.
take-over-about = An account with the address { $email } exists here, with the username { $username }. It was never confirmed, and { $provider } vouches that the address is yours.
# The title of a note, with take-over-void below it.
take-over-yours = The account becomes yours.
take-over-void = Its password, its devices, tokens and sign-in methods no longer work, and it leaves its groups. Somebody else may have opened it, so choose what stays.
# A checkbox. $name: what the account is called.
take-over-name = Keep the name { $name }
take-over-picture = Keep its picture
take-over-go-on = Go on with this account

## Signing in with another account: linked accounts

identities = Linked accounts
identities-about = With these accounts you sign in here without your password.
identities-none = No linked accounts.
identity-link = Link { $provider }
# The provider was removed, or is closed.
identity-closed = Cannot be used at the moment
# A day follows.
identity-since = Linked
identity-unlink = Unlink account
identity-unlink-opener = Unlink…
# For screen readers. $label: the address or the name there.
identity-unlink-name = Unlink { $label } at { $provider }
identity-unlink-about = The account at { $provider } can no longer be used to sign in here. Devices that have signed in with it are signed out.
identity-held = Does not sign in until you keep it: it was linked shortly before the password was reset.
identity-keep = Keep
# For screen readers. $label: the address or the name there.
identity-keep-name = Keep { $label } at { $provider }

## Signing in with another account: confirming who one is

confirm-provider = Sign in again with { $provider }
# On a button.
confirm-send-code = Send a code to my address
confirm-passkey-first = Sign out, and sign in again. Then add a passkey within ten minutes.
field-mail-code = Code from the message
field-mail-code-hint = Six digits. They are valid for ten minutes.

## Signing in with another account: notices after a success

notice-identity-linked = Accounts linked.
notice-identity-unlinked = Account unlinked. Devices that signed in with it are signed out.
notice-identity-kept = Kept. It signs you in again.
notice-taken-over = The account is yours now. You are signed in.
notice-proof-code-sent = Check your mail: a code is on its way.
notice-journey-unknown = This browser no longer knows where you were going. Open the application or the page again.

## Accounts at providers: linking them, and proving who one is with them

invitations-has-identity = The account is linked to an account at a provider, so it waits for no password.
identity-arrival-over = This sign-in is over, or was completed before. Begin it again.
# $provider: the title of the provider, such as Google.
identity-linked-already = This account at { $provider } is linked to your account already.
# $provider: the title of the provider, such as Google.
identity-not-linked = This account at { $provider } is not linked to your account. Choose the one that is.
# $max: the number of linked accounts that an account can have.
identity-too-many = The account has { NUMBER($max) } linked accounts. Unlink one before you add another.
identity-gone = It is linked no longer. Reload the page.
identity-last-way-in = This is the last way to sign in. Choose a password first, or add a passkey and recovery codes.
identity-keep-with-password = Sign out and sign in with your password: then you can keep this account
identity-last-way-in-of-other = This is the last way to sign in, and the account cannot be invited. Send its owner a password link first.
identity-proof-stronger = Your account has a password or a second factor. Use one of these.
identity-proof-needs-passkey = No code can be sent, because your address is not confirmed. Sign in again, and make a passkey within ten minutes.

## Mail about accounts at providers

mail-identity-linked =
    Hello { $name },

    Your account at { $installation } was linked on { $time } with an account at
    this provider, with which one can sign in from now on: { $provider }.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do, and do not pass the code on.

    If it was not you, press the button and enter the code. This signs out all
    devices, removes what was added since, brings back what was removed, makes the
    password invalid and sends you a link to choose a new one.
    .subject = An account was linked
    .button = It was not me

mail-identity-unlinked =
    Hello { $name },

    Your account at { $installation } is no longer linked with an account at this
    provider since { $time }: { $provider }.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do, and do not pass the code on.

    If it was not you, press the button and enter the code. This signs out all
    devices, removes what was added since, makes the password invalid and sends you
    a link to choose a new one. Then sign in, and link your account again.
    .subject = An account was unlinked
    .button = It was not me

mail-username-changed =
    Hello { $name },

    The username of your account at { $installation } was changed from { $former } to
    { $account } on { $time }. Applications recognize you by it.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do, and do not pass the code on. No one else
    can have your former username for seven days.

    If it was not you, press the button and enter the code. This brings your former
    username back, signs out all devices, removes what was added since, makes the
    password invalid and sends you a link to choose a new one.

    What can sign in to your account is listed here: { $methods }
    .subject = Your username was changed
    .button = It was not me

mail-username-changed-by-administrator =
    Hello { $name },

    An administrator of { $installation } changed the username of your account from
    { $former } to { $account } on { $time }. Applications recognize you by it.

    If you did not expect this, ask an administrator.
    .subject = Your username was changed

# To the other administrators. $account: the username of the new one. $actor: that of the one who did it, or “a command”.
mail-administrator-added =
    Hello { $name },

    There are new administrators of { $installation } since { $time }: { $account }.
    The change was made by { $actor }.

    { $button }

    If you did not expect this, remove the role on the page of the account.
    .subject = There is a new administrator
    .button = Open the audit log

# To the other administrators as well.
mail-provider-trusted =
    Hello { $name },

    Since { $time } the identity provider { $provider } vouches for every email
    address at { $installation }: people who come from it can sign in to accounts
    with the same address. The change was made by { $actor }.

    { $button }

    If you did not expect this, delete the provider.
    .subject = An identity provider vouches for every address
    .button = Open the audit log

# In place of the administrator who has changed something.
mail-by-command = a command

mail-last-identity-unlinked =
    Hello { $name },

    Your account at { $provider } was unlinked from your account at { $installation }
    on { $time }. It was the last one, and there is no password.

    { $button }

    The page may ask for this code: { $code }

    If it was you, there is nothing to do, and do not pass the code on. If not, undo
    that within { $lifetime }: this signs you out everywhere, and you choose a
    password.
    .subject = An account at a provider was unlinked
    .button = Undo that

# An account with the address of the reader, which was not confirmed.
mail-identity-taken-over =
    Hello { $name },

    At { $installation } there was an account with your address, which was not
    confirmed. You have taken it over on { $time }, with your account at this
    provider: { $provider }.

    Password, sign-ins and groups of before are void.

    { $button }

    If it was not you, ask an administrator.
    .subject = You have taken over an account
    .button = Check my account

# To administrators. $account: a username.
mail-identity-refused =
    Hello { $name },

    On { $time } somebody came to { $installation } from a provider that vouches for
    the address of an account, but accounts of administrators, and disabled or
    deleted ones, are not linked by themselves.

    Account: { $account }

    Provider: { $provider }

    { $button }

    If the owner of the account wants to sign in there, they first sign in as
    before, and link it on the page of their account.
    .subject = An account was not linked
    .button = Open the audit log

# Six digits, with which somebody who is signed in proves who they are.
mail-proof-code =
    Hello { $name },

    With the code in this message you confirm at { $installation } who you are.

    The code: { $code }

    It works once, within { $lifetime }.

    If you have not asked for it, somebody else is signed in to your account. Do not
    pass the code on, and sign out all devices on the page of your account.
    .subject = Your code

## Errors: defining providers

provider-unknown = There is no such provider.
# $name: of the provider.
provider-name-fixed = The name { $name } cannot be changed: it is a part of the address that is entered at the provider. Leave it out, or create another provider.
# $kinds: google, github and so on.
provider-kind-unknown = Use one of these: { $kinds }.
provider-registration-unknown = Use as-elsewhere, open or closed.
provider-position-rule = Enter a whole number, such as 10.
provider-secret-rule = Use at most { NUMBER($max) } visible ASCII characters without spaces.
provider-secret-required = Enter the client secret: a provider of this kind answers no server without one.
# $failure: a word of the reference, such as unreachable.
provider-test-failed = The provider did not pass the test: { $failure }. Check its address, and that it can be reached from the server.
provider-secret-again = Enter the secret again: the present one belongs to another issuer, and would be sent to this one.
providers-too-many = There are { NUMBER($max) } providers. Delete one before you create another.
# $name: of the provider.
provider-only-in-file = The provider { $name } is defined in the file of applications (VESTIBULE_APPLICATIONS, or vestibule.toml in the server's working directory). Change it there.
# $name: of the provider.
provider-only-in-environment = The provider { $name } is defined in the environment of the server. Change its variables, and restart the server.

## Imports: accounts at providers

import-row-provider-required = Name the provider that subject belongs to, or leave subject out.
# $name: what the row says.
import-row-provider-unknown = There is no provider { $name } with which people can sign in. Define it first, or leave provider and subject out.
import-row-subject-required = Enter the id of the account at the provider, or leave provider out.
import-row-subject-rule = Use at most { NUMBER($max) } visible ASCII characters.
import-row-subject-microsoft = Enter tid/oid: the id of the directory and that of the account, with hyphens and in small letters.
import-row-subject-directory = The provider admits no accounts of this directory. Change its definition, or leave provider and subject out.
import-row-subject-github = Enter the number of the account at GitHub, not its name.
import-row-identity-taken = This account at the provider is linked to another account, or is in an earlier row.
import-row-denied-identity = An API token cannot link accounts at providers. Leave provider and subject out, or sign in to import.

## Providers, for administrators

providers = Sign-in providers
provider = Provider
title-new-provider = Add a provider
provider-name = Name
provider-client-id = Client ID
provider-client-secret = Client secret
provider-issuer = Issuer
provider-authorization-endpoint = Where people sign in there
provider-token-endpoint = Where it exchanges codes
provider-userinfo-endpoint = Where it says who has signed in
provider-claims = Where that is in this answer, one per line
provider-team-id = Team ID
provider-key-id = Key ID
provider-tenant = Directory
provider-title = Title of its button
provider-logo = Address of its logo
provider-position = Position
provider-scopes = More scopes, one per line
provider-trusted = Domains that it vouches for, one per line
provider-allowed = Only these domains or organisations, one per line
provider-registration-domains = Who may always create an account, one domain per line
provider-second-factor = Values of amr or acr that count as a second factor, one per line
provider-groups-claim = Claim with the groups
provider-groups-prefix = Prefix of these groups
provider-fields = Fields that it fills in for new accounts, one per line
provider-google-about = Google accounts, and Google Workspace.
provider-github-about = Accounts at github.com.
provider-microsoft-about = Entra ID, and personal accounts of Microsoft.
provider-apple-about = Accounts at Apple. It vouches for its own addresses.
provider-discord-about = Discord accounts. It vouches for addresses that it has verified.
provider-facebook-about = Facebook accounts. It vouches for no address.
provider-gitlab-about = Accounts at gitlab.com.
provider-openid = OpenID Connect
provider-openid-about = Any other provider, by its issuer.
provider-oauth2 = OAuth 2.0
provider-oauth2-about = A provider without OpenID Connect, whose addresses you enter.
provider-client-id-hint = The provider shows it when you register this server there.
provider-issuer-hint = Only for OpenID Connect, exactly as the provider names it: https://id.example.org. For OAuth 2.0 an address that names it, and stays.
provider-authorization-endpoint-hint = The authorization endpoint, such as https://id.example.org/oauth/authorize.
provider-token-endpoint-hint = The token endpoint, such as https://id.example.org/oauth/token.
provider-userinfo-endpoint-hint = An address that answers an access token with JSON, such as https://id.example.org/api/me.
provider-claims-hint = Such as subject=data.id. Without any: subject=id, email=email and name=name. subject must never change; without email_verified no address counts as confirmed.
provider-team-id-hint = Of your team at Apple. The client secret is its private key: all that is in the file whose name ends with .p8.
provider-key-id-hint = Of this private key.
provider-tenant-hint = Only for Microsoft: its id, or common, organizations or consumers. Without one, common.
provider-title-hint = Without one, the name by which it is known.
provider-logo-hint = With https. Without one, a drawing of ours.
provider-position-hint = Providers with a lower number come first.
provider-scopes-hint = Beside openid, email and profile. For OAuth 2.0 all that are needed.
provider-trusted-hint = Only for OpenID Connect and OAuth 2.0. An address there counts as confirmed when the provider says so; * for all.
provider-allowed-hint = Not for Microsoft and Facebook. Without any, everybody with an account there may sign in.
provider-registration-domains-hint = Not for Microsoft and Facebook. Also while registration is closed, with an address that the provider vouches for.
provider-second-factor-hint = Without any, accounts with a second factor enter it here.
provider-groups-claim-hint = Only for OpenID Connect, GitLab and Microsoft. Without one, groups are not taken over.
provider-groups-prefix-hint = The provider decides who is in groups here whose names begin with it.
provider-fields-hint = The field and the claim, such as department=department. People see it before their account is created, and may change it.
provider-kind = Kind
provider-registration = New accounts
provider-registration-usual = As on the registration page
provider-registration-usual-about = Where people may register, they may also do it with this provider.
provider-registration-open = Everybody
provider-registration-open-about = Also while registration is closed.
provider-registration-closed = No one
provider-registration-closed-about = Only people who have an account here, or an invitation.
error-provider-changed = Somebody else has changed this provider since you opened the page. Load it again before you save.
notice-provider-created = Provider added.
notice-provider-deleted = Provider deleted.
