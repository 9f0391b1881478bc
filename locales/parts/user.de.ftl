## The page of a user: as a whole, and what its buttons do

user-loading = Der Benutzer wird geladen
user-not-found = Benutzer nicht gefunden
user-not-loaded = Der Benutzer konnte nicht geladen werden
# The name of the list that a link leads back to.
user-back-to-invitations = Einladungen
user-own-account = Zu Ihrem Konto
user-disable = Deaktivieren
user-enable = Aktivieren
user-restore = Wiederherstellen
user-create-password-link = Passwort-Link erstellen
# $name: what the user is called.
user-is-disabled = { $name } ist deaktiviert.
user-is-enabled = { $name } ist aktiviert.
user-is-deleted = { $name } ist gelöscht.
user-is-restored = { $name } ist wiederhergestellt.
user-has-new-role = { $name } hat eine neue Rolle.
user-change-undone = Rückgängig gemacht.
# On the button of a form, while it is being sent. Also on the page of a group.
user-saving = Wird gespeichert …

## The page of a user: details

user-details = Angaben
user-details-note = Eine neue Rolle gilt sofort.
user-save = Änderungen speichern
user-vouch = Ich habe die E-Mail-Adresse geprüft
# Below the checkbox before.
user-vouch-about = Sie gilt dann als bestätigt. Ist sie neu, kann niemand das Konto auf eine frühere Adresse zurücksetzen.
user-promote = Zum Administrator machen
# $name: what the user is called.
user-promote-question = { $name } zum Administrator machen?
user-promote-checkbox = { $name } zum Administrator machen
user-promote-about = Administratoren können jedes Konto sehen und ändern.
# A role in a table that compares two versions of an account. $role: its name in the API.
user-compared-role = { $role ->
    [admin] Administrator
   *[user] Benutzer
}

## The page of a user: facts

user-facts = Über dieses Konto
# A label before a day.
user-created = Erstellt
# A label before a time, such as “yesterday”.
user-changed = Geändert
user-id = ID
# The account's id in the system from which it was imported.
user-external-id = Externe ID
# On a button, for screen readers. $username: of the account.
user-copy-id = ID von { $username } kopieren
user-copy-external-id = Externe ID von { $username } kopieren
user-copy-email = E-Mail-Adresse von { $username } kopieren
# A label before a time, such as “yesterday”.
user-last-sign-in = Letzte Anmeldung
user-never-signed-in = Noch nie angemeldet
# The email address.
user-email-confirmed = Bestätigt
user-email-unconfirmed = Nicht bestätigt
user-email-confirm = Als bestätigt markieren
user-devices = Geräte
user-sign-out-everywhere = Überall abmelden
user-activity = Letzte Aktivität
user-activity-all = Alle anzeigen

## The page of a user: groups

user-groups-none = In keiner Gruppe.
user-groups-all = Alle Gruppen
user-group-add = Zu einer Gruppe hinzufügen
user-group-add-button = Hinzufügen
user-group-adding = Wird hinzugefügt …
# On a button, for screen readers. $group: the name of the group.
user-group-remove = Aus { $group } entfernen

## The page of a user: invitation

user-invitation = Einladung
# A day follows, then the next message and the email address.
user-invited-on = Eingeladen am
user-invited-at = unter
# A day follows.
user-invitation-expires = Der Link gilt bis zum
user-invitation-none = Der Benutzer hat noch kein Passwort und kann sich nicht anmelden.
user-invitation-send = Einladung senden
user-invitation-send-again = Noch einmal senden

## The page of a user: programs

user-tokens = API-Tokens
# Above a list of service accounts and tokens that the user has created.
user-programs = Für Programme erstellt
# $name: what the user is called.
user-programs-warning = { $name } ist kein aktiver Administrator mehr.
user-programs-warning-more = Diese Tokens funktionieren noch. Widerrufen Sie sie, es sei denn, Sie wissen, wer sie hat.
user-programs-revoke = Diese Tokens widerrufen
# The name of the service account follows.
user-programs-account = Dienstkonto
# A day follows, on which the service account was created.
user-programs-created-on = Erstellt am
# $name: what the token is called.
user-programs-token = Token { $name }
# The username of the service account that the token belongs to follows.
user-programs-token-of = Gehört zu

## The page of a user: deletion

