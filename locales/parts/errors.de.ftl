## Errors: titles, the same for every occurrence

error-title-malformed = Die Anfrage konnte nicht gelesen werden
error-title-validation-failed = Einige Angaben sind ungültig
error-title-invalid-credentials = Benutzername und Passwort passen nicht zusammen
error-title-token-missing = Ein Zugriffstoken ist erforderlich
error-title-token-malformed = Das Token konnte nicht gelesen werden
error-title-token-expired = Das Token ist abgelaufen
error-title-token-revoked = Das Token ist nicht mehr gültig
error-title-token-invalid = Das Token ist ungültig
error-title-forbidden = Nicht erlaubt
error-title-token-scope = Das API-Token erlaubt das nicht
error-title-cross-site = Die Anfrage kam von einer anderen Website
# The origin: the web page from which the request was sent.
error-title-origin-missing = Die Anfrage nennt ihre Herkunft nicht
error-title-registration-closed = Die Registrierung ist geschlossen
error-title-email-unconfirmed = Die E-Mail-Adresse ist nicht bestätigt
error-title-not-found = Nicht gefunden
error-title-link-invalid = Dieser Link ist nicht mehr gültig
# The method of HTTP, such as GET.
error-title-method-not-allowed = Diese Methode ist hier nicht erlaubt
error-title-request-timeout = Die Anfrage kam zu langsam an
error-title-username-taken = Der Benutzername ist vergeben
error-title-email-taken = Die E-Mail-Adresse ist vergeben
error-title-group-taken = Der Name der Gruppe ist vergeben
error-title-group-in-use = Eine Anwendung lässt die Gruppe zu
# A location: the address of an application.
error-title-application-taken = Der Name oder eine Adresse der Anwendung ist vergeben
error-title-disabled = Das Konto ist deaktiviert
error-title-not-deleted = Das Konto ist nicht gelöscht
error-title-import-running = Ein anderer Import läuft
# Invitations are being sent to many users.
error-title-mailing-running = Ein anderer Versand läuft
error-title-precondition-failed = Das Konto wurde inzwischen geändert
error-title-payload-too-large = Die Anfrage ist zu groß
error-title-unsupported-media-type = Dieser Inhaltstyp wird nicht unterstützt
# The header Idempotency-Key of the API.
error-title-idempotency-key-reused = Der Idempotenzschlüssel kann nicht noch einmal verwendet werden
error-title-too-many-attempts = Zu viele Versuche
error-title-too-many-requests = Zu viele Anfragen
error-title-internal = Etwas ist schiefgegangen
error-title-overloaded = Der Server ist ausgelastet
error-title-unavailable = Der Dienst ist nicht verfügbar

## Errors: what happened, and what to do

# In place of the errors of several fields.
error-several-problems = Es gibt { NUMBER($count) } Probleme.
error-on-the-server = Auf dem Server ist etwas schiefgegangen. Versuchen Sie es später noch einmal.
error-internal = Hier ist etwas schiefgegangen. Nichts ist verloren. Versuchen Sie es noch einmal.
error-unknown = Etwas ist schiefgegangen. Versuchen Sie es noch einmal.
error-no-response = Der Server hat nicht geantwortet. Prüfen Sie Ihre Verbindung, und versuchen Sie es noch einmal.
error-form-of-an-old-page = Das Formular konnte nicht gelesen werden. Laden Sie die Seite neu, und versuchen Sie es noch einmal.
error-unavailable = Der Dienst ist zurzeit nicht verfügbar. Versuchen Sie es in Kürze noch einmal.
error-overloaded = Der Server hat zu viele Verbindungen. Versuchen Sie es in einigen Sekunden noch einmal.
error-not-found = Unter dieser Adresse wurde nichts gefunden. Prüfen Sie die Adresse.
error-forbidden = Das dürfen Sie nicht.
error-for-administrators = Sie haben keinen Zugang zu dieser Seite. Sie ist für Administratoren.
error-signed-out = Sie sind abgemeldet. Melden Sie sich an, und versuchen Sie es noch einmal.
error-message-too-old = Es ist zu lange her, dass Sie eine Nachricht angefordert haben. Geben Sie Ihre Adresse noch einmal ein.
error-none-selected = Kein Konto ist ausgewählt. Haken Sie mindestens eines an, und versuchen Sie es noch einmal.
error-promotion-unconfirmed = Bestätigen Sie, dass dieser Benutzer Administrator wird: Setzen Sie den Haken unter den Rollen, und speichern Sie noch einmal.
# Shown above both versions, of which one is chosen. So are the next two.
error-own-account-changed = Ihr Konto wurde inzwischen geändert, vielleicht in einem anderen Tab. Noch ist nichts gespeichert: Wählen Sie, welche Fassung bleibt.
error-account-changed = Jemand anderes hat dieses Konto inzwischen geändert. Noch ist nichts gespeichert: Wählen Sie, welche Fassung bleibt.
error-application-changed = Jemand anderes hat diese Anwendung inzwischen geändert. Noch ist nichts gespeichert: Wählen Sie, welche Fassung bleibt.

