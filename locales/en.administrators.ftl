### Texts that only pages of administrators have. The rules are in docs/translating.md.
see-all = See all
recent-activity = Recent activity
access-heading = Applications with access

## Words for everywhere: buttons and links

open = Open
delete = Delete
# $name: of an account, a group or an application.
delete-question = Delete { $name }?
disable = Disable
enable = Enable
restore = Restore
# Above the list of groups, or on a button beside it.
add-to-group = Add to group
remove-from-group = Remove from group
# $group: its name.
remove-from = Remove from { $group }
export-csv = Export CSV
# JSON Lines is the name of a format.
export-json-lines = Export JSON Lines
apply-filters = Apply filters
# For screen readers. $username: of an account.
actions-for = Actions for { $username }
# For screen readers: the checkbox of a row. $username: of an account.
select-row = Select { $username }
# For screen readers. $username: whose ID.
copy-id-of = Copy ID of { $username }
# For screen readers. $username: whose email address.
copy-email-of = Copy email of { $username }

## Words for everywhere: labels and headings

# In an empty search field: what can be searched for.
search-placeholder = Name, username, email or ID
# A role within a list or a table. $value: its name in the API.
role-word = { $value ->
    [admin] admin
    [user] user
   *[other] { $value }
}
details = Details
result = Result
actions = Actions
pages = Pages
# A label or the heading of a column.
created = Created
# A label or the heading of a column.
last-sign-in = Last sign-in
never-signed-in = Never signed in
# How many invitations, or the heading of a column: when.
sent = Sent

## Users

users-files = Import and export
users-no-mail = This server sends no mail
users-no-mail-about = Messages are written to files in the folder outbox of the data directory, because SMTP_URL is not set. Until it is, users cannot confirm their addresses, and get links to choose a new password only from you.

## Users: search, filters and order

users-search = Search users
users-search-clear = Clear search
users-any-role = Any role
users-any-status = Any status
users-any-group = Any group
users-any-sign-in = Signed in any time
users-any-value = Any
users-sort-by = Sort by
users-newest-first = Newest first
users-oldest-first = Oldest first
users-by-name = Name, A to Z
users-by-name-reversed = Name, Z to A
users-by-username = Username, A to Z
users-by-username-reversed = Username, Z to A
users-by-email = Email, A to Z
users-by-email-reversed = Email, Z to A
users-by-sign-in = Last sign-in, newest first
users-by-sign-in-reversed = Last sign-in, oldest first
# In place of the status of an account whose owner has not followed the invitation yet.
users-invited = Invited
# In the column “Second factor”.
users-has-factor = Yes
users-has-no-factor = No
# For screen readers, before the name of a column.
users-column = Column
# For screen readers: links that show and hide columns of the list.
users-columns = Columns
# The label of a field into which many names are pasted, the name of that filter, and what is in the empty field.
users-paste = Paste usernames
users-pasted = Usernames
users-pasted-hint = Usernames or addresses, one per line
users-fields-hint = department=sales
# Below the input of a filter by numbers or days.
users-range-hint = A value, or a range with two dots: 18..65 or 2020-01-01..2020-12-31
# A button in narrow windows. $count: how many filters apply.
users-filters = { $count ->
    [0] Filter
   *[other] Filter ({ NUMBER($count) })
}
users-more-filters = More filters
# The name of a filter: whether users have ever signed in.
users-signed-in = Signed in
# Before a date.
users-created-from = Created from
# Before a date.
users-created-to = Created to
# Before a date.
users-sign-in-before = Last sign-in before

## Users: the search and the filters that are set, each of which a link removes

users-chips = Search and filters
# The name of the search, before the text that is searched for.
users-chip-search = Search
# A filter that is set. $label: its name. $value: its value.
users-chip = { $label }: { $value }
# For screen readers, before a filter that is set.
users-chip-remove = Remove
users-chips-clear = Clear all
# The value of the filter by status, after its name.
users-chip-status = { $value ->
    [active] active
    [disabled] disabled
    [deleted] deleted
   *[other] { $value }
}
# The value of the filter by sign-in, after its name.
users-chip-signed-in = { $value ->
    [never] never
   *[other] { $value }
}

## Users: the table

# $range: such as 31–40 of 1,248.
users-caption = Users, { $range }
users-select-all-on-page = Select all users on this page
# Below the username of a user who has given no name.
users-no-name = No name
# The mark of the own account in a list.
users-you = You
users-copy-email = Copy email
users-copy-id = Copy ID

## Users: pages of the table

users-previous-page = Previous page
users-next-page = Next page
users-per-page = Users per page
# For screen readers, before the number of a page.
users-page = Page
# The length of a list that is counted up to a maximum. Also as $total and $number below.
users-more-than = more than { NUMBER($count) }
# The users that a page shows. $total: all users.
users-range = { NUMBER($first) }–{ NUMBER($last) } of { $total }
# For screen readers, when the list has changed. $range: such as 31–40 of 1,248.
users-shown = Users { $range }
# The same for the members of a group.
users-shown-members = Members { $range }

## Users: if the table is empty

# The users that an empty list was to show: their status and their role, after “No”. $kind: the values of both filters.
users-kind = { $kind ->
    [any-admin] administrators
    [any-user] non-admin users
    [active-any] active users
    [active-admin] active administrators
    [active-user] active non-admin users
    [disabled-any] disabled users
    [disabled-admin] disabled administrators
    [disabled-user] disabled non-admin users
    [deleted-any] deleted users
    [deleted-admin] deleted administrators
    [deleted-user] deleted non-admin users
   *[any-any] users
}
# $kind: the text above. $group: the name of a group.
users-kind-in-group = { $kind } in the group { $group }
# $kind: one of the two texts above, also in the next ones.
users-none = No { $kind }
users-none-by-filters = No { $kind } match the filters
# $search: what was searched for.
users-none-by-search = No { $kind } match “{ $search }”
users-none-advice-search = Check the spelling, or clear the search.
users-none-advice-filters = Change or clear the filters.
users-no-members = No members yet
users-no-members-advice = Find users above, and add them.
users-only-you = You are the only user
users-only-you-advice = Create users one at a time, or import them from a file.

## Users: create one

# About the username of a new account.
create-user-derived = Without one, it is the part of the address before the @.
# Behind the name of a group. $titles: of applications, with commas.
create-user-may-enter = may then enter { $titles }
# $titles: of applications, with commas.
create-user-everybody = Everybody may enter { $titles }.
create-user-password-hint = The user chooses the password.
# Before the name of the user, as in: The account for Maren Holt is ready.
create-user-ready-before = The account for
# After the name of the user.
create-user-ready-after = is ready.
create-user-view = View user
create-user-another = Create another user

## Changes of many accounts: the bar

bulk-selected-users = Selected users
# $number: how many accounts are selected.
bulk-selected = { $number } selected
# $total: how many accounts the list has.
bulk-select-all = Select all { $total }
bulk-clear = Clear selection
bulk-working = Working…
# While a change is in progress. $count: how many accounts are changed by now.
bulk-progress = { NUMBER($count) } changed…
bulk-make-admin = Make admin
bulk-make-user = Make user
bulk-group = Group for the selected users
bulk-group-choose = Choose a group
bulk-field = Field for the selected users
bulk-field-choose = Choose a field
bulk-set-field = Set the field…

## Changes of many accounts: the question before