user-delete = Benutzer löschen
# On the button that opens the question.
user-delete-opener = Benutzer löschen …
user-delete-title = { $username } löschen
user-delete-question = { $username } löschen?
user-delete-about = Der Benutzer wird sofort auf allen Geräten abgemeldet. Sie können das Konto 30 Tage lang wiederherstellen.
user-delete-keep = Konto behalten
user-purge = Endgültig löschen
# On the button that opens the question.
user-purge-opener = Endgültig löschen …
user-purge-title = { $username } endgültig löschen
user-purge-question = { $username } endgültig löschen?
user-purge-question-about = Das Konto und seine Daten werden gelöscht und können nicht wiederhergestellt werden. Geben Sie zur Bestätigung den Benutzernamen ein.
# $day: a day without its year, such as “21 December”.
user-purge-about = Wird am { $day } endgültig gelöscht. Bis dahin können Sie das Konto wiederherstellen.

## Errors about users

# “user” and “admin” are the names of the roles in the API and in files.
user-role-unknown = Die Rolle muss user oder admin sein.

## The list of groups

groups-about = Gruppen bestimmen, welche Anwendungen ein Benutzer öffnen darf. Die Mitglieder stehen auf der Seite der Gruppe.
groups-none = Noch keine Gruppen.
groups-new = Neue Gruppe
groups-new-note = Der Name kann später nicht geändert werden.
groups-create = Gruppe erstellen
groups-creating = Wird erstellt …
groups-members = { $count ->
    [one] 1 Mitglied
   *[other] { NUMBER($count) } Mitglieder
}
# A day follows, on which the group was created.
groups-created-on = Erstellt am

## The page of a group

group-loading = Die Gruppe wird geladen
group-not-loaded = Die Gruppe konnte nicht geladen werden
group-members = Mitglieder
# A link to the list of users, with only the members in it.
group-members-filter = Suchen und filtern
# A button for the selected members.
group-members-remove = Aus der Gruppe entfernen
group-applications = Anwendungen, die diese Gruppe zulassen
group-applications-none = Noch lässt keine Anwendung diese Gruppe zu.
group-applications-all = Alle Anwendungen
group-details = Angaben
group-details-note = Der Name einer Gruppe kann nicht geändert werden.
group-save = Beschreibung speichern
group-delete = Gruppe löschen
# On the button that opens the question.
group-delete-opener = Gruppe löschen …
# $name: the name of the group.
group-delete-title = { $name } löschen
group-delete-question = { $name } löschen?
group-delete-about = Die Mitglieder behalten ihre Konten. Eine Gruppe, die eine Anwendung zulässt, kann nicht gelöscht werden. Das Löschen lässt sich nicht rückgängig machen.
group-delete-keep = Gruppe behalten

## The page of a group: the search for new members

# The label of the search field.
group-finder = Mitglieder hinzufügen
# In the search field while it is empty.
group-finder-placeholder = Name, Benutzername, E-Mail oder ID
group-finder-add = Ausgewählte Benutzer hinzufügen
# A badge beside a user who belongs to the group already.
group-finder-member = Mitglied
group-finder-none = Keine Benutzer gefunden. Prüfen Sie die Schreibweise, oder suchen Sie nach einem Teil des Namens.
# How many users match, for screen readers.
group-finder-found = { $count ->
    [one] 1 Benutzer
   *[other] { NUMBER($count) } Benutzer
}

## Errors about groups

group-name-required = Geben Sie einen Namen ein, zum Beispiel editors.
group-name-rule = Verwenden Sie 1 bis 63 Kleinbuchstaben (a bis z), Ziffern, - und _. Das erste Zeichen ist ein Buchstabe oder eine Ziffer.
group-name-taken = Es gibt schon eine Gruppe mit diesem Namen. Wählen Sie einen anderen.
group-description-not-allowed = Entfernen Sie Zeilenumbrüche und unsichtbare Zeichen.
group-description-too-long = Verwenden Sie höchstens { NUMBER($max) } Zeichen.
group-missing = Diese Gruppe gibt es nicht.
# $name: the text in place of a group's name.
group-unknown = Die Gruppe „{ $name }“ gibt es nicht. Wählen Sie eine andere.
# $max: the number of groups that there can be.
groups-too-many = Es gibt { $max } Gruppen. Löschen Sie eine, bevor Sie eine weitere erstellen.
group-import-running = Gerade läuft ein Import, dessen Benutzer zu der Gruppe gehören könnten. Warten Sie, bis er beendet ist, und versuchen Sie es dann noch einmal.
# $applications: some names, with commas between them. $more: how many are not named.
group-in-use = { $more ->
    [0] Mitglieder der Gruppe dürfen diese Anwendungen öffnen: { $applications }. Entfernen Sie die Gruppe dort, bevor Sie sie löschen.
   *[other] Mitglieder der Gruppe dürfen diese Anwendungen öffnen: { $applications } und { NUMBER($more) } weitere. Entfernen Sie die Gruppe dort, bevor Sie sie löschen.
}