## Fields: what is wrong with a value

# $min: the number of characters.
field-too-short = Verwenden Sie mindestens { NUMBER($min) } Zeichen.
# $max: the number of characters.
field-too-long = Verwenden Sie höchstens { NUMBER($max) } Zeichen.
# For programs: the value of a field in a request.
field-not-text = Dieser Wert muss ein Text sein.
# true and false are written like this in every language.
field-not-a-truth = Dieser Wert muss true oder false sein.
field-unknown = Unbekanntes Feld. Prüfen Sie die Schreibweise, oder entfernen Sie das Feld.
field-invalid-time = Verwenden Sie das Format 2026-11-20 oder 2026-11-20T08:30:00Z.
field-invisible-characters = Entfernen Sie Zeilenumbrüche und unsichtbare Zeichen.
field-username-required = Geben Sie einen Benutzernamen ein.
field-username-characters = Verwenden Sie nur Buchstaben, Ziffern, Punkte, Bindestriche und Unterstriche.
field-username-letter = Verwenden Sie mindestens einen Buchstaben oder eine Ziffer.
field-login-required = Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein.
field-password-required = Geben Sie Ihr Passwort ein.
field-chosen-password-required = Geben Sie das Passwort ein, das Sie bei der Registrierung gewählt haben.
field-current-password-required = Geben Sie Ihr aktuelles Passwort ein.
field-digits-required = Geben Sie die sechs Ziffern aus der Nachricht ein.
field-email-required = Geben Sie eine E-Mail-Adresse ein.
field-email-without-at = Ergänzen Sie ein @ und eine Domain wie in name@example.org.
field-email-not-allowed = Geben Sie eine einzige E-Mail-Adresse wie name@example.org ein, ohne Leerzeichen und Kommas.
field-email-domain = Ergänzen Sie das Ende der Domain, etwa .org oder .com.

## New passwords

password-required = Geben Sie ein Passwort ein.
# What is missing, as an object after “add”. Up to four of these are put into a list.
password-lower = einen Kleinbuchstaben
password-upper = einen Großbuchstaben
password-digit = eine Ziffer
password-symbol = ein Sonderzeichen
# $items: the list so far. $next: the next one, which is not the last.
password-list-comma = { $items }, { $next }
# $items: the list so far. $last: the last one.
password-list-and = { $items } und { $last }
# $kinds: a list such as “a number and a symbol”. $length: the number of characters from which on any password is allowed.
password-too-simple = Ergänzen Sie { $kinds }, oder verwenden Sie mindestens { NUMBER($length) } Zeichen.
# $kinds, $length: as above. $min: the minimum number of characters.
password-too-short-and-simple = Verwenden Sie mindestens { NUMBER($min) } Zeichen, und ergänzen Sie { $kinds }; oder verwenden Sie mindestens { NUMBER($length) } beliebige.
password-too-predictable = Vermeiden Sie Wiederholungen, Folgen und Muster auf der Tastatur. Verwenden Sie einige Wörter ohne Zusammenhang.
password-too-common = Dieses Passwort ist zu häufig. Verwenden Sie einige Wörter ohne Zusammenhang.
# The strength of a password while it is typed. So are the next three.
password-weak = Schwach
password-fair = Mäßig
password-good = Gut
password-strong = Stark

