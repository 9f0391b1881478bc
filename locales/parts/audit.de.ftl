## The audit log, and a user's own activity

audit-title = Audit-Protokoll
audit-own-title = Ihre Aktivität
# The link back to the page that is called Security.
audit-own-back = Sicherheit
audit-export-csv = Als CSV exportieren
# JSON Lines is the name of a format.
audit-export-json-lines = Als JSON Lines exportieren
audit-filter-person = Benutzername, E-Mail oder ID
audit-filter-any-event = Alle Ereignisse
audit-filter-any-result = Alle Ergebnisse
# The first day of a period.
audit-filter-from = Von
# The last day of a period.
audit-filter-to = Bis
audit-filter-apply = Filter anwenden
audit-event = Ereignis
audit-result = Ergebnis
audit-device = Gerät
audit-time = Zeitpunkt
audit-succeeded = Erfolgreich
audit-refused = Abgelehnt
audit-reason = Grund
audit-detail = Detail
# Before the name of the user who did it.
audit-by = Ausgeführt von
# Before the name of the user whose account was changed.
audit-account = Konto
audit-address = IP-Adresse
audit-agent = User-Agent
audit-request-id = Anfrage-ID
audit-other-user = Anderer Benutzer
audit-deleted-user = Gelöschter Benutzer
audit-copy-detail = Detail kopieren
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
audit-pages = Seiten
audit-newer = Neuere Ereignisse
audit-older = Ältere Ereignisse
audit-page-empty = Keine weiteren Ereignisse
audit-page-empty-advice = Ab hier gibt es keine weiteren Ereignisse.
audit-page-empty-link = Zu den neuesten Ereignissen
audit-no-match = Keine Ereignisse passen zu Ihren Filtern
audit-no-match-advice = Ändern Sie die Filter, oder setzen Sie sie zurück, um alle Ereignisse zu sehen.
audit-no-match-link = Filter zurücksetzen
audit-none = Noch keine Ereignisse
audit-none-advice = Anmeldungen und Änderungen an Konten erscheinen hier.
audit-none-link = Neu laden
# On the pages of accounts, in place of a list of events.
audit-no-activity = Noch keine Aktivität.

## The audit log: what is wrong with a request

audit-login-unknown = Kein Konto hat diesen Benutzernamen oder diese E-Mail-Adresse.
audit-administrators-only = Nur Administratoren können die Ereignisse anderer Benutzer sehen oder exportieren.
# before and after are names of parameters.
audit-before-or-after = Senden Sie entweder before oder after, nicht beides.
# person and scope are names of parameters.
audit-person-or-scope = Senden Sie entweder person oder scope, nicht beides.
audit-event-id-invalid = Senden Sie die ID eines Ereignisses.
audit-account-id-invalid = Senden Sie die ID eines Kontos.
audit-event-unknown = Verwenden Sie den Namen eines Ereignisses, zum Beispiel user.create.
audit-result-unknown = Verwenden Sie success oder refused.
audit-scope-unknown = Verwenden Sie own, oder lassen Sie scope weg.
# per_page is the name of a parameter.
audit-per-page-invalid = per_page muss eine ganze Zahl von 1 bis { NUMBER($max) } sein.
# csv and jsonl are values of a parameter.
audit-format-unknown = Verwenden Sie csv oder jsonl.

## Sentences about events: who did it

# These begin a sentence, and stand alone after audit-by.
audit-actor-operator = Der Betreiber
audit-actor-visitor = Ein Besucher
audit-actor-administrator = Ein Administrator
# On the page of an account, if the name is unknown: the user who has it.
audit-actor-subject = Der Benutzer
audit-actor-deleted = Ein gelöschter Benutzer
# $actor of the sentences: the reader. A language in which the form of the verb depends on the person has the auxiliary verb here,
# and only a participle in the sentences.
audit-actor-you = Sie haben
# $actor of the sentences: somebody else. $name: the name of a user, or one of the texts above.
audit-actor-other = { $name } hat

