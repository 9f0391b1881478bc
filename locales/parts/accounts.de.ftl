## Errors: what any request can fail with

database-not-writable = Der Server kann zurzeit keine Änderungen speichern, weil er nicht in seine Datenbank schreiben kann. Ihre Daten sind sicher. Versuchen Sie es in einigen Minuten noch einmal.
database-unavailable = Die Datenbank ist nicht erreichbar. Ihre Daten sind sicher. Versuchen Sie es in einigen Sekunden noch einmal.
policy-forbidden = Dazu sind Sie nicht berechtigt.
# Somebody else took the permission away while a file was uploaded or downloaded.
policy-permission-lost = Dazu sind Sie nicht mehr berechtigt.
policy-token-scope = Die Berechtigungen des API-Tokens erlauben das nicht. Verwenden Sie ein Token mit der nötigen Berechtigung; was keine Berechtigung erlaubt, geht nur nach einer Anmeldung.

## Errors: limits. $wait is a time such as “40 seconds” or “2 minutes”.

# After wrong passwords.
attempts-too-many = Zu viele Fehlversuche. Warten Sie { $wait } und versuchen Sie es dann noch einmal. Ihr Konto ist sicher.
budget-register = Aus Ihrem Netzwerk wurden zu viele Konten erstellt. Warten Sie { $wait } und versuchen Sie es dann noch einmal.
budget-sign-in = Zu viele Anmeldungen bei diesem Konto aus Ihrem Netzwerk. Warten Sie { $wait } und versuchen Sie es dann noch einmal.
budget-recover = Aus Ihrem Netzwerk wurden zu viele Nachrichten angefordert. Warten Sie { $wait } und versuchen Sie es dann noch einmal.
budget-mail = Für diese E-Mail-Adresse oder von diesem Konto wurden zu viele Nachrichten angefordert. Warten Sie { $wait } und versuchen Sie es dann noch einmal.
budget-change = Zu viele Änderungen in kurzer Zeit. Warten Sie { $wait } und versuchen Sie es dann noch einmal.
budget-file = Zu viele Dateien in kurzer Zeit. Warten Sie { $wait } und versuchen Sie es dann noch einmal.
budget-request = Zu viele Anfragen in kurzer Zeit. Warten Sie { $wait } und versuchen Sie es dann noch einmal.

## Errors: requests of programs that are repeated. Idempotency-Key is the name of a header.

idempotency-key-invalid = Senden Sie 1 bis 255 sichtbare ASCII-Zeichen, zum Beispiel eine UUID.
idempotency-key-reused = In den letzten 24 Stunden haben Sie mit diesem Idempotency-Key eine andere Anfrage gesendet. Wiederholen Sie jene Anfrage unverändert oder senden Sie einen neuen Schlüssel.
idempotency-key-result-lost = Diese Anfrage wurde ausgeführt, aber ihre Antwort ist nicht mehr lesbar, weil die Schlüssel des Servers seither ersetzt wurden. Sehen Sie nach, was sie geändert hat. Um sie noch einmal auszuführen, senden Sie einen neuen Schlüssel.

## Errors: signing in, sessions and tokens

session-overloaded = Zurzeit melden sich zu viele Benutzer an. Versuchen Sie es in einigen Sekunden noch einmal.
session-no-match = Benutzername und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.
session-email-unconfirmed = Bestätigen Sie zuerst Ihre E-Mail-Adresse: Öffnen Sie den Link in der Nachricht, die wir an diese Adresse gesendet haben.
session-has-ended = Die Sitzung ist beendet. Melden Sie sich erneut an.
# The next ones are for programs.
session-token-malformed = Das Token ist fehlerhaft aufgebaut. Senden Sie es genau so, wie es ausgestellt wurde.
session-token-expired = Das Token ist abgelaufen. Erneuern Sie es oder melden Sie sich erneut an.
session-token-invalid = Das Token ist für diesen Server nicht gültig. Melden Sie sich erneut an.
session-api-token-revoked = Das API-Token wurde widerrufen, oder sein Konto ist deaktiviert oder gelöscht. Erstellen Sie ein neues.

## Errors: links that can be used once

