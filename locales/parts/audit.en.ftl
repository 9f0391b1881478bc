## The audit log, and a user's own activity

audit-title = Audit log
audit-own-title = Your activity
# The link back to the page that is called Security.
audit-own-back = Security
audit-export-csv = Export CSV
# JSON Lines is the name of a format.
audit-export-json-lines = Export JSON Lines
audit-filter-person = Username, email or id
audit-filter-any-event = Any event
audit-filter-any-result = Any result
# The first day of a period.
audit-filter-from = From
# The last day of a period.
audit-filter-to = To
audit-filter-apply = Apply filters
audit-event = Event
audit-result = Result
audit-device = Device
audit-time = Time
audit-succeeded = Succeeded
audit-refused = Refused
audit-reason = Reason
audit-detail = Detail
# Before the name of the user who did it.
audit-by = By
# Before the name of the user whose account was changed.
audit-account = Account
audit-address = IP address
audit-agent = User agent
audit-request-id = Request ID
audit-other-user = Another user
audit-deleted-user = Deleted user
audit-copy-detail = Copy the detail
audit-copy-request-id = Copy the request ID
# $name: the name of a user, or the text audit-deleted-user.
audit-copy-id = Copy the id of { $name }
audit-caption = Events, newest first
audit-own-caption = Your events, newest first
audit-count = { $count ->
    [one] 1 event
   *[other] { NUMBER($count) } events
}
audit-per-page = Events per page
audit-pages = Pages
audit-newer = Newer events
audit-older = Older events
audit-page-empty = No more events
audit-page-empty-advice = There are no events beyond this page.
audit-page-empty-link = Go to the newest events
audit-no-match = No events match your filters
audit-no-match-advice = Change the filters, or clear them to see all events.
audit-no-match-link = Clear filters
audit-none = No events yet
audit-none-advice = Sign-ins and changes of accounts will appear here.
audit-none-link = Reload
# On the pages of accounts, in place of a list of events.
audit-no-activity = No activity yet.

## The audit log: what is wrong with a request

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
audit-scope-unknown = Use own, or leave scope out.
# per_page is the name of a parameter.
audit-per-page-invalid = per_page must be a whole number from 1 to { NUMBER($max) }.
# csv and jsonl are values of a parameter.
audit-format-unknown = Use csv or jsonl.

## Sentences about events: who did it

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

## Sentences about events: the account that it was done to

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

## Sentences about events: what was changed

# $detail of audit-done-user-set-role.
audit-role-user = user
audit-role-admin = admin
# $detail of audit-done-user-update: if it is not known what was changed.
audit-field-unknown = details
audit-field-name = name
audit-field-username = username
audit-field-email = email address
audit-field-pending-email = requested email address
audit-field-email-verified = confirmation of the email address
# $first: one of the fields above, or several that were joined by this message. $second: another field.
audit-fields = { $first } and { $second }

## Sentences about events. They have no full stop.