## Sentences about events: the account that it was done to

# $account of the sentences: the object of a verb, also after a preposition.
audit-account-yours = Ihr Konto
audit-account-this = dieses Konto
# The account of the one who did it.
audit-account-own = das eigene Konto
# $name: the name of a user.
audit-account-named = das Konto von { $name }
audit-account-other = ein anderes Konto
audit-account-gone = ein nicht mehr vorhandenes Konto
audit-account-unknown = ein unbekanntes Konto
# $whose of the sentences: after a noun, whose account it belongs to.
audit-whose-yours = Ihres Kontos
audit-whose-this = dieses Kontos
audit-whose-own = des eigenen Kontos
audit-whose-named = des Kontos von { $name }
audit-whose-other = eines anderen Kontos
audit-whose-gone = eines nicht mehr vorhandenen Kontos
audit-whose-unknown = eines unbekannten Kontos

## Sentences about events: what was changed

# $detail of audit-done-user-set-role.
audit-role-user = Benutzer
audit-role-admin = Administrator
# $detail of audit-done-user-update: if it is not known what was changed.
audit-field-unknown = die Angaben
audit-field-name = den Namen
audit-field-username = den Benutzernamen
audit-field-email = die E-Mail-Adresse
audit-field-pending-email = die gewünschte E-Mail-Adresse
audit-field-email-verified = die Bestätigung der E-Mail-Adresse
# $first: one of the fields above, or several that were joined by this message. $second: another field.
audit-fields = { $first } und { $second }

## Sentences about events. They have no full stop.