one-time-invalid = Dieser Link wurde schon verwendet, ist abgelaufen oder wurde durch einen neueren ersetzt. Fordern Sie einen neuen an.
# The link with which the first administrator is created. The server prints it.
one-time-setup-invalid = Dieser Link wurde schon verwendet oder ist abgelaufen. Starten Sie den Server neu, damit er einen neuen ausgibt.
# $left: how many tries are left. The digits are in the message with the link.
one-time-wrong-digits = { $left ->
    [one] Das sind nicht die Ziffern aus der Nachricht. Sie haben noch 1 Versuch.
   *[other] Das sind nicht die Ziffern aus der Nachricht. Sie haben noch { NUMBER($left) } Versuche.
}
# $left: how many tries are left. The message is the one with the link; each registration has a message of its own.
one-time-wrong-password = { $left ->
    [one] Das ist nicht das Passwort der Registrierung, um die es in dieser Nachricht geht. Falls Sie mehrere Nachrichten erhalten haben, versuchen Sie es auch mit den anderen. Sie haben noch 1 Versuch.
   *[other] Das ist nicht das Passwort der Registrierung, um die es in dieser Nachricht geht. Falls Sie mehrere Nachrichten erhalten haben, versuchen Sie es auch mit den anderen. Sie haben noch { NUMBER($left) } Versuche.
}

## Errors: passwords

password-change-wrong = Das ist nicht Ihr aktuelles Passwort. Versuchen Sie es noch einmal.
# It was, when the form was sent.
password-change-replaced = Das ist nicht mehr Ihr aktuelles Passwort. Versuchen Sie es noch einmal.
password-change-proof-needed = Ihre Anmeldung liegt mehr als zehn Minuten zurück. Geben Sie Ihr aktuelles Passwort ein.
password-change-own-link = Für Ihr eigenes Konto können Sie keinen Passwort-Link erstellen. Ändern Sie Ihr Passwort auf Ihrer Kontoseite.
password-change-mismatch = Die Passwörter stimmen nicht überein. Geben Sie zweimal dasselbe Passwort ein.
password-change-like-email = Wählen Sie ein Passwort, das nicht auf Ihrer E-Mail-Adresse beruht.
password-change-like-username = Wählen Sie ein Passwort, das nicht auf Ihrem Benutzernamen beruht.

## Errors: email addresses

email-has-account = Mit dieser E-Mail-Adresse gibt es bereits ein Konto.
email-of-services = Adressen bei service.invalid sind für Dienstkonten. Geben Sie eine andere ein.
email-not-for-services = Ein Dienstkonto hat keine E-Mail-Adresse. Lassen Sie sie weg.
# To an administrator.
email-own-declared = Sie können Ihre eigene Adresse nicht als bestätigt kennzeichnen. Fordern Sie auf Ihrer Kontoseite eine Nachricht an und öffnen Sie den Link darin.

## Errors: creating and changing accounts

registration-is-closed = Die Registrierung ist geschlossen. Bitten Sie einen Administrator um ein Konto.
user-change-unknown = Dieses Konto gibt es nicht.
user-change-disabled = Das Konto ist deaktiviert. Aktivieren Sie es, bevor Sie einen Link erstellen.
user-change-service-account = Das ist ein Dienstkonto. Es hat weder Passwort noch E-Mail-Adresse: Erstellen Sie dafür ein API-Token.
user-change-conflict = Das Konto wurde geändert, seit Sie es geladen haben. Laden Sie es neu und wiederholen Sie Ihre Änderung.
user-change-only-administrators = Nur Administratoren können Rolle und Status ändern und Adressen anderer als bestätigt kennzeichnen. Lassen Sie diese Felder weg.
user-change-own-status = Sie können Ihr eigenes Konto nicht deaktivieren. Bitten Sie einen anderen Administrator darum oder löschen Sie es auf Ihrer Kontoseite.
user-change-own-last-administrator = Sie sind der letzte Administrator. Machen Sie zuerst einen anderen Benutzer zum Administrator.
user-change-last-administrator = Das ist der letzte Administrator. Machen Sie zuerst einen anderen Benutzer zum Administrator.
# Values of a field of the API, and of a column in a file.
user-change-unknown-status = Verwenden Sie active oder disabled.
# $max: the maximum number.
user-change-too-many-groups = Senden Sie höchstens { NUMBER($max) } Gruppen.
# “groups” is the name of a field of the API.
user-change-groups-no-array = Senden Sie groups als Array von Namen.
# An administrator types the username to confirm the deletion.
user-change-username-mismatch = Der Benutzername stimmt nicht überein. Geben Sie ihn genau so ein, wie er oben steht.
user-change-not-deleted = Das Konto ist nicht gelöscht. Löschen Sie es, bevor Sie es endgültig löschen.
user-change-username-beginning = Beginnen Sie mit einem Buchstaben oder einer Ziffer.
user-change-username-mixed = Verwenden Sie nur Buchstaben aus einem einzigen Alphabet.
user-change-username-fixed = Benutzernamen können hier nur Administratoren ändern. Bitten Sie einen darum oder lassen Sie den Benutzernamen, wie er ist.
# $username: what was entered.
user-change-username-reserved = „{ $username }“ ist reserviert: Nur Administratoren vergeben diesen Namen. Wählen Sie einen anderen.
# $username: what was entered.
user-change-username-taken = „{ $username }“ ist vergeben. Wählen Sie einen anderen.

