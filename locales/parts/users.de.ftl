## The list of users

users-create = Benutzer erstellen
users-import = Benutzer importieren
users-files = Import und Export
users-export-csv = Als CSV exportieren
users-export-json-lines = Als JSON Lines exportieren
users-no-mail = Dieser Server verschickt keine E-Mails
users-no-mail-about = Nachrichten werden als Dateien in den Ordner outbox des Datenverzeichnisses geschrieben, weil SMTP_URL nicht gesetzt ist. Bis dahin können Benutzer ihre Adressen nicht bestätigen, und Links für ein neues Passwort erhalten sie nur von Ihnen.

## The list of users: search, filters and order

users-search = Benutzer suchen
# In the empty search field: what can be searched for.
users-search-placeholder = Name, Benutzername, E-Mail oder ID
users-search-clear = Suche leeren
users-any-role = Alle Rollen
# The role of an account that manages others, as a short label.
users-role-admin = Admin
users-any-status = Jeder Status
users-status-active = Aktiv
users-status-disabled = Deaktiviert
users-status-deleted = Gelöscht
users-any-group = Alle Gruppen
users-any-sign-in = Anmeldung egal wann
# Also in the row of a user who has never signed in.
users-never-signed-in = Noch nie angemeldet
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
users-more-filters = Weitere Filter
# The name of a filter: whether users have ever signed in.
users-signed-in = Angemeldet
# Before a date.
users-created-from = Erstellt ab
# Before a date.
users-created-to = Erstellt bis
# Before a date.
users-sign-in-before = Letzte Anmeldung vor
users-apply-filters = Filter anwenden

## The list of users: the search and the filters that are set, each of which a link removes

users-chips = Suche und Filter
# The name of the search, before the text that is searched for.
users-chip-search = Suche
# A filter that is set. $label: its name. $value: its value.
users-chip = { $label }: { $value }
# For screen readers, before a filter that is set.
users-chip-remove = Entfernen:
users-chips-clear = Alle entfernen
# The value of the filter by role, after its name.
users-chip-role = { $value ->
    [admin] Admin
    [user] Benutzer
   *[other] { $value }
}
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

## The list of users: the table

# $range: such as 31–40 of 1,248.
users-caption = Benutzer, { $range }
users-select-all-on-page = Alle Benutzer auf dieser Seite auswählen
# $username: the username of an account, also in the list of invitations.
users-select = { $username } auswählen
users-last-sign-in = Letzte Anmeldung
# The heading of a column of dates.
users-created = Erstellt
users-actions = Aktionen
# $username: the username of an account, also in the list of invitations.
users-actions-for = Aktionen für { $username }
# In place of the address of an account that belongs to a program.
users-service-account = Dienstkonto
# Below the username of a user who has given no name.
users-no-name = Kein Name
# The mark of the own account in a list.
users-you = Sie
users-open = Öffnen
users-copy-email = E-Mail kopieren
# $username: whose email address.
users-copy-email-of = E-Mail von { $username } kopieren
users-copy-id = ID kopieren
# $username: whose ID.
users-copy-id-of = ID von { $username } kopieren
users-disable = Deaktivieren
users-enable = Aktivieren
users-restore = Wiederherstellen
# Also the label of a field.
users-add-to-group = Zur Gruppe hinzufügen
users-remove-from-group = Aus der Gruppe entfernen

## The list of users: its pages

users-previous-page = Vorherige Seite
users-next-page = Nächste Seite
users-per-page = Benutzer pro Seite
users-pages = Seiten
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

## The list of users: if it is empty

# The users that an empty list was to show: their status and their role, after “No”. $kind: the values of both filters.
users-kind = { $kind ->
    [any-admin] Administratoren
    [any-user] Benutzer ohne Adminrechte
    [active-any] aktiven Benutzer
    [active-admin] aktiven Administratoren
    [active-user] aktiven Benutzer ohne Adminrechte
    [disabled-any] deaktivierten Benutzer
    [disabled-admin] deaktivierten Administratoren
    [disabled-user] deaktivierten Benutzer ohne Adminrechte
    [deleted-any] gelöschten Benutzer
    [deleted-admin] gelöschten Administratoren
    [deleted-user] gelöschten Benutzer ohne Adminrechte
   *[any-any] Benutzer
}
# $kind: the text above. $group: the name of a group.
users-kind-in-group = { $kind } in der Gruppe { $group }
# $kind: one of the two texts above, also in the next ones.
users-none = Keine { $kind }
users-none-by-filters = Keine { $kind } entsprechen den Filtern
# $search: what was searched for.
users-none-by-search = Keine { $kind } passen zu „{ $search }“
users-none-advice-search = Prüfen Sie die Schreibweise, oder leeren Sie die Suche.
users-none-advice-filters = Ändern Sie die Filter, oder setzen Sie sie zurück.
users-clear-filters = Suche und Filter zurücksetzen
users-no-members = Noch keine Mitglieder
users-no-members-advice = Suchen Sie oben Benutzer, und fügen Sie sie hinzu.
users-only-you = Sie sind der einzige Benutzer
users-only-you-advice = Erstellen Sie Benutzer einzeln, oder importieren Sie sie aus einer Datei.