# $actor: who did it, audit-actor-you or audit-actor-other. $account: such as audit-account-yours. $whose: such as audit-whose-yours.
# $detail: the name of a group or an application, unless it says otherwise.
audit-done-user-register = { $actor } sich registriert
audit-done-user-set-up = { $actor } das Konto des ersten Administrators eingerichtet
audit-done-user-create = { $actor } { $account } erstellt
audit-done-user-invite = { $actor } eine Einladung für { $account } verschickt
audit-done-user-revoke-invitation = { $actor } die Einladung für { $account } widerrufen
# $detail: audit-fields, or one of its fields.
audit-done-user-update = { $actor } { $detail } { $whose } geändert
# $detail: audit-role-user or audit-role-admin.
audit-done-user-set-role = { $actor } die Rolle { $whose } auf { $detail } gesetzt
audit-done-user-disable = { $actor } { $account } deaktiviert
audit-done-user-enable = { $actor } { $account } aktiviert
audit-done-user-delete = { $actor } { $account } gelöscht
audit-done-user-restore = { $actor } { $account } wiederhergestellt
audit-done-user-purge = { $actor } { $account } endgültig gelöscht
audit-done-user-set-password = { $actor } das Passwort { $whose } gesetzt
# $detail: a number.
audit-done-user-import = { $actor } Konten importiert: { $detail }
audit-done-user-export = { $actor } die Konten exportiert
audit-done-user-data-download = { $actor } die Daten { $whose } heruntergeladen
audit-done-email-confirm = { $actor } die E-Mail-Adresse { $whose } bestätigt
audit-done-password-change = { $actor } das Passwort { $whose } geändert
# A visitor forgot the password.
audit-done-password-link-asked = { $actor } einen Passwort-Link für { $account } angefordert
audit-done-password-link-created = { $actor } einen Passwort-Link für { $account } erstellt
audit-done-invitation-accept = { $actor } die Einladung angenommen
audit-done-password-reset = { $actor } über einen Link ein Passwort gesetzt
audit-done-email-change-undone = { $actor } eine Änderung der E-Mail-Adresse { $whose } rückgängig gemacht
audit-done-session-start = { $actor } sich angemeldet
audit-done-session-end-own = { $actor } sich abgemeldet
audit-done-session-end = { $actor } ein Gerät { $whose } abgemeldet
audit-done-session-end-others-own = { $actor } alle anderen Geräte abgemeldet
audit-done-session-end-others = { $actor } alle Geräte { $whose } abgemeldet
audit-done-session-reported = { $actor } eine Anmeldung als fremd gemeldet
audit-done-link-void = Ein Link für { $account } ist nach falschen Codes ungültig geworden
audit-done-token-reuse = Eine Sitzung { $whose } wurde beendet, weil ein verbrauchtes Token noch einmal vorgelegt wurde
audit-done-api-token-create = { $actor } ein API-Token für { $account } erstellt
audit-done-api-token-revoke = { $actor } ein API-Token { $whose } widerrufen
audit-done-service-account-create = { $actor } { $account } für ein Programm erstellt
audit-done-group-create = { $actor } die Gruppe { $detail } erstellt
audit-done-group-update = { $actor } die Beschreibung der Gruppe { $detail } geändert
audit-done-group-delete = { $actor } die Gruppe { $detail } gelöscht
audit-done-group-add = { $actor } { $account } zur Gruppe { $detail } hinzugefügt
audit-done-group-remove = { $actor } { $account } aus der Gruppe { $detail } entfernt
audit-done-application-create = { $actor } die Anwendung { $detail } erstellt
audit-done-application-update = { $actor } die Anwendung { $detail } geändert
audit-done-application-delete = { $actor } die Anwendung { $detail } gelöscht
audit-done-application-enter = { $actor } die Anwendung { $detail } aufgerufen
audit-done-avatar-set = { $actor } das Bild { $whose } festgelegt
audit-done-avatar-remove = { $actor } das Bild { $whose } entfernt
audit-done-key-rotate = { $actor } einen Signaturschlüssel erstellt
audit-done-key-retire = { $actor } einen Signaturschlüssel außer Betrieb genommen
audit-done-password-links-issued = { $actor } eine Datei mit Passwort-Links erstellt
audit-done-mailing-begin = { $actor } begonnen, Einladungen zu verschicken
audit-done-mailing-stop = { $actor } den Versand von Einladungen gestoppt
audit-done-mail-failed = Eine Nachricht an den Inhaber { $whose } wurde nicht zugestellt
audit-refused-session-start = Eine Anmeldung für { $account } wurde abgelehnt
audit-refused-password-change = { $actor } vergeblich versucht, das Passwort { $whose } zu ändern
audit-refused-user-update = { $actor } vergeblich versucht, { $account } zu ändern
audit-refused-user-set-role = { $actor } vergeblich versucht, die Rolle { $whose } zu ändern
audit-refused-user-disable = { $actor } vergeblich versucht, { $account } zu deaktivieren
audit-refused-user-delete = { $actor } vergeblich versucht, { $account } zu löschen
audit-refused-api-token-create = { $actor } vergeblich versucht, ein API-Token für { $account } zu erstellen
audit-refused-password-links-issued = { $actor } vergeblich versucht, eine Datei mit Passwort-Links zu erstellen
audit-refused-application-enter = { $actor } keinen Zugang zur Anwendung { $detail } erhalten
# $event: the name of an event, such as event-user-create.
audit-refused-other = { $event }: abgelehnt

## Names of events, for example to filter by them