# Accounts as a part of the sentences below, where it is $accounts. In its place there may be the name of a single account.
bulk-accounts = { $count ->
    [one] { NUMBER($count) } account
   *[other] { NUMBER($count) } accounts
}
# The same, if the server does not count to the end.
bulk-accounts-more-than = more than { NUMBER($count) } accounts
# $action: one of the following texts.
bulk-question = { $action }?
# On the button that carries it out, and in the question. $accounts: such as 25 accounts, more than 10,000 accounts, or a name.
bulk-do-disable = Disable { $accounts }
bulk-do-enable = Enable { $accounts }
bulk-do-delete = Delete { $accounts }
bulk-do-restore = Restore { $accounts }
bulk-do-make-admin = { $count ->
    [one] Make { $accounts } an administrator
   *[other] Make { $accounts } administrators
}
bulk-do-make-user = { $count ->
    [one] Make { $accounts } a user
   *[other] Make { $accounts } users
}
bulk-do-invite = Invite { $accounts } again
bulk-do-revoke-invitation = Revoke the invitations of { $accounts }
# $group: the name of a group.
bulk-do-add-to-group = Add { $accounts } to { $group }
# $group: the name of a group.
bulk-do-remove-from-group = Remove { $accounts } from { $group }
# $field: what people call a field of one's own.
bulk-do-set-field = Set { $field } of { $accounts }
# On the button, if the question has the name of a single account.
bulk-button-make-admin = Make an administrator
bulk-button-make-user = Make a user
bulk-button-invite = Invite again
bulk-button-revoke-invitation = Revoke the invitation
# $group: the name of a group.
bulk-button-add-to-group = Add to { $group }
# $field: what people call a field of one's own.
bulk-button-set-field = Set { $field }
# What an action does with the accounts, below the question.
bulk-about-disable = They are signed out on all devices immediately and cannot sign in until you enable them.
bulk-about-enable = They can sign in again.
bulk-about-delete = They are signed out on all devices immediately. You can restore them for 30 days.
bulk-about-restore = They get back the status that they had before.
bulk-about-make-user = They can no longer see or change other accounts.
bulk-about-invite = Each of them gets a message with a new link. Earlier links no longer work.
bulk-about-revoke-invitation = Their links no longer work. The accounts stay as they are.
bulk-about-add-to-group = They may enter the applications that admit the group.
bulk-about-remove-from-group = They can no longer enter applications that admit this group only.
bulk-about-set-field = All of them get the same value.
# Below the input for the value.
bulk-field-hint = Leave it empty to remove what is there.
# Before that, if several values are possible. $choices: a list of all of them.
bulk-field-several = Enter one or more of these, with commas between: { $choices }.
# The label of a field for the number of accounts.
bulk-type-count = Type { NUMBER($count) } to confirm
bulk-mistyped = The number does not match. Type { NUMBER($count) }.

## Changes of many accounts: the message afterwards

# $accounts: the name of a single account, or a number of accounts. $count: how many they are.
bulk-done-disable = { $count ->
    [one] { $accounts } is disabled.
   *[other] { $accounts } are disabled.
}
bulk-done-enable = { $count ->
    [one] { $accounts } is enabled.
   *[other] { $accounts } are enabled.
}
bulk-done-delete = { $count ->
    [one] { $accounts } is deleted.
   *[other] { $accounts } are deleted.
}
bulk-done-restore = { $count ->
    [one] { $accounts } is restored.
   *[other] { $accounts } are restored.
}
bulk-done-make-admin = { $count ->
    [one] { $accounts } is now an admin.
   *[other] { $accounts } are now admins.
}
bulk-done-make-user = { $count ->
    [one] { $accounts } is now a user.
   *[other] { $accounts } are now users.
}
bulk-done-invite = { $count ->
    [one] { $accounts } is invited again.
   *[other] { $accounts } are invited again.
}
bulk-done-revoke-invitation = { $count ->
    [one] { $accounts } is no longer invited.
   *[other] { $accounts } are no longer invited.
}
# $group: the name of a group.
bulk-done-add-to-group = { $count ->
    [one] { $accounts } is in { $group } now.
   *[other] { $accounts } are in { $group } now.
}
# $group: the name of a group.
bulk-done-remove-from-group = { $count ->
    [one] { $accounts } is no longer in { $group }.
   *[other] { $accounts } are no longer in { $group }.
}
# $field: the name of a field of one's own.
bulk-done-set-field = { $count ->
    [one] { $field } of { $accounts } is set.
   *[other] { $field } of { $accounts } is set.
}
# After one of the messages above. $count: the number of accounts that were left as they were.
bulk-skipped = { NUMBER($count) } not changed.
bulk-undone = { $count ->
    [one] Undone.
   *[other] Undone for { NUMBER($count) } accounts.
}

## Changes of many accounts: the recent ones

# A button with a menu. $count: how many changes can be undone.
bulk-recent-count = Recent changes ({ NUMBER($count) })
# $count: a number.
bulk-most-selected = At most { NUMBER($count) } users can be selected. Use a filter, and select all that match.
# $accounts: the name of a single account, or a number of accounts.
bulk-recent-disable = Disabled { $accounts }
bulk-recent-enable = Enabled { $accounts }
bulk-recent-delete = Deleted { $accounts }
bulk-recent-restore = Restored { $accounts }
bulk-recent-make-admin = Gave the role Admin to { $accounts }
bulk-recent-make-user = Gave the role User to { $accounts }
# $field: the name of a field of one's own.
bulk-recent-set-field = Set { $field } of { $accounts }
# The name of the button. $change: one of the texts above.
bulk-recent-undo = Undo: { $change }

## A user: the page, and what its buttons do

user-loading = Loading the user
user-not-found = User not found
user-not-loaded = The user could not be loaded
# $name: what the user is called.
user-is-disabled = { $name } is disabled.
user-is-enabled = { $name } is enabled.
user-is-deleted = { $name } is deleted.
user-is-restored = { $name } is restored.
user-has-new-role = { $name } has a new role.
user-change-undone = Undone.

## A user: details

user-details-note = Role changes take effect immediately.
user-vouch = I have verified the email address
# Below the checkbox before.
user-vouch-about = It counts as confirmed. If it is new, nobody can give the account back to an earlier one.
user-promote = Make administrator
# $name: what the user is called.
user-promote-question = Make { $name } an administrator?
user-promote-checkbox = Make { $name } an administrator
user-promote-about = Administrators can see and change every account.

## A user: facts

user-facts = About this account
# A label before a time, such as “yesterday”.
user-changed = Changed
user-id = ID
# The account's id in the system from which it was imported.
user-external-id = External ID
user-copy-external-id = Copy external ID of { $username }
# The email address.
user-email-confirmed = Confirmed
user-email-unconfirmed = Not confirmed
user-email-confirm = Mark as confirmed
user-sign-out-everywhere = Sign out everywhere
# On the button that opens the question.
user-sign-out-everywhere-opener = Sign out everywhere…
user-sign-out-everywhere-about = The user has to sign in again on all devices.

## A user: groups

user-groups-none = In no group.
user-groups-all = All groups
user-group-add-button = Add
user-group-adding = Adding…

## A user: invitation

user-invitation = Invitation
# A day follows, then the next message and the email address.
user-invited-on = Invited on
user-invited-at = at
# A day follows.
user-invitation-expires = The link expires on
user-invitation-none = The user has no password yet and cannot sign in.
user-invitation-send = Send invitation

## A user: programs

user-tokens = API tokens
# Above a list of service accounts and tokens that the user has created.
user-programs = Created for programs
# $name: what the user is called.
user-programs-warning = { $name } is no longer an active administrator.
user-programs-warning-more = These tokens still work. Revoke them, unless you know who has them.
user-programs-revoke = Revoke these tokens
# On the button that opens the question.
user-programs-revoke-opener = Revoke these tokens…
user-programs-revoke-about = Programs that use them are refused from now on. This cannot be undone.
# $name: what the token is called.
user-programs-token = Token { $name }
# The username of the service account that the token belongs to follows.
user-programs-token-of = Of

## A user: deletion

