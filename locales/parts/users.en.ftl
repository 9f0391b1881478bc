## The list of users

users-create = Create user
users-import = Import users
users-files = Import and export
users-export-csv = Export CSV
users-export-json-lines = Export JSON Lines
users-no-mail = This server sends no mail
users-no-mail-about = Messages are written to files in the folder outbox of the data directory, because SMTP_URL is not set. Until it is, users cannot confirm their addresses, and get links to choose a new password only from you.

## The list of users: search, filters and order

users-search = Search users
# In the empty search field: what can be searched for.
users-search-placeholder = Name, username, email or ID
users-search-clear = Clear search
users-any-role = Any role
# The role of an account that manages others, as a short label.
users-role-admin = Admin
users-any-status = Any status
users-status-active = Active
users-status-disabled = Disabled
users-status-deleted = Deleted
users-any-group = Any group
users-any-sign-in = Signed in any time
# Also in the row of a user who has never signed in.
users-never-signed-in = Never signed in
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
users-more-filters = More filters
# The name of a filter: whether users have ever signed in.
users-signed-in = Signed in
# Before a date.
users-created-from = Created from
# Before a date.
users-created-to = Created to
# Before a date.
users-sign-in-before = Last sign-in before
users-apply-filters = Apply filters

## The list of users: the search and the filters that are set, each of which a link removes

users-chips = Search and filters
# The name of the search, before the text that is searched for.
users-chip-search = Search
# A filter that is set. $label: its name. $value: its value.
users-chip = { $label }: { $value }
# For screen readers, before a filter that is set.
users-chip-remove = Remove
users-chips-clear = Clear all
# The value of the filter by role, after its name.
users-chip-role = { $value ->
    [admin] admin
    [user] user
   *[other] { $value }
}
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

## The list of users: the table

# $range: such as 31–40 of 1,248.
users-caption = Users, { $range }
users-select-all-on-page = Select all users on this page
# $username: the username of an account, also in the list of invitations.
users-select = Select { $username }
users-last-sign-in = Last sign-in
# The heading of a column of dates.
users-created = Created
users-actions = Actions
# $username: the username of an account, also in the list of invitations.
users-actions-for = Actions for { $username }
# In place of the address of an account that belongs to a program.
users-service-account = Service account
# Below the username of a user who has given no name.
users-no-name = No name
# The mark of the own account in a list.
users-you = You
users-open = Open
users-copy-email = Copy email
# $username: whose email address.
users-copy-email-of = Copy email of { $username }
users-copy-id = Copy ID
# $username: whose ID.
users-copy-id-of = Copy ID of { $username }
users-disable = Disable
users-enable = Enable
users-restore = Restore
# Also the label of a field.
users-add-to-group = Add to group
users-remove-from-group = Remove from group

## The list of users: its pages

users-previous-page = Previous page
users-next-page = Next page
users-per-page = Users per page
users-pages = Pages
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

## The list of users: if it is empty

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
users-clear-filters = Clear search and filters
users-no-members = No members yet
users-no-members-advice = Find users above, and add them.
users-only-you = You are the only user
users-only-you-advice = Create users one at a time, or import them from a file.

## The list of users: errors

users-no-such-order = There is no such order.
# $last: the number of the last page.
users-no-such-page = There is no such page. The last page is page { $last }.
users-admins-only = Only administrators can list users.
# Errors of requests by programs. Names of parameters stay as they are: page, per_page, cursor, sort, signed_in, never, rest.
users-page-and-cursor = Send page or cursor, not both.
users-cursor-not-valid = The cursor does not belong to this list. Send it unchanged, with the same filters and sort.
users-page-not-valid = page must be a whole number from 1.
# $max: the highest number that is allowed.
users-per-page-not-valid = per_page must be a whole number from 1 to { NUMBER($max) }.
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
# On the button, if the question has the name of a single account.
bulk-button-make-admin = Make an administrator
bulk-button-make-user = Make a user
bulk-button-invite = Invite again
bulk-button-revoke-invitation = Revoke the invitation
# $group: the name of a group.
bulk-button-add-to-group = Add to { $group }
# $group: the name of a group.
bulk-button-remove-from-group = Remove from { $group }
# What an action does with the accounts, below the question.
bulk-about-disable = They are signed out on all devices immediately and cannot sign in until you enable them.
bulk-about-enable = They can sign in again.
bulk-about-delete = They are signed out on all devices immediately. You can restore them for 30 days.
bulk-about-restore = They get back the status that they had before.
bulk-about-make-admin = Administrators can see and change every account.
bulk-about-make-user = They can no longer see or change other accounts.
bulk-about-invite = Each of them gets a message with a new link. Earlier links no longer work.
bulk-about-revoke-invitation = Their links no longer work. The accounts stay as they are.
bulk-about-add-to-group = They may enter the applications that admit the group.
bulk-about-remove-from-group = They can no longer enter applications that admit this group only.
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
# After one of the messages above. $count: the number of accounts that were left as they were.
bulk-skipped = { NUMBER($count) } not changed.
bulk-undone = { $count ->
    [one] Undone.
   *[other] Undone for { NUMBER($count) } accounts.
}

