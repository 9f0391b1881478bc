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
# How long to wait, in a sentence such as "Try again in 2 minutes."
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