user-delete = Delete user
# On the button that opens the question.
user-delete-opener = Delete user…
user-delete-about = The user is signed out on all devices immediately. You can restore the account for 30 days.
user-purge = Delete permanently
# On the button that opens the question.
user-purge-opener = Delete permanently…
user-purge-title = Delete { $username } permanently
user-purge-question = Delete { $username } permanently?
user-purge-question-about = The account and its data are deleted and cannot be restored. Type the username to confirm.
# $day: a day without its year, such as “21 December”.
user-purge-about = Deleted permanently on { $day }. You can restore the account until then.

## Groups

groups-about = Groups decide which applications a user may enter. The page of a group has its members.
# On the form of an application, application-create-group and application-create-group-first follow.
groups-none = No groups yet.
groups-new = New group
group-rule-hint = Without one, you choose the members. Conditions about your own fields: plan=pro;birthday=..2007-12-31. Whoever may change these fields decides who belongs to the group.
groups-new-note = The name cannot be changed later.
groups-create = Create group
groups-members = { $count ->
    [one] 1 member
   *[other] { NUMBER($count) } members
}

## A group

group-loading = Loading the group
group-not-loaded = The group could not be loaded
# The heading above the applications that a user may enter.
user-enters = May enter
user-enters-nothing = Nothing.
# How a user gets into an application: like everybody else, or by these groups, with commas.
user-enters-as-everybody = As everybody
user-enters-by = By { $groups }
# The heading above the groups whose members may enter an application.
application-people = People
application-people-everybody = Everybody with an account
application-people-nobody = Nobody. Choose groups below.
application-entry = Would somebody get in?
# A link to the members of a group.
application-people-in-group = { $count ->
    [one] The one in { $group }
   *[other] All { NUMBER($count) } in { $group }
}
application-people-change = Change who may enter
# A link to the page of a person.
application-entry-groups = Groups of { $name }
application-closed-now = All of its clients are closed for a while, so nobody gets in at present.
application-people-none = Nobody.
# Above a list of people that is not complete.
application-people-first = The first { NUMBER($count) } by name.
group-members = Members
# A link to the list of users, with only the members in it.
group-members-filter = Search and filter
group-applications = Applications that admit this group
group-applications-none = No application admits this group yet.
# A badge: no client of the application has got tokens.
application-row-unused = Not used yet
group-applications-all = All applications
group-details-note = The name of a group cannot be changed.
group-save = Save description
group-delete = Delete group
# On the button that opens the question.
group-delete-opener = Delete group…
group-delete-about = Its members keep their accounts. A group that an application admits cannot be deleted. This cannot be undone.
group-delete-keep = Keep group

## A group: the search for new members

# The label of the search field.
group-finder = Add members
group-finder-add = Add selected users
# A badge beside a user who belongs to the group already.
group-finder-member = Member
group-finder-none = No users match. Check the spelling, or search for a part of the name.
# How many users match, for screen readers.
group-finder-found = { $count ->
    [one] 1 user
   *[other] { NUMBER($count) } users
}

## Invitations

# Before a link to the page that the next message names.
invitations-about = Links to choose a first password that were sent and not used yet. All users without one are on the page
invitations-none = No open invitations
invitations-none-advice = When you create a user, you can send the invitation by email.
invitations-count = { $count ->
    [one] { NUMBER($count) } invitation
   *[other] { NUMBER($count) } invitations
}
invitations-caption = Open invitations
invitations-select-all = Select all invitations on this page
# The heading of a column: until when an invitation is valid.
invitations-expires = Expires
# Links to the newest and to older invitations.
invitations-newest = Newest
invitations-older = Older

## Users without a password

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
awaiting-links-lifetime = Links are valid for 72 hours. A new file replaces those of an earlier one.
awaiting-links-download = Download links

## Users without a password: the progress of sending invitations

awaiting-progress-running = Sending invitations
awaiting-progress-last = Sending the last invitations
awaiting-progress-completed = All invitations are sent
awaiting-progress-stopped = Sending was stopped
# How many invitations of how many are done with.
awaiting-progress-of = { NUMBER($done) } of { NUMBER($total) }
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

## Import of users

import-errors-legend = If some rows have errors
import-errors-all = Import nothing
import-errors-all-about = Fix the file, then import it again.
import-errors-good = Import the valid rows
import-errors-good-about = You get a list of the rows with errors.
# A list of systems, such as Keycloak, follows.
import-from = Written by
import-from-table = A table: CSV or JSON Lines
import-from-about = Files of other systems are read as these write them. What is left out is listed in the preview.
import-file = File
# Only where several files can be chosen.
import-files-about = Files that belong together are read one after another, in the order in which you choose them.
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
import-column-names = Together they are the name to display of a row without one.
# de is a value of the column.
import-column-language = The language of pages and messages, for example de. If empty: as the browser prefers.
# user and admin are values of the column; so are the others below.
import-column-role = user or admin. If empty: user.
import-column-status = active or disabled. If empty: active.
import-column-verified = true or false. If empty: false.
# Names of products.
import-column-hash = Argon2, bcrypt, WordPress, Drupal, Werkzeug, Django, passlib, Symfony, Firebase, Unix ($5$, $6$) or a directory (SSHA). Users keep their current password. If empty, they need a link to choose one, which you can send to all of them after the import.
import-column-times = For example 2026-11-20 or 2026-11-20T08:30:00Z.
# external_id and id are names of columns.
import-names-of-id = external_id or id
import-column-id = The account's id in its previous system. Only administrators can see it and search for it.
import-column-groups = Names of groups, separated by spaces, commas or semicolons. The preview offers to create those that do not exist.
# What the preview has found; a field for each column follows.
import-offered = From the preview
# $column: its name in the file.
import-map-column = The column “{ $column }” is
import-map-ignored = ignored
# $groups: names of groups.
import-create-groups = Create the groups that do not exist: { $groups }
import-choose-again = Choose the file again, then preview or import it.
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
import-previewed-nothing = With these options nothing would be imported. Fix the rows, or import only the valid rows.
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
import-administrators = { $count ->
    [one] 1 of them is an administrator here, who can change every account. If the role is one of another program, remove the column and use groups.
   *[other] { NUMBER($count) } of them are administrators here, who can change every account. If the role is one of another program, remove the column and use groups.
}
# $columns: names of columns.
import-ignored-columns = Ignored columns: { $columns }
import-assumed-utc = { $count ->
    [one] Times without a time zone were read as UTC: 1 row
   *[other] Times without a time zone were read as UTC: { NUMBER($count) } rows
}
import-resumed = { $count ->
    [one] Added before the import was interrupted: 1 row
   *[other] Added before the import was interrupted: { NUMBER($count) } rows
}
# $groups: names of groups.
import-missing-groups = Groups that do not exist: { $groups }
# $hashes: formats of hashes with how many there are of each, such as bcrypt: 57.
import-hashes = Password hashes: { $hashes }. If the old system mixes a secret of its own into passwords (a pepper, as Flask-Security and Devise do), none of them matches: try three accounts before you switch.
import-left-out = Left out or changed
import-left-out-count = How many
import-left-out-what = What, and why
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

## Applications, for administrators