## Errors: profile pictures

picture-unknown-type = Senden Sie ein Bild im Format JPEG, PNG oder WebP.
picture-damaged = Das Bild ist beschädigt oder unvollständig. Speichern Sie es noch einmal oder wählen Sie ein anderes.
picture-too-many-pixels = Das Bild ist zu groß. Erlaubt sind höchstens 8.192 Pixel pro Seite und 40 Megapixel.
picture-too-costly = Das Bild braucht beim Dekodieren zu viel Arbeitsspeicher. Verkleinern Sie es oder speichern Sie es als JPEG.
picture-too-many-uploads = Zurzeit werden zu viele Bilder hochgeladen. Versuchen Sie es in einigen Sekunden noch einmal.

## Import: why nothing was imported

import-refused-forbidden = Nur Administratoren können Benutzer importieren.
import-refused-running = Es läuft bereits ein anderer Import. Warten Sie, bis er fertig ist, und versuchen Sie es dann noch einmal.
import-refused-stalled = Der Import kam zu lange nicht voran und wurde rückgängig gemacht. Importieren Sie die Datei noch einmal.
import-refused-too-large = Die Datei hat mehr als 3.000.000 Zeilen oder zu viel Text. Es wurde nichts importiert. Teilen Sie sie in mehrere Dateien auf.
import-refused-no-space = Der Server hat zurzeit keinen Speicherplatz für die Datei. Es wurde nichts importiert. Versuchen Sie es später noch einmal.
# “all” and “good” are values of a field of the API.
import-refused-rows = Verwenden Sie all, um alle Zeilen oder nichts zu importieren, oder good, um die gültigen Zeilen zu importieren.
# $max: the maximum number.
import-refused-too-many-groups = Die Datei nennt mehr als { NUMBER($max) } Gruppen. Verwenden Sie weniger.

## Import: why the file cannot be read. $row is the number of a row.

import-unreadable-empty = Die Datei ist leer. Ihre erste Zeile muss die Spalten nennen.
import-unreadable-utf16 = Die Datei ist in UTF-16 kodiert. Speichern Sie sie als CSV UTF-8.
import-unreadable-encoding = Zeile { $row } ist nicht in UTF-8 kodiert. Speichern Sie die Datei als CSV UTF-8.
# $kib: the maximum size of a row.
import-unreadable-row-too-long = Zeile { $row } ist länger als { NUMBER($kib) } KiB. Vielleicht fehlt ein schließendes Anführungszeichen.
# $max: the maximum number.
import-unreadable-too-many-columns = Zeile { $row } hat mehr als { NUMBER($max) } Spalten. Entfernen Sie Spalten, die nicht gebraucht werden.
# $column: its name.
import-unreadable-column-twice = Die Spalte „{ $column }“ kommt zweimal vor. Entfernen Sie eine davon.
# $one and $other: two names of the same column.
import-unreadable-same-column = Die Spalten „{ $one }“ und „{ $other }“ bedeuten dasselbe. Entfernen Sie eine davon.
# $columns: the names of all known columns.
import-unreadable-no-known-column = Keine der Spalten ist bekannt. Die erste Zeile muss mindestens eine von diesen nennen: { $columns }.
import-unreadable-json-array = Die Datei ist ein JSON-Array. Schreiben Sie stattdessen ein JSON-Objekt pro Zeile.

## Import: what is wrong with a row. Names with an underscore are those of columns.

