## Window titles, also in the navigation

title-forgot-password = Passwort vergessen
title-check-mail = Prüfen Sie Ihr Postfach
title-setup = Konto des ersten Administrators erstellen
title-choose-password = Passwort wählen
# To say that it was somebody else.
title-report-sign-in = Anmeldung melden
title-confirm-email = E-Mail-Adresse bestätigen
# Of the email address.
title-undo-email-change = Adressänderung rückgängig machen
title-account = Ihr Konto
title-security = Sicherheit
title-devices = Geräte
title-own-applications = Ihre Anwendungen
title-own-data = Ihre Daten
title-activity = Ihre Aktivität
title-programs = Programme
title-create-user = Benutzer erstellen
title-import = Benutzer importieren
title-awaiting-password = Benutzer ohne Passwort
title-invitations = Einladungen
title-service-accounts = Dienstkonten
title-audit = Audit-Protokoll
title-not-found = Seite nicht gefunden

## Header, navigation and footer

# A link for the keyboard, before everything else on the page.
skip-to-content = Zum Inhalt springen
# The name of the main navigation, for screen readers.
nav-main = Hauptnavigation
nav-home = Startseite
account = Konto
# The tab with the accounts of people, beside those with invitations, groups and service accounts.
tab-people = Personen
foot-shared-device = Melden Sie sich auf gemeinsam genutzten Geräten ab, wenn Sie fertig sind.
# The colours of the pages.
theme = Farbschema
# As the system of the device has it.
theme-system = System
theme-light = Hell
theme-dark = Dunkel
# The button that closes a short message at the edge of the page.
toast-dismiss = Meldung schließen

## Badges and choices

# The role, in short.
role-admin = Admin
role-user-about = Kann das eigene Konto verwalten.
role-admin-about = Kann alle Konten verwalten.
# The status of an account.
status-active = Aktiv
status-disabled = Deaktiviert
status-deleted = Gelöscht
badge-service-account = Dienstkonto
# How a new user gets the link to choose a password.
delivery-mail = Einladung per E-Mail senden
delivery-mail-about = Wer sie annimmt, bestätigt die Adresse.
delivery-link = Link zum Weitergeben anzeigen
delivery-link-about = Wer ihn hat, kann das Passwort festlegen.
# The tooltip of a field for a day.
day-in-utc = Datum in UTC

## Values to copy

# $what: the label of the field, such as “Password link”.
copy-what = { $what } kopieren
copied = Kopiert.
password-link = Passwort-Link
# $name: of the user.
password-link-send = Senden Sie diesen Link an { $name }
# A time follows, then a full stop and password-link-once.
password-link-until = Wer ihn öffnet, kann das Passwort festlegen. Er funktioniert einmal und ist gültig bis
password-link-once = Er wird nicht noch einmal angezeigt.

## Forms

# After the label of a field.
form-optional = (optional)
# Before the last one of several fields.
form-and = und
# $count: the number of fields with an error.
form-problems = { $count ->
    [one] Es gibt ein Problem
   *[other] Es gibt { NUMBER($count) } Probleme
}
# On a button. $time: minutes and seconds, such as 0:40.
form-try-again-in = Noch einmal in { $time }
# A link after the message that an email address is taken.
form-sign-in-instead = Stattdessen anmelden?
# The session had ended. The user has signed in again, and the form shows what was typed.
form-restored = Noch nicht gespeichert.
form-restored-about = Ihre Eingaben sind noch da, außer Passwörtern. Speichern Sie noch einmal.
form-file-lost = Dateien bleiben während der Anmeldung nicht erhalten. Wählen Sie die Datei noch einmal aus.
# On a button, while it is done.
creating-account = Konto wird erstellt …
# On a button, while it is done.
dialog-deleting = Wird gelöscht …
# Which installation a link in a message is about.
link-site = Website

## Fields of forms

field-login = Benutzername oder E-Mail
field-current-password = Aktuelles Passwort
field-own-password = Ihr Passwort
field-digits = Sechs Ziffern aus der Nachricht
field-chosen-password = Das Passwort, das Sie gewählt haben
field-new-password = Neues Passwort
field-token-name = Name des Tokens
field-token-name-missing = Geben Sie einen Namen ein, zum Beispiel den Zweck des Tokens.
field-group-name = Name der Gruppe
# Of an application: what people see of it.
field-title = Titel
# Of an application.
field-locations = Adressen, eine pro Zeile
field-locations-missing = Geben Sie eine Adresse ein, zum Beispiel https://journal.example.com/.
# The address where users arrive.
field-after-sign-out = Nach dem Abmelden
# Typed to confirm that an account is deleted permanently.
field-confirm-username = Benutzernamen bestätigen

## A new password