# $actor: who did it, audit-actor-you or audit-actor-other. $account: such as audit-account-yours. $whose: such as audit-whose-yours.
# $detail: the name of a group or an application, unless it says otherwise.
audit-done-user-register = { $actor } registered
audit-done-user-set-up = { $actor } became the first administrator
audit-done-user-create = { $actor } created { $account }
audit-done-user-invite = { $actor } sent an invitation for { $account }
audit-done-user-revoke-invitation = { $actor } revoked the invitation for { $account }
# $detail: audit-fields, or one of its fields.
audit-done-user-update = { $actor } changed the { $detail } { $whose }
# $detail: audit-role-user or audit-role-admin.
audit-done-user-set-role = { $actor } set the role { $whose } to { $detail }
audit-done-user-disable = { $actor } disabled { $account }
audit-done-user-enable = { $actor } enabled { $account }
audit-done-user-delete = { $actor } deleted { $account }
audit-done-user-restore = { $actor } restored { $account }
audit-done-user-purge = { $actor } permanently deleted { $account }
audit-done-user-set-password = { $actor } set the password { $whose }
# $detail: a number.
audit-done-user-import = { $actor } imported accounts: { $detail }
audit-done-user-export = { $actor } exported the accounts
audit-done-user-data-download = { $actor } downloaded the data { $whose }
audit-done-email-confirm = { $actor } confirmed the email address { $whose }
audit-done-password-change = { $actor } changed the password { $whose }
# A visitor forgot the password.
audit-done-password-link-asked = { $actor } asked for a password link for { $account }
audit-done-password-link-created = { $actor } created a password link for { $account }
audit-done-invitation-accept = { $actor } accepted the invitation
audit-done-password-reset = { $actor } set a password with a link
audit-done-email-change-undone = { $actor } undid a change of the email address { $whose }
audit-done-session-start = { $actor } signed in
audit-done-session-end-own = { $actor } signed out
audit-done-session-end = { $actor } signed out a device { $whose }
audit-done-session-end-others-own = { $actor } signed out all other devices
audit-done-session-end-others = { $actor } signed out all devices { $whose }
audit-done-session-reported = { $actor } reported a sign-in as somebody else's
audit-done-link-void = A link for { $account } became invalid after wrong codes
audit-done-token-reuse = A session { $whose } ended because a used token came again
audit-done-api-token-create = { $actor } created an API token for { $account }
audit-done-api-token-revoke = { $actor } revoked an API token { $whose }
audit-done-service-account-create = { $actor } created { $account } for a program
audit-done-group-create = { $actor } created the group { $detail }
audit-done-group-update = { $actor } changed the description of the group { $detail }
audit-done-group-delete = { $actor } deleted the group { $detail }
audit-done-group-add = { $actor } added { $account } to the group { $detail }
audit-done-group-remove = { $actor } removed { $account } from the group { $detail }
audit-done-application-create = { $actor } created the application { $detail }
audit-done-application-update = { $actor } changed the application { $detail }
audit-done-application-delete = { $actor } deleted the application { $detail }
audit-done-application-enter = { $actor } entered the application { $detail }
audit-done-avatar-set = { $actor } set the picture { $whose }
audit-done-avatar-remove = { $actor } removed the picture { $whose }
audit-done-key-rotate = { $actor } created a signing key
audit-done-key-retire = { $actor } retired a signing key
audit-done-password-links-issued = { $actor } created a file of password links
audit-done-mailing-begin = { $actor } began to send invitations
audit-done-mailing-stop = { $actor } stopped sending invitations
audit-done-mail-failed = A message to the owner { $whose } was not delivered
audit-refused-session-start = A sign-in to { $account } was refused
audit-refused-password-change = { $actor } could not change the password { $whose }
audit-refused-user-update = { $actor } could not change { $account }
audit-refused-user-set-role = { $actor } could not change the role { $whose }
audit-refused-user-disable = { $actor } could not disable { $account }
audit-refused-user-delete = { $actor } could not delete { $account }
audit-refused-api-token-create = { $actor } could not create an API token for { $account }
audit-refused-password-links-issued = { $actor } could not create a file of password links
audit-refused-application-enter = { $actor } was not admitted to the application { $detail }
# $event: the name of an event, such as event-user-create.
audit-refused-other = { $event }: refused

## Names of events, for example to filter by them

