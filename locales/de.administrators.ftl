### Texts that only pages of administrators have. The rules are in docs/translating.md.
see-all = Alle anzeigen
recent-activity = Letzte Aktivitäten
access-heading = Anwendungen mit Zugriff

## Words for everywhere: buttons and links

open = Öffnen
delete = Löschen
# $name: of an account, a group or an application.
delete-question = { $name } löschen?
disable = Deaktivieren
enable = Aktivieren
restore = Wiederherstellen
# Above the list of groups, or on a button beside it.
add-to-group = Zu Gruppe hinzufügen
remove-from-group = Aus Gruppe entfernen
# $group: its name.
remove-from = Aus der Gruppe { $group } entfernen
export-csv = Als CSV exportieren
# JSON Lines is the name of a format.
export-json-lines = Als JSON Lines exportieren
apply-filters = Filter anwenden
# For screen readers. $username: of an account.
actions-for = Aktionen für { $username }
# For screen readers: the checkbox of a row. $username: of an account.
select-row = { $username } auswählen
# For screen readers. $username: whose ID.
copy-id-of = ID von { $username } kopieren
# For screen readers. $username: whose email address.
copy-email-of = E-Mail-Adresse von { $username } kopieren

## Words for everywhere: labels and headings

# In an empty search field: what can be searched for.
search-placeholder = Name, Benutzername, E-Mail oder ID
# A role within a list or a table. $value: its name in the API.
role-word = { $value ->
    [admin] Admin
    [user] Benutzer
   *[other] { $value }
}
details = Angaben
result = Ergebnis
actions = Aktionen
pages = Seiten
# A label or the heading of a column.
created = Erstellt
# A label or the heading of a column.
last-sign-in = Letzte Anmeldung
never-signed-in = Noch nie angemeldet
# How many invitations, or the heading of a column: when.
sent = Gesendet

## Users

users-files = Import und Export
users-no-mail = Dieser Server sendet keine E-Mails
users-no-mail-about = Nachrichten werden als Dateien in den Ordner outbox des Datenverzeichnisses geschrieben, weil SMTP_URL nicht gesetzt ist. Solange das so ist, können Benutzer ihre Adressen nicht bestätigen, und Links für ein neues Passwort erhalten sie nur von Ihnen.

## Users: search, filters and order

users-search = Benutzer suchen
users-search-clear = Suche leeren
users-any-role = Alle Rollen
users-any-status = Jeder Status
users-any-group = Alle Gruppen
users-any-sign-in = Mit oder ohne Anmeldung
users-any-value = Beliebig
users-sort-by = Sortieren nach
users-newest-first = Neueste zuerst
users-oldest-first = Älteste zuerst
users-by-name = Name, A bis Z
users-by-name-reversed = Name, Z bis A
users-by-username = Benutzername, A bis Z
users-by-username-reversed = Benutzername, Z bis A
users-by-email = E-Mail, A bis Z
users-by-email-reversed = E-Mail, Z bis A
users-by-sign-in = Letzte Anmeldung, neueste zuerst
users-by-sign-in-reversed = Letzte Anmeldung, älteste zuerst
# In place of the status of an account whose owner has not followed the invitation yet.
users-invited = Eingeladen
# In the column “Second factor”.
users-has-factor = Ja
users-has-no-factor = Nein
# For screen readers, before the name of a column.
users-column = Spalte
# For screen readers: links that show and hide columns of the list.
users-columns = Spalten
# The label of a field into which many names are pasted, the name of that filter, and what is in the empty field.
users-paste = Benutzernamen einfügen
users-pasted = Benutzernamen
users-pasted-hint = Benutzernamen oder Adressen, je eine Zeile
users-fields-hint = abteilung=vertrieb
# Below the input of a filter by numbers or days.
users-range-hint = Ein Wert oder ein Bereich mit zwei Punkten: 18..65 oder 2020-01-01..2020-12-31
# A button in narrow windows. $count: how many filters apply.
users-filters = { $count ->
    [0] Filter
   *[other] Filter ({ NUMBER($count) })
}
users-more-filters = Weitere Filter
# The name of a filter: whether users have ever signed in.
users-signed-in = Angemeldet
# Before a date.
users-created-from = Erstellt ab
# Before a date.
users-created-to = Erstellt bis
# Before a date.
users-sign-in-before = Letzte Anmeldung vor

## Users: the search and the filters that are set, each of which a link removes

users-chips = Suche und Filter
# The name of the search, before the text that is searched for.
users-chip-search = Suche
# A filter that is set. $label: its name. $value: its value.
users-chip = { $label }: { $value }
# For screen readers, before a filter that is set.
users-chip-remove = Entfernen:
users-chips-clear = Alle entfernen
# The value of the filter by status, after its name.
users-chip-status = { $value ->
    [active] aktiv
    [disabled] deaktiviert
    [deleted] gelöscht
   *[other] { $value }
}
# The value of the filter by sign-in, after its name.
users-chip-signed-in = { $value ->
    [never] noch nie
   *[other] { $value }
}

## Users: the table

# $range: such as 31–40 of 1,248.
users-caption = Benutzer, { $range }
users-select-all-on-page = Alle Benutzer auf dieser Seite auswählen
# Below the username of a user who has given no name.
users-no-name = Kein Name
# The mark of the own account in a list.
users-you = Sie
users-copy-email = E-Mail-Adresse kopieren
users-copy-id = ID kopieren

## Users: pages of the table

users-previous-page = Vorherige Seite
users-next-page = Nächste Seite
users-per-page = Benutzer pro Seite
# For screen readers, before the number of a page.
users-page = Seite
# The length of a list that is counted up to a maximum. Also as $total and $number below.
users-more-than = mehr als { NUMBER($count) }
# The users that a page shows. $total: all users.
users-range = { NUMBER($first) }–{ NUMBER($last) } von { $total }
# For screen readers, when the list has changed. $range: such as 31–40 of 1,248.
users-shown = Benutzer { $range }
# The same for the members of a group.
users-shown-members = Mitglieder { $range }

## Users: if the table is empty

# The users that an empty list was to show: their status and their role, after “No”. $kind: the values of both filters.
users-kind = { $kind ->
    [any-admin] Administratoren
    [any-user] Benutzer ohne Administratorrechte
    [active-any] aktiven Benutzer
    [active-admin] aktiven Administratoren
    [active-user] aktiven Benutzer ohne Administratorrechte
    [disabled-any] deaktivierten Benutzer
    [disabled-admin] deaktivierten Administratoren
    [disabled-user] deaktivierten Benutzer ohne Administratorrechte
    [deleted-any] gelöschten Benutzer
    [deleted-admin] gelöschten Administratoren
    [deleted-user] gelöschten Benutzer ohne Administratorrechte
   *[any-any] Benutzer
}
# $kind: the text above. $group: the name of a group.
users-kind-in-group = { $kind } in der Gruppe { $group }
# $kind: one of the two texts above, also in the next ones.
users-none = Keine { $kind }
users-none-by-filters = Keine { $kind } passen zu den Filtern
# $search: what was searched for.
users-none-by-search = Keine { $kind } passen zu „{ $search }“
users-none-advice-search = Prüfen Sie die Schreibweise oder leeren Sie die Suche.
users-none-advice-filters = Ändern Sie die Filter oder setzen Sie sie zurück.
users-no-members = Noch keine Mitglieder
users-no-members-advice = Suchen Sie oben Benutzer und fügen Sie sie hinzu.
users-only-you = Sie sind der einzige Benutzer
users-only-you-advice = Erstellen Sie Benutzer einzeln oder importieren Sie sie aus einer Datei.

## Users: create one

# About the username of a new account.
create-user-derived = Ohne Angabe ist es der Teil der Adresse vor dem @.
# Behind the name of a group. $titles: of applications, with commas.
create-user-may-enter = darf dann hinein: { $titles }
# $titles: of applications, with commas.
create-user-everybody = Hinein dürfen alle: { $titles }.
create-user-password-hint = Das Passwort wählt der Benutzer selbst.
# Before the name of the user, as in: The account for Maren Holt is ready.
create-user-ready-before = Das Konto für
# After the name of the user.
create-user-ready-after = ist bereit.
create-user-view = Benutzer anzeigen
create-user-another = Weiteren Benutzer erstellen

## Changes of many accounts: the bar

bulk-selected-users = Ausgewählte Benutzer
# $number: how many accounts are selected.
bulk-selected = { $number } ausgewählt
# $total: how many accounts the list has.
bulk-select-all = Alle auswählen ({ $total })
bulk-clear = Auswahl aufheben
bulk-working = Einen Moment …
# While a change is in progress. $count: how many accounts are changed by now.
bulk-progress = { NUMBER($count) } geändert …
bulk-make-admin = Zum Administrator machen
bulk-make-user = Zum Benutzer machen
bulk-group = Gruppe für die ausgewählten Benutzer
bulk-group-choose = Gruppe wählen
bulk-field = Feld für die ausgewählten Benutzer
bulk-field-choose = Feld wählen
bulk-set-field = Feld setzen…

## Changes of many accounts: the question before

# Accounts as a part of the sentences below, where it is $accounts. In its place there may be the name of a single account.
bulk-accounts = { $count ->
    [one] { NUMBER($count) } Konto
   *[other] { NUMBER($count) } Konten
}
# The same, if the server does not count to the end.
bulk-accounts-more-than = Mehr als { NUMBER($count) } Konten
# $action: one of the following texts.
bulk-question = { $action }?
# On the button that carries it out, and in the question. $accounts: such as 25 accounts, more than 10,000 accounts, or a name.
bulk-do-disable = { $accounts } deaktivieren
bulk-do-enable = { $accounts } aktivieren
bulk-do-delete = { $accounts } löschen
bulk-do-restore = { $accounts } wiederherstellen
bulk-do-make-admin = { $count ->
    [one] { $accounts } zum Administrator machen
   *[other] { $accounts } zu Administratoren machen
}
bulk-do-make-user = { $count ->
    [one] { $accounts } zum Benutzer machen
   *[other] { $accounts } zu Benutzern machen
}
bulk-do-invite = { $accounts } noch einmal einladen
bulk-do-revoke-invitation = { $accounts }: Einladungen widerrufen
# $group: the name of a group.
bulk-do-add-to-group = { $accounts } zur Gruppe { $group } hinzufügen
# $group: the name of a group.
bulk-do-remove-from-group = { $accounts } aus der Gruppe { $group } entfernen
# $field: what people call a field of one's own.
bulk-do-set-field = { $field } von { $accounts } setzen
# On the button, if the question has the name of a single account.
bulk-button-make-admin = Zum Administrator machen
bulk-button-make-user = Zum Benutzer machen
bulk-button-invite = Noch einmal einladen
bulk-button-revoke-invitation = Einladung widerrufen
# $group: the name of a group.
bulk-button-add-to-group = Zur Gruppe { $group } hinzufügen
# $field: what people call a field of one's own.
bulk-button-set-field = { $field } setzen
# What an action does with the accounts, below the question.
bulk-about-disable = Alle Geräte werden sofort abgemeldet. Die Benutzer können sich erst wieder anmelden, wenn Sie die Konten aktivieren.
bulk-about-enable = Die Benutzer können sich wieder anmelden.
bulk-about-delete = Alle Geräte werden sofort abgemeldet. Sie können die Konten 30 Tage lang wiederherstellen.
bulk-about-restore = Die Konten erhalten den Status zurück, den sie vorher hatten.
bulk-about-make-user = Die Benutzer können andere Konten nicht mehr sehen oder ändern.
bulk-about-invite = Alle erhalten eine Nachricht mit einem neuen Link. Frühere Links funktionieren nicht mehr.
bulk-about-revoke-invitation = Die Links funktionieren nicht mehr. Die Konten bleiben, wie sie sind.
bulk-about-add-to-group = Die Benutzer haben dann Zugang zu den Anwendungen, die diese Gruppe zulassen.
bulk-about-remove-from-group = Die Benutzer haben keinen Zugang mehr zu Anwendungen, die nur diese Gruppe zulassen.
bulk-about-set-field = Alle bekommen denselben Wert.
# Below the input for the value.
bulk-field-hint = Lassen Sie es leer, um zu entfernen, was dort steht.
# Before that, if several values are possible. $choices: a list of all of them.
bulk-field-several = Geben Sie einen oder mehrere dieser Werte ein, mit Kommas dazwischen: { $choices }.
# The label of a field for the number of accounts.
bulk-type-count = Geben Sie zur Bestätigung { NUMBER($count) } ein
bulk-mistyped = Die Zahl stimmt nicht überein. Geben Sie { NUMBER($count) } ein.