applications-about = An application behind Vestibule lets in only people who are signed in here. They find those that are open to them on the start page.
# The headings of columns.
application-kind = Kind
application-last-used = Last used
application-state = State
# When it was used last.
application-never-used = Never
# The next five: how an application signs people in.
application-kind-openid = OpenID Connect
application-kind-proxy = Behind the proxy
application-kind-both = OpenID Connect and the proxy
application-kind-none = Not connected yet
application-kind-tile = Tile
# A badge: nothing is wrong.
application-works = Works
# The same, of one that is only linked.
application-shown = Shown
# When it was used last: nobody knows.
application-not-counted = Not counted
# A badge. $count: different requests of the last 24 hours.
application-refused-today = { NUMBER($count) } refused today
# How many people may enter.
application-people-count = { $count ->
    [one] 1 person
   *[other] { NUMBER($count) } people
}
# The same, where some have perhaps been counted twice.
application-people-at-most = { $count ->
    [one] up to 1 person
   *[other] up to { NUMBER($count) } people
}
# Below “Nobody”.
application-while-closed = while it is closed
applications-search = Search applications
applications-not-found = No application is called that.
applications-first = Connect your first application
applications-first-about = People sign in here once, and enter everything that you connect without another password.
applications-known = Many programs are known here, with what to paste into each.
# A link to all programs that are known.
applications-see-all = See all
# Between a search of programs and ways to sign people in.
applications-or-kind = or say how it signs people in
# Who may enter an application.
application-everyone = Everyone
# Who may enter an application.
application-nobody-yet = Nobody yet
# The next two are items of a list: what an application learns about people.
application-learns-username = username
application-learns-name = name
# Where people arrive after signing out.
application-own-address = At its own address
# A badge.
application-needs-change = Needs a change
# A badge.
application-of-file = Defined in a file

## An application: the form

application-new = New application
application-new-about = Its page says how to connect it.
application-create = Create application
# A button that shows what a proxy needs, for a program that signs people in itself.
application-behind-proxy = Put a proxy in front of it
application-save-about = Changes take effect immediately.
application-is-of-file = This application is defined in a file.
application-change-file = Change it there: the server reads the file again when it changes.
application-addresses = Addresses
application-who-may-enter = Who may enter
# A label. The names of what the application learns about people follow.
application-it-learns = Claims
application-name-hint = Short and in lower case, such as journal, for page and tokens. It cannot be changed later.
application-title-hint = What people see. Without one, they see the name.
application-locations-hint = Such as https://journal.example.com/, or https://example.com/shop for a part of a site. People enter at the first one.
application-after-sign-out-hint = Where people arrive, such as https://example.com/goodbye. Without one, they stay at the address of the application.
application-rule-hint = About your own fields, such as plan=pro. Makes a group of those who meet them, which is chosen above from then on.
application-told-fields-hint = Names such as plan department, of fields that applications see. They are in the header Remote-Fields.
application-link-hint = For an application that is only linked: nobody is checked there. With an address above, people enter there.
# A choice of who may enter.
application-nobody = Nobody
application-nobody-about = Until you choose another option.
application-everyone-about = Everyone who has an account here.
# A choice of who may enter.
application-members = Members of groups
application-members-about = Everyone in one of them.
# A link after groups-none.
application-create-group = Create one
application-create-group-first = first.
# Remote-User is the name of a header.
application-recognizes = How it recognizes people (Remote-User)
application-by-username = The username
application-by-username-about = Readable. People may change theirs, and somebody else can take it then.
application-by-id = The id
application-by-id-about = It never changes: for applications that recognize people by this header.
application-learns-legend = Claims: what it gets about people, besides id and username
application-claim-name-about = The name that people have given themselves.
application-claim-email = Email address
application-claim-email-about = So that it can write to them.
application-claim-groups-about = All of a person, not only those that may enter.

## An application: the page

# For screen readers.
application-loading = Loading the application
application-not-loaded = The application could not be loaded
application-this-needs-change = This application needs a change
application-delete = Delete application
application-delete-opener = Delete application…
application-delete-about = Nobody can enter it any more. Its own data stays as it is.
application-keep = Keep application

## An application: how it is connected

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

## An application: the test of its connection

connection-arrivals = What arrives
connection-test = Test the connection
# The address of the application follows, as a link, and then connection-open-and-test.
connection-open = Open
connection-open-and-test = in another tab, then test: this card shows how its proxy has asked in the last 15 minutes.
# A time follows, such as “12:30:00 UTC”, and a full stop.
connection-as-of = As of
# $server: its name.
connection-server = This is what the server { $server } has received. With several servers, each shows its own: test again until the one answers that the proxy asks.
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

## Audit log, and a user's own activity

audit-filter-person = Username, email, IP address or event
audit-filter-any-event = Any event
audit-filter-any-result = Any result
# The first day of a period.
audit-filter-from = From
# The last day of a period.
audit-filter-to = To
audit-event = Event
audit-kinds = Kinds
audit-all-kinds = All
# The hours from yesterday evening to this morning.
audit-last-night = Last night
# How many equal refusals are in one line.
audit-times = { $count ->
    [one] once
   *[other] { NUMBER($count) } times
}
# The time of the first of several equal refusals.
audit-first-of-them = The first of them
audit-device = Device
audit-time = Time
# In a line of the list, which has little room. $date: such as 4 Mar 2024. $time: such as 09:12.
audit-minute = { $date }, { $time } UTC
audit-succeeded = Succeeded
audit-refused = Refused
audit-reason = Reason
audit-detail = Detail
# A label. The name of the user who did it follows, or one of the texts audit-actor-….
audit-by = By
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

## Starting over, for administrators

start-over = Start over
start-over-opener = Sign out everywhere and start over…
start-over-busy = Starting over…
# $name: of a user.
start-over-title = Let { $name } start over
# $name: of a user.
start-over-question = Let { $name } start over?
# $list: names of kinds, such as “Password, Devices, Passkeys”.
start-over-takes = Takes away everything that signs in to this account: { $list }.
# $email: the address of the account.
start-over-sends = A link for a new password is sent to { $email }, so make sure that this is the right address. Role and groups stay.

## Second factors: those of a user, for administrators

user-factors = Sign-in methods
# Beside the name of a method: the user has it.
user-factor-set = Set up
user-factor-not-set = None
user-passkeys-earlier = { $count ->
    [one] 1 of an earlier address, which counts for nothing
   *[other] { NUMBER($count) } of an earlier address, which count for nothing
}
user-factors-reset = Reset sign-in methods
# For screen readers. $name: what the user is called.
user-factors-reset-name = Reset sign-in methods of { $name }
# $name: what the user is called.
user-factors-reset-about = Removes all sign-in methods of { $name } but the password, and the trusted browsers. Make sure that you know who has asked you.

## Users: the filter by second factor

# The name of a filter.
users-second-factor = Second factor
users-any-factor = With or without a second factor
users-with-factor = With a second factor
users-without-factor = Without a second factor
# The value of this filter, after its name.
users-chip-second-factor = { $value ->
    [with] set up
    [without] none
   *[other] { $value }
}

## Applications: what they demand of a sign-in

application-second-factor = A second factor
application-second-factor-about = People need a passkey, or a code beside their password.
# A heading. What the application demands beside signing in follows.
application-demands = Demands of a sign-in
application-demands-factor = A second factor
# $age: such as 15m.
application-demands-age = a confirmation at most { $age } ago
application-demands-nothing = Nothing more than signing in

## Import: authenticator codes

import-column-totp-secret = The secret of an authenticator app in base32. Users keep their app.

## Clients (OpenID Connect), for administrators

clients-about = A client is a program that signs people in with OpenID Connect: a wiki, a chat server, an app. Who may enter, and what it may learn, is what its application says.
clients-none = No clients yet.
client-new = New client
client-new-about = Its page says what to write into its configuration.
client-create = Create client
# For screen readers.
client-loading = Loading the client
client-not-loaded = The client could not be loaded
client-needs-change = This client needs a change
client-groups-missing = Groups are missing in tokens
client-is-of-file = This client is defined in a file.
# In place of a setting that has no value.
client-not-set = Not set
client-delete = Delete client
client-delete-opener = Delete client…
client-delete-about = It can sign no one in any more, and all that was granted to it ends.
client-close-opener = Close…
client-close = Close client
client-close-about = Nobody can sign in with it, and its tokens are not valid, until you open it again. What people have granted to it stays.
client-open-again = Open it again
client-is-closed = This client is closed.
# Follows a sentence that ends.
client-open-in-settings = Open it again in its settings.
client-from-program = The same from a program
client-from-program-about = A token with the scope applications:write, and this request. On the server: vestibule client replace.
# The parts of the page of a client.
client-part-connect = Connect
client-part-settings = Settings
client-part-access = Access