event-user-register = Konto registriert
event-user-set-up = Erster Administrator eingerichtet
event-user-create = Konto erstellt
event-user-invite = Einladung verschickt
event-user-revoke-invitation = Einladung widerrufen
event-user-update = Angaben geändert
event-user-set-role = Rolle geändert
event-user-disable = Konto deaktiviert
event-user-enable = Konto aktiviert
event-user-delete = Konto gelöscht
event-user-restore = Konto wiederhergestellt
event-user-purge = Konto endgültig gelöscht
event-user-set-password = Passwort gesetzt
event-user-import = Konten importiert
event-user-export = Konten exportiert
event-user-data-download = Persönliche Daten heruntergeladen
event-email-confirm = E-Mail-Adresse bestätigt
event-password-change = Passwort geändert
event-password-reset-issued = Passwort-Link erstellt
event-password-reset = Passwort über einen Link gesetzt
event-email-change-undone = Änderung der E-Mail-Adresse rückgängig gemacht
event-session-start = Angemeldet
event-session-end = Abgemeldet
event-session-end-others = Auf anderen Geräten abgemeldet
# The owner of the account says that it was somebody else.
event-session-reported = Anmeldung vom Inhaber gemeldet
event-link-void = Link nach falschen Codes ungültig
event-token-reuse = Abgemeldet: Refresh-Token wiederverwendet
event-api-token-create = API-Token erstellt
event-api-token-revoke = API-Token widerrufen
event-service-account-create = Dienstkonto erstellt
event-group-create = Gruppe erstellt
event-group-update = Beschreibung einer Gruppe geändert
event-group-delete = Gruppe gelöscht
event-group-add = Zu einer Gruppe hinzugefügt
event-group-remove = Aus einer Gruppe entfernt
event-application-create = Anwendung erstellt
event-application-update = Anwendung geändert
event-application-delete = Anwendung gelöscht
event-application-enter = Anwendung aufgerufen
event-avatar-set = Bild festgelegt
event-avatar-remove = Bild entfernt
event-key-rotate = Signaturschlüssel erstellt
event-key-retire = Signaturschlüssel außer Betrieb genommen
event-password-links-issued = Datei mit Passwort-Links erstellt
event-mailing-begin = Versand von Einladungen begonnen
event-mailing-stop = Versand von Einladungen gestoppt
event-mail-failed = Nachricht nicht zugestellt

## Why an action was refused

reason-no-match = Benutzername und Passwort passen nicht zusammen
reason-wrong-password = Falsches Passwort
reason-throttled = Zu viele Versuche
reason-last-administrator = Der letzte Administrator kann nicht geändert werden
reason-email-unconfirmed = Die E-Mail-Adresse ist nicht bestätigt

## Users without a password

awaiting-title = Benutzer ohne Passwort
awaiting-about = Sie wählen ihr erstes Passwort über einen Link, der nur einmal gilt. Verschicken Sie ihn an die Adressen der Benutzer, oder laden Sie eine Datei mit Links herunter und geben Sie die Links weiter.
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
awaiting-running = Die Einladungen werden gerade verschickt.
awaiting-all-invited = Alle haben eine offene Einladung.
# $rate: how many invitations are sent in a minute. $duration: how long that takes, awaiting-minutes or awaiting-hours.
awaiting-pace = { NUMBER($rate) } pro Minute: { $duration }. Jeder Link ist 7 Tage gültig.
awaiting-minutes = { $count ->
    [one] etwa eine Minute
   *[other] etwa { NUMBER($count) } Minuten
}
# At least two.
awaiting-hours = etwa { NUMBER($count) } Stunden
awaiting-send = { $count ->
    [one] 1 Einladung verschicken
   *[other] { NUMBER($count) } Einladungen verschicken
}
awaiting-links = Links weitergeben
awaiting-links-about = Eine CSV-Datei mit Benutzername, Adresse und Link für jeden dieser Benutzer. Wer einen Link hat, kann das Passwort wählen: Geben Sie jeden Link nur an den jeweiligen Benutzer weiter, und löschen Sie die Datei danach.
awaiting-links-password = Nur nötig, wenn Ihre Anmeldung mehr als zehn Minuten zurückliegt
awaiting-links-lifetime = Die Links sind 72 Stunden gültig. Eine neue Datei ersetzt die Links einer früheren.
awaiting-links-download = Links herunterladen

## Users without a password: the progress of sending invitations