event-user-register = Account registered
event-user-set-up = First administrator created
event-user-create = Account created
event-user-invite = Invitation sent
event-user-revoke-invitation = Invitation revoked
event-user-update = Details changed
event-user-set-role = Role changed
event-user-disable = Account disabled
event-user-enable = Account enabled
event-user-delete = Account deleted
event-user-restore = Account restored
event-user-purge = Account deleted permanently
event-user-set-password = Password set
event-user-import = Accounts imported
event-user-export = Accounts exported
event-user-data-download = Personal data downloaded
event-email-confirm = Email address confirmed
event-password-change = Password changed
event-password-reset-issued = Password link created
event-password-reset = Password set with a link
event-email-change-undone = Change of email address undone
event-session-start = Signed in
event-session-end = Signed out
event-session-end-others = Signed out on other devices
# The owner of the account says that it was somebody else.
event-session-reported = Sign-in reported by the owner
event-link-void = Link void after wrong codes
event-token-reuse = Signed out: refresh token reused
event-api-token-create = API token created
event-api-token-revoke = API token revoked
event-service-account-create = Service account created
event-group-create = Group created
event-group-update = Description of a group changed
event-group-delete = Group deleted
event-group-add = Added to a group
event-group-remove = Removed from a group
event-application-create = Application created
event-application-update = Application changed
event-application-delete = Application deleted
event-application-enter = Application entered
event-avatar-set = Picture set
event-avatar-remove = Picture removed
event-key-rotate = Signing key created
event-key-retire = Signing key retired
event-password-links-issued = File of password links created
event-mailing-begin = Sending of invitations begun
event-mailing-stop = Sending of invitations stopped
event-mail-failed = Mail not delivered

## Why an action was refused

reason-no-match = Username and password did not match
reason-wrong-password = Wrong password
reason-throttled = Too many attempts
reason-last-administrator = The last administrator cannot be changed
reason-email-unconfirmed = The email address is not confirmed

## Users without a password

awaiting-title = Users without a password
awaiting-about = They choose their first password with a one-time link. Send it to their addresses, or download a file of links and pass them on.
awaiting-none = All users have a password.
awaiting-none-of-import = All users of this import have a password.
awaiting-invite = Invite by mail
awaiting-count = { $count ->
    [one] 1 user has no password.
   *[other] { NUMBER($count) } users have no password.
}
awaiting-count-of-import = { $count ->
    [one] 1 user of this import has no password.
   *[other] { NUMBER($count) } users of this import have no password.
}
awaiting-invited = Invited already: { NUMBER($count) }.
awaiting-running = Invitations are being sent.
awaiting-all-invited = All of them have an open invitation.
# $rate: how many invitations are sent in a minute. $duration: how long that takes, awaiting-minutes or awaiting-hours.
awaiting-pace = { NUMBER($rate) } a minute: { $duration }. Each link is valid for 7 days.
awaiting-minutes = { $count ->
    [one] about a minute
   *[other] about { NUMBER($count) } minutes
}
# At least two.
awaiting-hours = about { NUMBER($count) } hours
awaiting-send = { $count ->
    [one] Send 1 invitation
   *[other] Send { NUMBER($count) } invitations
}
awaiting-links = Pass on links
awaiting-links-about = A CSV file with the username, the address and a link for each of these users. Anyone with a link can choose the password: pass each on to its user only, and delete the file afterwards.
awaiting-links-password = Only needed if you signed in more than ten minutes ago
awaiting-links-lifetime = Links are valid for 72 hours. A new file replaces those of an earlier one.
awaiting-links-download = Download links

## Users without a password: the progress of sending invitations

awaiting-progress-running = Sending invitations
awaiting-progress-last = Sending the last invitations
awaiting-progress-completed = All invitations are sent
awaiting-progress-stopped = Sending was stopped
awaiting-progress = Invitations
# How many invitations of how many are done with.
awaiting-progress-of = { NUMBER($done) } of { NUMBER($total) }
awaiting-sent = Sent
awaiting-waiting = Waiting
awaiting-failed = Not delivered
awaiting-skipped = No longer needed
# Before a day and a time.
awaiting-begun = Begun
# After the day and the time. $rate: how many invitations are sent in a minute.
awaiting-begun-rate = , { NUMBER($rate) } a minute.
# Before the link with the text awaiting-failed-link.
awaiting-failed-before = The
awaiting-failed-link = audit log
# After the link. Users got no invitation.
awaiting-failed-after = names who got none.
awaiting-continues = Continues when you leave this page.
# Without JavaScript.
awaiting-reload = Reload it for the latest numbers.
awaiting-stop = Stop sending

## Users without a password: errors