## Changes of many accounts: the recent ones

bulk-recent = Recent bulk changes
# $accounts: the name of a single account, or a number of accounts.
bulk-recent-disable = Disabled { $accounts }
bulk-recent-enable = Enabled { $accounts }
bulk-recent-delete = Deleted { $accounts }
bulk-recent-restore = Restored { $accounts }
bulk-recent-make-admin = Gave the role Admin to { $accounts }
bulk-recent-make-user = Gave the role User to { $accounts }
# The name of the button. $change: one of the texts above.
bulk-recent-undo = Undo: { $change }

## Changes of many accounts: errors. Most are of requests by programs; names of fields and their values stay as they are.

bulk-action-unknown = Unknown action.
# $names: the names of all actions, separated by commas.
bulk-action-not-valid = Send one of { $names }.
bulk-role-missing = set_role needs a role. Send user or admin.
bulk-role-not-used = role is only used with set_role. To select accounts by role, use filter.role.
bulk-group-missing = Choose a group.
bulk-group-not-used = group is only used with add_to_group and remove_from_group. To select accounts by group, use filter.group.
bulk-invite-needs-ids = invite needs ids. To invite all accounts without a password at a limited rate, use /api/users/awaiting-password/invitations.
bulk-rest-with-ids = rest is only used with filter. Leave it out when you send ids.
bulk-rest-not-valid = Send rest unchanged from the last response, with the same action and filter.
bulk-ids-wrong-type = Send ids as an array.
bulk-filter-wrong-type = Send filter as an object.
bulk-ids-or-filter = Send either ids or a filter.
# $max: the number of ids that are allowed, in digits alone.
bulk-ids-out-of-range = Send 1 to { $max } ids.
bulk-id-not-valid = An id is not valid. Send ids as the list of users returns them.

## Create a user

create-user-no-group = No group
# After the label of a field, in brackets.
create-user-optional = (optional)
create-user-password-hint = The user chooses the password.
create-user-busy = Creating…
# Before the name of the user, as in: The account for Maren Holt is ready.
create-user-ready-before = The account for
# After the name of the user.
create-user-ready-after = is ready.
create-user-view = View user
create-user-another = Create another user

## Invitations

invitations-title = Invitations
# Before a link to the page that the next message names.
invitations-about = Links to choose a first password that were sent and not used yet. All users without one are on the page
invitations-without-password = Users without a password
invitations-send-again = Send again
invitations-none = No open invitations
invitations-none-advice = When you create a user, you can send the invitation by email.
invitations-count = { $count ->
    [one] { NUMBER($count) } invitation
   *[other] { NUMBER($count) } invitations
}
invitations-caption = Open invitations
invitations-select-all = Select all invitations on this page
# The heading of a column: when an invitation was sent.
invitations-sent = Sent
# The heading of a column: until when an invitation is valid.
invitations-expires = Expires
# Links to the newest and to older invitations.
invitations-newest = Newest
invitations-older = Older
invitations-has-password = The account has a password already. Create a password link if its owner needs a new one.
# An error of a request by a program. cursor and next are names.
invitations-cursor-not-valid = The cursor belongs to no list. Send next of a response unchanged.
invitations-not-invited = The account has no open invitation.