# The button beside the field.
password-show = Anzeigen
# For screen readers. Begins with the text of the button, and does not contain the word “password”.
password-show-typed = Anzeigen, was eingegeben ist
password-hide = Verbergen
# As password-show-typed.
password-hide-typed = Verbergen, was eingegeben ist
# For screen readers. Without the word “password”.
password-strength = Stärke
# $min: of any password. $long: from this length on, the kinds of characters do not matter.
password-rules = Ab { NUMBER($min) } Zeichen mit Groß- und Kleinbuchstaben, Ziffer und Sonderzeichen; ab { NUMBER($long) } Zeichen beliebig
password-rules-long = Mindestens { NUMBER($long) } Zeichen, zum Beispiel einige Wörter ohne Zusammenhang
password-rule-length = Mindestens { NUMBER($min) } Zeichen
password-rule-lower = Kleinbuchstabe
password-rule-upper = Großbuchstabe
password-rule-digit = Ziffer
password-rule-symbol = Sonderzeichen, etwa ! oder -
# $typed: the number of characters so far.
password-rule-any = Mindestens { NUMBER($long) } beliebige Zeichen (bisher { NUMBER($typed) })
# The last one of several rules; it replaces all others.
password-rule-or-any = Oder mindestens { NUMBER($long) } beliebige Zeichen (bisher { NUMBER($typed) })
# For screen readers, after a rule that the password meets.
password-rule-met = , erfüllt

## A form about data that has changed meanwhile

conflict-versions = Beide Versionen
# The heading of a column: what the user has typed.
conflict-mine = Ihre Version
# The heading of a column: what somebody else has saved.
conflict-theirs = Andere Version
conflict-use-mine = Meine Version übernehmen
conflict-use-theirs = Andere Version übernehmen
conflict-none = In diesem Formular unterscheidet sich nichts.

## Lists

# After the numbers of rows to choose from.
list-per-page = pro Seite
list-query-invalid = Die Suche oder ein Filter ist nicht gültig
list-forbidden = Sie haben keinen Zugriff auf diese Seite
list-not-loaded = Die Liste konnte nicht geladen werden
list-first-page = Zur ersten Seite
list-unfiltered = Suche und Filter zurücksetzen
list-to-account = Zu Ihrem Konto
# $id: finds the request in the log of the server.
list-request-id = Anfrage-ID: { $id }

## Devices

devices-heading = Wo Sie angemeldet sind
# The link devices-change-password follows, and a full stop.
devices-unrecognised = Wenn Sie ein Gerät nicht kennen, melden Sie es ab und
devices-change-password = ändern Sie Ihr Passwort
devices-none = Auf keinem Gerät angemeldet.
devices-count = { $count ->
    [one] { NUMBER($count) } Gerät
   *[other] { NUMBER($count) } Geräte
}
devices-sign-out-others = Alle anderen Geräte abmelden
# A time follows, such as “2 minutes ago”.
device-last-active = Zuletzt aktiv
# A time follows, such as “2 minutes ago”.
device-signed-in = Angemeldet
device-this = Dieses Gerät
# For screen readers. $device: such as “Firefox on Windows”.
device-sign-out = { $device } abmelden
# The second one of three devices with the same name, for example.
device-sign-out-one-of = { $device } abmelden ({ NUMBER($number) } von { NUMBER($all) })

## The result of a change of several accounts: these sentences follow each other

bulk-report-changed = { $count ->
    [0] Keine Konten geändert.
    [one] { NUMBER($count) } Konto geändert.
   *[other] { NUMBER($count) } Konten geändert.
}
bulk-report-skipped = { $count ->
    [one] { NUMBER($count) } Konto nicht geändert.
   *[other] { NUMBER($count) } Konten nicht geändert.
}
# “They” are administrators who no longer are.
bulk-report-tokens = { $count ->
    [one] { NUMBER($count) } von ihnen erstelltes API-Token gilt noch: Prüfen Sie die Dienstkonten.
   *[other] { NUMBER($count) } von ihnen erstellte API-Tokens gelten noch: Prüfen Sie die Dienstkonten.
}
bulk-report-rest = Weitere Konten passen zur Auswahl: Wiederholen Sie die Aktion, um auch sie zu ändern.

## In the browser: while it is offline, and before something typed is lost

# A link was followed.
offline-page = Sie sind offline. Die Seite wird geöffnet, sobald Sie wieder verbunden sind.
# A form was sent.
offline-form = Sie sind offline. Ihre Eingaben sind noch da und werden gesendet, sobald Sie wieder verbunden sind.
# The button beside it.
offline-cancel = Nicht warten
# When the form is opened again.
kept-note = Noch nicht gespeichert: Ihre früheren Eingaben sind noch da, außer Passwörtern.
leave-title = Seite verlassen, ohne zu speichern?
leave-about = Ihre Änderungen auf dieser Seite sind nicht gespeichert.
leave-not = Bleiben
leave = Verlassen
