## Window titles, also in the navigation

title-forgot-password = Forgot password
title-check-mail = Check your mail
title-setup = Create the first administrator
title-choose-password = Choose a password
# To say that it was somebody else.
title-report-sign-in = Report a sign-in
title-confirm-email = Confirm your email address
# Of the email address.
title-undo-email-change = Undo a change of address
title-account = Your account
title-security = Security
title-devices = Devices
title-own-applications = Your applications
title-own-data = Your data
title-activity = Your activity
title-programs = Programs
title-create-user = Create user
title-import = Import users
title-awaiting-password = Users without a password
title-invitations = Invitations
title-service-accounts = Service accounts
title-audit = Audit log
title-not-found = Page not found

## Header, navigation and footer

# A link for the keyboard, before everything else on the page.
skip-to-content = Skip to content
# The name of the main navigation, for screen readers.
nav-main = Main
nav-home = Home
account = Account
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

## Badges and choices

# The role, in short.
role-admin = Admin
role-user-about = Can manage their own account.
role-admin-about = Can manage every account.
# The status of an account.
status-active = Active
status-disabled = Disabled
status-deleted = Deleted
badge-service-account = Service account
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

## Forms

# After the label of a field.
form-optional = (optional)
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
# On a button, while it is done.
creating-account = Creating account…
# On a button, while it is done.
dialog-deleting = Deleting…
# Which installation a link in a message is about.
link-site = Site

## Fields of forms

field-login = Username or email
field-current-password = Current password
field-own-password = Your password
field-digits = Six digits from the message
field-chosen-password = The password that you chose
field-new-password = New password
field-token-name = Token name
field-token-name-missing = Enter a name, such as what the token is for.
field-group-name = Group name
# Of an application: what people see of it.
field-title = Title
# Of an application.
field-locations = Addresses, one per line
field-locations-missing = Enter an address, such as https://journal.example.com/.
# The address where users arrive.
field-after-sign-out = After signing out
# Typed to confirm that an account is deleted permanently.
field-confirm-username = Confirm username

## A new password

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

## A form about data that has changed meanwhile

conflict-versions = Both versions
# The heading of a column: what the user has typed.
conflict-mine = Yours
# The heading of a column: what somebody else has saved.
conflict-theirs = Theirs
conflict-use-mine = Use mine
conflict-use-theirs = Use theirs
conflict-none = Nothing in this form differs.

## Lists

# After the numbers of rows to choose from.
list-per-page = per page
list-query-invalid = The search or a filter is not valid
list-forbidden = You don't have access to this page
list-not-loaded = The list could not be loaded
list-first-page = Go to the first page
list-unfiltered = Clear search and filters
list-to-account = Go to your account
# $id: finds the request in the log of the server.
list-request-id = Request ID: { $id }

## Devices

devices-heading = Where you're signed in
# The link devices-change-password follows, and a full stop.
devices-unrecognised = If you don't recognise a device, sign it out and
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

## The result of a change of several accounts: these sentences follow each other

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

## In the browser: while it is offline, and before something typed is lost

# A link was followed.
offline-page = You are offline. The page opens as soon as you are connected again.
# A form was sent.
offline-form = You are offline. What you entered is still here, and is sent as soon as you are connected again.
# The button beside it.
offline-cancel = Don’t wait
# When the form is opened again.
kept-note = Not saved yet: what you typed here before is still here, except passwords.
leave-title = Leave without saving?
leave-about = Your changes on this page are not saved.
leave-not = Stay
leave = Leave