awaiting-progress-running = Einladungen werden verschickt
awaiting-progress-last = Die letzten Einladungen werden verschickt
awaiting-progress-completed = Alle Einladungen sind verschickt
awaiting-progress-stopped = Der Versand wurde gestoppt
awaiting-progress = Einladungen
# How many invitations of how many are done with.
awaiting-progress-of = { NUMBER($done) } von { NUMBER($total) }
awaiting-sent = Verschickt
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
awaiting-failed-after = nennt die Benutzer, die keine erhalten haben.
awaiting-continues = Der Versand läuft weiter, auch wenn Sie diese Seite verlassen.
# Without JavaScript.
awaiting-reload = Laden Sie sie neu, um die aktuellen Zahlen zu sehen.
awaiting-stop = Versand stoppen

## Users without a password: errors

awaiting-import-unknown = Diesen Import gibt es nicht. Senden Sie die Nummer aus seinem Bericht, oder lassen Sie sie weg, um alle Konten auszuwählen.
awaiting-import-invalid = Senden Sie die Nummer eines Imports so, wie sein Bericht sie zeigt.
awaiting-mailing-running = Gerade werden Einladungen an andere Benutzer verschickt. Warten Sie, bis alle verschickt sind, oder stoppen Sie den Versand, und versuchen Sie es dann noch einmal.
awaiting-no-mailing = Zurzeit werden keine Einladungen verschickt.

## Import of users

import-title = Benutzer importieren
import-errors-legend = Wenn einige Zeilen Fehler enthalten
import-errors-all = Nichts importieren
import-errors-all-about = Korrigieren Sie die Datei, und importieren Sie sie noch einmal.
import-errors-good = Die gültigen Zeilen importieren
import-errors-good-about = Sie erhalten eine Liste der Zeilen mit Fehlern.
import-file = Datei
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
# user and admin are values of the column; so are the others below.
import-column-role = user oder admin. Wenn leer: user.
import-column-status = active oder disabled. Wenn leer: active.
import-column-verified = true oder false. Wenn leer: false.
# Names of products.
import-column-hash = Argon2, bcrypt, Werkzeug (pbkdf2, scrypt), Django (PBKDF2) oder Firebase (scrypt). Die Benutzer behalten ihr bisheriges Passwort. Wenn leer, brauchen sie einen Link, um eines zu wählen; Sie können ihn nach dem Import an alle verschicken.
import-column-times = Zum Beispiel 2026-11-20 oder 2026-11-20T08:30:00Z.
# external_id and id are names of columns.
import-names-of-id = external_id oder id
import-column-id = Die ID des Kontos im bisherigen System. Nur Administratoren können sie sehen und danach suchen.
import-column-groups = Namen vorhandener Gruppen, getrennt durch Leerzeichen, Kommas oder Semikolons.
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
    [one] 1 Zeile enthält Fehler. Korrigieren Sie diese, oder importieren Sie nur die gültigen Zeilen.
   *[other] { NUMBER($count) } Zeilen enthalten Fehler. Korrigieren Sie diese, oder importieren Sie nur die gültigen Zeilen.
}
import-send-links = Links zur Wahl eines Passworts verschicken
import-view-users = Benutzer ansehen
# $columns: names of columns.
import-ignored-columns = Ignorierte Spalten: { $columns }
import-assumed-utc = { $count ->
    [one] Zeiten ohne Zeitzone wurden als UTC gelesen: 1 Zeile
   *[other] Zeiten ohne Zeitzone wurden als UTC gelesen: { NUMBER($count) } Zeilen
}
import-rows-with-errors = Zeilen mit Fehlern
import-download-errors = Zeilen mit Fehlern herunterladen
import-errors-left-out = Nicht angezeigte Fehler: { NUMBER($count) }
import-rows = Zeilen
import-row = Zeile
import-column = Spalte
import-advice = So beheben Sie den Fehler
# From one row to another, such as 2 to 31.
import-row-range = { NUMBER($first) } bis { NUMBER($last) }
# $listed: numbers of rows, such as 2, 4, 6. $more: how many there are besides.
import-row-list = { $listed } und { NUMBER($more) } weitere
import-sample = Die ersten gültigen Zeilen
# In the column of passwords: the row has a password.
import-has-password = Importiert
# In the column of passwords: the row has none.
import-has-no-password = Nicht gesetzt