## Changes of many accounts: the message afterwards

# $accounts: the name of a single account, or a number of accounts. $count: how many they are.
bulk-done-disable = { $count ->
    [one] { $accounts } ist deaktiviert.
   *[other] { $accounts } sind deaktiviert.
}
bulk-done-enable = { $count ->
    [one] { $accounts } ist aktiviert.
   *[other] { $accounts } sind aktiviert.
}
bulk-done-delete = { $count ->
    [one] { $accounts } ist gelöscht.
   *[other] { $accounts } sind gelöscht.
}
bulk-done-restore = { $count ->
    [one] { $accounts } ist wiederhergestellt.
   *[other] { $accounts } sind wiederhergestellt.
}
bulk-done-make-admin = { $count ->
    [one] { $accounts } hat jetzt die Rolle Admin.
   *[other] { $accounts } haben jetzt die Rolle Admin.
}
bulk-done-make-user = { $count ->
    [one] { $accounts } hat jetzt die Rolle Benutzer.
   *[other] { $accounts } haben jetzt die Rolle Benutzer.
}
bulk-done-invite = { $count ->
    [one] { $accounts } ist noch einmal eingeladen.
   *[other] { $accounts } sind noch einmal eingeladen.
}
bulk-done-revoke-invitation = { $count ->
    [one] { $accounts } ist nicht mehr eingeladen.
   *[other] { $accounts } sind nicht mehr eingeladen.
}
# $group: the name of a group.
bulk-done-add-to-group = { $count ->
    [one] { $accounts } ist jetzt in der Gruppe { $group }.
   *[other] { $accounts } sind jetzt in der Gruppe { $group }.
}
# $group: the name of a group.
bulk-done-remove-from-group = { $count ->
    [one] { $accounts } ist nicht mehr in der Gruppe { $group }.
   *[other] { $accounts } sind nicht mehr in der Gruppe { $group }.
}
# $field: the name of a field of one's own.
bulk-done-set-field = { $count ->
    [one] { $field } von { $accounts } ist gesetzt.
   *[other] { $field } von { $accounts } ist gesetzt.
}
# After one of the messages above. $count: the number of accounts that were left as they were.
bulk-skipped = { NUMBER($count) } nicht geändert.
bulk-undone = { $count ->
    [one] Rückgängig gemacht.
   *[other] Für { NUMBER($count) } Konten rückgängig gemacht.
}

## Changes of many accounts: the recent ones

# A button with a menu. $count: how many changes can be undone.
bulk-recent-count = Letzte Änderungen ({ NUMBER($count) })
# $count: a number.
bulk-most-selected = Höchstens { NUMBER($count) } Benutzer lassen sich auswählen. Verwenden Sie einen Filter, und wählen Sie alle Treffer aus.
# $accounts: the name of a single account, or a number of accounts.
bulk-recent-disable = { $accounts } deaktiviert
bulk-recent-enable = { $accounts } aktiviert
bulk-recent-delete = { $accounts } gelöscht
bulk-recent-restore = { $accounts } wiederhergestellt
bulk-recent-make-admin = Rolle Admin an { $accounts } vergeben
bulk-recent-make-user = Rolle Benutzer an { $accounts } vergeben
# $field: the name of a field of one's own.
bulk-recent-set-field = { $field } von { $accounts } gesetzt
# The name of the button. $change: one of the texts above.
bulk-recent-undo = Rückgängig machen: { $change }

## A user: the page, and what its buttons do

user-loading = Der Benutzer wird geladen
user-not-found = Benutzer nicht gefunden
user-not-loaded = Der Benutzer konnte nicht geladen werden
# $name: what the user is called.
user-is-disabled = { $name } ist deaktiviert.
user-is-enabled = { $name } ist aktiviert.
user-is-deleted = { $name } ist gelöscht.
user-is-restored = { $name } ist wiederhergestellt.
user-has-new-role = { $name } hat eine neue Rolle.
user-change-undone = Rückgängig gemacht.

## A user: details

user-details-note = Eine neue Rolle gilt sofort.
user-vouch = Ich habe die E-Mail-Adresse geprüft
# Below the checkbox before.
user-vouch-about = Sie gilt dann als bestätigt. Ist sie neu, kann niemand das Konto auf eine frühere Adresse zurücksetzen.
user-promote = Zum Administrator machen
# $name: what the user is called.
user-promote-question = { $name } zum Administrator machen?
user-promote-checkbox = { $name } zum Administrator machen
user-promote-about = Administratoren können alle Konten sehen und ändern.

## A user: facts

user-facts = Über dieses Konto
# A label before a time, such as “yesterday”.
user-changed = Geändert
user-id = ID
# The account's id in the system from which it was imported.
user-external-id = Externe ID
user-copy-external-id = Externe ID von { $username } kopieren
# The email address.
user-email-confirmed = Bestätigt
user-email-unconfirmed = Nicht bestätigt
user-email-confirm = Als bestätigt markieren
user-sign-out-everywhere = Überall abmelden
# On the button that opens the question.
user-sign-out-everywhere-opener = Überall abmelden …
user-sign-out-everywhere-about = Der Benutzer muss sich auf allen Geräten neu anmelden.

## A user: groups

user-groups-none = In keiner Gruppe.
user-groups-all = Alle Gruppen
user-group-add-button = Hinzufügen
user-group-adding = Wird hinzugefügt …

## A user: invitation

user-invitation = Einladung
# A day follows, then the next message and the email address.
user-invited-on = Eingeladen am
user-invited-at = unter
# A day follows.
user-invitation-expires = Der Link gilt bis zum
user-invitation-none = Der Benutzer hat noch kein Passwort und kann sich nicht anmelden.
user-invitation-send = Einladung senden

## A user: programs

user-tokens = API-Tokens
# Above a list of service accounts and tokens that the user has created.
user-programs = Für Programme erstellt
# $name: what the user is called.
user-programs-warning = { $name } ist kein aktiver Administrator mehr.
user-programs-warning-more = Diese Tokens funktionieren noch. Widerrufen Sie sie, wenn Sie nicht wissen, wer sie hat.
user-programs-revoke = Diese Tokens widerrufen
# On the button that opens the question.
user-programs-revoke-opener = Diese Tokens widerrufen …
user-programs-revoke-about = Programme, die sie verwenden, werden von da an abgewiesen. Das lässt sich nicht rückgängig machen.
# $name: what the token is called.
user-programs-token = Token { $name }
# The username of the service account that the token belongs to follows.
user-programs-token-of = Gehört zu

## A user: deletion

user-delete = Benutzer löschen
# On the button that opens the question.
user-delete-opener = Benutzer löschen …
user-delete-about = Der Benutzer wird sofort auf allen Geräten abgemeldet. Sie können das Konto 30 Tage lang wiederherstellen.
user-purge = Endgültig löschen
# On the button that opens the question.
user-purge-opener = Endgültig löschen …
user-purge-title = { $username } endgültig löschen
user-purge-question = { $username } endgültig löschen?
user-purge-question-about = Das Konto und seine Daten werden gelöscht und können nicht wiederhergestellt werden. Geben Sie zur Bestätigung den Benutzernamen ein.
# $day: a day without its year, such as “21 December”.
user-purge-about = Wird am { $day } endgültig gelöscht. Bis dahin können Sie das Konto wiederherstellen.

## Groups

groups-about = Gruppen bestimmen, zu welchen Anwendungen ein Benutzer Zugang hat. Die Mitglieder stehen auf der Seite der Gruppe.
# On the form of an application, application-create-group and application-create-group-first follow.
groups-none = Noch keine Gruppen.
groups-new = Neue Gruppe
group-rule-hint = Ohne Regel wählen Sie die Mitglieder. Bedingungen zu eigenen Feldern: plan=pro;geburtstag=..2007-12-31. Wer diese Felder ändern darf, bestimmt, wer zur Gruppe gehört.
groups-new-note = Der Name kann später nicht geändert werden.
groups-create = Gruppe erstellen
groups-members = { $count ->
    [one] 1 Mitglied
   *[other] { NUMBER($count) } Mitglieder
}

## A group

group-loading = Die Gruppe wird geladen
group-not-loaded = Die Gruppe konnte nicht geladen werden
# The heading above the applications that a user may enter.
user-enters = Darf hinein
user-enters-nothing = Nirgends.
# How a user gets into an application: like everybody else, or by these groups, with commas.
user-enters-as-everybody = Wie alle
user-enters-by = Durch { $groups }
# The heading above the groups whose members may enter an application.
application-people = Personen
application-people-everybody = Alle mit einem Konto
application-people-nobody = Niemand. Wählen Sie unten Gruppen aus.
application-entry = Käme jemand hinein?
# A link to the members of a group.
application-people-in-group = { $count ->
    [one] Die eine Person in { $group }
   *[other] Alle { NUMBER($count) } in { $group }
}
application-people-change = Zugang ändern
# A link to the page of a person.
application-entry-groups = Gruppen von { $name }
application-closed-now = Alle ihre Clients sind zurzeit geschlossen, also kommt gerade niemand hinein.
application-people-none = Niemand.
# Above a list of people that is not complete.
application-people-first = Die ersten { NUMBER($count) } nach Namen.
group-members = Mitglieder
# A link to the list of users, with only the members in it.
group-members-filter = Suchen und filtern
group-applications = Anwendungen, die diese Gruppe zulassen
group-applications-none = Noch lässt keine Anwendung diese Gruppe zu.
# A badge: no client of the application has got tokens.
application-row-unused = Noch nicht verwendet
group-applications-all = Alle Anwendungen
group-details-note = Der Name einer Gruppe kann nicht geändert werden.
group-save = Beschreibung speichern
group-delete = Gruppe löschen
# On the button that opens the question.
group-delete-opener = Gruppe löschen …
group-delete-about = Die Mitglieder behalten ihre Konten. Eine Gruppe, die eine Anwendung zulässt, kann nicht gelöscht werden. Das Löschen lässt sich nicht rückgängig machen.
group-delete-keep = Gruppe behalten

## A group: the search for new members

# The label of the search field.
group-finder = Mitglieder hinzufügen
group-finder-add = Ausgewählte Benutzer hinzufügen
# A badge beside a user who belongs to the group already.
group-finder-member = Mitglied
group-finder-none = Keine Benutzer gefunden. Prüfen Sie die Schreibweise oder suchen Sie nach einem Teil des Namens.
# How many users match, for screen readers.
group-finder-found = { $count ->
    [one] 1 Benutzer
   *[other] { NUMBER($count) } Benutzer
}