awaiting-import-unknown = There is no such import. Send the number in its report, or leave it out to select all accounts.
awaiting-import-invalid = Send the number of an import as its report shows it.
awaiting-mailing-running = Invitations are being sent to other users. Wait until all are sent, or stop them, then try again.
awaiting-no-mailing = No invitations are being sent at the moment.

## Import of users

import-title = Import users
import-errors-legend = If some rows have errors
import-errors-all = Import nothing
import-errors-all-about = Fix the file, then import it again.
import-errors-good = Import the valid rows
import-errors-good-about = You get a list of the rows with errors.
import-file = File
import-drop = Or drop it anywhere on this form.
import-progress = Import progress
# Before a percentage, such as Uploading: 40 %
import-uploading = Uploading
# Before a percentage.
import-importing = Importing
import-file-about = Choose a CSV file with column names in the first row, or a JSON Lines file.
# Before the name of a column.
import-required-before = Only the
# After the name of the column.
import-required-after = column is required.
import-template = Download a template
import-columns = All columns
import-column-email = The user's email address.
import-column-username = If empty, it is created from the email address.
import-column-name = The name to display.
# user and admin are values of the column; so are the others below.
import-column-role = user or admin. If empty: user.
import-column-status = active or disabled. If empty: active.
import-column-verified = true or false. If empty: false.
# Names of products.
import-column-hash = Argon2, bcrypt, Werkzeug (pbkdf2, scrypt), Django (PBKDF2) or Firebase (scrypt). Users keep their current password. If empty, they need a link to choose one, which you can send to all of them after the import.
import-column-times = For example 2026-11-20 or 2026-11-20T08:30:00Z.
# external_id and id are names of columns.
import-names-of-id = external_id or id
import-column-id = The account's id in its previous system. Only administrators can see it and search for it.
import-column-groups = Names of existing groups, separated by spaces, commas or semicolons.
import-hidden = Imported users appear when the import is complete.
import-preview = Preview
import-submit = Import

## Import of users: the report

import-no-errors = { $count ->
    [one] 1 row, no errors
   *[other] { NUMBER($count) } rows, no errors
}
import-errors = { $count ->
    [one] 1 row has errors
   *[other] { NUMBER($count) } rows have errors
}
import-previewed = { $count ->
    [one] 1 user can be imported. Nothing has been imported yet.
   *[other] { NUMBER($count) } users can be imported. Nothing has been imported yet.
}
import-imported = { $count ->
    [one] 1 user imported
   *[other] { NUMBER($count) } users imported
}
import-without-password = { $count ->
    [0] All new users who can sign in have a password.
    [one] 1 new user has no password yet.
   *[other] { NUMBER($count) } new users have no password yet.
}
import-not-imported = { $count ->
    [one] Not imported: 1 row with errors.
   *[other] Not imported: { NUMBER($count) } rows with errors.
}
import-nothing = Nothing was imported
# $count: the number of rows with errors.
import-nothing-advice = { $count ->
    [one] 1 row has errors. Fix them, or import only the valid rows.
   *[other] { NUMBER($count) } rows have errors. Fix them, or import only the valid rows.
}
import-send-links = Send links to choose a password
import-view-users = View users
# $columns: names of columns.
import-ignored-columns = Ignored columns: { $columns }
import-assumed-utc = { $count ->
    [one] Times without a time zone were read as UTC: 1 row
   *[other] Times without a time zone were read as UTC: { NUMBER($count) } rows
}
import-rows-with-errors = Rows with errors
import-download-errors = Download the rows with errors
import-errors-left-out = Errors not shown: { NUMBER($count) }
import-rows = Rows
import-row = Row
import-column = Column
import-advice = How to fix it
# From one row to another, such as 2 to 31.
import-row-range = { NUMBER($first) } to { NUMBER($last) }
# $listed: numbers of rows, such as 2, 4, 6. $more: how many there are besides.
import-row-list = { $listed } and { NUMBER($more) } more
import-sample = First valid rows
# In the column of passwords: the row has a password.
import-has-password = Imported
# In the column of passwords: the row has none.
import-has-no-password = Not set
