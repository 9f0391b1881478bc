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