## Invitations

# Before a link to the page that the next message names.
invitations-about = Gesendete, noch nicht verwendete Links, mit denen Benutzer ihr erstes Passwort wählen. Alle Benutzer, die noch keines haben, finden Sie auf der Seite
invitations-none = Keine offenen Einladungen
invitations-none-advice = Wenn Sie einen Benutzer erstellen, können Sie die Einladung per E-Mail senden.
invitations-count = { $count ->
    [one] { NUMBER($count) } Einladung
   *[other] { NUMBER($count) } Einladungen
}
invitations-caption = Offene Einladungen
invitations-select-all = Alle Einladungen auf dieser Seite auswählen
# The heading of a column: until when an invitation is valid.
invitations-expires = Gültig bis
# Links to the newest and to older invitations.
invitations-newest = Neueste
invitations-older = Ältere

## Users without a password

awaiting-about = Sie wählen ihr erstes Passwort mit einem Link, der nur einmal funktioniert. Senden Sie ihn an die Adressen der Benutzer oder laden Sie eine Datei mit Links herunter und geben Sie die Links weiter.
awaiting-none = Alle Benutzer haben ein Passwort.
awaiting-none-of-import = Alle Benutzer aus diesem Import haben ein Passwort.
awaiting-invite = Per E-Mail einladen
awaiting-count = { $count ->
    [one] 1 Benutzer hat kein Passwort.
   *[other] { NUMBER($count) } Benutzer haben kein Passwort.
}
awaiting-count-of-import = { $count ->
    [one] 1 Benutzer aus diesem Import hat kein Passwort.
   *[other] { NUMBER($count) } Benutzer aus diesem Import haben kein Passwort.
}
awaiting-invited = Schon eingeladen: { NUMBER($count) }.
awaiting-running = Die Einladungen werden gesendet.
awaiting-all-invited = Alle haben eine offene Einladung.
# $rate: how many invitations are sent in a minute. $duration: how long that takes, awaiting-minutes or awaiting-hours.
awaiting-pace = { NUMBER($rate) } pro Minute, insgesamt { $duration }. Jeder Link ist 7 Tage lang gültig.
awaiting-minutes = { $count ->
    [one] etwa eine Minute
   *[other] etwa { NUMBER($count) } Minuten
}
# At least two.
awaiting-hours = etwa { NUMBER($count) } Stunden
awaiting-send = { $count ->
    [one] 1 Einladung senden
   *[other] { NUMBER($count) } Einladungen senden
}
awaiting-links = Links weitergeben
awaiting-links-about = Eine CSV-Datei mit Benutzername, Adresse und Link für jeden dieser Benutzer. Wer einen Link hat, kann das Passwort wählen: Geben Sie jeden Link nur an den jeweiligen Benutzer weiter und löschen Sie die Datei danach.
awaiting-links-lifetime = Die Links sind 72 Stunden lang gültig. Eine neue Datei ersetzt die Links einer früheren.
awaiting-links-download = Links herunterladen

## Users without a password: the progress of sending invitations

awaiting-progress-running = Einladungen werden gesendet
awaiting-progress-last = Die letzten Einladungen werden gesendet
awaiting-progress-completed = Alle Einladungen sind gesendet
awaiting-progress-stopped = Der Versand wurde gestoppt
# How many invitations of how many are done with.
awaiting-progress-of = { NUMBER($done) } von { NUMBER($total) }
awaiting-waiting = Ausstehend
awaiting-failed = Nicht zugestellt
awaiting-skipped = Nicht mehr nötig
# Before a day and a time.
awaiting-begun = Begonnen am
# After the day and the time. $rate: how many invitations are sent in a minute.
awaiting-begun-rate = , { NUMBER($rate) } pro Minute.
# Before the link with the text awaiting-failed-link.
awaiting-failed-before = Das
awaiting-failed-link = Audit-Protokoll
# After the link. Users got no invitation.
awaiting-failed-after = nennt die Benutzer, die keine Einladung erhalten haben.
awaiting-continues = Der Versand läuft weiter, auch wenn Sie diese Seite verlassen.
# Without JavaScript.
awaiting-reload = Laden Sie sie neu, um die aktuellen Zahlen zu sehen.
awaiting-stop = Versand stoppen

## Import of users

import-errors-legend = Wenn einige Zeilen Fehler enthalten
import-errors-all = Nichts importieren
import-errors-all-about = Korrigieren Sie die Datei und importieren Sie sie noch einmal.
import-errors-good = Gültige Zeilen importieren
import-errors-good-about = Sie erhalten eine Liste der Zeilen mit Fehlern.
# A list of systems, such as Keycloak, follows.
import-from = Herkunft der Datei
import-from-table = Eine Tabelle: CSV oder JSON Lines
import-from-about = Dateien anderer Systeme werden so gelesen, wie diese sie schreiben. Was weggelassen wird, steht in der Vorschau.
import-file = Datei
# Only where several files can be chosen.
import-files-about = Dateien, die zusammengehören, werden nacheinander gelesen, in der Reihenfolge, in der Sie sie wählen.
import-drop = Oder ziehen Sie sie auf dieses Formular.
import-progress = Fortschritt des Imports
# Before a percentage, such as Uploading: 40 %
import-uploading = Hochladen
# Before a percentage.
import-importing = Importieren
import-file-about = Wählen Sie eine CSV-Datei mit den Namen der Spalten in der ersten Zeile oder eine JSON-Lines-Datei.
# Before the name of a column.
import-required-before = Nur die Spalte
# After the name of the column.
import-required-after = ist erforderlich.
import-template = Vorlage herunterladen
import-columns = Alle Spalten
import-column-email = Die E-Mail-Adresse des Benutzers.
import-column-username = Wenn leer, wird er aus der E-Mail-Adresse gebildet.
import-column-name = Der Name, der angezeigt wird.
import-column-names = Zusammen ergeben sie den angezeigten Namen einer Zeile, die keinen hat.
# de is a value of the column.
import-column-language = Die Sprache von Seiten und Nachrichten, etwa de. Wenn leer: wie im Browser eingestellt.
# user and admin are values of the column; so are the others below.
import-column-role = user oder admin. Wenn leer: user.
import-column-status = active oder disabled. Wenn leer: active.
import-column-verified = true oder false. Wenn leer: false.
# Names of products.
import-column-hash = Argon2, bcrypt, WordPress, Drupal, Werkzeug, Django, passlib, Symfony, Firebase, Unix ($5$, $6$) oder ein Verzeichnis (SSHA). Die Benutzer behalten ihr bisheriges Passwort. Wenn leer, brauchen sie einen Link, um eines zu wählen, den Sie nach dem Import an alle senden können.
import-column-times = Zum Beispiel 2026-11-20 oder 2026-11-20T08:30:00Z.
# external_id and id are names of columns.
import-names-of-id = external_id oder id
import-column-id = Die ID des Kontos im bisherigen System. Nur Administratoren können sie sehen und danach suchen.
import-column-groups = Namen von Gruppen, getrennt durch Leerzeichen, Kommas oder Semikolons. In der Vorschau können Sie die erstellen lassen, die es noch nicht gibt.
# What the preview has found; a field for each column follows.
import-offered = Aus der Vorschau
# $column: its name in the file.
import-map-column = Spalte „{ $column }“
import-map-ignored = ignorieren
# $groups: names of groups.
import-create-groups = Gruppen erstellen, die es noch nicht gibt: { $groups }
import-choose-again = Wählen Sie die Datei noch einmal aus und sehen Sie sich dann die Vorschau an oder importieren Sie sie.
import-hidden = Importierte Benutzer erscheinen, sobald der Import abgeschlossen ist.
import-preview = Vorschau
import-submit = Importieren

## Import of users: the report

import-no-errors = { $count ->
    [one] 1 Zeile, keine Fehler
   *[other] { NUMBER($count) } Zeilen, keine Fehler
}
import-errors = { $count ->
    [one] 1 Zeile enthält Fehler
   *[other] { NUMBER($count) } Zeilen enthalten Fehler
}
import-previewed = { $count ->
    [one] 1 Benutzer kann importiert werden. Noch wurde nichts importiert.
   *[other] { NUMBER($count) } Benutzer können importiert werden. Noch wurde nichts importiert.
}
import-previewed-nothing = Mit diesen Optionen würde nichts importiert. Korrigieren Sie die Zeilen oder importieren Sie nur die gültigen.
import-imported = { $count ->
    [one] 1 Benutzer importiert
   *[other] { NUMBER($count) } Benutzer importiert
}
import-without-password = { $count ->
    [0] Alle neuen Benutzer, die sich anmelden können, haben ein Passwort.
    [one] 1 neuer Benutzer hat noch kein Passwort.
   *[other] { NUMBER($count) } neue Benutzer haben noch kein Passwort.
}
import-not-imported = { $count ->
    [one] Nicht importiert: 1 Zeile mit Fehlern.
   *[other] Nicht importiert: { NUMBER($count) } Zeilen mit Fehlern.
}
import-nothing = Es wurde nichts importiert
# $count: the number of rows with errors.
import-nothing-advice = { $count ->
    [one] 1 Zeile enthält Fehler. Korrigieren Sie sie oder importieren Sie nur die gültigen Zeilen.
   *[other] { NUMBER($count) } Zeilen enthalten Fehler. Korrigieren Sie sie oder importieren Sie nur die gültigen Zeilen.
}
import-send-links = Passwort-Links senden
import-view-users = Benutzer anzeigen
import-administrators = { $count ->
    [one] 1 davon ist hier Administrator und kann jedes Konto ändern. Wenn die Rolle zu einem anderen Programm gehört, entfernen Sie die Spalte und verwenden Sie Gruppen.
   *[other] { NUMBER($count) } davon sind hier Administratoren und können jedes Konto ändern. Wenn die Rolle zu einem anderen Programm gehört, entfernen Sie die Spalte und verwenden Sie Gruppen.
}
# $columns: names of columns.
import-ignored-columns = Ignorierte Spalten: { $columns }
import-assumed-utc = { $count ->
    [one] Zeiten ohne Zeitzone wurden als UTC gelesen: 1 Zeile
   *[other] Zeiten ohne Zeitzone wurden als UTC gelesen: { NUMBER($count) } Zeilen
}
import-resumed = { $count ->
    [one] Vor der Unterbrechung des Imports hinzugefügt: 1 Zeile
   *[other] Vor der Unterbrechung des Imports hinzugefügt: { NUMBER($count) } Zeilen
}
# $groups: names of groups.
import-missing-groups = Gruppen, die es noch nicht gibt: { $groups }
# $hashes: formats of hashes with how many there are of each, such as bcrypt: 57.
import-hashes = Passwort-Hashs: { $hashes }. Wenn das alte System ein eigenes Geheimnis in Passwörter mischt (einen Pepper, wie bei Flask-Security und Devise), passt keiner davon: Probieren Sie drei Konten aus, bevor Sie umstellen.
import-left-out = Weggelassen oder geändert
import-left-out-count = Anzahl
import-left-out-what = Was und warum
import-rows-with-errors = Zeilen mit Fehlern
import-download-errors = Zeilen mit Fehlern herunterladen
import-errors-left-out = Nicht angezeigte Fehler: { NUMBER($count) }
import-rows = Zeilen
import-row = Zeile
import-column = Spalte
import-advice = Lösung
# From one row to another, such as 2 to 31.
import-row-range = { NUMBER($first) } bis { NUMBER($last) }
# $listed: numbers of rows, such as 2, 4, 6. $more: how many there are besides.
import-row-list = { $listed } und { NUMBER($more) } weitere
import-sample = Die ersten gültigen Zeilen
# In the column of passwords: the row has a password.
import-has-password = Importiert
# In the column of passwords: the row has none.
import-has-no-password = Noch keines