## Clients: the form

# The parts of the form.
client-part-tile = Tile and program
client-part-sign-in = Sign-in
client-part-sign-out = Sign-out
client-part-claims = Claims
client-part-tokens = Tokens and APIs
client-part-consent = Consent and proof
client-part-grants = Grant types
client-id-hint = Without one, the name of the application with a random ending. It cannot be changed later.
client-without-pkce = A stolen code is worth more then. Leave it so only if the client cannot use PKCE.
client-sends-pkce = It uses PKCE all the same: require it, and nothing changes for it.

## Clients: secrets

client-secret = Secret
client-secrets = Secrets
client-secrets-about = Several may be valid at a time: add the next one, change the client, then remove the old one.
client-secrets-none = No secrets.
# In place of its first characters.
client-secret-hash = Only its hash is known
client-new-secret = New secret
client-secret-add-title = Add a secret
client-secret-add = Add secret
client-secret-once = It is shown once.
client-secret-life-hint = Such as 90d. Without one, until it is removed.
client-own-secret-hint = 24 to 200 characters, for moving in. Without one, a random one.
client-secret-remove-opener = Remove…
# $name: its first characters.
client-secret-remove-name = Remove the secret { $name }
client-secret-remove-about = From the next request on the client cannot use it.
client-secret-remove = Remove secret
client-public-no-secrets = A public client has no secrets.
client-secret-steps = To replace a secret
client-secret-step-new = Add a secret, and copy it: it is shown once.
client-secret-step-paste = Paste it into the program, and restart it.
client-secret-step-remove = When the old one is no longer used, remove it. This page shows when each was used last.

## Clients: what to copy, who has access, and what one would learn

client-values = Client ID, issuer and secret
client-values-of-public = Client ID and issuer
client-secret-now = Client secret, shown only now
# A link to a new one follows.
client-secret-was-shown = It was shown once.
client-paste = What to paste
client-paste-secret = CLIENT_SECRET stands for the secret, which is shown once.
client-env = All as .env
client-endpoints = Endpoints
client-endpoints-now = Discovery, authorization, token, userinfo, keys
# $program: its name and version. $on: a day such as 2026-11-28.
program-tried = Tried with { $program } on { $on }.
# $on: a day such as 2026-11-28.
program-read = Not tried here, but read in its documentation on { $on }.
program-documents = Documentation
# $program: its name.
program-guide = Guide for { $program }
program-guide-another = Guide for any other client
# A heading. The next steps follow.
client-then = Then
client-then-paste = Paste it, and restart the program.
client-then-try = Try it here: what the program would get, and what is wrong with that.
client-then-sign-in = Sign in there once. This page says when it was used.
client-then-open = Say who else may enter.
client-issuer = Issuer
client-discovery = Discovery
client-authorize = Authorization endpoint
client-token = Token endpoint
client-userinfo = Userinfo endpoint
client-jwks = Keys (JWKS)
client-revocation = Revocation endpoint
client-introspection = Introspection endpoint
client-device = Device endpoint
client-logout = Sign-out endpoint
client-preview = What would it learn of …?
client-preview-about = If it asked for everything. It takes no sign-in.
client-preview-user = Username, email address or id
client-preview-show = Show
# $name: a username.
client-preview-enters = { $name } may enter.
# $name: a username.
client-preview-stays-out = { $name } may not enter, so it would learn nothing. If that changed, it would learn this.
client-users = Who has access
client-users-about = The last 100 accounts to which the client has access now.
client-users-none = No account at the moment.
client-user-since = Since
# A badge.
client-user-offline = Also after the session
client-user-end = End access
client-user-end-opener = End…
# For screen readers. $username: of an account.
client-user-end-name = End the access to { $username }
client-user-end-about = From now on the client learns nothing more about this account, until it is allowed again.

## Clients: what one was refused

client-refusals = Refused requests
client-refusals-about = From the last 30 days, at most 50. The last few seconds are not here yet.
# How often it was refused, at least twice. The time of the last one follows.
client-refusal-times = { NUMBER($count) } times, the last
client-refusal-by-stranger = Somebody without the secret: anybody can have sent this, and the client’s own sign-ins go on.
client-refusal-by-anybody = Anybody can have sent this: the client has no secret.
# Buttons. They change the client.
client-mend-register = Register this address
client-mend-pkce = Allow it without PKCE
client-mend-grant = Allow this grant
client-mend-claims = Put the claims into the ID token
# On a button in place of “Register this address”. It opens the next text.
client-mend-elsewhere-opener = Register this address…
client-mend-elsewhere = It leads to where this client has no address yet. Register it only if it is yours: whoever it belongs to gets what people who sign in bring there.
client-mend-loopback = It leads to the computer of the person who signs in, not to a server. Register it if people start this program themselves, such as a command line tool or a desktop app: whatever listens on that port of their computer gets what they bring. If it runs on a server, correct its own address there instead.
# What was wrong, each with what to do about it.
client-fault-redirect = Redirect URI is not registered
client-fault-redirect-about = It is compared as a whole: a slash at the end, a port, and http or https count.
client-fault-no-redirect = No redirect URI was sent
client-fault-no-redirect-about = Only a client with exactly one may leave it out.
client-fault-bad-redirect = What was sent cannot be a redirect URI
client-fault-bad-redirect-about = It has to be absolute, with https or on the machine of its user, and without a fragment.
client-fault-logout = Address after signing out is not registered
client-fault-logout-about = People ended up on a page of Vestibule instead.
client-fault-hint = The ID token hint is not one of this client
client-fault-hint-about = The program sends the token of another client, or of another server.
client-fault-pkce = No PKCE challenge
client-fault-pkce-about = Turn PKCE with S256 on in the program, or allow the client without PKCE if the program cannot use it.
client-fault-pkce-method = PKCE with another method than S256
client-fault-pkce-method-about = Choose S256 in the program.
client-fault-verifier = The PKCE verifier does not match
client-fault-verifier-about = The program has lost it between its two requests: it may run on several servers that share no session.
client-fault-response-type = Another response type than code
client-fault-response-type-about = Choose the authorization code flow in the program.
client-fault-response-mode = Unknown response mode
client-fault-response-mode-about = Choose query, fragment or form_post in the program.
client-fault-grant = Grant type is not allowed
client-fault-grant-about = The client may use those that are ticked in its settings. client_credentials needs a service account.
client-fault-no-grant = Unknown grant type
client-fault-no-grant-about = Choose the authorization code flow in the program. There is no password grant.
client-fault-resource = Resource is not registered
client-fault-resource-about = If it is an API of yours, add it to the resources of the client.
client-fault-scope = A scope was not granted
client-fault-scope-about = The program asks for more than it has got, or for userinfo without openid.
client-fault-no-secret = No client secret
client-fault-no-secret-about = Enter the secret in the program. A program that cannot keep one is a public client.
client-fault-secret = Wrong client secret
client-fault-secret-about = If the program cannot sign anybody in, enter a new secret there.
client-fault-old-secret = The client secret has expired
client-fault-old-secret-about = Add a secret, and enter it in the program.
client-fault-extra-secret = A secret was sent for a public client
client-fault-extra-secret-about = Leave it out in the program, or make the client confidential.
client-fault-authentication = The client authenticates in a way that is not allowed
client-fault-authentication-about = Choose client_secret_basic or client_secret_post in the program.
client-fault-code = The code is not valid
client-fault-code-about = It works only once, for 60 seconds, and for this client alone.
client-fault-code-redirect = Code and token were requested with different redirect URIs
client-fault-code-redirect-about = The program has to send the same one both times: often it does not know its own address behind a proxy.
client-fault-refresh = The refresh token is not valid
client-fault-refresh-about = It was used before or has expired, or what it belongs to has ended. People sign in again.
client-fault-access = The access token is not valid there
client-fault-access-about = It was revoked, has ended with its session, or is for another API.
client-fault-device = The device code is not valid
client-fault-device-about = It was used or has expired: the device begins again.
client-fault-admission = Somebody was not admitted
client-fault-admission-about = The application says which groups may enter.
client-fault-account = Its service account is missing or disabled
client-fault-account-about = Choose an active one, which the application admits.
client-fault-proof = Another proof of who somebody is was demanded
client-fault-proof-about = People sign in again, or with a second factor.
client-fault-limit = Too many requests
client-fault-limit-about = It has to wait before it tries again.
client-fault-unasked = It does not ask who has signed in
client-fault-unasked-about = People sign in, but the program has not asked the userinfo endpoint: they may have no name there.
client-fault-other = The request was not valid