# $cells: the number of cells in this row. $columns: that of the first line, which names the columns.
import-row-wrong-columns = { $cells ->
    [one] Die Zeile hat 1 Zelle, die erste Zeile der Datei aber { NUMBER($columns) }.
   *[other] Die Zeile hat { NUMBER($cells) } Zellen, die erste Zeile der Datei aber { NUMBER($columns) }.
}
# $column: the position in the line.
import-row-not-json = Das ist kein gültiges JSON-Objekt. Der Fehler ist an Position { $column }.
# $key: the name of a field in a JSON object.
import-row-key-twice = Der Schlüssel „{ $key }“ kommt zweimal vor. Entfernen Sie einen davon.
# $one and $other: two names of the same field in a JSON object.
import-row-same-key = Die Schlüssel „{ $one }“ und „{ $other }“ bedeuten dasselbe. Entfernen Sie einen davon.
import-row-true-or-false = Verwenden Sie true oder false.
# $max: the maximum number.
import-row-too-long = Verwenden Sie höchstens { NUMBER($max) } Zeichen.
import-row-invalid-character = Entfernen Sie Zeilenumbrüche und andere Steuerzeichen.
import-row-in-the-future = Dieser Zeitpunkt liegt in der Zukunft. Verwenden Sie einen vergangenen.
# $username: the one in the row.
import-row-username-taken = Der Benutzername „{ $username }“ ist schon durch ein Konto oder eine frühere Zeile belegt.
import-row-email-taken = Diese E-Mail-Adresse ist schon durch ein Konto oder eine frühere Zeile belegt.
import-row-external-id-taken = Diese externe ID ist schon durch ein Konto oder eine frühere Zeile belegt.
# $group: the name in the row.
import-row-group-unknown = Die Gruppe „{ $group }“ gibt es nicht. Erstellen Sie sie zuerst oder berichtigen Sie den Namen.
# $name: the text in the row. $rule: a sentence that says which names are possible.
import-row-group-no-name = „{ $name }“ ist kein Name einer Gruppe. { $rule }
# $group: its name.
import-row-group-deleted = Die Gruppe „{ $group }“ wurde während des Imports gelöscht. Erstellen Sie sie noch einmal oder entfernen Sie sie aus der Datei.
# $max: the maximum number.
import-row-too-many-administrators = Eine Datei kann höchstens { NUMBER($max) } Administratoren enthalten. Verschieben Sie die übrigen in eine andere Datei.
# groups:write is the name of a scope.
import-row-denied-groups = Ein API-Token ohne die Berechtigung groups:write kann keine Benutzer in Gruppen aufnehmen. Lassen Sie die Spalte weg oder melden Sie sich zum Importieren an.
import-row-denied-role = Ein API-Token kann keine Administratoren erstellen. Lassen Sie die Rolle weg oder melden Sie sich zum Importieren an.
import-row-denied-password-hash = Ein API-Token kann keine Passwörter setzen. Lassen Sie password_hash weg oder melden Sie sich zum Importieren an.
import-row-denied-email-verified = Ein API-Token kann keine Adressen als bestätigt kennzeichnen. Lassen Sie email_verified weg oder melden Sie sich zum Importieren an.
import-row-plain-password = Passwörter können nicht importiert werden. Entfernen Sie diese Spalte; verwenden Sie password_hash oder senden Sie einen Passwort-Link.
import-row-password-and-hash = Verwenden Sie entweder password oder password_hash, nicht beides.

## Import: what is wrong with the hash of a password

import-row-hash-unknown = Das Format dieses Passwort-Hashs ist unbekannt.
# $format: the name of the format.
import-row-hash-invalid = Das beginnt wie ein Hash im Format { $format }, ist aber ungültig. Vielleicht ist es abgeschnitten.
# $format: the name of the format.
import-row-hash-too-costly = Diesen Hash ({ $format }) zu prüfen würde mehr als 256 MiB Arbeitsspeicher oder mehr als eine Sekunde brauchen. Lassen Sie die Zelle leer und senden Sie dem Benutzer einen Passwort-Link.
# $format: the name of the format, or the words of import-row-hash-format.
import-row-hash-unsupported = Hashes dieses Formats werden nicht unterstützt: { $format }. Lassen Sie die Zelle leer und senden Sie dem Benutzer einen Passwort-Link.
# $name: the name of the format, such as MD5-crypt, which is the same in all languages, or one of the keys.
import-row-hash-format = { $name ->
    [faulty-bcrypt] bcrypt mit einem bekannten Fehler ($2x$)
    [other-pbkdf2] PBKDF2 mit einer anderen Hashfunktion als SHA-1, SHA-256 und SHA-512
    [unsalted-django] MD5 oder SHA-1 ohne Salt, von Django
    [ldap-scheme] LDAP-Schema
    [disabled-password] gesperrtes Passwort
   *[other] { $name }
}

## The file with all data about oneself

own-data-note = Außerdem speichern wir folgende Daten, die nicht in dieser Datei stehen: die Hashes Ihres Passworts sowie Ihrer Token und Links, weil jeder, der diese Datei findet, damit Ihr Konto angreifen könnte; welche anderen Benutzer von wo aus etwas an Ihrem Konto getan haben, weil das deren personenbezogene Daten sind; die Zahl der fehlgeschlagenen Anmeldungen in jedem Ihrer Browser; die Nummern der Importe und Sammeländerungen, die Ihr Konto betrafen; einen Tag lang die verschlüsselten Antworten auf Anfragen, mit denen Ihre Programme andere Konten und Links erstellt haben; und Daten, die sich aus den übrigen ergeben, nämlich eine kleinere Kopie Ihres Bildes und die Wörter, nach denen Sie gefunden und sortiert werden.