## Applications, for administrators

applications-about = Eine Anwendung hinter Vestibule lässt nur Benutzer ein, die hier angemeldet sind. Anwendungen, zu denen sie Zugang haben, finden sie auf der Startseite.
# The headings of columns.
application-kind = Art
application-last-used = Zuletzt verwendet
application-state = Zustand
# When it was used last.
application-never-used = Nie
# The next five: how an application signs people in.
application-kind-openid = OpenID Connect
application-kind-proxy = Hinter dem Proxy
application-kind-both = OpenID Connect und der Proxy
application-kind-none = Noch nicht verbunden
application-kind-tile = Kachel
# A badge: nothing is wrong.
application-works = Funktioniert
# The same, of one that is only linked.
application-shown = Sichtbar
# When it was used last: nobody knows.
application-not-counted = Nicht gezählt
# A badge. $count: different requests of the last 24 hours.
application-refused-today = Heute { NUMBER($count) } abgelehnt
# How many people may enter.
application-people-count = { $count ->
    [one] 1 Person
   *[other] { NUMBER($count) } Personen
}
# The same, where some have perhaps been counted twice.
application-people-at-most = { $count ->
    [one] bis zu 1 Person
   *[other] bis zu { NUMBER($count) } Personen
}
# Below “Nobody”.
application-while-closed = solange sie geschlossen ist
applications-search = Anwendungen suchen
applications-not-found = So heißt keine Anwendung.
applications-first = Verbinden Sie Ihre erste Anwendung
applications-first-about = Benutzer melden sich hier einmal an und erreichen alles, was Sie verbinden, ohne ein weiteres Passwort.
applications-known = Viele Programme sind hier bekannt, mit dem Text, der in sie eingefügt wird.
# A link to all programs that are known.
applications-see-all = Alle ansehen
# Between a search of programs and ways to sign people in.
applications-or-kind = oder geben Sie an, wie es Benutzer anmeldet
# Who may enter an application.
application-everyone = Alle
# Who may enter an application.
application-nobody-yet = Noch niemand
# The next two are items of a list: what an application learns about people.
application-learns-username = Benutzername
application-learns-name = Name
# Where people arrive after signing out.
application-own-address = Unter ihrer eigenen Adresse
# A badge.
application-needs-change = Änderung nötig
# A badge.
application-of-file = In einer Datei definiert

## An application: the form

application-new = Neue Anwendung
application-new-about = Auf ihrer Seite steht, wie sie verbunden wird.
application-create = Anwendung erstellen
# A button that shows what a proxy needs, for a program that signs people in itself.
application-behind-proxy = Einen Proxy davorsetzen
application-save-about = Änderungen gelten sofort.
application-is-of-file = Diese Anwendung ist in einer Datei definiert.
application-change-file = Ändern Sie sie dort: Der Server liest die Datei wieder, wenn sie sich ändert.
application-addresses = Adressen
application-who-may-enter = Zugang
# A label. The names of what the application learns about people follow.
application-it-learns = Claims
application-name-hint = Kurz und in Kleinbuchstaben, etwa journal, für Seite und Tokens. Er lässt sich später nicht ändern.
application-title-hint = Was Benutzer sehen. Ohne Titel sehen sie den Namen.
application-locations-hint = Etwa https://journal.example.com/ oder, für einen Teil einer Website, https://example.com/shop. Die erste Adresse ist der Eingang.
application-after-sign-out-hint = Wohin Benutzer gelangen, etwa https://example.com/goodbye. Ohne Angabe bleiben sie unter der Adresse der Anwendung.
application-rule-hint = Zu eigenen Feldern, etwa plan=pro. Macht eine Gruppe aus denen, die sie erfüllen; sie ist danach oben ausgewählt.
application-told-fields-hint = Namen wie plan department, von Feldern, die Anwendungen sehen. Sie stehen im Header Remote-Fields.
application-link-hint = Für eine Anwendung, die nur verlinkt wird: Dort wird niemand geprüft. Mit einer Adresse oben führt die Kachel dorthin.
# A choice of who may enter.
application-nobody = Niemand
application-nobody-about = Bis Sie etwas anderes auswählen.
application-everyone-about = Alle, die hier ein Konto haben.
# A choice of who may enter.
application-members = Mitglieder von Gruppen
application-members-about = Alle, die in einer davon sind.
# A link after groups-none.
application-create-group = Erstellen Sie eine
application-create-group-first = und wählen Sie sie dann hier aus.
# Remote-User is the name of a header.
application-recognizes = Woran sie Benutzer erkennt (Remote-User)
application-by-username = Der Benutzername
application-by-username-about = Lesbar. Benutzer können ihn ändern, und der alte ist dann für andere frei.
application-by-id = Die ID
application-by-id-about = Sie ändert sich nie: für Anwendungen, die Benutzer an diesem Header erkennen.
application-learns-legend = Claims: was sie über Benutzer erfährt, außer ID und Benutzername
application-claim-name-about = Der Name, den Benutzer sich selbst gegeben haben.
application-claim-email = E-Mail-Adresse
application-claim-email-about = Damit sie ihnen schreiben kann.
application-claim-groups-about = Alle Gruppen eines Benutzers, nicht nur die mit Zugang.

## An application: the page

# For screen readers.
application-loading = Die Anwendung wird geladen
application-not-loaded = Die Anwendung konnte nicht geladen werden
application-this-needs-change = An dieser Anwendung ist eine Änderung nötig
application-delete = Anwendung löschen
application-delete-opener = Anwendung löschen …
application-delete-about = Niemand hat dann mehr Zugang. Die Daten der Anwendung bleiben, wie sie sind.
application-keep = Anwendung behalten

## An application: how it is connected

connection-connect = Verbinden
connection-about = Der Reverse-Proxy vor der Anwendung fragt bei jeder Anfrage Vestibule und gibt weiter, wer sie sendet. Übernehmen Sie eine dieser Konfigurationen und tragen Sie die Adresse, von der er sich verbindet, in VESTIBULE_TRUSTED_PROXIES ein.
connection-another-proxy = Anderer Proxy und Tokens
# A question is what the proxy sends to Vestibule; a request is what it asks about.
connection-answer = Die Antwort auf eine Rückfrage nennt, wer die Anfrage sendet: in den Headern, die mit Remote- beginnen, und als signiertes Token in X-Vestibule-Token. Eine Anwendung, die das Token prüft, verlangt ihren eigenen Namen als Empfänger (audience).
connection-forward-url = Adresse für Rückfragen, wie Caddy und Traefik sie senden
connection-request-url = Adresse für Rückfragen, wie nginx sie sendet
connection-audience = Empfänger (audience) der Tokens
# $proxy: Caddy, nginx or Traefik.
connection-guide = Anleitung für { $proxy }
# For screen readers. $proxy: Caddy, nginx or Traefik. $address: of the application.
connection-configuration = Die Konfiguration von { $proxy } für { $address }
# For screen readers. $proxy: Caddy, nginx or Traefik. $address: of the application.
connection-copy-configuration = Die Konfiguration von { $proxy } für { $address } kopieren

## An application: the test of its connection

connection-arrivals = Was ankommt
connection-test = Verbindung testen
# The address of the application follows, as a link, and then connection-open-and-test.
connection-open = Öffnen Sie
connection-open-and-test = in einem anderen Tab und testen Sie dann: Diese Karte zeigt, wie der Proxy in den letzten 15 Minuten gefragt hat.
# A time follows, such as “12:30:00 UTC”, and a full stop.
connection-as-of = Stand:
# $server: its name.
connection-server = Das hat der Server { $server } empfangen. Bei mehreren Servern zeigt jeder nur, was bei ihm angekommen ist: Testen Sie noch einmal, bis der Server antwortet, den der Proxy fragt.
# A label. The address of the sender follows.
connection-from = Von
# After connection-from.
connection-unknown-address = Unbekannte Adresse
connection-trusted = Vertrauenswürdiger Proxy
connection-not-trusted = Kein vertrauenswürdiger Proxy
# A label. The address that the question is about follows.
connection-of = Betrifft
# After connection-of.
connection-unreadable-address = Nicht lesbare Adresse
connection-headers = Header
# A label. The names of headers follow.
connection-missing = Fehlende Header
# No headers.
connection-none = Keine

## Audit log, and a user's own activity

audit-filter-person = Benutzername, E-Mail, IP-Adresse oder Ereignis
audit-filter-any-event = Alle Ereignisse
audit-filter-any-result = Alle Ergebnisse
# The first day of a period.
audit-filter-from = Von
# The last day of a period.
audit-filter-to = Bis
audit-event = Ereignis
audit-kinds = Arten
audit-all-kinds = Alle
# The hours from yesterday evening to this morning.
audit-last-night = Letzte Nacht
# How many equal refusals are in one line.
audit-times = { $count ->
    [one] einmal
   *[other] { NUMBER($count) }-mal
}
# The time of the first of several equal refusals.
audit-first-of-them = Zum ersten Mal
audit-device = Gerät
audit-time = Zeitpunkt
# In a line of the list, which has little room. $date: such as 4 Mar 2024. $time: such as 09:12.
audit-minute = { $date }, { $time } UTC
audit-succeeded = Erfolgreich
audit-refused = Abgelehnt
audit-reason = Grund
audit-detail = Details
# A label. The name of the user who did it follows, or one of the texts audit-actor-….
audit-by = Wer
audit-address = IP-Adresse
audit-agent = User-Agent
audit-request-id = Anfrage-ID
audit-other-user = Anderer Benutzer
audit-deleted-user = Gelöschter Benutzer
audit-copy-detail = Details kopieren
audit-copy-request-id = Anfrage-ID kopieren
# $name: the name of a user, or the text audit-deleted-user.
audit-copy-id = ID kopieren: { $name }
audit-caption = Ereignisse, neueste zuerst
audit-own-caption = Ihre Ereignisse, neueste zuerst
audit-count = { $count ->
    [one] 1 Ereignis
   *[other] { NUMBER($count) } Ereignisse
}
audit-per-page = Ereignisse pro Seite
audit-newer = Neuere Ereignisse
audit-older = Ältere Ereignisse
audit-page-empty = Keine weiteren Ereignisse
audit-page-empty-advice = Ab hier gibt es keine weiteren Ereignisse.
audit-page-empty-link = Zu den neuesten Ereignissen
audit-no-match = Keine Ereignisse passen zu Ihren Filtern
audit-no-match-advice = Ändern Sie die Filter oder setzen Sie sie zurück, um alle Ereignisse zu sehen.
audit-no-match-link = Filter zurücksetzen
audit-none = Noch keine Ereignisse
audit-none-advice = Anmeldungen und Änderungen an Konten erscheinen hier.
audit-none-link = Neu laden

## Starting over, for administrators

start-over = Neu anfangen
start-over-opener = Überall abmelden und neu anfangen …
start-over-busy = Wird neu angefangen …
# $name: of a user.
start-over-title = { $name } neu anfangen lassen
# $name: of a user.
start-over-question = { $name } neu anfangen lassen?
# $list: names of kinds, such as “Password, Devices, Passkeys”.
start-over-takes = Entfernt alles, womit man sich bei diesem Konto anmeldet: { $list }.
# $email: the address of the account.
start-over-sends = Ein Link für ein neues Passwort geht an { $email }; vergewissern Sie sich, dass das die richtige Adresse ist. Rolle und Gruppen bleiben.