## Requests that cannot be read. Most of them are for programs, so names of headers stay as they are.

request-unreadable = Die Anfrage konnte nicht gelesen werden.
request-too-slow = Die Anfrage hat zu lange gedauert. Senden Sie sie noch einmal.
request-too-large = Der Inhalt der Anfrage ist zu groß. Senden Sie höchstens 64 KiB.
request-body-too-slow = Der Inhalt der Anfrage kam zu langsam an. Senden Sie sie noch einmal.
request-body-incomplete = Der Inhalt der Anfrage ist unvollständig. Senden Sie sie noch einmal.
request-form-unreadable = Das Formular konnte nicht gelesen werden. Senden Sie es noch einmal.
request-file-missing = Wählen Sie zuerst eine Datei.
request-picture-missing = Wählen Sie zuerst ein Bild.
request-picture-too-large = Das Bild ist zu groß. Senden Sie eines mit höchstens 5 MiB.
request-import-too-large = Die Datei ist zu groß. Senden Sie höchstens 1 GiB, oder teilen Sie sie in mehrere Dateien.
request-cross-site = Die Anfrage kam von einer anderen Website. Öffnen Sie die Seite auf dieser Website, und versuchen Sie es noch einmal.
request-without-origin = Eine Anfrage mit Cookies braucht einen Header Origin oder Sec-Fetch-Site, wie Browser ihn senden. Programme verwenden /api mit einem Bearer-Token.
request-of-another-machine = Das darf nur der Rechner des Servers verwenden. Senden Sie die Anfrage von dort, an die Adresse, die der Server beim Start ausgegeben hat.
request-other-method = Verwenden Sie eine der Methoden im Header Allow.
request-other-type = Senden Sie einen anderen Content-Type.
request-no-form = Senden Sie ein Formular mit Content-Type: application/x-www-form-urlencoded.
request-no-form-with-file = Senden Sie die Datei in einem Formular mit Content-Type: multipart/form-data.
request-no-json = Senden Sie JSON mit Content-Type: application/json.
request-no-picture = Senden Sie ein Bild mit Content-Type: image/jpeg, image/png oder image/webp.
request-no-table = Senden Sie eine Datei in CSV oder JSON Lines mit Content-Type: text/csv oder application/x-ndjson.
request-one-host = Senden Sie genau einen Header Host.
request-one-idempotency-key = Senden Sie nur einen Header Idempotency-Key.
request-one-authorization = Senden Sie nur einen Header Authorization.
request-authorization-in-ascii = Senden Sie den Header Authorization in ASCII.
request-authorization-empty = Der Header Authorization enthält kein Token. Senden Sie es nach Bearer.
request-authorization-missing = Melden Sie sich an, und senden Sie das Token im Header Authorization: Bearer.
request-outdated = Das Konto wurde geändert, seit Sie es gelesen haben. Lesen Sie es noch einmal, und wiederholen Sie Ihre Änderung.
request-query-invalid = Die Parameter der URL sind ungültig. Senden Sie jeden Parameter einmal, in UTF-8.
request-json-not-utf8 = Senden Sie das JSON in UTF-8.
request-json-no-object = Senden Sie ein JSON-Objekt: {"{"}…{"}"}.
request-json-incomplete = Das JSON ist unvollständig. Senden Sie es vollständig.
# $line, $column: where, counted from 1.
request-json-duplicate = Ein Feld kommt doppelt vor, in Zeile { $line }, Spalte { $column }.
request-json-invalid = Das JSON ist ungültig, in Zeile { $line }, Spalte { $column }.

## The operator's links below a page

# Names the links below for screen readers.
foot-links = Rechtliches und Hilfe
foot-links-terms = Nutzungsbedingungen
foot-links-privacy = Datenschutz