## Clients: a trial

client-try-about = What the program would learn about an account, and what is wrong with that. Nothing is stored, and nobody is sent anywhere.
# For screen readers.
client-trial-loading = Trying the client
client-trial-not-loaded = The client could not be tried
# $title: of an application. $name: a username.
client-trial-of = { $title }, as { $name }
client-trial-works = Works
client-trial-works-about = Somebody signs in, and the program gets what it needs.
client-trial-doubtful = Signs in, but look at this
client-trial-refused = Would be refused
client-trial-id-token = ID token
client-trial-access-token = Access token
client-trial-userinfo = Userinfo
client-trial-scopes = Scopes
client-trial-scopes-about = What it gets if it asks for everything.
client-trial-seen = How it would see the account
client-trial-id = Id
# In place of a name, an address or groups.
client-trial-nothing = Nothing
client-trial-as = As: username, email address or id
client-trial-again = Try again
client-trial-not-from-here = Not tested from here
client-trial-not-from-here-about = Whether the program has the right secret, and whether its clock is right. Both show at its first sign-in.
# For screen readers. A finding follows.
client-mark-bad = Wrong:
client-mark-warning = Doubtful:
client-mark-good = Good:
client-mark-note = Good to know:
client-mark-unknown = Not known:
client-found-closed = The client gets nothing
client-found-no-codes = Nobody can sign in with it
client-found-no-codes-about = It has no grant authorization_code.
client-found-inactive = The account is not active
client-found-nobody = Nobody may enter yet
client-found-nobody-about = Say who may enter, on the page of its application.
# $groups: their names.
client-found-not-admitted = The account is in none of the groups that may enter: { $groups }
client-found-no-answer = The redirect URI does not answer
# $address: where people return after signing in.
client-found-no-answer-about = Is the program running, and is this its address? { $address }
client-found-not-in-id-token = Name and email are not in the ID token
client-found-not-in-id-token-about = Other programs ask the userinfo endpoint; this one reads only the ID token.
client-found-no-name = It gets no name
client-found-no-name-about = Programs may show an empty one. The account has none, or the application may not learn it.
client-found-no-email = It gets no email address
client-found-no-email-about = Many programs need one. The application has to be allowed to learn it.
client-found-email-unconfirmed = The email address is not confirmed
client-found-email-unconfirmed-about = Many programs refuse the sign-in then (email_verified).
client-found-no-groups = It gets no groups
client-found-no-groups-about = The account is in none: then the claim is an empty list. Or the application may not learn them: then there is no claim.
client-found-long-token = The ID token is longer than 4 KB
client-found-long-token-about = It does not fit into a cookie, where some programs keep it.
client-found-answers = The redirect URI answers
# $ms: a number. $address: where people return after signing in.
client-found-answers-about = After { NUMBER($ms) } ms: { $address }
client-found-in-id-token = Name and email are in the ID token, where the program reads them
# $groups: their names.
client-found-groups = Groups arrive: { $groups }
client-found-asks-proof = The user has to confirm who they are first
client-found-asks-consent = People are asked what it may learn
client-found-only-userinfo = The claims are only at the userinfo endpoint
client-found-only-userinfo-about = For a program that reads the ID token only, put them there too: in its settings, under Claims.
# $claim: its name.
client-found-groups-claim = The groups are in the claim { $claim }
client-found-groups-claim-about = The program has to know this name.
client-found-no-refresh = There is no refresh token
client-found-no-refresh-about = The program has to send people here again when the access token has expired.
client-found-no-sign-out = There is no address after signing out
client-found-no-sign-out-about = People who sign out at the program stay here.
client-found-on-device = The redirect URI is on the device of the person
client-found-private = The redirect URI is in a private network, where the server sends no requests
client-put-in-id-token = Put them into the ID token

## Connecting a program

connect-about = Say which program it is, where it is and who may enter. All the rest follows from that, and can be changed afterwards.
# For screen readers.
connect-loading = Loading the programs
connect-not-loaded = The programs could not be loaded
connect-search = Search programs
connect-find = Search
connect-not-known = No program of this name is known here. It works all the same: choose “Another one”, and say a little more below.
connect-another = Another one
# $count: a number, never 1.
connect-others = { NUMBER($count) } more programs
program-group-home = At home
program-group-team = For teams
program-group-operations = For operators
program-group-gateways = Servers and gateways
program-group-libraries = Libraries
program-group-assistants = Assistants and others
connect-where-hint = Its address, as people open it, such as https://grafana.example.com.
connect-how = How does it sign people in?
connect-own = With its own sign-in settings
connect-own-about = OpenID Connect. You paste an id and a secret into it.
connect-proxy = It has none: put Vestibule in front
connect-proxy-about = Forward authentication. Your proxy asks here before it lets anybody through.
connect-tile = Not at all: only a tile
connect-tile-about = A link on the start page. Nobody is checked.
connect-redirect-hint = Also called callback: the settings of the program or its guide name it.
connect-next = Next, you get the id, the secret and what to paste.
connect = Connect
connecting = Connecting…
# A heading above a tile as people will see it.
connect-at-home = At people’s home
connect-filled-in = Filled in for you
# A button, without JavaScript.
connect-show-filled-in = Show what is filled in
connect-choose-first = Choose a program to see this.
connect-kind = Client type
connect-pkce-sends = PKCE is required; the program sends it
connect-pkce-when-told = PKCE is required; a setting of the program says so

## Imports: accounts at providers

import-column-identity = The name of a provider and the id of the account there with which the user signs in; at Microsoft tid/oid, at GitHub the number.

## Providers, for administrators