## Second factors: those of a user, for administrators

user-factors = Anmeldemethoden
# Beside the name of a method: the user has it.
user-factor-set = Eingerichtet
user-factor-not-set = Nicht vorhanden
user-passkeys-earlier = { $count ->
    [one] 1 für eine frühere Adresse, der nicht zählt
   *[other] { NUMBER($count) } für eine frühere Adresse, die nicht zählen
}
user-factors-reset = Anmeldemethoden zurücksetzen
# For screen readers. $name: what the user is called.
user-factors-reset-name = Anmeldemethoden von { $name } zurücksetzen
# $name: what the user is called.
user-factors-reset-about = Entfernt alle Anmeldemethoden von { $name } außer dem Passwort und alle vertrauenswürdigen Browser. Vergewissern Sie sich, wer Sie darum gebeten hat.

## Users: the filter by second factor

# The name of a filter.
users-second-factor = Zweiter Faktor
users-any-factor = Mit oder ohne zweiten Faktor
users-with-factor = Mit zweitem Faktor
users-without-factor = Ohne zweiten Faktor
# The value of this filter, after its name.
users-chip-second-factor = { $value ->
    [with] eingerichtet
    [without] keiner
   *[other] { $value }
}

## Applications: what they demand of a sign-in

application-second-factor = Einen zweiten Faktor
application-second-factor-about = Man braucht einen Passkey oder neben dem Passwort einen Code.
# A heading. What the application demands beside signing in follows.
application-demands = Verlangt beim Anmelden
application-demands-factor = Einen zweiten Faktor
# $age: such as 15m.
application-demands-age = eine Bestätigung vor höchstens { $age }
application-demands-nothing = Nichts außer der Anmeldung

## Import: authenticator codes

import-column-totp-secret = Das Geheimnis einer Authenticator-App in Base32. Die Benutzer behalten ihre App.

## Clients (OpenID Connect), for administrators

clients-about = Ein Client ist ein Programm, das Benutzer mit OpenID Connect anmeldet: ein Wiki, ein Chatserver, eine App. Wer Zugang hat und was der Client erfährt, bestimmt seine Anwendung.
clients-none = Noch keine Clients.
client-new = Neuer Client
client-new-about = Auf seiner Seite steht, was in seine Konfiguration gehört.
client-create = Client erstellen
# For screen readers.
client-loading = Der Client wird geladen
client-not-loaded = Der Client konnte nicht geladen werden
client-needs-change = Dieser Client muss geändert werden
client-groups-missing = In Tokens fehlen Gruppen
client-is-of-file = Dieser Client ist in einer Datei definiert.
# In place of a setting that has no value.
client-not-set = Nicht gesetzt
client-delete = Client löschen
client-delete-opener = Client löschen …
client-delete-about = Er kann niemanden mehr anmelden, und alles, was ihm gewährt wurde, endet.
client-close-opener = Schließen …
client-close = Client schließen
client-close-about = Niemand kann sich mit ihm anmelden und seine Tokens gelten nicht, bis Sie ihn wieder öffnen. Was ihm Benutzer erlaubt haben, bleibt.
client-open-again = Wieder öffnen
client-is-closed = Dieser Client ist geschlossen.
# Follows a sentence that ends.
client-open-in-settings = Öffnen Sie ihn wieder in seinen Einstellungen.
client-from-program = Dasselbe mit einem Programm
client-from-program-about = Ein Token mit der Berechtigung applications:write und diese Anfrage. Auf dem Server: vestibule client replace.
# The parts of the page of a client.
client-part-connect = Verbinden
client-part-settings = Einstellungen
client-part-access = Zugriff

## Clients: the form

# The parts of the form.
client-part-tile = Kachel und Programm
client-part-sign-in = Anmeldung
client-part-sign-out = Abmeldung
client-part-claims = Claims
client-part-tokens = Tokens und APIs
client-part-consent = Zustimmung und Nachweis
client-part-grants = Grant-Typen
client-id-hint = Ohne Angabe der Name der Anwendung mit zufälliger Endung. Sie kann später nicht geändert werden.
client-without-pkce = Ein gestohlener Code lässt sich dann verwenden. Lassen Sie es nur so, wenn der Client PKCE nicht kann.
client-sends-pkce = Er verwendet PKCE trotzdem: Verlangen Sie es, für ihn ändert sich nichts.

## Clients: secrets

client-secret = Geheimnis
client-secrets = Geheimnisse
client-secrets-about = Mehrere können zugleich gelten: Fügen Sie das nächste hinzu, stellen Sie den Client um, entfernen Sie dann das alte.
client-secrets-none = Keine Geheimnisse.
# In place of its first characters.
client-secret-hash = Nur sein Hash ist bekannt
client-new-secret = Neues Geheimnis
client-secret-add-title = Geheimnis hinzufügen
client-secret-add = Geheimnis hinzufügen
client-secret-once = Es wird einmal angezeigt.
client-secret-life-hint = Etwa 90d. Ohne Angabe, bis es entfernt wird.
client-own-secret-hint = 24 bis 200 Zeichen, für den Umzug. Ohne Angabe ein zufälliges.
client-secret-remove-opener = Entfernen …
# $name: its first characters.
client-secret-remove-name = Das Geheimnis { $name } entfernen
client-secret-remove-about = Ab der nächsten Anfrage kann der Client es nicht mehr verwenden.
client-secret-remove = Geheimnis entfernen
client-public-no-secrets = Ein öffentlicher Client hat keine Geheimnisse.
client-secret-steps = So ersetzen Sie ein Geheimnis
client-secret-step-new = Fügen Sie ein Geheimnis hinzu und kopieren Sie es: Es wird nur einmal angezeigt.
client-secret-step-paste = Fügen Sie es in das Programm ein und starten Sie es neu.
client-secret-step-remove = Wenn das alte nicht mehr verwendet wird, entfernen Sie es. Diese Seite zeigt, wann jedes zuletzt verwendet wurde.

## Clients: what to copy, who has access, and what one would learn

client-values = Client-ID, Aussteller und Geheimnis
client-values-of-public = Client-ID und Aussteller
client-secret-now = Client-Geheimnis, wird nur jetzt angezeigt
# A link to a new one follows.
client-secret-was-shown = Es wurde einmal angezeigt.
client-paste = Was eingefügt wird
client-paste-secret = CLIENT_SECRET steht für das Geheimnis, das nur einmal angezeigt wird.
client-env = Alles als .env
client-endpoints = Endpunkte
client-endpoints-now = Discovery, Autorisierung, Token, Userinfo, Schlüssel
# $program: its name and version. $on: a day such as 2026-11-28.
program-tried = Ausprobiert mit { $program } am { $on }.
# $on: a day such as 2026-11-28.
program-read = Hier nicht ausprobiert, sondern am { $on } in der Dokumentation nachgelesen.
program-documents = Dokumentation
# $program: its name.
program-guide = Anleitung für { $program }
program-guide-another = Anleitung für jeden anderen Client
# A heading. The next steps follow.
client-then = Danach
client-then-paste = Fügen Sie es ein und starten Sie das Programm neu.
client-then-try = Probieren Sie hier aus, was das Programm bekäme und was daran nicht stimmt.
client-then-sign-in = Melden Sie sich dort einmal an. Diese Seite zeigt dann, wann der Client verwendet wurde.
client-then-open = Wählen Sie, wer sonst noch Zugang bekommt.
client-issuer = Aussteller (Issuer)
client-discovery = Discovery
client-authorize = Autorisierungs-Endpunkt
client-token = Token-Endpunkt
client-userinfo = Userinfo-Endpunkt
client-jwks = Schlüssel (JWKS)
client-revocation = Widerrufs-Endpunkt
client-introspection = Introspektions-Endpunkt
client-device = Geräte-Endpunkt
client-logout = Abmelde-Endpunkt
client-preview = Was würde er erfahren über …?
client-preview-about = Wenn er nach allem fragte. Niemand meldet sich dafür an.
client-preview-user = Benutzername, E-Mail-Adresse oder ID
client-preview-show = Anzeigen
# $name: a username.
client-preview-enters = { $name } hat Zugang.
# $name: a username.
client-preview-stays-out = { $name } hat keinen Zugang, der Client würde also nichts erfahren. Wenn sich das ändert, erfährt er Folgendes.
client-users = Wer Zugriff gegeben hat
client-users-about = Die letzten 100 Konten, auf die der Client jetzt Zugriff hat.
client-users-none = Im Moment niemand.
client-user-since = Seit
# A badge.
client-user-offline = Auch nach der Sitzung
client-user-end = Zugriff beenden
client-user-end-opener = Beenden …
# For screen readers. $username: of an account.
client-user-end-name = Den Zugriff auf { $username } beenden
client-user-end-about = Ab sofort erfährt der Client nichts mehr über dieses Konto, bis es wieder erlaubt wird.

## Clients: what one was refused