## The list of users: errors

users-no-such-order = Diese Sortierung gibt es nicht.
# $last: the number of the last page.
users-no-such-page = Diese Seite gibt es nicht. Die letzte ist Seite { $last }.
users-admins-only = Nur Administratoren können Benutzer auflisten.
# Errors of requests by programs. Names of parameters stay as they are: page, per_page, cursor, sort, signed_in, never, rest.
users-page-and-cursor = Senden Sie entweder page oder cursor, nicht beides.
users-cursor-not-valid = Der cursor gehört nicht zu dieser Liste. Senden Sie ihn unverändert, mit denselben Filtern und demselben sort.
users-page-not-valid = page muss eine ganze Zahl ab 1 sein.
# $max: the highest number that is allowed.
users-per-page-not-valid = per_page muss eine ganze Zahl von 1 bis { NUMBER($max) } sein.
# $names: what lists are sorted by, separated by commas.
users-sort-not-valid = Sortieren Sie nach einem von { $names }. Ein - vor dem Namen sortiert absteigend.
users-status-not-valid = Verwenden Sie active, disabled oder deleted.
users-signed-in-not-valid = Verwenden Sie never, oder lassen Sie signed_in weg.
# $field: the name of a parameter.
users-day-not-valid = { $field } muss ein Tag sein, zum Beispiel 2026-11-26.
# $max: the number of characters that are allowed.
users-search-too-long = Suchen Sie nach höchstens { NUMBER($max) } Zeichen.
# $max: the number of words that are allowed.
users-search-too-many-words = Suchen Sie nach höchstens { NUMBER($max) } Wörtern.
# $max: the number of words that are allowed.
users-search-too-many-words-in-group = Suchen Sie in einer Gruppe nach höchstens { NUMBER($max) } Wörtern.

## Changes of many accounts: the bar

bulk-selected-users = Ausgewählte Benutzer
# $number: how many accounts are selected.
bulk-selected = { $number } ausgewählt
# $total: how many accounts the list has.
bulk-select-all = Alle auswählen ({ $total })
bulk-clear = Auswahl aufheben
bulk-working = Einen Moment …
# While a change is in progress. $count: how many accounts are changed by now.
bulk-progress = { NUMBER($count) } geändert …
bulk-make-admin = Zum Admin machen
bulk-make-user = Zum Benutzer machen
bulk-group = Gruppe für die ausgewählten Benutzer
bulk-group-choose = Gruppe wählen

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
# On the button, if the question has the name of a single account.
bulk-button-make-admin = Zum Administrator machen
bulk-button-make-user = Zum Benutzer machen
bulk-button-invite = Noch einmal einladen
bulk-button-revoke-invitation = Einladung widerrufen
# $group: the name of a group.
bulk-button-add-to-group = Zur Gruppe { $group } hinzufügen
# $group: the name of a group.
bulk-button-remove-from-group = Aus der Gruppe { $group } entfernen
# What an action does with the accounts, below the question.
bulk-about-disable = Alle Geräte werden sofort abgemeldet. Eine Anmeldung ist erst wieder möglich, wenn Sie die Konten aktivieren.
bulk-about-enable = Die Benutzer können sich wieder anmelden.
bulk-about-delete = Alle Geräte werden sofort abgemeldet. Sie können das Löschen 30 Tage lang rückgängig machen.
bulk-about-restore = Die Konten erhalten den Status zurück, den sie vorher hatten.
bulk-about-make-admin = Administratoren können alle Konten sehen und ändern.
bulk-about-make-user = Die Benutzer können andere Konten nicht mehr sehen oder ändern.
bulk-about-invite = Alle erhalten eine Nachricht mit einem neuen Link. Frühere Links funktionieren nicht mehr.
bulk-about-revoke-invitation = Die Links funktionieren nicht mehr. Die Konten bleiben, wie sie sind.
bulk-about-add-to-group = Die Benutzer dürfen alle Anwendungen öffnen, die diese Gruppe zulassen.
bulk-about-remove-from-group = Anwendungen, die nur diese Gruppe zulassen, können die Benutzer nicht mehr öffnen.
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
# After one of the messages above. $count: the number of accounts that were left as they were.
bulk-skipped = { NUMBER($count) } nicht geändert.
bulk-undone = { $count ->
    [one] Rückgängig gemacht.
   *[other] Für { NUMBER($count) } Konten rückgängig gemacht.
}

