### Texts of pages, messages and errors. The rules are in docs/translating.md.

## The language itself

# The name of the language, as its speakers write it.
language-name = English
# Between groups of three digits.
number-separator = ,

## Everywhere

cancel = Cancel
delete = Delete
remove = Remove
undo = Undo
revoke = Revoke
create = Create
search = Search
copy = Copy
close = Close
name = Name
username = Username
email = Email
password = Password
role = Role
status = Status
groups = Groups
group = Group
description = Description
users = Users
user = User
applications = Applications
application = Application
administrator = Administrator
sign-in = Sign in
sign-out = Sign out
create-account = Create account
try-again = Try again
language = Language