client-refusals = Abgelehnte Anfragen
client-refusals-about = Die letzten 30 Tage, höchstens 50. Die letzten Sekunden fehlen noch.
# How often it was refused, at least twice. The time of the last one follows.
client-refusal-times = { NUMBER($count) }-mal, zuletzt
client-refusal-by-stranger = Von jemandem ohne das Geheimnis: Das kann jeder gesendet haben. Die Anmeldungen des Clients gehen weiter.
client-refusal-by-anybody = Das kann jeder gesendet haben: Der Client hat kein Geheimnis.
# Buttons. They change the client.
client-mend-register = Diese Adresse registrieren
client-mend-pkce = Ohne PKCE zulassen
client-mend-grant = Diesen Grant-Typ erlauben
client-mend-claims = Claims ins ID-Token aufnehmen
# On a button in place of “Register this address”. It opens the next text.
client-mend-elsewhere-opener = Diese Adresse registrieren …
client-mend-elsewhere = Sie führt an einen Ort, an dem dieser Client noch keine Adresse hat. Registrieren Sie sie nur, wenn er Ihnen gehört: Wem er gehört, der bekommt, was Benutzer beim Anmelden dorthin mitbringen.
client-mend-loopback = Sie führt auf den Computer der Person, die sich anmeldet, nicht auf einen Server. Registrieren Sie sie, wenn Benutzer dieses Programm selbst starten, etwa auf der Kommandozeile oder als Programm auf ihrem Computer: Was dort an diesem Port lauscht, bekommt, was sie mitbringen. Läuft es auf einem Server, berichtigen Sie stattdessen dort seine eigene Adresse.
# What was wrong, each with what to do about it.
client-fault-redirect = Die Redirect-URI ist nicht registriert
client-fault-redirect-about = Sie wird als Ganzes verglichen: Ein Schrägstrich am Ende, der Port und http oder https machen einen Unterschied.
client-fault-no-redirect = Es wurde keine Redirect-URI gesendet
client-fault-no-redirect-about = Nur ein Client mit genau einer darf sie weglassen.
client-fault-bad-redirect = Was gesendet wurde, kann keine Redirect-URI sein
client-fault-bad-redirect-about = Sie muss absolut sein, mit https beginnen oder auf das Gerät des Benutzers führen und darf kein Fragment haben.
client-fault-logout = Die Adresse nach der Abmeldung ist nicht registriert
client-fault-logout-about = Benutzer landeten stattdessen auf einer Seite von Vestibule.
client-fault-hint = Der ID-Token-Hinweis ist keiner dieses Clients
client-fault-hint-about = Das Programm sendet das Token eines anderen Clients oder eines anderen Servers.
client-fault-pkce = Keine PKCE-Challenge
client-fault-pkce-about = Schalten Sie im Programm PKCE mit S256 ein oder lassen Sie den Client ohne PKCE zu, wenn das Programm es nicht kann.
client-fault-pkce-method = PKCE mit einer anderen Methode als S256
client-fault-pkce-method-about = Wählen Sie im Programm S256.
client-fault-verifier = Der PKCE-Verifier passt nicht
client-fault-verifier-about = Das Programm hat ihn zwischen seinen beiden Anfragen verloren: Vielleicht läuft es auf mehreren Servern, die sich keine Sitzung teilen.
client-fault-response-type = Ein anderer Response-Type als code
client-fault-response-type-about = Wählen Sie im Programm den Authorization-Code-Flow.
client-fault-response-mode = Unbekannter Response-Mode
client-fault-response-mode-about = Wählen Sie im Programm query, fragment oder form_post.
client-fault-grant = Der Grant-Typ ist nicht erlaubt
client-fault-grant-about = Der Client darf die verwenden, die in seinen Einstellungen angekreuzt sind. client_credentials braucht ein Dienstkonto.
client-fault-no-grant = Unbekannter Grant-Typ
client-fault-no-grant-about = Wählen Sie im Programm den Authorization-Code-Flow. Einen Passwort-Grant gibt es nicht.
client-fault-resource = Die Ressource ist nicht registriert
client-fault-resource-about = Wenn sie eine Ihrer APIs ist, fügen Sie sie den Ressourcen des Clients hinzu.
client-fault-scope = Ein Scope wurde nicht gewährt
client-fault-scope-about = Das Programm verlangt mehr, als es bekommen hat, oder Userinfo ohne openid.
client-fault-no-secret = Kein Client-Geheimnis
client-fault-no-secret-about = Geben Sie das Geheimnis im Programm ein. Ein Programm, das keines geheim halten kann, ist ein öffentlicher Client.
client-fault-secret = Falsches Client-Geheimnis
client-fault-secret-about = Wenn das Programm niemanden anmelden kann, geben Sie dort ein neues Geheimnis ein.
client-fault-old-secret = Das Client-Geheimnis ist abgelaufen
client-fault-old-secret-about = Fügen Sie ein Geheimnis hinzu und geben Sie es im Programm ein.
client-fault-extra-secret = Für einen öffentlichen Client wurde ein Geheimnis gesendet
client-fault-extra-secret-about = Lassen Sie es im Programm weg oder machen Sie den Client vertraulich.
client-fault-authentication = Der Client weist sich auf eine Weise aus, die nicht erlaubt ist
client-fault-authentication-about = Wählen Sie im Programm client_secret_basic oder client_secret_post.
client-fault-code = Der Code ist ungültig
client-fault-code-about = Er funktioniert nur einmal, 60 Sekunden lang und nur für diesen Client.
client-fault-code-redirect = Code und Token wurden mit verschiedenen Redirect-URIs verlangt
client-fault-code-redirect-about = Das Programm muss beide Male dieselbe senden: Oft kennt es hinter einem Proxy seine eigene Adresse nicht.
client-fault-refresh = Das Refresh-Token ist ungültig
client-fault-refresh-about = Es wurde schon verwendet oder ist abgelaufen, oder das, wozu es gehört, ist zu Ende. Benutzer melden sich neu an.
client-fault-access = Das Access-Token ist dort ungültig
client-fault-access-about = Es wurde widerrufen, endete mit seiner Sitzung oder ist für eine andere API.
client-fault-device = Der Gerätecode ist ungültig
client-fault-device-about = Er wurde verwendet oder ist abgelaufen: Das Gerät beginnt neu.
client-fault-admission = Jemand wurde nicht zugelassen
client-fault-admission-about = Welche Gruppen Zugang haben, bestimmt die Anwendung.
client-fault-account = Sein Dienstkonto fehlt oder ist deaktiviert
client-fault-account-about = Wählen Sie ein aktives, das die Anwendung zulässt.
client-fault-proof = Es wurde ein anderer Nachweis verlangt
client-fault-proof-about = Benutzer melden sich neu an oder bestätigen mit einem zweiten Faktor, wer sie sind.
client-fault-limit = Zu viele Anfragen
client-fault-limit-about = Er muss warten, bevor er es wieder versucht.
client-fault-unasked = Er fragt nicht, wer sich angemeldet hat
client-fault-unasked-about = Benutzer melden sich an, aber das Programm hat den Userinfo-Endpunkt nicht gefragt: Vielleicht haben sie dort keinen Namen.
client-fault-other = Die Anfrage war ungültig

## Clients: a trial

client-try-about = Was das Programm über ein Konto erführe und was daran nicht stimmt. Nichts wird gespeichert und niemand wird weitergeleitet.
# For screen readers.
client-trial-loading = Der Client wird ausprobiert
client-trial-not-loaded = Der Client konnte nicht ausprobiert werden
# $title: of an application. $name: a username.
client-trial-of = { $title }, als { $name }
client-trial-works = Funktioniert
client-trial-works-about = Die Anmeldung gelingt und das Programm bekommt, was es braucht.
client-trial-doubtful = Die Anmeldung gelingt, aber sehen Sie sich das an
client-trial-refused = Würde abgelehnt
client-trial-id-token = ID-Token
client-trial-access-token = Access-Token
client-trial-userinfo = Userinfo
client-trial-scopes = Scopes
client-trial-scopes-about = Was es bekommt, wenn es nach allem fragt.
client-trial-seen = Wie es das Konto sähe
client-trial-id = ID
# In place of a name, an address or groups.
client-trial-nothing = Nichts
client-trial-as = Als: Benutzername, E-Mail-Adresse oder ID
client-trial-again = Noch einmal ausprobieren
client-trial-not-from-here = Von hier aus nicht geprüft
client-trial-not-from-here-about = Ob das Programm das richtige Geheimnis hat und ob seine Uhr stimmt. Beides zeigt sich bei der ersten Anmeldung.
# For screen readers. A finding follows.
client-mark-bad = Falsch:
client-mark-warning = Zweifelhaft:
client-mark-good = Gut:
client-mark-note = Gut zu wissen:
client-mark-unknown = Nicht bekannt:
client-found-closed = Der Client bekommt nichts
client-found-no-codes = Mit ihm kann sich niemand anmelden
client-found-no-codes-about = Ihm fehlt der Grant-Typ authorization_code.
client-found-inactive = Das Konto ist nicht aktiv
client-found-nobody = Noch hat niemand Zugang
client-found-nobody-about = Wählen Sie auf der Seite seiner Anwendung, wer Zugang bekommt.
# $groups: their names.
client-found-not-admitted = Das Konto ist in keiner der Gruppen, die Zugang haben: { $groups }
client-found-no-answer = Die Redirect-URI antwortet nicht
# $address: where people return after signing in.
client-found-no-answer-about = Läuft das Programm und ist das seine Adresse? { $address }
client-found-not-in-id-token = Name und E-Mail-Adresse stehen nicht im ID-Token
client-found-not-in-id-token-about = Andere Programme fragen den Userinfo-Endpunkt, dieses liest nur das ID-Token.
client-found-no-name = Es bekommt keinen Namen
client-found-no-name-about = Programme zeigen dann vielleicht einen leeren Namen an. Das Konto hat keinen oder die Anwendung darf ihn nicht erfahren.
client-found-no-email = Es bekommt keine E-Mail-Adresse
client-found-no-email-about = Viele Programme brauchen eine. Die Anwendung muss sie erfahren dürfen.
client-found-email-unconfirmed = Die E-Mail-Adresse ist nicht bestätigt
client-found-email-unconfirmed-about = Viele Programme lehnen die Anmeldung dann ab (email_verified).
client-found-no-groups = Es bekommt keine Gruppen
client-found-no-groups-about = Das Konto ist in keiner: Dann ist der Claim eine leere Liste. Oder die Anwendung darf sie nicht erfahren: Dann fehlt er.
client-found-long-token = Das ID-Token ist länger als 4 KB
client-found-long-token-about = Es passt nicht in ein Cookie, in dem manche Programme es aufbewahren.
client-found-answers = Die Redirect-URI antwortet
# $ms: a number. $address: where people return after signing in.
client-found-answers-about = Nach { NUMBER($ms) } ms: { $address }
client-found-in-id-token = Name und E-Mail-Adresse stehen im ID-Token, wo das Programm sie liest
# $groups: their names.
client-found-groups = Gruppen kommen an: { $groups }
client-found-asks-proof = Der Benutzer muss zuerst bestätigen, wer er ist
client-found-asks-consent = Benutzer werden gefragt, was es erfahren darf
client-found-only-userinfo = Die Claims gibt es nur am Userinfo-Endpunkt
client-found-only-userinfo-about = Für ein Programm, das nur das ID-Token liest, nehmen Sie sie auch in dieses auf: in den Einstellungen unter „Claims“.
# $claim: its name.
client-found-groups-claim = Die Gruppen stehen im Claim { $claim }
client-found-groups-claim-about = Das Programm muss diesen Namen kennen.
client-found-no-refresh = Es gibt kein Refresh-Token
client-found-no-refresh-about = Das Programm muss Benutzer wieder hierher senden, wenn das Access-Token abgelaufen ist.
client-found-no-sign-out = Es gibt keine Adresse nach der Abmeldung
client-found-no-sign-out-about = Wer sich beim Programm abmeldet, bleibt hier.
client-found-on-device = Die Redirect-URI liegt auf dem Gerät des Benutzers
client-found-private = Die Redirect-URI liegt in einem privaten Netz, in das der Server keine Anfragen sendet
client-put-in-id-token = Ins ID-Token aufnehmen

## Connecting a program

connect-about = Geben Sie an, welches Programm es ist, wo es läuft und wer Zugang bekommt. Alles andere ergibt sich daraus und kann danach geändert werden.
# For screen readers.
connect-loading = Die Programme werden geladen
connect-not-loaded = Die Programme konnten nicht geladen werden
connect-search = Programme suchen
connect-find = Suchen
connect-not-known = Hier ist kein Programm mit diesem Namen bekannt. Es geht trotzdem: Wählen Sie „Ein anderes“ und geben Sie unten etwas mehr an.
connect-another = Ein anderes
# $count: a number, never 1.
connect-others = { NUMBER($count) } weitere Programme
program-group-home = Zu Hause
program-group-team = Für Teams
program-group-operations = Für den Betrieb
program-group-gateways = Server und Gateways
program-group-libraries = Bibliotheken
program-group-assistants = Assistenten und andere
connect-where-hint = Die Adresse, unter der Benutzer es öffnen, etwa https://grafana.example.com.
connect-how = Wie meldet es Benutzer an?
connect-own = Mit eigenen Einstellungen für die Anmeldung
connect-own-about = OpenID Connect. Sie fügen eine ID und ein Geheimnis ein.
connect-proxy = Es hat keine: Vestibule wird davorgeschaltet
connect-proxy-about = Forward Authentication. Ihr Proxy fragt hier, bevor er jemanden durchlässt.
connect-tile = Gar nicht: nur eine Kachel
connect-tile-about = Ein Link auf der Startseite. Niemand wird geprüft.
connect-redirect-hint = Auch Callback genannt: Sie steht in den Einstellungen oder der Anleitung des Programms.
connect-next = Als Nächstes bekommen Sie die ID, das Geheimnis und den Text zum Einfügen.
connect = Verbinden
connecting = Wird verbunden …
# A heading above a tile as people will see it.
connect-at-home = Auf der Startseite der Benutzer
connect-filled-in = Für Sie ausgefüllt
# A button, without JavaScript.
connect-show-filled-in = Ausgefülltes ansehen
connect-choose-first = Wählen Sie ein Programm, um das zu sehen.
connect-kind = Art des Clients
connect-pkce-sends = PKCE ist nötig; das Programm sendet es
connect-pkce-when-told = PKCE ist nötig; eine Einstellung des Programms sagt es