providers-about = A provider signs people in with an account that they have already: at Google, GitHub or Microsoft, or in the directory of a company.
providers-none = No providers yet.
provider-create = Add provider
# Behind the kinds that most people look for.
provider-more-kinds = More kinds
provider-as-people-see = As people see it
# $brand: the name by which everybody knows the provider, such as Google.
provider-give = 1. Give { $brand } this address
provider-give-other = 1. Give the provider this address
provider-give-about = It is called redirect URI, callback URL or return URL there.
provider-paste = 2. Paste what { $brand } gives you
provider-paste-other = 2. Paste what the provider gives you
# A heading. The steps at the provider follow. $brand: such as Google.
provider-at = At { $brand }
# Before an address.
provider-open = Open
# The names of buttons there are in English. A link to the guide follows.
provider-names-there = The names are those of November 2026.
# What is done at the provider: what is created there, where the redirect URI goes, what is copied from there, and what else is needed.
# The buttons of the provider have the names that it gives them in English.
provider-google-create = Choose or create a project, press “Get started”, and enter a name, which people see. The audience is “Internal” if only people of your own Workspace sign in, otherwise “External”.
provider-google-address = “Clients”, “Create client”, type “Web application”: add the redirect URI of this page under “Authorized redirect URIs”. The JavaScript origins stay empty.
provider-google-values = Press “Create”, and copy client ID and client secret at once: the secret is not shown again.
provider-google-finish = If the audience is external, press “Publish app” under “Audience”. Until then only the test users listed there get in.
provider-github-create = “OAuth apps”, “New OAuth app”: it is no GitHub App. One of your organisation stays when you leave. The homepage URL is the address of this server.
provider-github-address = “Authorization callback URL”: the redirect URI of this page. An app has only one. “Enable Device Flow” stays off.
provider-github-values = Press “Register application”, copy the client ID, press “Generate a new client secret”, and copy it at once: it is not shown again.
provider-microsoft-create = “Entra ID”, “App registrations”, “New registration”. The supported account types decide what the directory is here: the tenant ID for one directory, organizations for all, common with personal accounts, consumers for those alone.
provider-microsoft-address = “Redirect URI”: platform “Web”, and the redirect URI of this page.
provider-microsoft-values = “Overview” has the application (client) ID and the directory (tenant) ID. Under “Certificates & secrets” press “New client secret” and copy its value at once, not the secret ID. Note the day on which it expires.
provider-microsoft-finish = “Token configuration”, “Add optional claim”, “ID”: email. Without it, people enter their address themselves.
provider-apple-create = You need a membership in the Apple Developer Program. Under “Identifiers” create an App ID with “Sign in with Apple”, and a Services ID, whose identifier is the client ID here.
provider-apple-address = Configure “Sign in with Apple” of the Services ID: the App ID, the domain of this server, and the redirect URI of this page under “Return URLs”.
provider-apple-values = Under “Keys” create a key for “Sign in with Apple”, and load its file at once: all that is in it is the client secret. Beside it is the key ID. The team ID is at the top right.
provider-apple-finish = Under “Sign in with Apple for Email Communication” enter the domain and the sender of your messages. Otherwise addresses that Apple makes up get none.
provider-discord-create = Press “New Application”. People see its name.
provider-discord-address = “OAuth2”, “Redirects”, “Add Redirect”: the redirect URI of this page. Then “Save Changes”. “Public Client” stays off.
provider-discord-values = Copy the client ID from the same page, press “Reset Secret”, and copy the client secret at once: it is not shown again.
provider-facebook-create = Press “Create App” and choose the use case that begins with “Authenticate and request data from users”. Under “Customize” add the permission email.
provider-facebook-address = In the settings of this use case enter the redirect URI of this page under “Valid OAuth Redirect URIs”. Then “Save changes”.
provider-facebook-values = “App settings”, “Basic”: the app ID is the client ID, and the app secret is the client secret.
provider-facebook-finish = Enter there the address of your privacy policy, and the one that says how people delete their data. Then press “Publish”. Until then only people with a role in the app get in.
provider-gitlab-create = Press “Add new application”. One of a group stays when you leave: it is in the settings of the group, under “Applications”. People see its name.
provider-gitlab-address = “Redirect URI”: the redirect URI of this page. “Confidential” stays on.
provider-gitlab-values = Choose the scopes openid, profile and email, press “Save application”, and copy application ID and secret at once: it is not shown again.
provider-openid-create = Register a client for a web application, with the authorization code flow and the scopes openid, email and profile.
provider-openid-address = Enter the redirect URI of this page. It may be called callback URL, or reply URL.
provider-openid-values = Copy ID, secret and issuer. The issuer is what /.well-known/openid-configuration there says, letter by letter.
provider-openid-finish = ID tokens have to be signed with RS256, PS256, ES256 or EdDSA, not with HS256.
provider-oauth2-create = Register an application that uses the authorization code flow.
provider-oauth2-address = Enter the redirect URI of this page. It may be called callback URL, or reply URL.
provider-oauth2-values = Copy ID and secret. Look up in the documentation where people sign in, where a code is exchanged, and which address says who has an access token.
provider-tested-first = A provider of OpenID Connect is tested before anybody sees its button.
provider-of-environment = Defined in the environment
# A badge of a provider.
provider-works = Works
# $count: sign-ins within a day.
provider-failed = { $count ->
    [one] One failed today
   *[other] { NUMBER($count) } failed today
}
# When the hour began follows.
provider-failed-last = The last one has failed in the hour from
# $count: a number.
provider-identities =
    { $count ->
        [0] No accounts there are linked.
        [one] { NUMBER($count) } account there is linked.
       *[other] { NUMBER($count) } accounts there are linked.
    }
# For screen readers.
provider-loading = Loading the provider
provider-not-loaded = The provider could not be loaded
provider-is-closed = No one can sign in with this provider until this is corrected.
provider-is-of-file = This provider is defined in a file.
provider-is-of-environment = This provider is defined in the environment of the server.
provider-change-environment = Change the variables there, and restart the server.
provider-enter-there = To be entered at the provider
provider-callback-uri = Redirect URI
provider-backchannel-uri = Back-channel logout URI: signing out there also ends the sessions here
# The parts of the form.
provider-part-first = At the provider
provider-part-who = Who may sign in
provider-part-new = New people
provider-part-taken = Taken over
provider-part-button = Button
provider-name-hint = A part of the redirect URI, such as company. It cannot be changed later.
provider-client-secret-hint = It is kept encrypted, and not shown again.
provider-secret-stays = Leave it empty to keep the present one.
provider-secret-none = There is none yet.
provider-delete = Delete provider
provider-delete-opener = Delete provider…
provider-delete-about = No one can sign in with it any more. The accounts there stay linked, for the case that you define it again.

## Fields of one's own

own-fields-about = What you want to know of people beside name and language. A field is on all pages, in imports, exports and the API at once.
own-fields-none = No fields yet.
# A day follows.
deleted-on = Deleted
# For screen readers. $name: of what was deleted.
restore-name = Restore { $name }
own-field-name-hint = Requests, files and applications know it by this name, such as department.
own-field-name-change-hint = Its name in requests, files and applications. Rules of groups, claims and providers follow; programs and files that use the old one have to learn the new one.
# The parts of the form.
own-field-part-first = What it is
own-field-part-rules = What fits
own-field-part-rights = Who sees and changes it
own-field-part-list = Where it stands
own-field-create = Add field
own-field-save-all-the-same = Save all the same
own-field-loading = Loading the field…
own-field-not-loaded = The field could not be loaded
own-field-is-closed = It is asked for nowhere
own-field-is-of-file = It is defined in the file vestibule.toml
own-field-is-deleted = This field is deleted
own-field-restore-about = Nobody sees it. For 30 days after its deletion it can be restored, with all values.
own-field-delete = Delete field
own-field-delete-opener = Delete field…
own-field-delete-about = Nobody sees it any more. Its values are kept for 30 days, and until then it can be restored.

## Overview

overview-period = Period
overview-24-hours = 24 hours
overview-7-days = 7 days
overview-30-days = 30 days
overview-year = Year
# A heading: how many sign-ins there were.
overview-sign-ins = Sign-ins
# A heading: how many sign-ins were refused.
overview-refused = Refused
overview-active = Active people
overview-with-passkey = With a passkey
# $share: in per cent.
overview-more = { NUMBER($share) } % more than in the period before
# $share: in per cent.
overview-less = { NUMBER($share) } % less than in the period before
overview-same = As many as in the period before
overview-nothing-before = None in the period before
# $share, $before: in per cent.
overview-share = { NUMBER($share) } % of all tries; before, { NUMBER($before) } %
# Below the number of people who were active. $people: all.
overview-of-today = of { NUMBER($people) }, today
overview-of-7-days = of { NUMBER($people) }, in 7 days
overview-of-30-days = of { NUMBER($people) }, in 30 days
# $all: people. $before: the share in per cent, in the period before.
overview-not-counted = Counted within an hour
overview-passkeys = { NUMBER($passkeys) } of { NUMBER($all) }; before, { NUMBER($before) } %
overview-percent = { NUMBER($share) } %