## Changes of many accounts: the recent ones

bulk-recent = Letzte Sammeländerungen
# $accounts: the name of a single account, or a number of accounts.
bulk-recent-disable = { $accounts } deaktiviert
bulk-recent-enable = { $accounts } aktiviert
bulk-recent-delete = { $accounts } gelöscht
bulk-recent-restore = { $accounts } wiederhergestellt
bulk-recent-make-admin = Rolle Admin an { $accounts } vergeben
bulk-recent-make-user = Rolle Benutzer an { $accounts } vergeben
# The name of the button. $change: one of the texts above.
bulk-recent-undo = Rückgängig machen: { $change }

## Changes of many accounts: errors. Most are of requests by programs; names of fields and their values stay as they are.

bulk-action-unknown = Unbekannte Aktion.
# $names: the names of all actions, separated by commas.
bulk-action-not-valid = Senden Sie eine von { $names }.
bulk-role-missing = set_role braucht role. Senden Sie user oder admin.
bulk-role-not-used = role gilt nur für set_role. Um Konten nach ihrer Rolle auszuwählen, verwenden Sie filter.role.
bulk-group-missing = Wählen Sie eine Gruppe.
bulk-group-not-used = group gilt nur für add_to_group und remove_from_group. Um Konten nach ihrer Gruppe auszuwählen, verwenden Sie filter.group.
bulk-invite-needs-ids = invite braucht ids. Um alle Konten ohne Passwort in begrenztem Tempo einzuladen, verwenden Sie /api/users/awaiting-password/invitations.
bulk-rest-with-ids = rest gilt nur zusammen mit filter. Lassen Sie es weg, wenn Sie ids senden.
bulk-rest-not-valid = Senden Sie rest unverändert aus der letzten Antwort, mit derselben action und demselben filter.
bulk-ids-wrong-type = Senden Sie ids als Array.
bulk-filter-wrong-type = Senden Sie filter als Objekt.
bulk-ids-or-filter = Senden Sie entweder ids oder filter.
# $max: the number of ids that are allowed, in digits alone.
bulk-ids-out-of-range = Senden Sie 1 bis { $max } ids.
bulk-id-not-valid = Eine ID ist nicht gültig. Senden Sie ids so, wie die Liste der Benutzer sie liefert.

## Create a user

create-user-no-group = Keine Gruppe
# After the label of a field, in brackets.
create-user-optional = (optional)
create-user-password-hint = Das Passwort wählt der Benutzer selbst.
create-user-busy = Wird erstellt …
# Before the name of the user, as in: The account for Maren Holt is ready.
create-user-ready-before = Das Konto für
# After the name of the user.
create-user-ready-after = ist bereit.
create-user-view = Benutzer ansehen
create-user-another = Weiteren Benutzer erstellen

## Invitations

invitations-title = Einladungen
# Before a link to the page that the next message names.
invitations-about = Verschickte und noch nicht benutzte Links, über die Benutzer ihr erstes Passwort wählen. Alle Benutzer, die noch keines haben, finden Sie auf der Seite
invitations-without-password = Benutzer ohne Passwort
invitations-send-again = Noch einmal senden
invitations-none = Keine offenen Einladungen
invitations-none-advice = Wenn Sie einen Benutzer erstellen, können Sie die Einladung per E-Mail senden.
invitations-count = { $count ->
    [one] { NUMBER($count) } Einladung
   *[other] { NUMBER($count) } Einladungen
}
invitations-caption = Offene Einladungen
invitations-select-all = Alle Einladungen auf dieser Seite auswählen
# The heading of a column: when an invitation was sent.
invitations-sent = Gesendet
# The heading of a column: until when an invitation is valid.
invitations-expires = Gültig bis
# Links to the newest and to older invitations.
invitations-newest = Neueste
invitations-older = Ältere
invitations-has-password = Das Konto hat schon ein Passwort. Erstellen Sie einen Passwort-Link, wenn der Inhaber ein neues braucht.
# An error of a request by a program. cursor and next are names.
invitations-cursor-not-valid = Der cursor gehört zu keiner Liste. Senden Sie next aus einer Antwort unverändert.
invitations-not-invited = Das Konto hat keine offene Einladung.