## Imports: accounts at providers

import-column-identity = Der Name eines Anbieters und die ID des Kontos dort, mit dem sich der Benutzer anmeldet; bei Microsoft tid/oid, bei GitHub die Nummer.

## Providers, for administrators

providers-about = Mit einem Anbieter melden sich Benutzer mit einem Konto an, das sie schon haben: bei Google, GitHub oder Microsoft oder im Verzeichnis eines Unternehmens.
providers-none = Noch keine Anbieter.
provider-create = Anbieter hinzufügen
# Behind the kinds that most people look for.
provider-more-kinds = Weitere Arten
provider-as-people-see = So sehen es andere
# $brand: the name by which everybody knows the provider, such as Google.
provider-give = 1. Tragen Sie diese Adresse bei { $brand } ein
provider-give-other = 1. Tragen Sie diese Adresse beim Anbieter ein
provider-give-about = Dort heißt sie Redirect-URI, Callback-URL oder Rückgabe-URL.
provider-paste = 2. Fügen Sie ein, was { $brand } Ihnen gibt
provider-paste-other = 2. Fügen Sie ein, was der Anbieter Ihnen gibt
# A heading. The steps at the provider follow. $brand: such as Google.
provider-at = Bei { $brand }
# Before an address.
provider-open = Öffnen Sie
# The names of buttons there are in English. A link to the guide follows.
provider-names-there = Die Bezeichnungen sind die englischen vom November 2026.
# What is done at the provider: what is created there, where the redirect URI goes, what is copied from there, and what else is needed.
# The buttons of the provider have the names that it gives them in English.
provider-google-create = Wählen oder erstellen Sie ein Projekt, drücken Sie „Get started“ und geben Sie einen Namen ein, den die Benutzer sehen. Die Zielgruppe („Audience“) ist „Internal“, wenn sich nur Benutzer Ihres eigenen Workspace anmelden, sonst „External“.
provider-google-address = „Clients“, „Create client“, Typ „Web application“: Fügen Sie unter „Authorized redirect URIs“ die Redirect-URI dieser Seite hinzu. Die JavaScript-Ursprünge bleiben leer.
provider-google-values = Drücken Sie „Create“ und kopieren Sie Client-ID und Client-Geheimnis sofort: Das Geheimnis wird nicht noch einmal angezeigt.
provider-google-finish = Bei „External“ drücken Sie unter „Audience“ auf „Publish app“. Bis dahin können sich nur die Testbenutzer anmelden, die dort stehen.
provider-github-create = „OAuth apps“, „New OAuth app“: Es ist keine GitHub App. Eine Ihrer Organisation bleibt, wenn Sie diese verlassen. Die „Homepage URL“ ist die Adresse dieses Servers.
provider-github-address = „Authorization callback URL“: die Redirect-URI dieser Seite. Eine App hat nur eine. „Enable Device Flow“ bleibt aus.
provider-github-values = Drücken Sie „Register application“, kopieren Sie die Client-ID, drücken Sie „Generate a new client secret“ und kopieren Sie das Geheimnis sofort: Es wird nicht noch einmal angezeigt.
provider-microsoft-create = „Entra ID“, „App registrations“, „New registration“. Von den „Supported account types“ hängt ab, was hier das Verzeichnis ist: die Tenant-ID für ein einzelnes, organizations für alle, common mit persönlichen Konten, consumers nur für diese.
provider-microsoft-address = „Redirect URI“: die Plattform „Web“ und die Redirect-URI dieser Seite.
provider-microsoft-values = Unter „Overview“ stehen „Application (client) ID“ und „Directory (tenant) ID“. Drücken Sie unter „Certificates & secrets“ auf „New client secret“ und kopieren Sie sofort den Wert („Value“), nicht die „Secret ID“. Merken Sie sich den Tag, an dem es abläuft.
provider-microsoft-finish = „Token configuration“, „Add optional claim“, „ID“: email. Sonst geben die Benutzer ihre Adresse selbst ein.
provider-apple-create = Nötig ist eine Mitgliedschaft im Apple Developer Program. Erstellen Sie unter „Identifiers“ eine App ID mit „Sign in with Apple“ und eine Services ID, deren „Identifier“ hier die Client-ID ist.
provider-apple-address = Konfigurieren Sie „Sign in with Apple“ bei der Services ID: die App ID, die Domain dieses Servers und unter „Return URLs“ die Redirect-URI dieser Seite.
provider-apple-values = Erstellen Sie unter „Keys“ einen Schlüssel für „Sign in with Apple“ und laden Sie seine Datei sofort herunter: Ihr ganzer Inhalt ist das Client-Geheimnis. Daneben steht die Schlüssel-ID. Die Team-ID steht oben rechts.
provider-apple-finish = Geben Sie unter „Sign in with Apple for Email Communication“ die Domain und den Absender Ihrer Nachrichten ein. Sonst kommen sie an Adressen, die sich Apple ausdenkt, nicht an.
provider-discord-create = Drücken Sie „New Application“. Den Namen sehen die Benutzer.
provider-discord-address = „OAuth2“, „Redirects“, „Add Redirect“: die Redirect-URI dieser Seite. Dann „Save Changes“. „Public Client“ bleibt aus.
provider-discord-values = Kopieren Sie auf derselben Seite die Client-ID, drücken Sie „Reset Secret“ und kopieren Sie das Client-Geheimnis sofort: Es wird nicht noch einmal angezeigt.
provider-facebook-create = Drücken Sie „Create App“ und wählen Sie den Anwendungsfall, der mit „Authenticate and request data from users“ beginnt. Fügen Sie unter „Customize“ die Berechtigung email hinzu.
provider-facebook-address = Geben Sie in den Einstellungen dieses Anwendungsfalls unter „Valid OAuth Redirect URIs“ die Redirect-URI dieser Seite ein. Dann „Save changes“.
provider-facebook-values = „App settings“, „Basic“: Die „App ID“ ist die Client-ID und das „App secret“ das Client-Geheimnis.
provider-facebook-finish = Geben Sie dort die Adresse Ihrer Datenschutzerklärung ein und die einer Seite, auf der steht, wie man seine Daten löscht. Drücken Sie dann „Publish“. Bis dahin können sich nur Benutzer mit einer Rolle in der App anmelden.
provider-gitlab-create = Drücken Sie „Add new application“. Eine Anwendung einer Gruppe bleibt, wenn Sie diese verlassen: Sie steht in den Einstellungen der Gruppe unter „Applications“. Den Namen sehen die Benutzer.
provider-gitlab-address = „Redirect URI“: die Redirect-URI dieser Seite. „Confidential“ bleibt an.
provider-gitlab-values = Wählen Sie die Scopes openid, profile und email, drücken Sie „Save application“ und kopieren Sie „Application ID“ und „Secret“ sofort: Das Geheimnis wird nicht noch einmal angezeigt.
provider-openid-create = Tragen Sie einen Client für eine Webanwendung ein, mit dem Authorization Code Flow und den Scopes openid, email und profile.
provider-openid-address = Geben Sie die Redirect-URI dieser Seite ein. Sie kann auch Callback-URL oder Antwort-URL heißen.
provider-openid-values = Kopieren Sie ID, Geheimnis und Aussteller. Der Aussteller steht dort unter /.well-known/openid-configuration, Zeichen für Zeichen.
provider-openid-finish = ID-Token müssen mit RS256, PS256, ES256 oder EdDSA signiert sein, nicht mit HS256.
provider-oauth2-create = Tragen Sie eine Anwendung ein, die den Authorization Code Flow verwendet.
provider-oauth2-address = Geben Sie die Redirect-URI dieser Seite ein. Sie kann auch Callback-URL oder Antwort-URL heißen.
provider-oauth2-values = Kopieren Sie ID und Geheimnis. Schlagen Sie in der Dokumentation nach, wo man sich anmeldet, wo ein Code eingelöst wird und welche Adresse sagt, wem ein Access-Token gehört.
provider-tested-first = Ein Anbieter von OpenID Connect wird geprüft, bevor jemand seine Schaltfläche sieht.
provider-of-environment = In der Umgebung definiert
# A badge of a provider.
provider-works = Funktioniert
# $count: sign-ins within a day.
provider-failed = { $count ->
    [one] Eine heute fehlgeschlagen
   *[other] { NUMBER($count) } heute fehlgeschlagen
}
# When the hour began follows.
provider-failed-last = Die letzte ist fehlgeschlagen in der Stunde ab
# $count: a number.
provider-identities =
    { $count ->
        [0] Kein Konto dort ist verknüpft.
        [one] { NUMBER($count) } Konto dort ist verknüpft.
       *[other] { NUMBER($count) } Konten dort sind verknüpft.
    }
# For screen readers.
provider-loading = Der Anbieter wird geladen
provider-not-loaded = Der Anbieter konnte nicht geladen werden
provider-is-closed = Mit diesem Anbieter kann sich niemand anmelden, bis das behoben ist.
provider-is-of-file = Dieser Anbieter ist in einer Datei definiert.
provider-is-of-environment = Dieser Anbieter ist in der Umgebung des Servers definiert.
provider-change-environment = Ändern Sie dort die Variablen und starten Sie den Server neu.
provider-enter-there = Beim Anbieter einzutragen
provider-callback-uri = Redirect-URI
provider-backchannel-uri = Back-Channel-Logout-URI: Eine Abmeldung dort beendet auch die Sitzungen hier
# The parts of the form.
provider-part-first = Beim Anbieter
provider-part-who = Wer sich anmelden darf
provider-part-new = Neue Benutzer
provider-part-taken = Was übernommen wird
provider-part-button = Schaltfläche
provider-name-hint = Ein Teil der Redirect-URI, etwa firma. Er kann später nicht geändert werden.
provider-client-secret-hint = Es wird verschlüsselt gespeichert und nicht noch einmal angezeigt.
provider-secret-stays = Lassen Sie das Feld leer, um das bisherige zu behalten.
provider-secret-none = Es gibt noch keines.
provider-delete = Anbieter löschen
provider-delete-opener = Anbieter löschen …
provider-delete-about = Mit ihm kann sich niemand mehr anmelden. Die Konten dort bleiben verknüpft, falls Sie ihn wieder definieren.

## Fields of one's own

own-fields-about = Was Sie neben Name und Sprache von Personen wissen möchten. Ein Feld ist sofort auf allen Seiten, in Importen, Exporten und der API.
own-fields-none = Noch keine Felder.
# A day follows.
deleted-on = Gelöscht am
# For screen readers. $name: of what was deleted.
restore-name = { $name } wiederherstellen
own-field-name-hint = Anfragen, Dateien und Anwendungen kennen es unter diesem Namen, etwa abteilung.
own-field-name-change-hint = Sein Name in Anfragen, Dateien und Anwendungen. Regeln von Gruppen, Claims und Anbieter ziehen mit; Programme und Dateien, die den alten verwenden, brauchen den neuen.
# The parts of the form.
own-field-part-first = Was es ist
own-field-part-rules = Welche Werte passen
own-field-part-rights = Wer es sieht und ändert
own-field-part-list = Wo es steht
own-field-create = Feld hinzufügen
own-field-save-all-the-same = Trotzdem speichern
own-field-loading = Das Feld wird geladen …
own-field-not-loaded = Das Feld konnte nicht geladen werden
own-field-is-closed = Es wird nirgends abgefragt
own-field-is-of-file = Es ist in der Datei vestibule.toml definiert
own-field-is-deleted = Dieses Feld ist gelöscht
own-field-restore-about = Niemand sieht es. Nach der Löschung kann es 30 Tage lang wiederhergestellt werden, mit allen Werten.
own-field-delete = Feld löschen
own-field-delete-opener = Feld löschen …
own-field-delete-about = Niemand sieht es mehr. Seine Werte bleiben 30 Tage erhalten, und so lange kann es wiederhergestellt werden.