## Overview: plots

overview-by-way = Sign-ins by way
overview-by-passkey = Passkey
overview-by-second-factor = Password and second factor
overview-by-provider = Provider
overview-by-password = Password alone
# A way to sign in, or a reason, beside those that are named.
overview-by-other = Other
overview-wrong-password = Wrong password
overview-wrong-code = Wrong code
overview-throttled = Too many tries
overview-unconfirmed = Address not confirmed
# An application does not admit somebody.
overview-not-admitted = Not admitted
overview-in-day = In a day
overview-in-7-days = In 7 days
overview-protection = How well people are protected
overview-any-factor = Any second factor
overview-a-passkey = A passkey
overview-new-accounts = New accounts
overview-by-registration = By registration
overview-by-administrator = By an administrator
overview-by-import = Imported
# The heading of a column with times.
overview-hour = Hour
overview-day = Day
overview-week = Week from
# Opens the numbers of a plot.
overview-table = Table
# For screen readers, because each plot has one. $title: of the plot.
overview-table-of = Table: { $title }
# For screen readers: a column of a plot. $column: an hour or a day. $numbers: such as Passkey 22, Provider 10.
overview-column = { $column }: { $numbers }
# One of these numbers.
overview-number = { $label } { NUMBER($number) }
overview-part = { $label } { NUMBER($number) } %

## Overview: below the plots

overview-busiest = Busiest applications
overview-entered = Times entered
overview-all = { $count ->
    [one] The application
   *[other] All { NUMBER($count) }
}
# Of messages. $failed: given up.
overview-mail = Mail: { NUMBER($sent) } sent, { NUMBER($waiting) } waiting, { NUMBER($failed) } given up.
# A time follows.
overview-counted = Counted to
overview-utc = Hours and days are in UTC.

## What needs attention

attention = Needs attention
attention-none = All is well.
# A time follows.
attention-since = Since
attention-see-why = See why
attention-to-mail = Test mail
attention-to-backups = Backups
attention-read-only = The database accepts no changes
attention-disk = Only { NUMBER($count) } MB are free on the disk of the database
attention-mail = { $count ->
    [one] One message could not be sent
   *[other] { NUMBER($count) } messages could not be sent
}
# $name: of a client.
attention-client = { $name } does not learn that sessions have ended
attention-client-about = { $count ->
    [one] One sign-out waits.
   *[other] { NUMBER($count) } sign-outs wait.
}
# $name: of the client that was refused most.
attention-refusals = { $count ->
    [one] { $name } was refused something today
   *[other] { NUMBER($count) } clients were refused something today, { $name } most often
}
attention-refusals-about = With its own secret or a token, so no stranger has caused it.
# $name: of a provider.
attention-provider = { $count ->
    [one] One sign-in at { $name } has failed today
   *[other] { NUMBER($count) } sign-ins at { $name } have failed today
}
attention-file = { $count ->
    [one] The file of applications has a mistake
   *[other] The file of applications has { NUMBER($count) } mistakes
}
attention-replica = Another server has another file of applications
attention-replica-about = What that file defines is in effect. Give all servers the same file.
# Of clients and programs. $day: when the first one ends.
attention-secrets = { $count ->
    [one] A secret ends on { $day }
   *[other] { NUMBER($count) } secrets end soon, the first one on { $day }
}
attention-key = A signing key is not needed any more
attention-key-about = Remove it with vestibule keys retire.
attention-previous-secret = The previous secret is still set
attention-previous-secret-about = When all servers have started with the new one, remove VESTIBULE_SECRET_PREVIOUS.
attention-backup = { $days ->
    [one] The last backup is one day old
   *[other] The last backup is { NUMBER($days) } days old
}
attention-no-backup = There is no backup
attention-administrators = { $count ->
    [one] An administrator has no second factor
   *[other] { NUMBER($count) } administrators have no second factor
}
attention-settings = { $count ->
    [one] A setting is probably a mistake
   *[other] { NUMBER($count) } settings are probably mistakes
}

## First steps

steps-about = Each is checked by the server, now and whenever you come back.
# A heading; what the program says of each follows, in English.
steps-doubts = Settings that are probably a mistake
steps-done = Done
# For screen readers: how far a step is.
steps-is-done = Done:
steps-is-urgent = Urgent:
steps-is-open = To do:
steps-how = How
# A setting follows.
steps-set = Set this, and restart the server:
steps-progress = { NUMBER($done) } of { NUMBER($all) } done
steps-your-applications = Your applications
steps-installation = This installation
steps-version = Version
steps-database = Database
# $number: of megabytes.
steps-megabytes = { $number } MB
# A day follows.
steps-since = Since
steps-hide = Hide first steps
steps-show = Show first steps on the home page again

## First steps: the steps

steps-passkey = A passkey for yourself
steps-passkey-done = You sign in with a passkey.
steps-passkey-danger = You are the administrator, and a password is all that protects you.
steps-passkey-better = You have an authenticator app. With a passkey nobody can lure you to a page that looks like this one.
steps-add-passkey = Add a passkey
steps-registration-open = Registration is open
steps-registration-closed = Registration is closed
steps-by-invitation = People come by invitation.
steps-open-to-strangers = Whoever finds the address can create an account.
steps-open-on-purpose = On purpose: whoever finds the address can create an account.
steps-keep-open = Keep it open
steps-mail = Mail arrives
steps-no-mail-server = No mail server is set: messages stay in files on the server.
# $server: its address.
steps-mail-untested = { $server } has not been tried yet.
# $error: what has happened, in English. A time follows.
steps-mail-failed = The message was not sent: { $error }.
# $seconds: whole ones. $tenths: of a second, one digit. A time follows.
steps-mail-taken = { $server } accepted a message in { NUMBER($seconds) }.{ NUMBER($tenths) } s,
steps-test = Send a test message
steps-test-again = Send another
steps-address = HTTPS and address
# $url: the address.
steps-no-https = { $url } is not encrypted: everybody on the way can read passwords.
# $url: the address.
steps-this-machine = { $url } can be opened on this machine only.
steps-administrator = A second administrator
steps-administrators = { NUMBER($count) } administrators.
steps-only-administrator = You are the only one. If you lock yourself out, only the command line is left.
steps-invite = Invite…
steps-backup = A backup
steps-backup-none = No backup yet.
# A time follows, then a full stop.
steps-backup-last = The last one is from
steps-backup-elsewhere = Backups are made in another way.
steps-secret-kept = The secret was copied.
steps-secret-missing = The secret is needed as well: without it, a backup is worth little.
steps-every-night = Every night:
steps-once-elsewhere = Once, to another place:
steps-keep-secret = The secret is copied
steps-another-way = We make backups in another way
# Buttons that take back what was stated.
steps-undo-open = It is not on purpose
steps-undo-secret = The copy is gone
steps-undo-another-way = No other way any more
steps-demand = A second factor for administrators
steps-demanded = It is demanded of them.
steps-not-demanded = Not demanded.
steps-demand-waits = Not demanded. First, a passkey for yourself.
steps-connected = { NUMBER($count) } connected.
steps-none-connected = None yet: people can sign in, but there is nothing to open.
steps-people = Your people
steps-number-of-people = { NUMBER($count) } accounts.
steps-nobody-else = There is nobody but you.
