## The page of a user: as a whole, and what its buttons do

user-loading = Loading the user
user-not-found = User not found
user-not-loaded = The user could not be loaded
# The name of the list that a link leads back to.
user-back-to-invitations = Invitations
user-own-account = Go to your account
user-disable = Disable
user-enable = Enable
user-restore = Restore
user-create-password-link = Create password link
# $name: what the user is called.
user-is-disabled = { $name } is disabled.
user-is-enabled = { $name } is enabled.
user-is-deleted = { $name } is deleted.
user-is-restored = { $name } is restored.
user-has-new-role = { $name } has a new role.
user-change-undone = Undone.
# On the button of a form, while it is being sent. Also on the page of a group.
user-saving = Saving…

## The page of a user: details

user-details = Details
user-details-note = Role changes take effect immediately.
user-save = Save changes
user-vouch = I have verified the email address
# Below the checkbox before.
user-vouch-about = It counts as confirmed. If it is new, nobody can give the account back to an earlier one.
user-promote = Make administrator
# $name: what the user is called.
user-promote-question = Make { $name } an administrator?
user-promote-checkbox = Make { $name } an administrator
user-promote-about = Administrators can see and change every account.
# A role in a table that compares two versions of an account. $role: its name in the API.
user-compared-role = { $role ->
    [admin] admin
   *[user] user
}

## The page of a user: facts

user-facts = About this account
# A label before a day.
user-created = Created
# A label before a time, such as “yesterday”.
user-changed = Changed
user-id = ID
# The account's id in the system from which it was imported.
user-external-id = External ID
# On a button, for screen readers. $username: of the account.
user-copy-id = Copy ID of { $username }
user-copy-external-id = Copy external ID of { $username }
user-copy-email = Copy email of { $username }
# A label before a time, such as “yesterday”.
user-last-sign-in = Last sign-in
user-never-signed-in = Never signed in
# The email address.
user-email-confirmed = Confirmed
user-email-unconfirmed = Not confirmed
user-email-confirm = Mark as confirmed
user-devices = Devices
user-sign-out-everywhere = Sign out everywhere
user-activity = Recent activity
user-activity-all = See all

## The page of a user: groups

user-groups-none = In no group.
user-groups-all = All groups
user-group-add = Add to group
user-group-add-button = Add
user-group-adding = Adding…
# On a button, for screen readers. $group: the name of the group.
user-group-remove = Remove from { $group }

## The page of a user: invitation

user-invitation = Invitation
# A day follows, then the next message and the email address.
user-invited-on = Invited on
user-invited-at = at
# A day follows.
user-invitation-expires = The link expires on
user-invitation-none = The user has no password yet and cannot sign in.
user-invitation-send = Send invitation
user-invitation-send-again = Send again

## The page of a user: programs

user-tokens = API tokens
# Above a list of service accounts and tokens that the user has created.
user-programs = Created for programs
# $name: what the user is called.
user-programs-warning = { $name } is no longer an active administrator.
user-programs-warning-more = These tokens still work. Revoke them, unless you know who has them.
user-programs-revoke = Revoke these tokens
# The name of the service account follows.
user-programs-account = Service account
# A day follows, on which the service account was created.
user-programs-created-on = Created
# $name: what the token is called.
user-programs-token = Token { $name }
# The username of the service account that the token belongs to follows.
user-programs-token-of = Of

## The page of a user: deletion

user-delete = Delete user
# On the button that opens the question.
user-delete-opener = Delete user…
user-delete-title = Delete { $username }
user-delete-question = Delete { $username }?
user-delete-about = The user is signed out on all devices immediately. You can restore the account for 30 days.
user-delete-keep = Keep account
user-purge = Delete permanently
# On the button that opens the question.
user-purge-opener = Delete permanently…
user-purge-title = Delete { $username } permanently
user-purge-question = Delete { $username } permanently?
user-purge-question-about = The account and its data are deleted and cannot be restored. Type the username to confirm.
# $day: a day without its year, such as “21 December”.
user-purge-about = Deleted permanently on { $day }. You can restore the account until then.

## Errors about users

# “user” and “admin” are the names of the roles in the API and in files.
user-role-unknown = The role must be user or admin.

## The list of groups

groups-about = Groups decide which applications a user may enter. The page of a group has its members.
groups-none = No groups yet.
groups-new = New group
groups-new-note = The name cannot be changed later.
groups-create = Create group
groups-creating = Creating…
groups-members = { $count ->
    [one] 1 member
   *[other] { NUMBER($count) } members
}
# A day follows, on which the group was created.
groups-created-on = Created

## The page of a group

group-loading = Loading the group
group-not-loaded = The group could not be loaded
group-members = Members
# A link to the list of users, with only the members in it.
group-members-filter = Search and filter
# A button for the selected members.
group-members-remove = Remove from group
group-applications = Applications that admit this group
group-applications-none = No application admits this group yet.
group-applications-all = All applications
group-details = Details
group-details-note = The name of a group cannot be changed.
group-save = Save description
group-delete = Delete group
# On the button that opens the question.
group-delete-opener = Delete group…
# $name: the name of the group.
group-delete-title = Delete { $name }
group-delete-question = Delete { $name }?
group-delete-about = Its members keep their accounts. A group that an application admits cannot be deleted. This cannot be undone.
group-delete-keep = Keep group

## The page of a group: the search for new members

# The label of the search field.
group-finder = Add members
# In the search field while it is empty.
group-finder-placeholder = Name, username, email or ID
group-finder-add = Add selected users
# A badge beside a user who belongs to the group already.
group-finder-member = Member
group-finder-none = No users match. Check the spelling, or search for a part of the name.
# How many users match, for screen readers.
group-finder-found = { $count ->
    [one] 1 user
   *[other] { NUMBER($count) } users
}

## Errors about groups

group-name-required = Enter a name, such as editors.
group-name-rule = Use 1 to 63 lower-case letters (a to z), digits, - and _. The first one is a letter or a digit.
group-name-taken = There is a group with this name. Choose another one.
group-description-not-allowed = Remove line breaks and invisible characters.
group-description-too-long = Use at most { NUMBER($max) } characters.
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