## Overview

overview-period = Zeitraum
overview-24-hours = 24 Stunden
overview-7-days = 7 Tage
overview-30-days = 30 Tage
overview-year = Jahr
# A heading: how many sign-ins there were.
overview-sign-ins = Anmeldungen
# A heading: how many sign-ins were refused.
overview-refused = Abgelehnt
overview-active = Aktive Personen
overview-with-passkey = Mit Passkey
# $share: in per cent.
overview-more = { NUMBER($share) } % mehr als im Zeitraum davor
# $share: in per cent.
overview-less = { NUMBER($share) } % weniger als im Zeitraum davor
overview-same = So viele wie im Zeitraum davor
overview-nothing-before = Im Zeitraum davor keine
# $share, $before: in per cent.
overview-share = { NUMBER($share) } % aller Versuche; davor { NUMBER($before) } %
# Below the number of people who were active. $people: all.
overview-of-today = von { NUMBER($people) }, heute
overview-of-7-days = von { NUMBER($people) }, in 7 Tagen
overview-of-30-days = von { NUMBER($people) }, in 30 Tagen
# $all: people. $before: the share in per cent, in the period before.
overview-not-counted = Wird innerhalb einer Stunde gezählt
overview-passkeys = { NUMBER($passkeys) } von { NUMBER($all) }; davor { NUMBER($before) } %
overview-percent = { NUMBER($share) } %

## Overview: plots

overview-by-way = Anmeldungen nach Art
overview-by-passkey = Passkey
overview-by-second-factor = Passwort und zweiter Faktor
overview-by-provider = Anbieter
overview-by-password = Nur Passwort
# A way to sign in, or a reason, beside those that are named.
overview-by-other = Andere
overview-wrong-password = Falsches Passwort
overview-wrong-code = Falscher Code
overview-throttled = Zu viele Versuche
overview-unconfirmed = Adresse nicht bestätigt
# An application does not admit somebody.
overview-not-admitted = Kein Zugang
overview-in-day = An einem Tag
overview-in-7-days = In 7 Tagen
overview-protection = Wie gut Personen geschützt sind
overview-any-factor = Ein zweiter Faktor
overview-a-passkey = Ein Passkey
overview-new-accounts = Neue Konten
overview-by-registration = Durch Registrierung
overview-by-administrator = Durch Administratoren
overview-by-import = Importiert
# The heading of a column with times.
overview-hour = Stunde
overview-day = Tag
overview-week = Woche ab
# Opens the numbers of a plot.
overview-table = Tabelle
# For screen readers, because each plot has one. $title: of the plot.
overview-table-of = Tabelle: { $title }
# For screen readers: a column of a plot. $column: an hour or a day. $numbers: such as Passkey 22, Provider 10.
overview-column = { $column }: { $numbers }
# One of these numbers.
overview-number = { $label } { NUMBER($number) }
overview-part = { $label } { NUMBER($number) } %

## Overview: below the plots

overview-busiest = Meistbesuchte Anwendungen
overview-entered = Wie oft geöffnet
overview-all = { $count ->
    [one] Die Anwendung
   *[other] Alle { NUMBER($count) }
}
# Of messages. $failed: given up.
overview-mail = Nachrichten: { NUMBER($sent) } gesendet, { NUMBER($waiting) } in der Warteschlange, { NUMBER($failed) } aufgegeben.
# A time follows.
overview-counted = Gezählt bis
overview-utc = Stunden und Tage sind in UTC.

## What needs attention

attention = Braucht Aufmerksamkeit
attention-none = Alles ist in Ordnung.
# A time follows.
attention-since = Seit
attention-see-why = Ursache ansehen
attention-to-mail = E-Mail testen
attention-to-backups = Sicherungen
attention-read-only = Die Datenbank nimmt keine Änderungen an
attention-disk = Auf der Festplatte der Datenbank sind nur { NUMBER($count) } MB frei
attention-mail = { $count ->
    [one] Eine Nachricht konnte nicht gesendet werden
   *[other] { NUMBER($count) } Nachrichten konnten nicht gesendet werden
}
# $name: of a client.
attention-client = { $name } erfährt nicht, dass Sitzungen zu Ende sind
attention-client-about = { $count ->
    [one] Eine Abmeldung wartet.
   *[other] { NUMBER($count) } Abmeldungen warten.
}
# $name: of the client that was refused most.
attention-refusals = { $count ->
    [one] { $name } wurde heute etwas verweigert
   *[other] { NUMBER($count) } Clients wurde heute etwas verweigert, am häufigsten { $name }
}
attention-refusals-about = Mit eigenem Geheimnis oder einem Token, also hat es kein Fremder verursacht.
# $name: of a provider.
attention-provider = { $count ->
    [one] Eine Anmeldung bei { $name } ist heute fehlgeschlagen
   *[other] { NUMBER($count) } Anmeldungen bei { $name } sind heute fehlgeschlagen
}
attention-file = { $count ->
    [one] Die Datei der Anwendungen hat einen Fehler
   *[other] Die Datei der Anwendungen hat { NUMBER($count) } Fehler
}
attention-replica = Ein anderer Server hat eine andere Datei der Anwendungen
attention-replica-about = Es gilt, was in jener Datei steht. Geben Sie allen Servern dieselbe Datei.
# Of clients and programs. $day: when the first one ends.
attention-secrets = { $count ->
    [one] Ein Geheimnis läuft am { $day } ab
   *[other] { NUMBER($count) } Geheimnisse laufen bald ab, das erste am { $day }
}
attention-key = Ein Signaturschlüssel wird nicht mehr gebraucht
attention-key-about = Entfernen Sie ihn mit vestibule keys retire.
attention-previous-secret = Das bisherige Geheimnis ist noch gesetzt
attention-previous-secret-about = Wenn alle Server mit dem neuen gestartet sind, entfernen Sie VESTIBULE_SECRET_PREVIOUS.
attention-backup = { $days ->
    [one] Die letzte Sicherung ist einen Tag alt
   *[other] Die letzte Sicherung ist { NUMBER($days) } Tage alt
}
attention-no-backup = Es gibt keine Sicherung
attention-administrators = { $count ->
    [one] Ein Administrator hat keinen zweiten Faktor
   *[other] { NUMBER($count) } Administratoren haben keinen zweiten Faktor
}
attention-settings = { $count ->
    [one] Eine Einstellung ist wahrscheinlich falsch
   *[other] { NUMBER($count) } Einstellungen sind wahrscheinlich falsch
}

## First steps

steps-about = Der Server prüft jeden davon, jetzt und immer, wenn Sie wiederkommen.
# A heading; what the program says of each follows, in English.
steps-doubts = Einstellungen, die wahrscheinlich falsch sind
steps-done = Erledigt
# For screen readers: how far a step is.
steps-is-done = Erledigt:
steps-is-urgent = Dringend:
steps-is-open = Zu tun:
steps-how = So geht es
# A setting follows.
steps-set = Setzen Sie dies und starten Sie den Server neu:
steps-progress = { NUMBER($done) } von { NUMBER($all) } erledigt
steps-your-applications = Ihre Anwendungen
steps-installation = Diese Installation
steps-version = Version
steps-database = Datenbank
# $number: of megabytes.
steps-megabytes = { $number } MB
# A day follows.
steps-since = Seit
steps-hide = Erste Schritte ausblenden
steps-show = Erste Schritte wieder auf der Startseite zeigen

## First steps: the steps

steps-passkey = Ein Passkey für Sie selbst
steps-passkey-done = Sie melden sich mit einem Passkey an.
steps-passkey-danger = Sie sind Administrator und nur durch ein Passwort geschützt.
steps-passkey-better = Sie haben eine Authenticator-App. Mit einem Passkey kann Sie niemand auf eine Seite locken, die wie diese aussieht.
steps-add-passkey = Passkey hinzufügen
steps-registration-open = Die Registrierung ist offen
steps-registration-closed = Die Registrierung ist geschlossen
steps-by-invitation = Neue Benutzer brauchen eine Einladung.
steps-open-to-strangers = Wer die Adresse findet, kann ein Konto erstellen.
steps-open-on-purpose = Mit Absicht: Wer die Adresse findet, kann ein Konto erstellen.
steps-keep-open = Offen lassen
steps-mail = Nachrichten kommen an
steps-no-mail-server = Es ist kein Mailserver eingestellt: Nachrichten bleiben als Dateien auf dem Server.
# $server: its address.
steps-mail-untested = { $server } wurde noch nicht ausprobiert.
# $error: what has happened, in English. A time follows.
steps-mail-failed = Die Nachricht wurde nicht gesendet: { $error }.
# $seconds: whole ones. $tenths: of a second, one digit. A time follows.
steps-mail-taken = { $server } hat eine Nachricht in { NUMBER($seconds) },{ NUMBER($tenths) } s angenommen,
steps-test = Testnachricht senden
steps-test-again = Noch eine senden
steps-address = HTTPS und Adresse
# $url: the address.
steps-no-https = { $url } ist nicht verschlüsselt: Wer die Verbindung mitliest, erfährt Passwörter.
# $url: the address.
steps-this-machine = { $url } lässt sich nur auf diesem Rechner öffnen.
steps-administrator = Ein zweiter Administrator
steps-administrators = { NUMBER($count) } Administratoren.
steps-only-administrator = Sie sind der einzige. Wenn Sie sich aussperren, bleibt nur die Kommandozeile.
steps-invite = Einladen …
steps-backup = Eine Sicherung
steps-backup-none = Noch keine Sicherung.
# A time follows, then a full stop.
steps-backup-last = Die letzte:
steps-backup-elsewhere = Sicherungen werden auf andere Weise erstellt.
steps-secret-kept = Das Geheimnis wurde kopiert.
steps-secret-missing = Auch das Geheimnis wird gebraucht: Ohne es ist eine Sicherung wenig wert.
steps-every-night = Jede Nacht:
steps-once-elsewhere = Einmal, an einen anderen Ort:
steps-keep-secret = Das Geheimnis ist kopiert
steps-another-way = Wir sichern auf andere Weise
# Buttons that take back what was stated.
steps-undo-open = Das ist nicht gewollt
steps-undo-secret = Die Kopie gibt es nicht mehr
steps-undo-another-way = Nicht mehr auf andere Weise
steps-demand = Ein zweiter Faktor für Administratoren
steps-demanded = Er wird von ihnen verlangt.
steps-not-demanded = Nicht verlangt.
steps-demand-waits = Nicht verlangt. Zuerst ein Passkey für Sie selbst.
steps-connected = { NUMBER($count) } verbunden.
steps-none-connected = Noch keine: Man kann sich anmelden, aber nichts öffnen.
steps-people = Ihre Benutzer
steps-number-of-people = { NUMBER($count) } Konten.
steps-nobody-else = Außer Ihnen gibt es niemanden.
