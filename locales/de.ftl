### Texts of pages, messages and errors. The rules are in docs/translating.md.

## The language itself

# The name of the language, as its speakers write it.
language-name = Deutsch
# Between groups of three digits.
number-separator = .

## Everywhere

cancel = Abbrechen
delete = Löschen
remove = Entfernen
undo = Rückgängig machen
revoke = Widerrufen
create = Erstellen
search = Suchen
copy = Kopieren
close = Schließen
name = Name
username = Benutzername
email = E-Mail
password = Passwort
role = Rolle
status = Status
groups = Gruppen
group = Gruppe
description = Beschreibung
users = Benutzer
user = Benutzer
applications = Anwendungen
application = Anwendung
administrator = Administrator
sign-in = Anmelden
sign-out = Abmelden
create-account = Konto erstellen
try-again = Noch einmal versuchen
language = Sprache

## Dates and times

# $day: the number of the day. $month: its name, long or short.
date-day = { $day }. { $month } { $year }
# $date: as in date-day. $time: such as 09:12.
date-minute = { $date }, { $time } UTC
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
short-month-1 = Jan.
short-month-2 = Feb.
short-month-3 = März
short-month-4 = Apr.
short-month-5 = Mai
short-month-6 = Juni
short-month-7 = Juli
short-month-8 = Aug.
short-month-9 = Sept.
short-month-10 = Okt.
short-month-11 = Nov.
short-month-12 = Dez.
ago-now = gerade eben
ago-yesterday = gestern
ago-last-week = letzte Woche
ago-minutes = { $count ->
    [one] vor einer Minute
   *[other] vor { NUMBER($count) } Minuten
}
ago-hours = { $count ->
    [one] vor einer Stunde
   *[other] vor { NUMBER($count) } Stunden
}
ago-days = { $count ->
    [one] vor einem Tag
   *[other] vor { NUMBER($count) } Tagen
}
ago-weeks = { $count ->
    [one] vor einer Woche
   *[other] vor { NUMBER($count) } Wochen
}
ago-months = { $count ->
    [one] vor einem Monat
   *[other] vor { NUMBER($count) } Monaten
}
ago-years = { $count ->
    [one] vor einem Jahr
   *[other] vor { NUMBER($count) } Jahren
}
# How long to wait, in a sentence such as "Try again in 2 minutes."
wait-seconds = { $count ->
    [one] einer Sekunde
   *[other] { NUMBER($count) } Sekunden
}
wait-minutes = { $count ->
    [one] einer Minute
   *[other] { NUMBER($count) } Minuten
}
wait-hours = { $count ->
    [one] einer Stunde
   *[other] { NUMBER($count) } Stunden
}
