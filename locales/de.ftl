### Texts of pages, messages and errors. The rules are in docs/translating.md.

## The language itself

# The name of the language, as its speakers write it.
language-name = Deutsch
# Between groups of three digits.
number-separator = .

## Words for everywhere: buttons and links

sign-in = Anmelden
sign-out = Abmelden
# On the button that opens the question.
sign-out-opener = Abmelden …
sign-out-about = Wer dieses Gerät verwendet, muss sich neu anmelden.
create-account = Konto erstellen
save-changes = Änderungen speichern
create-user = Benutzer erstellen
import-users = Benutzer importieren
copy = Kopieren
search = Suchen
try-again = Noch einmal versuchen
# Sends a message again.
send-again = Noch einmal senden
cancel = Abbrechen
# $name: of an account, a group or an application.
delete-name = { $name } löschen
keep-account = Konto behalten
remove = Entfernen
undo = Rückgängig machen
revoke = Widerrufen
# Of an invitation, or of a link to choose a password.
link-revoke-about = Der Link funktioniert dann nicht mehr. Er lässt sich nicht wiederherstellen, aber Sie können einen neuen erstellen.
clear-search-and-filters = Suche und Filter zurücksetzen
to-account = Zu Ihrem Konto

## Words for everywhere: on a button, while it is done

saving = Wird gespeichert …
creating = Wird erstellt …
sending = Wird gesendet …
deleting = Wird gelöscht …

## Words for everywhere: labels and headings

name = Name
username = Benutzername
email = E-Mail
password = Passwort
language = Sprache
description = Beschreibung
# After the label of a field.
optional = (optional)
account = Konto
user = Benutzer
users = Benutzer
users-without-password = Benutzer ohne Passwort
role = Rolle
# The name of the role.
admin = Admin
status = Status
# The status of an account.
active = Aktiv
disabled = Deaktiviert
deleted = Gelöscht
group = Gruppe
groups = Gruppen
application = Anwendung
applications = Anwendungen
service-account = Dienstkonto
service-accounts = Dienstkonten
programs = Programme
devices = Geräte
invitations = Einladungen
security = Sicherheit
audit-log = Audit-Protokoll
overview = Überblick
first-steps = Erste Schritte
# A day follows.
created-on = Erstellt am

## Window titles, also headings of pages

title-forgot-password = Passwort vergessen
title-check-mail = Prüfen Sie Ihr Postfach
title-setup = Ersten Administrator einrichten
title-choose-password = Passwort wählen
# To say that it was somebody else.
title-report-sign-in = Anmeldung melden
title-confirm-email = E-Mail-Adresse bestätigen
# Of the email address.
title-undo-email-change = Änderung rückgängig machen
title-account = Ihr Konto
title-own-applications = Ihre Anwendungen
title-own-data = Ihre Daten
title-activity = Ihre Aktivitäten
title-not-found = Seite nicht gefunden

## Header, navigation and footer

# A link for the keyboard, before everything else on the page.
skip-to-content = Zum Inhalt springen
# The name of the main navigation, for screen readers.
nav-main = Hauptnavigation
nav-home = Startseite
# The place with the providers at which people have accounts with which they sign in.
nav-sign-in = Anmeldung
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

## The operator's links below a page

# Names the links below for screen readers.
foot-links = Rechtliches und Hilfe
foot-links-terms = Nutzungsbedingungen
foot-links-privacy = Datenschutz

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

## Forms

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
# Which installation a link in a message is about.
link-site = Website

## Forms: fields

field-login = Benutzername oder E-Mail
field-current-password = Aktuelles Passwort
field-own-password = Ihr Passwort
field-digits = Sechs Ziffern aus der Nachricht
field-chosen-password = Das Passwort, das Sie gewählt haben
field-new-password = Neues Passwort
field-token-name = Name des Tokens
field-token-name-missing = Geben Sie einen Namen ein, etwa den Zweck des Tokens.
field-group-name = Name der Gruppe
field-entry-rule = Oder wer diese Bedingungen erfüllt
field-told-fields = Eigene Felder, die sie erfährt
field-group-rule = Regel für ihre Mitglieder
# Of an application: what people see of it.
field-title = Titel
# Of an application.
field-locations = Adressen, eine pro Zeile
# The address where users arrive.
field-after-sign-out = Nach dem Abmelden
field-link = Link auf der Startseite
# Typed to confirm that an account is deleted permanently.
field-confirm-username = Benutzernamen bestätigen
# The hint of the field “Your password”.
field-own-password-hint = Nur nötig, wenn Ihre Anmeldung mehr als zehn Minuten zurückliegt
# The first option of the select, for an account without a language.
language-of-browser = Wie im Browser eingestellt

## Forms: a new password

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

## Forms: data that has changed meanwhile

conflict-versions = Beide Versionen
# The heading of a column: what the user has typed.
conflict-mine = Ihre Version
# The heading of a column: what somebody else has saved.
conflict-theirs = Andere Version
conflict-use-mine = Meine Version übernehmen
conflict-use-theirs = Andere Version übernehmen
conflict-none = In diesem Formular unterscheidet sich nichts.

## Forms: choices

role-user-about = Kann das eigene Konto verwalten.
role-admin-about = Kann alle Konten verwalten.
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
password-link-until = Wer ihn öffnet, kann das Passwort festlegen. Er funktioniert nur einmal und ist gültig bis
password-link-once = Er wird nicht noch einmal angezeigt.

## Lists

# After the numbers of rows to choose from.
list-per-page = pro Seite
# On a button. $count: how many rows are not shown.
list-more = { NUMBER($count) } weitere anzeigen
list-query-invalid = Die Suche oder ein Filter ist ungültig
list-not-loaded = Die Liste konnte nicht geladen werden
list-first-page = Zur ersten Seite
# $id: finds the request in the log of the server.
list-request-id = Anfrage-ID: { $id }

## Home page of strangers

home-heading = Willkommen
# $name: what the operator calls the installation.
home-about = Mit { $name } melden Sie sich auf dieser Website mit einem einzigen Konto an und verwalten Profil, Passwort und Daten an einem Ort.
# Above the page, of an installation that was just set up.
no-administrator = Es gibt noch keinen Administrator
# A command follows.
no-administrator-link = Der Server gibt beim Start einen Link aus, mit dem Sie eine Stunde lang den ersten einrichten können. Als Dienst: journalctl --unit vestibule. Ohne ihn:

## Sign in

sign-in-line = Prüfen Sie die Adresse der Website, bevor Sie Ihr Passwort eingeben.
# Before the link “Create account”.
sign-in-new-here = Neu hier?
sign-in-forgot-password = Passwort vergessen?
sign-in-remember = Auf diesem Gerät angemeldet bleiben
sign-in-busy = Anmeldung läuft …
# After the reason why the visitor was signed out.
sign-in-go-on = Melden Sie sich an, um dort weiterzumachen, wo Sie waren.
sign-in-required = Melden Sie sich an, um diese Seite zu öffnen.
sign-in-required-more = Nach der Anmeldung kommen Sie direkt dorthin.
sign-in-back = Zurück zur Anmeldung
# Below the heading of a page on the way to an application. $application: its title, or a host.
going-to = weiter zu { $application }
# A button to it, on a page that does not lead there by itself. $application: the same.
going-to-open = { $application } öffnen

## Forgot password

sign-in-forgot-line = Der Link in der Nachricht funktioniert nur einmal und läuft nach 30 Minuten ab.
sign-in-forgot-about = Geben Sie die E-Mail-Adresse Ihres Kontos ein. Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort wählen.
sign-in-forgot-send = Link senden

## Create account

register-line = Ihr Passwort wird nie im Klartext gespeichert.
# Before the link “Sign in”.
register-has-account = Haben Sie schon ein Konto?
register-closed = Die Registrierung ist geschlossen.
register-closed-more = Bitten Sie einen Administrator, ein Konto für Sie zu erstellen.
# On a button, while it is done.
creating-account = Konto wird erstellt …

## Pages of one-time links

link-works-once = Dieser Link funktioniert nur einmal.
link-setup-line = Dieser Link funktioniert nur einmal und läuft nach einer Stunde ab.
link-setup-about = Dieses Konto kann alle anderen Konten verwalten.
link-password-about = Alle Geräte, auf denen das Konto angemeldet ist, werden abgemeldet.
link-password-set = Passwort festlegen
link-password-busy = Wird festgelegt …
# $name: what the operator calls the installation.
link-welcome = Willkommen bei { $name }
# $name: the administrator who has sent the invitation.
link-invited-by = { $name } hat Sie eingeladen. Wählen Sie ein Passwort für Ihr Konto.
link-invited = Sie sind eingeladen. Wählen Sie ein Passwort für Ihr Konto.
link-confirm-about = Damit zeigen Sie, dass Nachrichten an diese Adresse Sie erreichen. Wenn Sie das nicht angefordert haben, schließen Sie diese Seite.
link-confirm = Bestätigen
link-confirm-busy = Wird bestätigt …
link-no-account = Wenn Sie sich nicht registriert haben, schließen Sie diese Seite: Es wird kein Konto erstellt.
link-disown-heading = Sie haben sich nicht registriert?
link-disown-about = Dann hat jemand anderes dieses Konto mit Ihrer Adresse erstellt. Es wird Ihres: Passwort, Geräte und Anmeldemethoden funktionieren nicht mehr, und Sie wählen ein neues Passwort.
link-disown = Ich habe mich nicht registriert
link-disown-busy = Konto wird übernommen …
# About a sign-in.
link-report-heading = Waren Sie das nicht?
link-report-about = Damit melden Sie alle Geräte ab und entfernen, was dem Konto seit dieser Anmeldung hinzugefügt wurde. Ein ersetzter Passkey, eine ersetzte Authenticator-App oder ein geänderter Benutzername kommt zurück. Das bisherige Passwort gilt dann nicht mehr, und wir senden Ihnen eine Nachricht mit einem Link, mit dem Sie ein neues wählen.
link-report = Alle Geräte abmelden
link-report-busy = Wird abgemeldet …
# About a change of the address, the deletion of the account, or the removal of its password.
link-undo-heading = Änderung rückgängig machen
link-undo-about = Sie bekommen Ihr Konto zurück, mit dieser E-Mail-Adresse. Sie werden auf allen Geräten abgemeldet, und was seitdem hinzugekommen ist, wird entfernt. Kein Passwort gilt mehr, bis Sie mit dem Link, den wir Ihnen senden, ein neues wählen.
link-undo = Änderung rückgängig machen
link-undo-busy = Wird rückgängig gemacht …

## Check your mail

check-mail-line = Der Link in einer Nachricht funktioniert nur einmal.
check-mail-unknown = Öffnen Sie den Link in der Nachricht, die Sie angefordert haben. Wenn keine kommt, fordern Sie sie noch einmal an.
# $email: the address as it was typed. Do not say whether there is an account with it.
check-mail-password = Wenn es ein Konto mit der Adresse { $email } gibt, ist eine Nachricht mit einem Link unterwegs, mit dem Sie ein neues Passwort wählen. Der Link ist 30 Minuten lang gültig.
# $email: the address of the new account.
check-mail-confirmation = Ihr Konto ist erstellt. Bevor Sie sich anmelden, bestätigen Sie Ihre Adresse mit dem Link in unserer Nachricht an { $email }. Der Link ist 24 Stunden lang gültig.
# $email: the address as it was typed. Do not say whether there is an account with it.
check-mail-registration = Wir haben eine Nachricht an { $email } gesendet. Darin steht, wie es weitergeht.
check-mail-missing = Nach einigen Minuten noch keine Nachricht? Sehen Sie im Spam-Ordner nach oder senden Sie sie noch einmal. Eine Adresse erhält höchstens fünf Nachrichten pro Stunde.
check-mail-other-address = Andere Adresse verwenden

## Error pages

# $status: the HTTP status, such as 404.
error-page-status = Fehler { $status }
error-page-not-found-more = Prüfen Sie die Adresse auf Tippfehler. Vielleicht ist die Seite auch umgezogen.
error-page-cross-site = Diese Anfrage kam von einer anderen Website
error-page-cross-site-more = Zum Schutz Ihres Kontos wurde nichts geändert. Beginnen Sie auf dieser Website noch einmal.
error-page-no-access = Sie haben keinen Zugriff auf diese Seite
error-page-no-access-more = Melden Sie sich mit einem Konto an, das Zugriff hat, oder fragen Sie einen Administrator.
error-page-unavailable = Der Dienst ist vorübergehend nicht verfügbar
error-page-server-more = Das Problem liegt bei uns. Versuchen Sie es in einigen Minuten noch einmal.
error-page-request = Ihre Anfrage konnte nicht verarbeitet werden
error-page-request-more = Die Anfrage konnte nicht gelesen werden. Gehen Sie zurück und versuchen Sie es noch einmal.
error-page-too-large = Sie haben mehr Daten gesendet, als diese Seite annimmt. Gehen Sie zurück und senden Sie weniger.
# $time: such as “40 seconds”.
error-page-wait = Warten Sie { $time } und versuchen Sie es dann noch einmal.
error-page-wait-unknown = Warten Sie einige Minuten und versuchen Sie es dann noch einmal.
# After too many attempts to sign in, perhaps by somebody else: follows the advice to wait.
error-page-account-safe = Ihr Konto ist sicher.
# Before the id.
error-page-request-id = Anfrage-ID:
# This and the next three are about a link that is no longer valid.
error-page-link-used = Er wurde schon verwendet, ist abgelaufen oder wurde durch einen neueren ersetzt. Jeder Link funktioniert nur einmal.
error-page-link-confirm = Er wurde schon verwendet, ist abgelaufen oder wurde durch einen neueren ersetzt. Auf der Seite Ihres Kontos sehen Sie, ob Ihre Adresse bestätigt ist, und können eine neue Nachricht senden lassen.
error-page-link-undo = Er wurde schon verwendet, die sieben Tage, in denen sich die Änderung rückgängig machen ließ, sind vorbei, oder ein Administrator hat inzwischen darüber entschieden. Wenn Sie sich nicht mehr anmelden können, fragen Sie einen Administrator.
error-page-link-report = Er wurde schon verwendet oder ist abgelaufen. Wenn Sie eine Anmeldung nicht kennen, wählen Sie ein neues Passwort: Damit werden alle Geräte abgemeldet.
error-page-new-link = Neuen Link anfordern
error-page-new-password = Neues Passwort wählen
error-page-to-home = Zur Startseite

## Pages that are opened at another address than that of the server

# $name: of this installation.
wrong-address-title = Das ist nicht die Adresse von { $name }
# In place of the page. $address: the right one, such as https://auth.example.com. $name: of this installation.
wrong-address-instead = { $name } ist unter { $address } zu erreichen. Hier können Sie sich nicht anmelden: Ihr Browser behält die Sitzung nur unter dieser Adresse.
# Above the page. $address: the right one. $name: of this installation. wrong-address-open follows.
wrong-address-above = { $name } ist unter { $address } zu erreichen. Passkeys und die Anmeldung in anderen Anwendungen funktionieren nur dort.
# A link to the same page there. $address: the right one.
wrong-address-open = Diese Seite unter { $address } öffnen

## Why a session is over

# The sign-in page shows the first sentence of each as a title, and what follows below it.
ended-signed-out = Sie wurden abgemeldet, weil diese Sitzung von einem anderen Gerät aus beendet wurde.
ended-administrator = Sie wurden abgemeldet, weil ein Administrator diese Sitzung beendet hat.
ended-password-changed = Sie wurden abgemeldet, weil Ihr Passwort geändert wurde.
ended-email-change-undone = Sie wurden abgemeldet, weil eine Änderung an Ihrem Konto rückgängig gemacht wurde. Wählen Sie ein neues Passwort mit dem Link in der Nachricht.
ended-account-disabled = Sie wurden abgemeldet, weil Ihr Konto deaktiviert wurde.
ended-account-deleted = Sie wurden abgemeldet, weil Ihr Konto gelöscht wurde.
ended-token-reused = Sie wurden abgemeldet, weil diese Sitzung an zwei Orten verwendet wurde. Wenn Sie das am anderen Ort nicht waren, ändern Sie Ihr Passwort.
ended-too-many-sessions = Sie wurden abgemeldet, weil Sie sich auf zu vielen anderen Geräten angemeldet haben.
ended-reported = Sie wurden abgemeldet, weil der Inhaber des Kontos diese Anmeldung als fremd gemeldet hat.
ended-other-reported = Sie wurden abgemeldet, weil der Inhaber des Kontos eine fremde Anmeldung gemeldet hat.
ended-expired = Sie wurden abgemeldet, weil Ihre Sitzung abgelaufen ist.
ended-unknown = Sie wurden abgemeldet, weil Ihre Sitzung beendet wurde.

## Notices after a success

notice-welcome = Konto erstellt. Sie sind angemeldet.
notice-signed-out = Sie sind abgemeldet.
notice-changes-saved = Änderungen gespeichert.
notice-picture-saved = Bild gespeichert.
notice-picture-removed = Bild entfernt.
notice-password-changed = Passwort geändert. Ihre anderen Geräte sind abgemeldet.
notice-account-deleted = Ihr Konto ist gelöscht. Sie sind auf allen Geräten abgemeldet.
notice-user-disabled = Konto deaktiviert und auf allen Geräten abgemeldet.
notice-user-enabled = Konto aktiviert.
notice-user-deleted = Konto gelöscht. Sie können es 30 Tage lang wiederherstellen.
notice-user-restored = Konto wiederhergestellt.
notice-user-purged = Konto endgültig gelöscht.
notice-role-changed = Rolle geändert.
notice-session-ended = Gerät abgemeldet.
notice-other-sessions-ended = Alle anderen Geräte abgemeldet.
notice-all-sessions-ended = Alle Geräte abgemeldet.
notice-earlier-sessions-ended = Die Geräte ohne zweiten Faktor sind abgemeldet.
notice-sent-again = Wenn die Adresse stimmt, ist eine weitere Nachricht unterwegs. Nur der neueste Link funktioniert.
notice-password-chosen = Passwort festgelegt. Melden Sie sich mit Ihrem neuen Passwort an.
notice-email-confirmed = E-Mail-Adresse bestätigt.
# Some time has passed since the registration, which had the value.
notice-email-confirmed-without = E-Mail-Adresse bestätigt. In Ihrem Konto fehlt eine Ihrer Angaben, weil ein anderes Konto sie inzwischen hat. Geben Sie auf der Seite Ihres Kontos eine andere ein.
notice-account-is-yours = Das Konto gehört Ihnen. Wählen Sie ein Passwort dafür.
notice-confirmation-sent = Prüfen Sie Ihr Postfach: Eine Nachricht ist unterwegs. Der Link darin ist 24 Stunden lang gültig.
notice-invitation-sent = Einladung gesendet. Der Link ist 7 Tage lang gültig.
notice-invitation-revoked = Einladung widerrufen. Der Link funktioniert nicht mehr.
notice-mailing-begun = Die Einladungen werden gesendet. Sie können diese Seite verlassen.
notice-mailing-stopped = Es werden keine weiteren Einladungen gesendet. Die gesendeten bleiben gültig.
notice-no-invitations = Es wurde keine Einladung gesendet: Alle diese Benutzer haben ein Passwort oder eine offene Einladung.
notice-invitation-accepted = Passwort festgelegt. Sie sind angemeldet.
notice-sign-in-reported = Alle Geräte sind abgemeldet. Wir haben Ihnen eine Nachricht mit einem Link gesendet, mit dem Sie ein neues Passwort wählen.
notice-confirm-email-first = Konto erstellt. Bestätigen Sie Ihre E-Mail-Adresse: Wir haben eine Nachricht dorthin gesendet.
notice-registration-received = Prüfen Sie Ihr Postfach: Wir haben eine Nachricht an die Adresse gesendet.
notice-email-change-requested = Prüfen Sie Ihr Postfach: Ihre E-Mail-Adresse ändert sich, sobald Sie sie mit dem Link in der Nachricht bestätigen.
notice-email-change-cancelled = Ihre E-Mail-Adresse bleibt, wie sie ist.
notice-email-change-undone = Ihr Konto ist wieder, wie es vorher war. Prüfen Sie Ihr Postfach: Ein Link, mit dem Sie ein neues Passwort wählen, ist unterwegs.
notice-api-token-revoked = Token widerrufen. Programme, die es verwenden, werden abgewiesen.
notice-api-tokens-revoked = Tokens widerrufen. Programme, die sie verwenden, werden abgewiesen.
notice-service-account-created = Dienstkonto erstellt. Erstellen Sie ein Token für sein Programm.
notice-group-created = Gruppe erstellt.
notice-group-deleted = Gruppe gelöscht.
notice-added-to-group = Zur Gruppe hinzugefügt.
notice-removed-from-group = Aus der Gruppe entfernt.
notice-application-created = Anwendung erstellt. Verbinden Sie sie mit ihrem Proxy.
notice-application-deleted = Anwendung gelöscht. Niemand hat mehr Zugang zu ihr.

## Own account: sections and profile

account-activity = Aktivitäten
account-profile = Profil
account-data = Daten
account-profile-about = Ihr Name und Ihr Bild erscheinen in den Anwendungen, bei denen Sie sich anmelden.
# The hint of the field “Username”.
account-username-fixed = Nur ein Administrator kann ihn ändern.
account-email-change = Wir senden eine Nachricht an die neue Adresse. Die Änderung gilt, sobald Sie sie bestätigen.
account-email-replace = Wir senden eine Nachricht an die neue Adresse, damit Sie sie bestätigen können.
# The hint of the field “Current password”.
account-email-password = Nur nötig, um Ihre E-Mail-Adresse zu ändern
# Before a date.
account-since = Konto seit
# $names: the names of the groups, separated by commas.
account-groups = Gruppen: { $names }

## Own account: email address

# $email: the new address.
account-email-waiting = Die Adresse { $email } ist noch nicht bestätigt. Öffnen Sie den Link in der Nachricht, die wir dorthin gesendet haben.
account-email-until = Bis dahin bleibt Ihre E-Mail-Adresse, wie sie ist.
account-email-cancel = Änderung abbrechen
account-email-cancelling = Wird abgebrochen …
# $email: the address of the account.
account-email-unconfirmed = Noch nicht bestätigt: Öffnen Sie den Link in unserer Nachricht an { $email }. Keine Nachricht? Korrigieren Sie die Adresse oben oder senden Sie die Nachricht noch einmal.

## Own account: picture

account-picture-change = Bild ändern
account-picture-save = Bild speichern
account-picture-formats = JPEG, PNG oder WebP, bis zu 5 MiB.
# The title of the dialog in which a picture is cropped.
account-picture-position = Bildausschnitt wählen
account-picture-preview = Vorschau des Bildes
account-picture-zoom = Zoom
account-picture-help = Ziehen Sie das Bild oder verwenden Sie die Pfeiltasten.

## Own account: security

security-password-about = Wenn Sie Ihr Passwort ändern, werden Sie auf allen anderen Geräten abgemeldet.
security-revoke-tokens = Auch meine API-Tokens widerrufen
security-revoke-tokens-about = Programme, die sie verwenden, werden abgewiesen.
security-change-password = Passwort ändern
security-changing = Wird geändert …
security-advice = Ein gutes Passwort
# $length: how many characters suffice without any other rule.
security-advice-long = Nehmen Sie vier oder fünf Wörter, die nichts miteinander zu tun haben: mindestens { NUMBER($length) } Zeichen.
# $length: the minimum.
security-advice-short = Oder nehmen Sie mindestens { NUMBER($length) } Zeichen mit Groß- und Kleinbuchstaben, einer Ziffer und einem Sonderzeichen.
# A link to the page with the events of one's account.
security-activity = Was zuletzt geschehen ist
# The state of the password.
security-password-set = Gesetzt
# The state of the address. $email: such as maren@example.org.
security-email = { $email } kann ein neues Passwort setzen
security-email-not-confirmed = { $email } ist noch nicht bestätigt
# A heading above the ways to sign in.
ways-heading = So melden Sie sich an
# Buttons at the end of their rows.
way-show = Anzeigen
way-add = Hinzufügen
way-change = Ändern
way-set = Setzen
way-link = Verknüpfen
# The same button while the row is open.
way-close = Schließen
security-client-waits = Eine Anwendung wartet auf Sie
security-page-waits = Sie waren unterwegs zu einer anderen Seite
# A link.
security-way-back = Weiter, sobald Sie hinzugefügt haben, was fehlt
# The same after a repair, when nothing is missing. $application: the title of the application, or a host.
security-go-on-to = Weiter zu { $application }
security-go-on = Weiter

## Own account: devices

devices-heading = Wo Sie angemeldet sind
# The link devices-change-password follows, and a full stop.
devices-unrecognized = Wenn Sie ein Gerät nicht kennen, melden Sie es ab und
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

## Kinds and names of devices

devices-computer = Computer
devices-phone = Smartphone
devices-tablet = Tablet
# No browser, but a command-line tool, a library or a crawler.
devices-program = Programm
devices-other = Anderes Gerät
# $browser: such as “Firefox”. $system: such as “Linux” or “iPhone”.
devices-browser-on-system = { $browser } auf { $system }
devices-unknown = Unbekanntes Gerät

## Own account: applications

account-applications-open = Für Sie zugänglich
account-applications-about = Bei diesen Anwendungen melden Sie sich mit diesem Konto an. Wenn Sie sich hier abmelden, sehen Sie, bei welchen davon damit auch Ihre Sitzung endet.
account-applications-none = Sie haben noch zu keiner Anwendung Zugang.

## Own account: data

data-copy = Kopie Ihrer Daten
data-copy-about = Laden Sie eine Kopie aller Daten über Sie herunter.
data-copy-contents = Profil, Bild, Sitzungen und Aktivitäten in einer JSON-Datei. Ihr Passwort ist nicht enthalten.
data-download = Ihre Daten herunterladen
data-delete = Konto löschen
# A button that opens a dialog.
data-delete-opener = Konto löschen …
# $username: of the own account.
data-delete-question = Ihr Konto „{ $username }“ löschen?
data-delete-question-more = Sie werden sofort auf allen Geräten abgemeldet. Ein Administrator kann das Konto 30 Tage lang wiederherstellen. Danach wird es endgültig gelöscht.
# Below “Delete account”.
data-delete-about = Ein Administrator kann es 30 Tage lang wiederherstellen.
data-delete-card = Sie werden sofort auf allen Geräten abgemeldet. Nach 30 Tagen wird Ihr Konto endgültig gelöscht.

## The start page of people who are signed in

applications-welcome = Willkommen zurück, { $name }
applications-open-directly = Ihre Anwendungen öffnen sich, ohne dass Sie sich noch einmal anmelden.
applications-none-open = Sie haben zu keiner Anwendung Zugang
applications-none-for-administrator = Anwendungen, zu denen Sie Zugang haben, erscheinen hier.
applications-connect = Anwendung verbinden
applications-none-for-user = Anwendungen, zu denen Sie Zugang haben, erscheinen hier. Ein Administrator entscheidet, welche das sind.

## On the host of an application: its sign-in, and signing out

enter-no-application = Unter dieser Adresse ist keine Anwendung registriert.
enter-not-admitted = Sie haben keinen Zugang zu dieser Anwendung. Bitten Sie einen Administrator, Sie in eine ihrer Gruppen aufzunehmen.
enter-link-incomplete = Dieser Anmelde-Link ist unvollständig. Öffnen Sie die Anwendung noch einmal.
enter-link-expired = Dieser Anmelde-Link ist abgelaufen. Öffnen Sie die Anwendung noch einmal.
enter-open-application = Anwendung öffnen
enter-sign-out-title = Abmelden?
# $installation: the name of this installation of Vestibule.
enter-sign-out-about = Sie sind als { $username } angemeldet. Wenn Sie sich abmelden, endet Ihre Sitzung hier, bei { $installation } und in allen anderen Anwendungen, die Sie damit geöffnet haben.
enter-stay-signed-in = Angemeldet bleiben
enter-sign-in = Melden Sie sich an. Die Adresse der Anmeldeseite steht im Header Location.
enter-signed-out = Sie sind abgemeldet. Laden Sie die Seite neu, um sich anzumelden.
enter-origin-missing = Die Anfrage hat weder einen Header Origin noch Sec-Fetch-Site, wie Browser sie senden.
enter-another-site = Die Anfrage kam von einer anderen Website. Nur eine Seite von { $origin } darf sie senden.
enter-several-applications = Auf diesem Host sind mehrere Anwendungen. Nennen Sie eine davon: {"{"}"application": "journal"{"}"}.
enter-unknown-name-here = Auf diesem Host gibt es keine Anwendung mit diesem Namen.
enter-unknown-name = Es gibt keine Anwendung mit diesem Namen, zu der Sie Zugang haben.
# For somebody who has written a link to /.vestibule/prove.
enter-prove-what = Der Link sagt nicht, welche Bestätigung er verlangt. Er braucht factor=second, factor=passkey oder max_age.
enter-prove-return = Der Link sagt nicht, wohin er zurückführt. Er braucht return= mit einem Pfad auf diesem Host, etwa /transfers.

## OpenID Connect: signing out at the request of a client

oauth-logout-refused = Abmelde-Link nicht angenommen
# $application: its title.
oauth-logout-asked-by = { $application } bittet Sie, sich abzumelden.
oauth-logout-way-back-title = Sie sind abgemeldet
# $host: a host.
oauth-logout-way-back-about = Darum hat eine Anwendung gebeten, die hier nicht registriert ist: Beschrieben wird sie von { $host }. Gehen Sie nur zurück, wenn Sie sich dort gerade abgemeldet haben.
# $installation: the name of this installation of Vestibule.
oauth-logout-about = Sie sind als { $username } angemeldet. Wenn Sie sich abmelden, endet Ihre Sitzung bei { $installation } und in allen Anwendungen, die Sie damit geöffnet haben.
oauth-logout-hint = Die Anwendung hat ein ID-Token geschickt, das nicht von hier ist oder verändert wurde (id_token_hint).
oauth-logout-unknown-client = Der Link ist von einer Anwendung, die hier nicht registriert ist (client_id).
oauth-logout-other-client = Das ID-Token im Link wurde für einen anderen Client ausgestellt, als client_id nennt.
oauth-logout-no-client = Der Link sagt, wo es nach der Abmeldung weitergeht, aber nicht, von welcher Anwendung er ist (id_token_hint oder client_id).
# $client: its id.
oauth-logout-address = Die Adresse nach der Abmeldung hat der Client { $client } nicht registriert (post_logout_redirect_uri).
# $name: of a parameter.
oauth-logout-repeated = Der Link enthält den Parameter { $name } mehrfach.

## Changes of many accounts: the report without JavaScript. These sentences follow each other.

bulk-report-changed = { $count ->
    [0] Kein Konto geändert.
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

## A user: the page, and what its buttons do

user-create-password-link = Passwort-Link erstellen

## Applications, for administrators

# $what: what it learns about people, such as “id, username, name”.
application-row-learns = Erhält: { $what }
# The next three are items of a list: what an application learns about people. Two more are those of administrators.
application-learns-id = ID
application-learns-email = E-Mail-Adresse
application-learns-groups = Gruppen

## An application: how it is connected

# Above a configuration, as the next five.
connection-caddy = Fügen Sie dies im Caddyfile nach der Site von Vestibule ein. Ersetzen Sie 127.0.0.1:5000 durch die Adresse, unter der Caddy die Anwendung erreicht.
connection-caddy-path = Fügen Sie dies in die Site von Vestibule ein und setzen Sie den reverse_proxy dieser Site in handle {"{"} … {"}"}. Ersetzen Sie 127.0.0.1:5001 durch die Adresse, unter der Caddy die Anwendung erreicht.
connection-nginx = Speichern Sie dies in einer eigenen Datei neben der von Vestibule, die den upstream definiert. Ersetzen Sie 127.0.0.1:5000 durch die Adresse, unter der nginx die Anwendung erreicht, und die Pfade des Zertifikats. Bei mehreren Anwendungen schreiben Sie jede map nur einmal; nur die von $cookies_of_… gehört zu dieser Anwendung.
connection-nginx-path = Fügen Sie dies in den server von Vestibule ein und davor die maps $websocket, $websocket_connection und $not_signed_in aus der Anleitung. Ersetzen Sie 127.0.0.1:5001 durch die Adresse, unter der nginx die Anwendung erreicht.
connection-traefik = Speichern Sie dies als Datei der dynamischen Konfiguration. Ersetzen Sie 127.0.0.1:5000 durch die Adresse, unter der Traefik die Anwendung erreicht. Bei mehreren Anwendungen wird das, was vestibule und no-similar-headers heißt, nur einmal gebraucht.
connection-traefik-path = Fügen Sie dies in die dynamische Konfiguration ein, die in der Anleitung steht. Ersetzen Sie 127.0.0.1:5001 durch die Adresse, unter der Traefik die Anwendung erreicht.

## An application: the test of its connection

connection-connected = Verbunden: Der Proxy fragt, und Vestibule versteht ihn.
connection-incomplete = Noch nicht verbunden: Etwas fehlt.
connection-silent = Nichts ist angekommen.
# What has arrived: the heading of its details.
connection-forward = Rückfrage an /auth/forward
connection-request = Rückfrage an /auth/request
connection-folder = Anfrage unter /.vestibule/
# What became of a question or a request. So are the next ones.
connection-admitted = Der Benutzer hat Zugang.
connection-not-admitted = Der Benutzer ist angemeldet, hat aber keinen Zugang.
connection-sign-in = Der Benutzer ist nicht angemeldet: Vestibule verweist auf die Anmeldeseite.
connection-taken = Vestibule hat sie angenommen.
connection-limited = Abgelehnt, weil es zu viele Anfragen ohne Sitzung gab.
connection-refused = Abgelehnt.
connection-failed = Vestibule konnte nicht antworten.
# $peer: an address, or connection-some-address.
# $origin: such as https://journal.example.com. $addresses: those of the application.
# $reason: why it was refused, in a sentence.
connection-asks-elsewhere = Der Proxy unter { $peer } fragt nach { $origin }, wo es keine Anwendung gibt. Er muss nach { $addresses } fragen. { $reason }
# As connection-asks-elsewhere.
connection-asks-about-nothing = Der Proxy unter { $peer } fragt nach keiner Adresse. Er muss nach { $addresses } fragen. { $reason }
# $peer: an address, or connection-some-address.
connection-stranger = Von { $peer } kommt eine Rückfrage, aber nicht von einem vertrauenswürdigen Proxy. Wenn es Ihrer ist, fügen Sie die Adresse zu VESTIBULE_TRUSTED_PROXIES hinzu und starten Sie Vestibule neu.
# In sentences such as connection-stranger.
connection-some-address = einer unbekannten Adresse
# About the application.
connection-no-address = Sie hat keine lesbare Adresse.
connection-open-and-test-again = Öffnen Sie { $address } in einem anderen Tab und testen Sie noch einmal. Wenn dann nichts ankommt, fragt der Proxy diesen Server nicht.
# $reason: why a request was refused, in a sentence.
connection-way-back-refused = Unter /.vestibule/: { $reason }
connection-nobody = Noch hat niemand Zugang: Wählen Sie, wer Zugang bekommt.
connection-other-origin = Der Proxy fragt nach { $origin }, und die Anwendung ist unter { $addresses }: Schema, Host und Port müssen übereinstimmen.
# $header: the name of a header.
connection-client-missing = { $header } fehlt: Alle Besucher scheinen die Adresse des Proxys zu haben und teilen sich dessen Ratenbegrenzung.
# There: at the application.
connection-sign-in-and-test = Melden Sie sich dort an und testen Sie noch einmal: Nur das zeigt, ob der Proxy /.vestibule/ an Vestibule weitergibt.
# $max: a number of bytes. $names: usernames.
connection-groups-left-out = Das letzte Token (X-Vestibule-Token) von { $names } hatte keine Gruppen, weil diese mehr als { NUMBER($max) } Bytes brauchen. Der Header Remote-Groups hat alle.

## Programs and service accounts

programs-accounts-about = Ein Dienstkonto gehört zu einem Programm. Es hat API-Tokens, aber kein Passwort und keine E-Mail-Adresse.
programs-no-accounts = Noch keine Dienstkonten.
programs-new-account = Neues Dienstkonto
programs-new-account-about = Seine Tokens erstellen Sie auf seiner Seite.
programs-create-account = Dienstkonto erstellen

## API tokens

tokens-about = Mit einem API-Token verwendet ein Programm Ihr Konto ohne Ihr Passwort. Es hat nie mehr Rechte als Sie.
tokens-own = Ihre Tokens
tokens-none = Keine API-Tokens.
# Of a service account, in a list of properties.
tokens-count = { $count ->
    [one] { NUMBER($count) } Token
   *[other] { NUMBER($count) } Tokens
}
# The username of an administrator follows, as a link, and then perhaps token-creator-demoted.
token-created-by = Erstellt von
# Begins with the comma after the username.
token-creator-demoted = , kein aktiver Administrator mehr
token-creator-deleted = Erstellt von einem gelöschten Konto
# A day follows.
token-expires = Läuft ab am
# A time follows, such as “2 minutes ago”, and then perhaps token-used-from.
token-last-used = Zuletzt verwendet
# $address: the IP address of the last use.
token-used-from = von { $address }
# A day follows.
token-last-used-on = Zuletzt verwendet am
token-never-used = Nie verwendet
token-revoke = Token widerrufen
token-revoke-opener = Widerrufen …
# For screen readers. $name: of the token.
token-revoke-name = { $name } widerrufen
# $name: of the token.
token-revoke-about = Programme, die „{ $name }“ verwenden, werden ab sofort abgewiesen. Das lässt sich nicht rückgängig machen.
token-new = Neues Token
token-new-about = Das Token wird nur einmal angezeigt.
token-create = Token erstellen
token-expires-after = Läuft ab nach
# A choice after token-expires-after. So are the next ones.
token-7-days = 7 Tagen
token-30-days = 30 Tagen
token-90-days = 90 Tagen
token-1-year = 1 Jahr
# $name: of the token.
token-new-name = Neues Token: { $name }
token-copy-now = Kopieren Sie das Token jetzt. Wer es hat, kann seine Berechtigungen nutzen. Es wird nicht noch einmal angezeigt.
# The label of the field with a new token.
token-label = API-Token
token-scopes = Berechtigungen
token-scope-self = Eigenes Konto
token-scope-self-about = Das Konto, seine Ereignisse und seine Daten lesen; Profil, Benutzernamen und Bild ändern.
token-scope-users-read = Benutzer lesen
token-scope-users-read-about = Alle Konten, ihre Sitzungen und Einladungen sowie alle Gruppen lesen.
token-scope-users-write = Benutzer ändern
token-scope-users-write-about = Konten anderer erstellen, einladen, importieren, ändern, deaktivieren und löschen, außer Rolle, E-Mail-Adresse und Passwort.
token-scope-groups-write = Gruppen ändern
token-scope-groups-write-about = Gruppen erstellen, beschreiben und löschen und ihre Mitglieder ändern.
token-scope-applications-write = Anwendungen ändern
token-scope-applications-write-about = Anwendungen und ihre Clients lesen, erstellen, ändern und löschen: wer Zugang hat und was sie über alle erfahren.
token-scope-audit-read = Audit-Protokoll lesen
token-scope-audit-read-about = Die Ereignisse aller Konten lesen.

## The pages to read and try the API (`/docs`). What the API itself says is in English.

docs-about = Alle Operationen der JSON-API. Auf der Seite jeder Operation steht, was sie braucht und was sie antwortet. Anfragen, die Sie dort senden, lesen und ändern echte Daten.
docs-document = OpenAPI-Dokument
docs-about-api = Über diese API
# The name of the list of all operations, for screen readers.
docs-operations = Operationen
docs-search = Operationen suchen
# $count: a number.
docs-found = Passende Operationen: { $count }
docs-found-none = Keine Operation passt.
docs-all = Alle Operationen
docs-parameters = Parameter
# After a type, such as “string”. Begins with a comma.
docs-required = , erforderlich
# $item: the type of what is in the list.
docs-type-list = Liste von { $item }
# $one, $other: types, such as “string” and “null”.
docs-type-or = { $one } oder { $other }
docs-type-any = beliebiger Wert
# The values of a field follow.
docs-values = Werte:
docs-body = Body
docs-answers = Antworten
# $statuses: such as “401, 404”.
docs-errors = Fehler: { $statuses }
# The name of one follows.
docs-header = Header
docs-example = Beispiel
docs-try = Ausprobieren
docs-needs-script = Erlauben Sie JavaScript, um sie hier auszuprobieren.
docs-no-scope = Keine Berechtigung eines API-Tokens erlaubt dies, nur das Access-Token einer Anmeldung, wie es { $request } zurückgibt. Das Ihrer Sitzung verwendet diese Seite nie.
docs-sign-in = Anmelden und zehn Minuten lang mit einem API-Token ausprobieren
docs-token = API-Token für zehn Minuten
docs-token-about = Es endet, wenn Sie diese Seiten verlassen oder sich abmelden.
docs-token-make = Token erstellen
docs-token-end = Token beenden
docs-token-own = Vorhandenes Token verwenden
docs-token-label = Token
docs-token-kept = Nur diese Seite behält es, in ihrem Speicher, und vergisst es, wenn Sie sie verlassen.
# $until: a time, such as 14:05. $scopes: such as “self, users:read”.
docs-token-valid = Das Token gilt bis { $until } Uhr für { $scopes }.
docs-token-expired = Das Token ist abgelaufen.
docs-token-ended = Das Token ist nicht mehr gültig.
docs-unreachable = Der Server ist nicht erreichbar. Versuchen Sie es noch einmal.
docs-changes = Das ändert echte Daten.
docs-send = Senden
# The first option of a list.
docs-choose = Auswählen
docs-not-sent = Nicht gesendet
docs-type-of-file = Art der Datei
docs-file = Datei
docs-waiting = Warten auf die Antwort …
# $status: such as “200 OK”. $ms: a number of milliseconds.
docs-answered = { $status } nach { $ms } ms
# $error: what the browser says.
docs-failed = Die Anfrage konnte nicht gesendet werden: { $error }
docs-answer-headers = Header der Antwort
docs-answer-save = Body der Antwort speichern
docs-answer-body = Body der Antwort

## The documents of the program (`/docs/guides`), which are in English themselves

guides = Anleitungen
guides-all = Alle Anleitungen
guides-search = Anleitungen durchsuchen
# $count: a number.
guides-found = Passende Abschnitte der Anleitungen: { $count }
guides-found-none = Kein Abschnitt einer Anleitung enthält alle diese Wörter.
# $count: a number. In place of all that match.
guides-first = Dies sind die ersten { $count }.

## Audit log, and a user's own activity

# On the pages of accounts, in place of a list of events.
audit-no-activity = Noch keine Aktivitäten.

## Events as sentences: who did it

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

## Events as sentences: the account that it was done to

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

## Events as sentences: what was changed

# $detail of event-user-set-role.
audit-role-user = Benutzer
audit-role-admin = Admin
# $detail of event-user-update: if it is not known what was changed.
audit-field-unknown = die Angaben
audit-field-name = den Namen
# $detail of event-user-update.
audit-field-language = die Sprache
audit-field-username = den Benutzernamen
audit-field-email = die E-Mail-Adresse
audit-field-pending-email = die gewünschte E-Mail-Adresse
audit-field-email-verified = die Bestätigung der E-Mail-Adresse
# $first: one of the fields above, or several that were joined by this message. $second: another field.
audit-fields = { $first } und { $second }

## Events as sentences: a refusal, where the event has no sentence for it

# $event: the name of an event, such as event-user-create.
audit-refused-other = { $event }: abgelehnt

## Events: groups of them

event-group-sign-ins = Anmeldungen
event-group-accounts = Konten
event-group-factors = Passkeys und Faktoren
event-group-applications = Anwendungen
event-group-administration = Verwaltung
event-group-mail = E-Mail

## Events: their names, for example to filter by them, and the sentences about them

# .done and .refused are sentences without a full stop; an event that is only ever refused has no .done.
# $actor: who did it, audit-actor-you or audit-actor-other. $account: such as audit-account-yours. $whose: such as
# audit-whose-yours. $by: owner (of the account), visitor or other. $detail: the name of a group or an application, unless it
# says otherwise.
event-user-register = Konto registriert
    .done = { $actor } sich registriert
event-user-set-up = Erster Administrator eingerichtet
    .done = { $actor } das Konto des ersten Administrators eingerichtet
event-user-create = Konto erstellt
    .done = { $actor } { $account } erstellt
event-user-invite = Einladung gesendet
    .done = { $actor } eine Einladung für { $account } gesendet
event-user-revoke-invitation = Einladung widerrufen
    .done = { $actor } die Einladung für { $account } widerrufen
# $detail of its sentence: audit-fields, or one of its fields.
event-user-update = Angaben geändert
    .done = { $actor } { $detail } { $whose } geändert
    .refused = { $actor } vergeblich versucht, { $account } zu ändern
# $detail: username, email or field.
event-user-release-value = Früherer Wert freigegeben
    .done = { $detail ->
        [username] { $actor } den früheren Benutzernamen { $whose } freigegeben
        [email] { $actor } die frühere E-Mail-Adresse { $whose } freigegeben
       *[other] { $actor } einen früheren Wert { $whose } freigegeben
    }
# $detail of its sentence: audit-role-user or audit-role-admin.
event-user-set-role = Rolle geändert
    .done = { $actor } die Rolle { $whose } auf { $detail } gesetzt
    .refused = { $actor } vergeblich versucht, die Rolle { $whose } zu ändern
event-user-disable = Konto deaktiviert
    .done = { $actor } { $account } deaktiviert
    .refused = { $actor } vergeblich versucht, { $account } zu deaktivieren
event-user-enable = Konto aktiviert
    .done = { $actor } { $account } aktiviert
event-user-delete = Konto gelöscht
    .done = { $actor } { $account } gelöscht
    .refused = { $actor } vergeblich versucht, { $account } zu löschen
event-user-restore = Konto wiederhergestellt
    .done = { $actor } { $account } wiederhergestellt
event-user-purge = Konto endgültig gelöscht
    .done = { $actor } { $account } endgültig gelöscht
event-user-set-password = Passwort festgelegt
    .done = { $actor } das Passwort { $whose } festgelegt
# $detail of its sentence: a number.
event-user-import = Konten importiert
    .done = { $actor } Konten importiert: { $detail }
event-user-export = Konten exportiert
    .done = { $actor } die Konten exportiert
event-user-data-download = Persönliche Daten heruntergeladen
    .done = { $actor } die Daten { $whose } heruntergeladen
event-email-confirm = E-Mail-Adresse bestätigt
    .done = { $actor } die E-Mail-Adresse { $whose } bestätigt
event-email-disown = Konto an den Inhaber der Adresse gegeben, der es nicht registriert hatte
    .done = { $account } ging an den Inhaber der Adresse, der es nicht registriert hatte
event-password-change = Passwort geändert
    .done = { $actor } das Passwort { $whose } geändert
    .refused = { $actor } vergeblich versucht, das Passwort { $whose } zu ändern
event-password-reset-issued = Passwort-Link erstellt
    .done = { $by ->
        [visitor] { $actor } einen Passwort-Link für { $account } angefordert
       *[other] { $actor } einen Passwort-Link für { $account } erstellt
    }
event-password-link-revoked = Passwort-Link widerrufen
    .done = { $actor } den Passwort-Link für { $account } widerrufen
event-password-reset = Passwort über einen Link festgelegt
    .done = { $detail ->
        [invitation] { $actor } die Einladung angenommen
       *[other] { $actor } über einen Link ein Passwort festgelegt
    }
event-email-change-undone = Änderung rückgängig gemacht
    .done = { $actor } eine Änderung { $whose } rückgängig gemacht
event-session-start = Angemeldet
    .done = { $actor } sich angemeldet
    .refused = Eine Anmeldung für { $account } wurde abgelehnt
event-session-end = Abgemeldet
    .done = { $by ->
        [owner] { $actor } sich abgemeldet
       *[other] { $actor } ein Gerät { $whose } abgemeldet
    }
event-session-end-others = Auf anderen Geräten abgemeldet
    .done = { $by ->
        [owner] { $actor } alle anderen Geräte abgemeldet
       *[other] { $actor } alle Geräte { $whose } abgemeldet
    }
# The owner of the account says that it was somebody else.
event-session-reported = Anmeldung vom Inhaber gemeldet
    .done = { $actor } eine Anmeldung als fremd gemeldet
event-link-void = Link nach falschen Codes ungültig
    .done = Ein Link für { $account } ist nach falschen Codes ungültig geworden
event-token-reuse = Abgemeldet: Refresh-Token wiederverwendet
    .refused = Eine Sitzung { $whose } wurde beendet, weil ein verbrauchtes Token noch einmal vorgelegt wurde
event-api-token-create = API-Token erstellt
    .done = { $actor } ein API-Token für { $account } erstellt
    .refused = { $actor } vergeblich versucht, ein API-Token für { $account } zu erstellen
event-api-token-revoke = API-Token widerrufen
    .done = { $actor } ein API-Token { $whose } widerrufen
event-service-account-create = Dienstkonto erstellt
    .done = { $actor } { $account } für ein Programm erstellt
event-group-create = Gruppe erstellt
    .done = { $actor } die Gruppe { $detail } erstellt
event-group-update = Beschreibung einer Gruppe geändert
    .done = { $actor } die Beschreibung der Gruppe { $detail } geändert
event-group-delete = Gruppe gelöscht
    .done = { $actor } die Gruppe { $detail } gelöscht
event-group-add = Zu einer Gruppe hinzugefügt
    .done = { $actor } { $account } zur Gruppe { $detail } hinzugefügt
event-group-remove = Aus einer Gruppe entfernt
    .done = { $actor } { $account } aus der Gruppe { $detail } entfernt
event-application-create = Anwendung erstellt
    .done = { $actor } die Anwendung { $detail } erstellt
event-application-update = Anwendung geändert
    .done = { $actor } die Anwendung { $detail } geändert
event-application-delete = Anwendung gelöscht
    .done = { $actor } die Anwendung { $detail } gelöscht
event-application-enter = Anwendung geöffnet
    .done = { $actor } die Anwendung { $detail } geöffnet
    .refused = { $actor } keinen Zugang zur Anwendung { $detail } erhalten
event-client-create = Client erstellt
    .done = { $actor } den Client { $detail } erstellt
event-client-update = Client geändert
    .done = { $actor } den Client { $detail } geändert
event-client-delete = Client gelöscht
    .done = { $actor } den Client { $detail } gelöscht
event-client-close = Client geschlossen
    .done = { $actor } den Client { $detail } geschlossen
event-client-open = Client wieder geöffnet
    .done = { $actor } den Client { $detail } wieder geöffnet
event-client-secret-add = Geheimnis eines Clients hinzugefügt
    .done = { $actor } dem Client { $detail } ein Geheimnis gegeben
event-client-secret-remove = Geheimnis eines Clients entfernt
    .done = { $actor } ein Geheimnis des Clients { $detail } entfernt
event-client-consent = Zugriff an einen Client gegeben
    .done = { $actor } dem Client { $detail } Zugriff gegeben
    .refused = { $actor } dem Client { $detail } den Zugriff nicht erlaubt
event-client-revoke = Zugriff eines Clients entzogen
    .done = { $actor } dem Client { $detail } den Zugriff auf { $account } entzogen
event-client-token-reuse = Verwendetes Token eines Clients noch einmal vorgelegt
    .refused = Der Zugriff des Clients { $detail } endete, weil ein schon verwendeter Code oder ein solches Token noch einmal kam
event-client-logout-failed = Abmeldung nicht an einen Client zugestellt
    .refused = Dem Client { $detail } konnte das Ende einer Sitzung nicht gemeldet werden
event-client-refuse = Client abgewiesen
    .refused = Eine Anfrage des Clients { $detail } wurde abgelehnt: Warum, steht auf seiner Seite
# $detail of these sentences: the name of a field, such as department, or both names of one that was renamed: plan -> tier.
event-field-create = Feld erstellt
    .done = { $actor } das Feld { $detail } erstellt
event-field-update = Feld geändert
    .done = { $actor } das Feld { $detail } geändert
event-field-delete = Feld gelöscht
    .done = { $actor } das Feld { $detail } gelöscht
event-field-restore = Feld wiederhergestellt
    .done = { $actor } das Feld { $detail } wiederhergestellt
# $detail of these sentences: the number of the version, after the name of an application if the terms are of one, such as wiki 3.
event-terms-publish = Bedingungen veröffentlicht
    .done = { $actor } die Bedingungen { $detail } veröffentlicht
event-terms-withdraw = Bedingungen zurückgezogen
    .done = { $actor } die Bedingungen { $detail } zurückgezogen
event-terms-accept = Bedingungen angenommen
    .done = { $actor } die Bedingungen { $detail } angenommen
event-provider-create = Anbieter erstellt
    .done = { $actor } den Anbieter { $detail } erstellt
event-provider-update = Anbieter geändert
    .done = { $actor } den Anbieter { $detail } geändert
event-provider-delete = Anbieter gelöscht
    .done = { $actor } den Anbieter { $detail } gelöscht
# $detail of these sentences: the name of a provider, such as google.
event-identity-link = Konto bei einem Anbieter verknüpft
    .done = { $actor } { $account } mit einem Konto bei { $detail } verknüpft
    .refused = { $account } wurde nicht mit einem Konto bei { $detail } verknüpft
event-identity-unlink = Verknüpfung mit einem Anbieter gelöst
    .done = { $actor } die Verknüpfung von { $account } mit einem Konto bei { $detail } gelöst
event-identity-keep = Verknüpftes Konto behalten
    .done = { $actor } das Konto bei { $detail } behalten
event-identity-take-over = Unbestätigtes Konto an den Inhaber der Adresse gegeben
    .done = { $account } ging an den Inhaber der Adresse, der von { $detail } kam
event-avatar-set = Bild festgelegt
    .done = { $actor } das Bild { $whose } festgelegt
event-avatar-remove = Bild entfernt
    .done = { $actor } das Bild { $whose } entfernt
event-key-rotate = Signaturschlüssel erstellt
    .done = { $actor } einen Signaturschlüssel erstellt
event-key-retire = Signaturschlüssel außer Betrieb genommen
    .done = { $actor } einen Signaturschlüssel außer Betrieb genommen
event-password-links-issued = Datei mit Passwort-Links erstellt
    .done = { $actor } eine Datei mit Passwort-Links erstellt
    .refused = { $actor } vergeblich versucht, eine Datei mit Passwort-Links zu erstellen
event-mailing-begin = Versand von Einladungen begonnen
    .done = { $actor } begonnen, Einladungen zu senden
event-mailing-stop = Versand von Einladungen gestoppt
    .done = { $actor } den Versand von Einladungen gestoppt
event-mail-failed = Nachricht nicht zugestellt
    .done = Eine Nachricht an den Inhaber { $whose } wurde nicht zugestellt

## Why an action was refused

reason-no-match = Benutzername und Passwort passen nicht zusammen
reason-wrong-password = Falsches Passwort
reason-throttled = Zu viele Versuche
reason-last-administrator = Der letzte Administrator kann nicht geändert werden
reason-email-unconfirmed = Die E-Mail-Adresse ist nicht bestätigt

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
error-title-group-in-use = Die Gruppe wird verwendet
# A location: the address of an application.
error-title-application-taken = Der Name, eine Adresse oder die ID ist vergeben
error-title-identity-taken = Das Konto beim Anbieter ist mit einem anderen Konto verknüpft
error-title-field-taken = Der Name des Felds oder sein Wert ist vergeben
error-title-provider-taken = Der Name oder der Aussteller des Anbieters ist vergeben
error-title-provider-refused = Die Anmeldung beim Anbieter wurde nicht angenommen
error-title-disabled = Das Konto ist deaktiviert
error-title-not-deleted = Das Konto ist nicht gelöscht
error-title-import-running = Ein anderer Import läuft
# Invitations are being sent to many users.
error-title-mailing-running = Ein anderer Versand läuft
error-title-precondition-failed = Das Konto wurde inzwischen geändert
error-title-payload-too-large = Die Anfrage ist zu groß
error-title-unsupported-media-type = Dieser Inhaltstyp wird nicht unterstützt
# The header Idempotency-Key of the API.
error-title-idempotency-key-reused = Der Idempotency-Key kann nicht noch einmal verwendet werden
error-title-too-many-attempts = Zu viele Versuche
error-title-too-many-requests = Zu viele Anfragen
error-title-internal = Etwas ist schiefgegangen
error-title-overloaded = Der Server ist ausgelastet
error-title-unavailable = Der Dienst ist nicht verfügbar
error-title-provider-unavailable = Der Anbieter antwortet nicht

## Errors: what happened, and what to do

# In place of the errors of several fields.
error-several-problems = Es gibt { NUMBER($count) } Probleme.
error-on-the-server = Auf dem Server ist etwas schiefgegangen. Versuchen Sie es später noch einmal.
error-internal = Hier ist etwas schiefgegangen. Es ist nichts verloren gegangen. Versuchen Sie es noch einmal.
error-unknown = Etwas ist schiefgegangen. Versuchen Sie es noch einmal.
error-no-response = Der Server hat nicht geantwortet. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.
error-form-of-an-old-page = Das Formular konnte nicht gelesen werden. Laden Sie die Seite neu und versuchen Sie es noch einmal.
error-unavailable = Der Dienst ist vorübergehend nicht verfügbar. Versuchen Sie es in Kürze noch einmal.
error-overloaded = Der Server hat zu viele Verbindungen. Versuchen Sie es in einigen Sekunden noch einmal.
error-not-found = Unter dieser Adresse wurde nichts gefunden. Prüfen Sie die Adresse.
error-forbidden = Dazu sind Sie nicht berechtigt.
error-for-administrators = Sie haben keinen Zugriff auf diese Seite. Sie ist für Administratoren.
error-signed-out = Sie sind abgemeldet. Melden Sie sich an und versuchen Sie es noch einmal.
error-message-too-old = Es ist zu lange her, dass Sie eine Nachricht angefordert haben. Geben Sie Ihre Adresse noch einmal ein.
error-none-selected = Kein Konto ist ausgewählt. Haken Sie mindestens eines an und versuchen Sie es noch einmal.
error-promotion-unconfirmed = Bestätigen Sie, dass dieser Benutzer Administrator wird: Setzen Sie den Haken unter den Rollen und speichern Sie noch einmal.
# Shown above both versions, of which one is chosen. So are the next two.
error-own-account-changed = Ihr Konto wurde inzwischen geändert, vielleicht in einem anderen Tab. Noch ist nichts gespeichert: Wählen Sie, welche Version bleibt.
error-account-changed = Jemand anderes hat dieses Konto inzwischen geändert. Noch ist nichts gespeichert: Wählen Sie, welche Version bleibt.
error-application-changed = Jemand anderes hat diese Anwendung inzwischen geändert. Noch ist nichts gespeichert: Wählen Sie, welche Version bleibt.
error-database-read-only = Der Server kann zurzeit keine Änderungen speichern, weil er nicht in seine Datenbank schreiben kann. Ihre Daten sind sicher. Versuchen Sie es in einigen Minuten noch einmal.
error-database-unavailable = Die Datenbank ist nicht erreichbar. Ihre Daten sind sicher. Versuchen Sie es in einigen Sekunden noch einmal.
# Somebody else took the permission away while a file was uploaded or downloaded.
error-permission-lost = Dazu sind Sie nicht mehr berechtigt.
error-token-scope = Die Berechtigungen des API-Tokens erlauben das nicht. Verwenden Sie ein Token mit der nötigen Berechtigung; was keine Berechtigung erlaubt, erfordert eine Anmeldung.

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

## Errors: requests that cannot be read. Most of them are for programs, so names of headers stay as they are.

request-unreadable = Die Anfrage konnte nicht gelesen werden.
request-too-slow = Die Anfrage hat zu lange gedauert. Senden Sie sie noch einmal.
request-too-large = Der Inhalt der Anfrage ist zu groß. Senden Sie höchstens 64 KiB.
request-form-too-large = Das Formular ist zu groß. Kürzen Sie, was Sie eingegeben haben.
request-body-too-slow = Der Inhalt der Anfrage kam zu langsam an. Senden Sie sie noch einmal.
request-body-incomplete = Der Inhalt der Anfrage ist unvollständig. Senden Sie sie noch einmal.
request-form-unreadable = Das Formular konnte nicht gelesen werden. Senden Sie es noch einmal.
request-file-missing = Wählen Sie zuerst eine Datei.
request-picture-missing = Wählen Sie zuerst ein Bild.
request-picture-too-large = Das Bild ist zu groß. Senden Sie eines mit höchstens 5 MiB.
request-import-too-large = Die Datei ist zu groß. Senden Sie höchstens 1 GiB oder teilen Sie sie in mehrere Dateien auf.
request-cross-site = Die Anfrage kam von einer anderen Website. Öffnen Sie die Seite auf dieser Website und versuchen Sie es noch einmal.
request-without-origin = Eine Anfrage mit Cookies braucht einen Header Origin oder Sec-Fetch-Site, wie Browser ihn senden. Programme verwenden /api mit einem Bearer-Token.
request-of-another-machine = Das ist nur vom Rechner des Servers aus möglich. Senden Sie die Anfrage von dort an die Adresse, die der Server beim Start ausgegeben hat.
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
request-authorization-missing = Melden Sie sich an und senden Sie das Token im Header Authorization: Bearer.
request-outdated = Das Konto wurde geändert, seit Sie es gelesen haben. Lesen Sie es noch einmal und wiederholen Sie Ihre Änderung.
request-query-invalid = Die Parameter der URL sind ungültig. Senden Sie jeden Parameter einmal, in UTF-8.
request-json-not-utf8 = Senden Sie das JSON in UTF-8.
request-json-no-object = Senden Sie ein JSON-Objekt: {"{"}…{"}"}.
request-json-incomplete = Das JSON ist unvollständig. Senden Sie es vollständig.
# $line, $column: where, counted from 1.
request-json-duplicate = Ein Feld kommt doppelt vor, in Zeile { $line }, Spalte { $column }.
request-json-invalid = Das JSON ist ungültig, in Zeile { $line }, Spalte { $column }.
idempotency-key-invalid = Senden Sie 1 bis 255 sichtbare ASCII-Zeichen, etwa eine UUID.
idempotency-key-reused = In den letzten 24 Stunden haben Sie mit diesem Idempotency-Key eine andere Anfrage gesendet. Wiederholen Sie jene Anfrage unverändert oder senden Sie einen neuen Schlüssel.
idempotency-key-result-lost = Diese Anfrage wurde ausgeführt, aber ihre Antwort ist nicht mehr lesbar, weil die Schlüssel des Servers seither ersetzt wurden. Sehen Sie nach, was sie geändert hat. Um sie noch einmal auszuführen, senden Sie einen neuen Schlüssel.

## Errors: signing in, sessions and tokens

session-overloaded = Zurzeit melden sich zu viele Benutzer an. Versuchen Sie es in einigen Sekunden noch einmal.
session-no-match = Benutzername und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.
session-no-match-code = Benutzername und Wiederherstellungscode passen nicht zusammen, oder das Konto hat ein Passwort. Prüfen Sie beides und versuchen Sie es noch einmal.
session-email-unconfirmed = Bestätigen Sie zuerst Ihre E-Mail-Adresse: Öffnen Sie den Link in der Nachricht, die wir an diese Adresse gesendet haben.
session-has-ended = Die Sitzung ist beendet. Melden Sie sich noch einmal an.
# The next ones are for programs.
session-token-malformed = Das Token ist fehlerhaft. Senden Sie es genau so, wie es ausgestellt wurde.
session-token-expired = Das Token ist abgelaufen. Erneuern Sie es oder melden Sie sich noch einmal an.
session-token-invalid = Das Token ist für diesen Server ungültig. Melden Sie sich noch einmal an.
session-api-token-revoked = Das API-Token wurde widerrufen, oder sein Konto ist deaktiviert oder gelöscht. Erstellen Sie ein neues.

## Errors: links that can be used once

one-time-invalid = Dieser Link wurde schon verwendet, ist abgelaufen oder wurde durch einen neueren ersetzt. Fordern Sie einen neuen an.
one-time-sign-in-first = Vielleicht hat auch jemand anderes diese Adresse registriert. Melden Sie sich zuerst bei dem Konto an, so wie bei der Registrierung. Bestätigen Sie dann die Adresse.
one-time-other-browser = Vielleicht hat auch jemand anderes diese Adresse registriert. Öffnen Sie diesen Link in dem Browser, in dem Sie sich registriert haben.
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

## Errors: passwords and email addresses

password-change-wrong = Das ist nicht Ihr aktuelles Passwort. Versuchen Sie es noch einmal.
# It was, when the form was sent.
password-change-replaced = Das ist nicht mehr Ihr aktuelles Passwort. Versuchen Sie es noch einmal.
password-change-own-link = Für Ihr eigenes Konto können Sie keinen Passwort-Link erstellen. Ändern Sie Ihr Passwort auf Ihrer Kontoseite.
password-change-mismatch = Die Passwörter stimmen nicht überein. Geben Sie zweimal dasselbe Passwort ein.
password-change-like-email = Wählen Sie ein Passwort, das nicht auf Ihrer E-Mail-Adresse beruht.
password-change-like-username = Wählen Sie ein Passwort, das nicht auf Ihrem Benutzernamen beruht.
email-has-account = Mit dieser E-Mail-Adresse gibt es bereits ein Konto.
email-of-services = Adressen bei service.invalid sind für Dienstkonten. Geben Sie eine andere ein.
email-not-for-services = Ein Dienstkonto hat keine E-Mail-Adresse. Lassen Sie sie weg.
# To an administrator.
email-own-declared = Sie können Ihre eigene Adresse nicht als bestätigt markieren. Fordern Sie auf Ihrer Kontoseite eine Nachricht an und öffnen Sie den Link darin.

## Errors: creating and changing accounts

registration-is-closed = Die Registrierung ist geschlossen. Bitten Sie einen Administrator um ein Konto.
user-change-unknown = Dieses Konto gibt es nicht.
user-change-disabled = Das Konto ist deaktiviert. Aktivieren Sie es, bevor Sie einen Link erstellen.
user-change-service-account = Das ist ein Dienstkonto. Es hat weder Passwort noch E-Mail-Adresse: Erstellen Sie dafür ein API-Token.
user-change-conflict = Das Konto wurde geändert, seit Sie es geladen haben. Laden Sie es neu und wiederholen Sie Ihre Änderung.
user-change-only-administrators = Nur Administratoren können Rolle und Status ändern und Adressen anderer als bestätigt markieren. Lassen Sie diese Felder weg.
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
user-change-too-often = Das wurde in sieben Tagen fünfmal geändert. Warten Sie ein paar Tage, oder fragen Sie einen Administrator.
# $username: what was entered. $owner: the present username of another account.
user-change-username-kept = „{ $username }“ war bis vor Kurzem der Benutzername von „{ $owner }“ und ist für dieses Konto reserviert. Damit ihn ein anderes Konto bekommen kann, geben Sie ihn auf der Seite von „{ $owner }“ frei.
# “user” and “admin” are the names of the roles in the API and in files.
user-role-unknown = Die Rolle muss user oder admin sein.

## Errors: profile pictures

picture-unknown-type = Senden Sie ein Bild im Format JPEG, PNG oder WebP.
picture-damaged = Das Bild ist beschädigt oder unvollständig. Speichern Sie es noch einmal oder wählen Sie ein anderes.
picture-too-many-pixels = Das Bild ist zu groß. Erlaubt sind höchstens 8.192 Pixel pro Seite und 40 Megapixel.
picture-too-costly = Das Bild braucht beim Dekodieren zu viel Arbeitsspeicher. Verkleinern Sie es oder speichern Sie es als JPEG.
picture-too-many-uploads = Zurzeit werden zu viele Bilder hochgeladen. Versuchen Sie es in einigen Sekunden noch einmal.

## Errors: the list of users. Names of parameters and their values stay as they are.

users-no-such-order = Diese Sortierung gibt es nicht.
# $last: the number of the last page.
users-no-such-page = Diese Seite gibt es nicht. Die letzte ist Seite { $last }.
users-admins-only = Nur Administratoren können Benutzer auflisten.
# Errors of requests by programs. Names of parameters stay as they are: page, per_page, cursor, sort, signed_in, never, rest.
users-page-and-cursor = Senden Sie entweder page oder cursor, nicht beides.
users-cursor-not-valid = cursor gehört nicht zu dieser Liste. Senden Sie den Wert unverändert, mit denselben Filtern und demselben sort.
users-page-not-valid = page muss eine ganze Zahl ab 1 sein.
# $names: what lists are sorted by, separated by commas.
users-sort-not-valid = Sortieren Sie nach einem dieser Werte: { $names }. Ein - vor dem Namen sortiert absteigend.
users-status-not-valid = Verwenden Sie active, disabled oder deleted.
users-signed-in-not-valid = Verwenden Sie never oder lassen Sie signed_in weg.
# $field: the name of a parameter.
users-day-not-valid = { $field } muss ein Tag sein, etwa 2026-11-26.
# $max: the number of characters that are allowed.
users-search-too-long = Suchen Sie nach höchstens { NUMBER($max) } Zeichen.
# $max: the number of words that are allowed.
users-search-too-many-words = Suchen Sie nach höchstens { NUMBER($max) } Wörtern.
# $max: the number of words that are allowed.
users-search-too-many-words-in-group = Suchen Sie in einer Gruppe nach höchstens { NUMBER($max) } Wörtern.

## Errors: changes of many accounts. Most are for programs; names of fields and their values stay as they are.

bulk-action-unknown = Unbekannte Aktion.
# $names: the names of all actions, separated by commas.
bulk-action-not-valid = Senden Sie eine dieser Aktionen: { $names }.
bulk-role-missing = set_role braucht role. Senden Sie user oder admin.
bulk-role-not-used = role gilt nur für set_role. Um Konten nach ihrer Rolle auszuwählen, verwenden Sie filter.role.
bulk-group-missing = Wählen Sie eine Gruppe.
bulk-group-not-used = group gilt nur für add_to_group und remove_from_group. Um Konten nach ihrer Gruppe auszuwählen, verwenden Sie filter.group.
bulk-field-unknown = Es gibt kein solches Feld, oder Sie können es nicht ändern.
bulk-field-unique = In diesem Feld haben keine zwei Konten denselben Wert. Für viele lässt es sich nur leeren.
bulk-field-not-used = field und value gelten nur für set_field.
bulk-invite-needs-ids = invite braucht ids. Um alle Konten ohne Passwort in begrenztem Tempo einzuladen, verwenden Sie /api/users/awaiting-password/invitations.
bulk-rest-with-ids = rest gilt nur zusammen mit filter. Lassen Sie es weg, wenn Sie ids senden.
bulk-rest-not-valid = Senden Sie rest unverändert aus der letzten Antwort, mit derselben action und demselben filter.
bulk-ids-wrong-type = Senden Sie ids als Array.
bulk-filter-wrong-type = Senden Sie filter als Objekt.
bulk-ids-or-filter = Senden Sie entweder ids oder filter.
# $max: the number of ids that are allowed, in digits alone.
bulk-ids-out-of-range = Senden Sie 1 bis { $max } ids.
bulk-id-not-valid = Eine ID ist ungültig. Senden Sie ids so, wie die Liste der Benutzer sie liefert.

## Errors: groups

group-name-required = Geben Sie einen Namen ein, etwa editors.
group-name-rule = Verwenden Sie 1 bis 63 Kleinbuchstaben (a bis z), Ziffern, - und _. Das erste Zeichen ist ein Buchstabe oder eine Ziffer.
group-name-taken = Es gibt schon eine Gruppe mit diesem Namen. Wählen Sie einen anderen Namen.
being-deleted = Was diesen Namen hatte, wird noch gelöscht. Wählen Sie einen anderen Namen oder versuchen Sie es gleich noch einmal.
group-missing = Diese Gruppe gibt es nicht.
# $name: the text in place of a group's name.
group-unknown = Die Gruppe „{ $name }“ gibt es nicht. Wählen Sie eine andere.
# $max: the number of groups that there can be.
groups-too-many = Es gibt { $max } Gruppen. Löschen Sie eine, bevor Sie eine weitere erstellen.
group-import-running = Gerade läuft ein Import, dessen Benutzer zu der Gruppe gehören könnten. Warten Sie, bis er beendet ist, und versuchen Sie es dann noch einmal.
# $applications: some names, with commas between them. $more: how many are not named.
group-in-use = { $more ->
    [0] Mitglieder der Gruppe haben Zugang zu diesen Anwendungen: { $applications }. Entfernen Sie die Gruppe dort, bevor Sie sie löschen.
   *[other] Mitglieder der Gruppe haben Zugang zu diesen Anwendungen: { $applications } und { NUMBER($more) } weiteren. Entfernen Sie die Gruppe dort, bevor Sie sie löschen.
}
# $max: the number of conditions.
group-rule-too-long = Geben Sie höchstens { NUMBER($max) } Bedingungen ein, die zusammen höchstens 500 Zeichen haben.
# $name: of a group.
group-rule-name-taken = Die Gruppe { $name } gibt es schon, ohne Regel oder für eine andere Anwendung. Löschen Sie sie, oder geben Sie ihr diese Regel und wählen Sie sie aus.
group-members-by-rule = Eine Regel bestimmt, wer zu dieser Gruppe gehört. Ändern Sie die Regel oder das, was das Konto in seinen Feldern hat.
group-demanded = Von den Mitgliedern dieser Gruppe wird ein zweiter Faktor verlangt (VESTIBULE_REQUIRE_SECOND_FACTOR). Nehmen Sie sie aus dieser Einstellung, bevor Sie sie löschen.
group-rule-demanded = Von den Mitgliedern dieser Gruppe wird ein zweiter Faktor verlangt (VESTIBULE_REQUIRE_SECOND_FACTOR). Deshalb hat sie keine Regel: Ein geänderter Wert würde das beenden. Wählen Sie die Mitglieder einzeln.

## Errors: invitations, and users without a password

invitations-has-password = Das Konto hat schon ein Passwort. Erstellen Sie einen Passwort-Link, wenn der Inhaber ein neues braucht.
# An error of a request by a program. cursor and next are names.
invitations-cursor-not-valid = cursor gehört zu keiner Liste. Senden Sie next aus einer Antwort unverändert.
invitations-not-invited = Das Konto hat keine offene Einladung.
awaiting-import-unknown = Diesen Import gibt es nicht. Senden Sie die Nummer aus seinem Bericht oder lassen Sie sie weg, um alle Konten auszuwählen.
awaiting-import-invalid = Senden Sie die Nummer eines Imports so, wie sein Bericht sie zeigt.
awaiting-mailing-running = Gerade werden Einladungen an andere Benutzer gesendet. Warten Sie, bis alle gesendet sind, oder stoppen Sie den Versand und versuchen Sie es dann noch einmal.
awaiting-no-mailing = Zurzeit werden keine Einladungen gesendet.

## Errors: import. Why nothing was imported.

import-refused-forbidden = Nur Administratoren können Benutzer importieren.
import-refused-running = Es läuft bereits ein anderer Import. Warten Sie, bis er fertig ist, und versuchen Sie es dann noch einmal.
import-refused-stalled = Der Import kam zu lange nicht voran und wurde rückgängig gemacht. Importieren Sie die Datei noch einmal.
import-refused-incomplete = Die Datenbank hat mehrmals Konten dieses Imports verloren. Es ist noch nichts importiert: Prüfen Sie die Datenbank und importieren Sie dieselbe Datei dann innerhalb einer Stunde noch einmal.
import-refused-interrupted = Die Datenbank hat während des Imports nicht mehr geantwortet. Importieren Sie dieselbe Datei innerhalb einer Stunde noch einmal, dann geht der Import dort weiter, wo er aufgehört hat.
import-refused-too-large = Die Datei hat mehr als 3.000.000 Zeilen oder zu viel Text. Es wurde nichts importiert. Teilen Sie sie in mehrere Dateien auf.
import-refused-no-space = Der Server hat zurzeit keinen Speicherplatz für die Datei. Es wurde nichts importiert. Versuchen Sie es später noch einmal.
# “all” and “good” are values of a field of the API.
import-refused-rows = Verwenden Sie all, um alle Zeilen oder nichts zu importieren, oder good, um die gültigen Zeilen zu importieren.
# $systems: the names of systems, such as keycloak.
import-refused-system = Verwenden Sie eines von: { $systems }.
# $line: what was sent. first_name is the name of a column.
import-refused-column = „{ $line }“ ist kein Name in der Datei, ein Gleichheitszeichen und eine Spalte, etwa Vorname=first_name.
# $max: the maximum number.
import-refused-too-many-groups = Die Datei nennt mehr als { NUMBER($max) } Gruppen. Verwenden Sie weniger.

## Errors: import. Why the file cannot be read; $row is the number of a row.

import-unreadable-empty = Die Datei ist leer. Die erste Zeile muss die Spalten nennen.
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
import-unreadable-workbook = Die Datei ist eine Arbeitsmappe von Excel oder LibreOffice. Öffnen Sie sie dort und speichern Sie das Blatt als CSV UTF-8.
# users.csv is the name of a file; the rest of the command is for a terminal.
import-unreadable-database = Die Datei ist eine Datenbank von SQLite. Schreiben Sie ihre Tabelle der Benutzer als CSV, zum Beispiel mit sqlite3 -csv -header data.db "SELECT * FROM users", und importieren Sie diese.

## Errors: import. Why the file of another system cannot be read.

import-unreadable-nobody = In der Datei wurde niemand gefunden. Wählen Sie das System, das sie geschrieben hat, und exportieren Sie auch dessen Benutzer.
import-unreadable-cut-off = Die Datei endet mittendrin. Exportieren oder kopieren Sie sie noch einmal.
# $number: the number of a person in the file.
import-unreadable-no-json = Person { $number } in der Datei ist kein gültiges JSON. Exportieren Sie die Datei noch einmal.
# $kib: the maximum size. $number: the number of a person in the file.
import-unreadable-person-too-long = Person { $number } in der Datei braucht mehr als { NUMBER($kib) } KiB. Entfernen Sie Bilder und andere große Werte aus dem Export.
import-unreadable-firebase = Die Datei enthält Passwort-Hashs, aber nicht die Parameter, mit denen sie gebildet wurden. Stellen Sie die, die die Konsole von Firebase zeigt (hash_config), vor die Benutzer.
# $line: the number of a line.
import-unreadable-yaml = Zeile { $line } lässt sich nicht lesen. Schreiben Sie Angaben und Listen wie Authelia, jede in einer eigenen Zeile, ohne Anker und mehrzeilige Texte.

## What an import leaves out of the file of another system, or changes: what it is, and why. A number stands before it.

import-left-no-address = Konten ohne E-Mail-Adresse, die hier jedes Konto braucht.
import-left-address = Konten mit einer E-Mail-Adresse, die nicht gültig ist. Korrigieren Sie sie im anderen System und exportieren Sie noch einmal.
import-left-program = Konten von Programmen. Erstellen Sie für sie Dienstkonten oder Clients.
import-left-deleted = Konten, die gelöscht wurden.
import-left-username = Benutzernamen, die hier nicht möglich sind. Sie werden aus der Adresse gebildet.
import-left-time = Zeitpunkte, die sich nicht lesen lassen oder in der Zukunft liegen.
# $format: the name of a format, or the words of import-row-hash-format.
import-left-hash = Passwort-Hashs, die nicht importiert werden: { $format }. Ihr Format wird nicht unterstützt, sie sind beschädigt oder ihre Prüfung wäre zu aufwendig. Diese Personen brauchen einen Link, um ein Passwort zu wählen.
import-left-unknown-hash = Passwort-Hashs in einem unbekannten Format. Diese Personen brauchen einen Link, um ein Passwort zu wählen.
import-left-temporary-password = Passwörter, die bei der nächsten Anmeldung geändert werden sollten, weil jemand anderes sie vergeben hat. Diese Personen brauchen einen Link, um ein Passwort zu wählen.
import-left-second-factor = Personen mit einem zweiten Faktor, den sie hier neu einrichten.
import-left-roles = Personen mit Rollen. Machen Sie aus denen, die Anwendungen brauchen, Gruppen.
import-left-attributes = Personen mit eigenen Attributen. Bewahren Sie diese in Ihrer Anwendung auf, nach der ID des Kontos.
# $provider: its name.
import-left-link = Verknüpfte Konten bei { $provider }: Hier ist kein Anbieter dieses Namens definiert oder seine Konten haben andere IDs.
# $from: the name of a group in the other system. $to: its name here.
import-left-renamed = Mitglieder von „{ $from }“: Die Gruppe heißt hier { $to }.
# $name: that of a group in the other system.
import-left-group = Mitglieder von „{ $name }“: So kann eine Gruppe hier nicht heißen.
# $one and $other: the names of two groups in the other system.
import-left-same-group = Mitglieder von „{ $one }“: Das wäre hier dieselbe Gruppe wie „{ $other }“. Benennen Sie eine der beiden um.
import-left-more = Andere, die nicht aufgeführt sind.

## Errors: import. What is wrong with a row; names with an underscore are those of columns.

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
import-row-invalid-character = Entfernen Sie Zeilenumbrüche und andere Steuerzeichen.
import-row-in-the-future = Dieser Zeitpunkt liegt in der Zukunft. Verwenden Sie einen vergangenen.
# $username: the one in the row.
import-row-username-taken = Der Benutzername „{ $username }“ wird schon von einem Konto oder einer früheren Zeile verwendet.
import-row-email-taken = Diese E-Mail-Adresse wird schon von einem Konto oder einer früheren Zeile verwendet.
import-row-external-id-taken = Diese externe ID wird schon von einem Konto oder einer früheren Zeile verwendet.
# $group: the name in the row.
import-row-group-unknown = Die Gruppe „{ $group }“ gibt es nicht. Erstellen Sie sie zuerst oder korrigieren Sie den Namen.
# $name: the text in the row. $rule: a sentence that says which names are possible.
import-row-group-no-name = „{ $name }“ ist kein Name einer Gruppe. { $rule }
# $group: its name.
import-row-group-deleted = Die Gruppe „{ $group }“ wurde während des Imports gelöscht. Erstellen Sie sie noch einmal oder entfernen Sie sie aus der Datei.
# $max: the maximum number.
import-row-too-many-administrators = Eine Datei kann höchstens { NUMBER($max) } Administratoren enthalten. Verschieben Sie die übrigen in eine andere Datei.
# groups:write is the name of a scope.
import-row-denied-groups = Ein API-Token ohne die Berechtigung groups:write kann keine Benutzer in Gruppen aufnehmen. Lassen Sie die Spalte weg oder melden Sie sich zum Importieren an.
import-row-denied-role = Ein API-Token kann keine Konten von Administratoren erstellen. Lassen Sie die Rolle weg oder melden Sie sich zum Importieren an.
import-row-denied-password-hash = Ein API-Token kann keine Passwörter festlegen. Lassen Sie password_hash weg oder melden Sie sich zum Importieren an.
import-row-denied-email-verified = Ein API-Token kann keine Adressen als bestätigt markieren. Lassen Sie email_verified weg oder melden Sie sich zum Importieren an.
import-row-plain-password = Passwörter können nicht importiert werden. Entfernen Sie diese Spalte; verwenden Sie password_hash oder senden Sie einen Passwort-Link.
import-row-password-and-hash = Verwenden Sie entweder password oder password_hash, nicht beides.

## Errors: import. What is wrong with the hash of a password.

import-row-hash-unknown = Das Format dieses Passwort-Hashs ist unbekannt.
# $format: the name of the format.
import-row-hash-invalid = Dieser Hash beginnt wie einer im Format { $format }, ist aber ungültig. Vielleicht ist er abgeschnitten.
# $format: the name of the format.
import-row-hash-too-costly = Die Prüfung dieses Hashs ({ $format }) würde mehr als 256 MiB Arbeitsspeicher oder mehr als eine Sekunde brauchen. Lassen Sie die Zelle leer und senden Sie dem Benutzer einen Passwort-Link.
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

## Errors: applications, and requests to create or change one

applications-too-many = Es gibt { NUMBER($max) } Anwendungen. Löschen Sie eine, bevor Sie eine weitere erstellen.
application-unknown = Diese Anwendung gibt es nicht.
application-name-required = Geben Sie einen Namen ein, etwa journal.
application-name-rule = Verwenden Sie 1 bis 63 Kleinbuchstaben (a bis z), Ziffern und -. Das erste Zeichen ist ein Buchstabe oder eine Ziffer.
application-name-taken = Dieser Name ist vergeben. Wählen Sie einen anderen.
application-name-fixed = Der Name lässt sich nicht ändern: Lassen Sie ihn weg oder senden Sie { $name }.
application-only-in-file = Die Anwendung { $name } ist in der Datei der Anwendungen definiert (VESTIBULE_APPLICATIONS oder vestibule.toml im Arbeitsverzeichnis des Servers). Ändern Sie sie dort und starten Sie den Server neu.
application-group-unknown = Die Gruppe { $name } gibt es nicht. Erstellen Sie sie zuerst oder prüfen Sie die Schreibweise.
application-group-required = Wählen Sie mindestens eine Gruppe, etwa editors.
application-group-invalid = „{ $text }“ ist kein Name einer Gruppe. Geben Sie einen Namen ein, etwa editors.
# A claim is something that a token says about a person. $claims: their names in requests.
application-claim-unknown = „{ $text }“ ist kein Claim. Die Claims sind { $claims }.
# The two words are values in requests.
application-remote-user-unknown = Verwenden Sie username oder id.
application-no-list = Dieser Wert muss ein Array von Texten sein.
application-too-many-items = Senden Sie höchstens { NUMBER($max) } Einträge.
application-addresses-too-many = Verwenden Sie höchstens { NUMBER($max) } Adressen.
application-address-repeated = Geben Sie { $location } nur einmal ein.
application-address-taken = { $location } gehört zur Anwendung { $name }. Wählen Sie eine andere Adresse.
application-address-own-host = { $location } liegt auf dem Host von Vestibule, mit anderem Port oder Schema. Browser würden der Anwendung die Cookies von Vestibule senden, weil Cookies beides nicht unterscheiden. Verwenden Sie einen anderen Host, etwa journal.example.com.
application-address-other-port = { $location } liegt auf dem Host von { $taken }, einer Adresse der Anwendung { $name }, mit anderem Port oder Schema. Cookies und manche Proxys unterscheiden beides nicht: Wer zu einer der beiden Anwendungen Zugang hat, könnte in die andere gelangen. Verwenden Sie einen anderen Host.
# $text: what was entered. $reason: one of the application-address texts below.
application-address-invalid = { $text }: { $reason }. Geben Sie eine Adresse wie https://journal.example.com/ oder https://example.com/shop ein.
# $text: what was entered. $reason: one of the application-address texts below.
application-after-sign-out-invalid = { $text }: { $reason }. Geben Sie eine absolute URL ein, etwa https://example.com/goodbye, oder nichts.
# The reason why an address is refused, after a colon and before a full stop. So are the next ones.
application-address-scheme = Verwenden Sie http oder https
application-address-host = Verwenden Sie einen Hostnamen oder eine IP-Adresse, ohne Leerzeichen, Platzhalter und %
application-address-port = Verwenden Sie einen Port von 1 bis 65535
application-address-user = Entfernen Sie Benutzername und Passwort
application-address-no-path = Der Pfad muss mit / beginnen
application-address-fragment = Entfernen Sie den Teil, der mit # beginnt
application-address-dots = Entfernen Sie die Segmente . und .. aus dem Pfad
application-address-empty-segment = Entfernen Sie leere Segmente (//) aus dem Pfad
application-address-separator = Entfernen Sie \, %5c und %2f aus dem Pfad
application-address-percent = Schreiben Sie % im Pfad nur vor zwei hexadezimalen Ziffern
application-address-encoded-twice = Kodieren Sie den Pfad nicht doppelt
application-address-character = Entfernen Sie Steuer- und Leerzeichen und schreiben Sie Zeichen außerhalb von ASCII als UTF-8, etwa %C3%BC
application-address-too-long = Verwenden Sie höchstens { NUMBER($max) } Bytes
application-address-not-https = Verwenden Sie https; http ist nur für localhost, Namen unterhalb von localhost und Loopback-Adressen möglich
application-address-query = Entfernen Sie den Teil, der mit ? beginnt
application-address-parameters = Entfernen Sie den Teil, der mit ; beginnt
# $flaw: what is wrong in the database, in sentences.
application-unreadable = Niemand hat Zugang, weil die Anwendung nicht lesbar ist. { $flaw }
application-flaw-name = Der Name ist nicht erlaubt. Löschen Sie die Anwendung (`vestibule application delete NAME`) und erstellen Sie sie neu.
application-flaw-remote-user = „{ $value }“ als Remote-User ist unbekannt.
application-address-shared = Über { $location } hat niemand Zugang, weil dies auch eine Adresse der Anwendung { $name } ist. Entfernen Sie sie bei einer der beiden.

## Errors: fields of clients (OpenID Connect)

client-id-required = Geben Sie eine Client-ID ein, etwa wiki.
client-id-rule = Verwenden Sie 1 bis { NUMBER($max) } sichtbare ASCII-Zeichen ohne Anführungszeichen und umgekehrte Schrägstriche. Eine Client-ID, die mit https:// beginnt, ist die Adresse der Metadaten eines Clients und kann nicht gewählt werden.
client-id-fixed = Die Client-ID lässt sich nicht ändern: Lassen Sie sie weg oder senden Sie { $id }.
client-id-taken = Es gibt schon einen Client mit der Client-ID { $id }. Wählen Sie eine andere.
client-unknown = Diesen Client gibt es nicht.
client-secret-unknown = Der Client hat dieses Geheimnis nicht.
client-refusal-unknown = Diese Ablehnung ist nicht mehr aufgeführt.
client-refusal-stays = Nichts, was sich hier ändern lässt, würde das beheben.
client-only-in-file = Der Client { $id } ist in der Datei der Anwendungen definiert (VESTIBULE_APPLICATIONS oder vestibule.toml im Arbeitsverzeichnis des Servers). Ändern Sie ihn dort.
clients-too-many = Es gibt { NUMBER($max) } Clients. Löschen Sie einen, bevor Sie einen weiteren erstellen.
# $text: what was entered. $reason: one of the client-uri or application-address texts.
client-uri-invalid = { $text }: { $reason }. Geben Sie eine vollständige Adresse ein, etwa https://wiki.example.com/callback.
# The reason why an address is refused, after a colon and before a full stop. So are the next ones.
client-uri-relative = sie ist nicht vollständig
client-uri-scheme = den Inhalt einer Adresse mit diesem Schema führen Browser aus oder zeigen ihn an
client-uri-character = verwenden Sie nur die Zeichen von Adressen und schreiben Sie andere kodiert, etwa %C3%BC
client-uri-not-web = verwenden Sie https
# $text: what was entered.
client-uri-wildcard = { $text } hat einen Platzhalter. Geben Sie jede Adresse vollständig ein, eine pro Zeile. Eine, die fehlt, wird abgelehnt und auf der Seite des Clients aufgeführt, wo Sie sie registrieren können.
client-uri-repeated = Geben Sie { $uri } nur einmal ein.
client-claims-too-long = Namen und Werte aller Claims haben zusammen höchstens { NUMBER($max) } Zeichen.
client-resource-own = { $uri } liegt auf diesem Server, dessen Tokens eigene Empfänger haben. Geben Sie die Adresse der API ein.
client-kind-unknown = Verwenden Sie confidential oder public.
client-grant-unknown = „{ $text }“ ist kein Grant-Typ. Die Grant-Typen sind { $grants }.
client-grants-of-public = Ein öffentlicher Client kann client_credentials nicht verwenden, denn er hat kein Geheimnis.
client-consent-unknown = Verwenden Sie never, once oder always.
client-acr-unknown = Verwenden Sie second-factor oder passkey, oder nichts.
client-access-ttl = Geben Sie eine Dauer von einer Minute bis 15 Minuten ein, etwa 5m, oder nichts.
client-redirect-required = Geben Sie mindestens eine Adresse ein, zu der man nach dem Anmelden zurückkehrt.
client-claim-invalid = „{ $text }“ ist kein Claim. Geben Sie name=wert ein, oder name@gruppe=wert für die Mitglieder einer Gruppe; mit := statt = ist der Wert JSON, etwa true oder 7; mit <= ist er der eines Feldes, etwa plan<=plan, plan<=plan:text oder plan<=plan:list. Die Claims, die Vestibule selbst verwendet, lassen sich nicht setzen.
client-claim-field-unknown = Es gibt kein Feld „{ $text }“, das Anwendungen sehen. Legen Sie es an, oder lassen Sie Anwendungen es sehen.
client-group-rule-invalid = „{ $text }“ ist keine Regel für Gruppen. Geben Sie eine Gruppe ein, oder einen Anfang wie wiki-* für alle, deren Namen so beginnen, und nach = wie der Client sie nennt: editors=Editor.
client-service-account-unknown = Es gibt kein aktives Dienstkonto mit dieser ID.
client-service-account-required = Wählen Sie das Dienstkonto, für das der Client Tokens bekommt.
program-required = Wählen Sie ein Programm oder „Ein anderes“.
program-entry-required = Wählen Sie, wer Zugang bekommt.
program-url-required = Geben Sie die Adresse des Programms ein, etwa https://grafana.example.com.
program-url-invalid = Geben Sie die Adresse ein, unter der das Programm geöffnet wird, etwa https://grafana.example.com, ohne Fragezeichen.
program-unknown = Dieses Programm gibt es nicht. Wählen Sie eines aus der Liste oder „Ein anderes“.
program-way-unknown = Verwenden Sie openid oder proxy.
client-secret-of-public = Ein öffentlicher Client hat keine Geheimnisse.
client-secret-rule = Verwenden Sie { NUMBER($min) } bis { NUMBER($max) } sichtbare ASCII-Zeichen.
client-secret-taken = Der Client hat dieses Geheimnis schon.
client-secrets-too-many = Ein Client hat höchstens { NUMBER($max) } Geheimnisse. Löschen Sie eines, bevor Sie ein weiteres erstellen.
# $flaw: what is wrong in the database, in sentences.
client-unreadable = Der Client bekommt nichts, denn er lässt sich nicht lesen. { $flaw }
client-flaw-definition = Seine Definition ist beschädigt oder eine neuere Version hat sie geschrieben.
client-flaw-application = Seine Anwendung gibt es nicht.

## Errors: definitions of providers, at which people have accounts with which they sign in here

provider-name-required = Geben Sie einen Namen ein, etwa google oder firma.
provider-name-rule = Verwenden Sie 1 bis 63 Kleinbuchstaben (a bis z), Ziffern und -. Das erste Zeichen ist ein Buchstabe oder eine Ziffer.
provider-name-taken = Ein anderer Anbieter hat diesen Namen. Wählen Sie einen anderen.
provider-title-rule = Verwenden Sie 1 bis { NUMBER($max) } Zeichen, ohne Leerzeichen am Anfang oder Ende.
provider-logo-rule = Geben Sie die Adresse eines Bildes ein, die mit https:// beginnt.
provider-issuer-required = Geben Sie den Aussteller des Anbieters ein, etwa https://id.example.org.
provider-issuer-rule = Geben Sie den Aussteller genau so ein, wie der Anbieter ihn nennt, etwa https://id.example.org, ohne den Teil nach dem Fragezeichen.
provider-issuer-unused = Lassen Sie den Aussteller weg: Anbieter dieser Art haben einen eigenen.
# $kind: google, github and so on.
provider-issuer-reserved = Das ist eine Adresse von { $kind }. Verwenden Sie die Art { $kind } ohne Aussteller.
provider-issuer-taken = Der Anbieter { $provider } hat denselben Aussteller. Ändern Sie diesen oder löschen Sie ihn zuerst.
provider-endpoint-required = Geben Sie die Adresse ein, die in der Dokumentation des Anbieters steht, etwa https://id.example.org/oauth/token.
provider-endpoint-rule = Geben Sie eine Adresse ein, die mit https:// beginnt, ohne Benutzer und ohne #.
provider-endpoint-unused = Lassen Sie diese Adresse weg: Nur Anbieter der Art oauth2 werden hier beschrieben.
# $claim: what was entered in its place.
provider-claim-rule = { $claim } sagt nicht, wo etwas steht. Geben Sie subject, email, email_verified, name und username je höchstens einmal ein, etwa subject=data.id.
provider-claims-unused = Lassen Sie das weg: Wo Anbieter dieser Art sagen, wer jemand ist, ist bekannt.
provider-signer-required = Geben Sie die ID ein, die Apple anzeigt: die Ihres Teams und die des privaten Schlüssels.
provider-signer-unused = Lassen Sie diese ID weg: Nur Anbieter der Art apple haben einen privaten Schlüssel.
provider-key-rule = Geben Sie als Client-Geheimnis den privaten Schlüssel von Apple ein: den ganzen Inhalt der Datei, deren Name mit .p8 endet.
provider-tenant-rule = Geben Sie die ID eines Verzeichnisses ein, etwa 9188040d-6c67-4c5b-b112-36a304b66dad, oder common, organizations oder consumers.
provider-tenant-unused = Lassen Sie das Verzeichnis weg: Nur Anbieter der Art microsoft haben eines.
provider-word-rule = Verwenden Sie sichtbare ASCII-Zeichen ohne Leerzeichen.
provider-items-too-many = Geben Sie höchstens { NUMBER($max) } ein.
# $domain: what was entered in its place.
provider-domain-rule = { $domain } ist keine Domain in Kleinbuchstaben, etwa example.org.
provider-trusted-unused = Lassen Sie die Domains weg, für die er bürgt: Bei Anbietern dieser Art ist bekannt, für welche Adressen sie bürgen.
provider-domains-unused = Lassen Sie diese Domains weg: Anbieter dieser Art bürgen für keine Adresse, also könnte sich niemand anmelden. Nennen Sie stattdessen das Verzeichnis.
provider-domains-never = Lassen Sie diese Domains weg: Anbieter dieser Art bürgen für keine Adresse, also könnte sich niemand anmelden.
# $domain: one of those that were entered.
provider-domain-not-trusted = Mit { $domain } könnte sich niemand anmelden, weil der Anbieter für Adressen dort nicht bürgt. Geben Sie die Domain auch unter „Domains, für die er bürgt“ ein oder lassen Sie sie hier weg.
provider-groups-unused = Lassen Sie den Claim mit Gruppen weg: Anbieter dieser Art haben keinen.
provider-groups-prefix-rule = Geben Sie ein, womit die Namen dieser Gruppen beginnen, etwa firma-: 2 bis 40 Kleinbuchstaben (a bis z), Ziffern, - und _, das erste Zeichen ein Buchstabe oder eine Ziffer.
provider-fields-unused = Lassen Sie das weg: Anbieter dieser Art sagen sonst nichts über jemanden.
# $line: one of those that were entered.
provider-field-rule = { $line } nennt nicht ein Feld und einen Claim. Geben Sie jedes Feld einmal ein, etwa department=department.
# $text: the name of a field.
provider-field-unknown = Es gibt kein Feld „{ $text }“, das man selbst ändern darf. Legen Sie es an, oder berichtigen Sie den Namen.
provider-flaw-definition = Seine Definition ist beschädigt oder eine neuere Version hat sie geschrieben.
provider-flaw-secret = Sein Geheimnis lässt sich nicht lesen. Geben Sie es noch einmal ein.

## Errors: signing in at a provider

# $provider, in all of them: the title of the provider, such as Google.
upstream-unreachable = { $provider } ist nicht erreichbar. Versuchen Sie es in einigen Minuten noch einmal oder melden Sie sich anders an.
upstream-timed-out = { $provider } hat zu lange nicht geantwortet. Versuchen Sie es noch einmal oder melden Sie sich anders an.
upstream-private-address = { $provider } liegt an einer privaten Adresse, mit der sich dieser Server nicht verbinden darf. Bitten Sie den Betreiber dieses Servers, sie in VESTIBULE_OUTBOUND_PRIVATE aufzunehmen.
upstream-malformed = Die Antwort von { $provider } lässt sich nicht lesen. Versuchen Sie es später noch einmal oder melden Sie sich anders an.
upstream-denied = Sie haben sich bei { $provider } nicht angemeldet. Versuchen Sie es noch einmal oder melden Sie sich anders an.
upstream-refused = { $provider } hat die Anmeldung abgelehnt. Wenn das noch einmal geschieht, wenden Sie sich an einen Administrator.
upstream-invalid-client = { $provider } nimmt ID oder Geheimnis dieses Servers nicht an. Ein Administrator muss die aktuellen eingeben.
upstream-state = Diese Anmeldung bei { $provider } ist vorbei oder begann in einem anderen Browser. Beginnen Sie hier noch einmal.
upstream-invalid-code = { $provider } meldet, dass diese Anmeldung schon verwendet wurde oder vorbei ist. Beginnen Sie noch einmal.
upstream-issuer = { $provider } hat unter einem anderen Namen geantwortet als dem konfigurierten, darum wurden Sie nicht angemeldet. Wenden Sie sich an einen Administrator.
upstream-audience = Die Antwort von { $provider } ist für ein anderes Programm bestimmt, darum wurden Sie nicht angemeldet. Beginnen Sie noch einmal.
upstream-nonce = Die Antwort von { $provider } gehört zu einer anderen Anmeldung, darum wurden Sie nicht angemeldet. Beginnen Sie noch einmal.
upstream-unknown-key = Die Antwort von { $provider } ist mit einem Schlüssel signiert, den der Anbieter nicht veröffentlicht. Versuchen Sie es in einigen Minuten noch einmal.
upstream-signature = Die Signatur der Antwort von { $provider } ist nicht gültig, darum wurden Sie nicht angemeldet. Wenn das noch einmal geschieht, wenden Sie sich an einen Administrator.
upstream-algorithm = { $provider } signiert Antworten auf eine Weise, die hier nicht angenommen wird. Wenden Sie sich an einen Administrator.
upstream-expired = Die Antwort von { $provider } war bei ihrer Ankunft abgelaufen. Beginnen Sie noch einmal; hilft das nicht, geht die Uhr des Anbieters oder dieses Servers falsch.
upstream-clock = Die Antwort von { $provider } kommt aus der Zukunft: Die Uhr des Anbieters oder die dieses Servers geht falsch. Wenden Sie sich an einen Administrator.
upstream-subject = { $provider } hat zwei verschiedene Personen genannt, darum wurden Sie nicht angemeldet. Wenden Sie sich an einen Administrator.
upstream-no-address = { $provider } hat nicht mitgeteilt, welche E-Mail-Adresse Sie haben. Erlauben Sie das dort und beginnen Sie dann noch einmal.
upstream-address-taken = Mit Ihrer Adresse bei { $provider } lässt sich hier kein Konto erstellen. Melden Sie sich anders an oder fragen Sie einen Administrator.
upstream-domain = Ihr Konto bei { $provider } gehört zu keiner Organisation, die sich hier anmelden darf. Wählen Sie dort ein anderes Konto.
upstream-registration-closed = Hier gibt es kein Konto, das mit Ihrem bei { $provider } verknüpft ist, und es lässt sich keines erstellen. Melden Sie sich anders an oder bitten Sie einen Administrator um eine Einladung.
upstream-other-account = Ihr Konto bei { $provider } ist mit einem anderen Konto hier verknüpft. Melden Sie sich damit an und lösen Sie dort zuerst die Verknüpfung.
upstream-unlinked = Die Verknüpfung Ihres Kontos bei { $provider } mit diesem Konto wurde gelöst. Wählen Sie hier ein Passwort und verknüpfen Sie es dann auf der Seite Ihres Kontos neu.
upstream-account-closed = Ihr Konto hier, das mit Ihrem bei { $provider } verknüpft ist, ist deaktiviert oder gelöscht. Fragen Sie einen Administrator. Wenn Sie es selbst gelöscht haben, stellt der Link in unserer letzten Nachricht es wieder her.
upstream-held = Ihr Konto bei { $provider } wurde kurz vor dem Zurücksetzen des Passworts verknüpft. Darum meldet es noch nicht an. Melden Sie sich mit Ihrem Passwort an, und behalten oder entfernen Sie es auf der Seite „Sicherheit“.
upstream-not-recent = { $provider } hat nicht bestätigt, dass Sie sich dort gerade angemeldet haben. Verwenden Sie einen Code, den wir an Ihre bestätigte Adresse senden. Ist sie nicht bestätigt, melden Sie sich ab und wieder an und fügen Sie innerhalb von zehn Minuten einen Passkey hinzu.

## Errors: why a question or a request of a proxy is refused

connection-for-proxies = Forward Authentication ist für Reverse-Proxys. Wenn diese Anfrage von Ihrem kommt, fügen Sie seine Adresse zu VESTIBULE_TRUSTED_PROXIES hinzu; die Adresse steht im Log.
connection-header-missing = Der Header { $name } fehlt.
connection-header-twice = Der Header { $name } kommt zweimal vor.
connection-header-no-ascii = Der Header { $name } enthält Zeichen außerhalb von ASCII.
connection-method-invalid = Die Methode der Anfrage ist ungültig.
# $reason: one of the texts such as application-address-scheme.
connection-address-refused = Die Adresse wird abgelehnt: { $reason }.
connection-headers-differ = Die Header X-Forwarded-* und X-Original-* nennen verschiedene Anfragen.
connection-folder-asked = Der Proxy muss Pfade, die mit /.vestibule/ beginnen, ohne Forward Authentication an Vestibule weitergeben.
# For a program that looks for the metadata of OpenID Connect.
connection-issuer-slash = Der Aussteller (Issuer) ist { $issuer }, ohne Schrägstrich am Ende. Geben Sie ihn so beim Client ein.

## Errors: API tokens

token-name-required = Geben Sie an, wofür das Token ist, etwa „Backup“.
token-scopes-no-list = Senden Sie scopes als Array von Texten.
# The names of all scopes in requests. $first: all but the last one, with commas.
token-scopes-required = Wählen Sie mindestens eine dieser Berechtigungen: { $first } oder { $last }.
# As token-scopes-required.
token-scopes-unknown = Die Berechtigungen sind { $first } und { $last }.
# self is the name of a scope.
token-scopes-of-administrators = Nur self ist möglich: Das Konto gehört keinem Administrator.
token-days-out-of-range = Die Laufzeit muss eine ganze Zahl von Tagen von 1 bis { NUMBER($max) } sein.
token-account-disabled = Das Konto ist deaktiviert. Aktivieren Sie es, bevor Sie ein API-Token erstellen.
token-of-another-person = Administratoren erstellen API-Tokens nur für Dienstkonten. Der Inhaber dieses Kontos erstellt seine eigenen.
tokens-too-many = Das Konto hat { NUMBER($max) } API-Tokens. Widerrufen Sie eines, bevor Sie ein weiteres erstellen.
token-mistyped = Das API-Token ist unvollständig oder falsch geschrieben. Senden Sie es genau so, wie es beim Erstellen angezeigt wurde.
token-unknown = Dieses API-Token gibt es auf diesem Server nicht. Erstellen Sie ein neues.
token-has-expired = Das API-Token ist abgelaufen. Erstellen Sie ein neues.

## Errors: the audit log

audit-login-unknown = Kein Konto hat diesen Benutzernamen oder diese E-Mail-Adresse.
audit-administrators-only = Nur Administratoren können die Ereignisse anderer Benutzer sehen oder exportieren.
# before and after are names of parameters.
audit-before-or-after = Senden Sie entweder before oder after, nicht beides.
# person and scope are names of parameters.
audit-person-or-scope = Senden Sie entweder person oder scope, nicht beides.
audit-event-id-invalid = Senden Sie die ID eines Ereignisses.
audit-account-id-invalid = Senden Sie die ID eines Kontos.
audit-event-unknown = Verwenden Sie den Namen eines Ereignisses, etwa user.create.
audit-result-unknown = Verwenden Sie success oder refused.
audit-kinds-unknown = Verwenden Sie sign_ins, accounts, factors, applications, administration oder mail.
audit-period-unknown = Verwenden Sie 24h, 7d, 30d oder 1y.
audit-scope-unknown = Verwenden Sie own oder lassen Sie scope weg.
# period is the name of a parameter.
overview-period-unknown = Verwenden Sie 24h, 7d, 30d oder 1y oder lassen Sie period weg.
# $max: the highest number that is allowed.
per-page-not-valid = per_page muss eine ganze Zahl von 1 bis { NUMBER($max) } sein.
# csv and jsonl are values of a parameter.
audit-format-unknown = Verwenden Sie csv oder jsonl.

## Fields: what is wrong with a value

# $min: the number of characters.
field-too-short = Verwenden Sie mindestens { NUMBER($min) } Zeichen.
# $max: the number of characters.
field-too-long = Verwenden Sie höchstens { NUMBER($max) } Zeichen.
# For programs: the value of a field in a request.
field-not-text = Dieser Wert muss ein Text sein.
# true and false are written like this in every language.
field-not-a-truth = Dieser Wert muss true oder false sein.
field-unknown = Unbekanntes Feld. Prüfen Sie die Schreibweise oder entfernen Sie das Feld.
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
# $languages: the possible values, such as "en, de".
field-language = Mögliche Werte: { $languages }.

## Fields of one's own: what is wrong with a value

own-field-needed = Füllen Sie dieses Feld aus.
own-field-not-a-value = Verwenden Sie einen Text, eine Zahl, true oder false oder eine Liste von Texten.
own-field-no-object = Schreiben Sie die Felder als Objekt, etwa {"{"} "department": "Sales" {"}"}.
own-field-one-value = Verwenden Sie einen einzigen Wert.
own-field-control-characters = Entfernen Sie unsichtbare Zeichen.
own-field-number-rule = Geben Sie eine Zahl mit höchstens 15 Ziffern ein, etwa 12,5.
own-field-yes-no-rule = Verwenden Sie ja oder nein.
own-field-date-rule = Geben Sie ein Datum ein, etwa 28.11.2026.
own-field-url-rule = Geben Sie die Adresse einer Seite ein, etwa https://example.org/about.
own-field-phone-rule = Geben Sie eine Telefonnummer mit der Vorwahl des Landes ein, etwa +49 30 123456.
own-field-country-rule = Verwenden Sie die zwei Buchstaben eines Landes, etwa DE.
# $choices: the values, such as "sales, press".
own-field-choice-unknown = Mögliche Werte: { $choices }.
# $max: the number of bytes.
own-field-value-too-long = Verwenden Sie höchstens { NUMBER($max) } Byte.
own-field-values-too-long = Die Felder eines Kontos haben zusammen höchstens { NUMBER($max) } Byte. Kürzen Sie einige davon.
# $field: a name, as it was entered.
own-field-no-filter = Nach dem Feld { $field } lassen sich Benutzer nicht auswählen.
# $max: the number of fields.
own-field-filters-too-many = Filtern Sie nach höchstens { NUMBER($max) } Feldern.
own-field-value-taken = Ein anderes Konto hat diesen Wert. Geben Sie einen anderen ein.
own-field-read-only = Sie können dieses Feld nicht ändern.
own-field-unreadable = Die Definition dieses Felds ist nicht lesbar. Definieren Sie es neu.

## Terms

# A heading.
terms = Bedingungen
terms-of-installation = Nutzungsbedingungen
# $name: of an application.
terms-of-application = Bedingungen von { $name }
# $version: its number. $day: such as 4 March 2026.
terms-version = Version { $version }, ab { $day }
# A link to the document.
terms-read = Bedingungen lesen
terms-accept-title = Nehmen Sie die Bedingungen an
terms-accept-about = Lesen Sie zuerst dies. Keine Anwendung öffnet sich, bevor Sie es angenommen haben; Ihr Konto bleibt offen.
terms-accept = Ich nehme an
# A box in the forms that open an account. $link: terms-box-link, which leads to the document.
terms-box = Ich nehme die { $link } an
terms-box-link = Nutzungsbedingungen
terms-box-needed = Nehmen Sie die Nutzungsbedingungen an, um fortzufahren.
terms-not-now = Nicht jetzt: zum Konto
terms-planned = geplant
terms-is-in-effect = gilt
terms-replaced = abgelöst
# $accounts: how many have accepted a version.
terms-accepted-by = { $accounts ->
    [one] von { NUMBER($accounts) } Konto angenommen
   *[other] von { NUMBER($accounts) } Konten angenommen
}
terms-withdraw = Zurückziehen
terms-new = Bedingungen veröffentlichen
terms-new-about = Niemand erhält Zugang, ohne sie angenommen zu haben. Sobald sie gelten, bleiben sie für immer gespeichert.
terms-whose = Wessen Bedingungen
# $language: its name.
terms-document-in = { $language }: der Text in Markdown oder die Adresse einer Seite
terms-from = Ab diesem Tag (UTC); sofort, wenn es leer ist
terms-publish = Veröffentlichen
terms-manage = Bedingungen verwalten
terms-missing = Solche Bedingungen gelten nicht.
terms-by-people = Nur Personen können Bedingungen annehmen.
terms-application-unknown = Es gibt keine Anwendung mit diesem Namen.
# $max: the number of versions.
terms-too-many = Es gibt { NUMBER($max) } Versionen von Bedingungen. Das ist die Grenze.
terms-in-effect = Diese Bedingungen gelten oder galten, also können Benutzer sie angenommen haben. Veröffentlichen Sie eine andere Version.
terms-document-missing = Geben Sie einen Link oder einen Text ein.
terms-link-or-text = Verwenden Sie entweder Links oder Texte.
terms-link-rule = Geben Sie die Adresse einer Seite ein, etwa https://example.org/terms oder de=https://example.org/agb.

## Errors: defining fields

own-field-missing = Dieses Feld gibt es nicht.
own-field-name-required = Geben Sie einen Namen ein, etwa department.
own-field-name-rule = Verwenden Sie 1 bis 63 Kleinbuchstaben, Ziffern, Unter- und Bindestriche, am Anfang einen Buchstaben oder eine Ziffer.
own-field-name-taken = Es gibt schon ein Feld mit diesem Namen. Wählen Sie einen anderen.
own-field-name-deleted = Ein Feld mit diesem Namen wurde vor weniger als 30 Tagen gelöscht. Stellen Sie es wieder her oder wählen Sie einen anderen Namen.
own-field-of-file = Das Feld ist in der Datei vestibule.toml definiert. Ändern Sie es dort.
# $max: the number of fields.
own-fields-too-many = Es gibt { NUMBER($max) } Felder, auch solche, die vor weniger als 30 Tagen gelöscht wurden. Mehr sind nicht möglich.
# $kinds: text, number and so on.
own-field-kind-unknown = Mögliche Werte: { $kinds }.
own-field-kind-fixed = Die Art lässt sich nicht ändern. Legen Sie ein anderes Feld an.
own-field-unique-fixed = Das lässt sich nicht ändern. Legen Sie ein anderes Feld an.
own-field-unfitting-unseen = Sie sehen nicht, was in diesem Feld steht, und können deshalb nicht auflisten, zu wem es nicht passt.
own-field-unfitting-after-invalid = Senden Sie next der vorigen Antwort unverändert.
own-field-need-unknown = Mögliche Werte: never, registration, sign-in.
own-field-party-unknown = Mögliche Werte: owner, administrators, applications.
own-field-number-whole = Geben Sie eine ganze Zahl ein, etwa 10.
# $max: the number of characters.
own-field-line-rule = Verwenden Sie in jeder Zeile 1 bis { NUMBER($max) } Zeichen, ohne unsichtbare.
own-field-line-twice = Schreiben Sie eine einzige Zeile für jede Sprache.
own-field-choices-missing = Geben Sie mindestens eine Auswahl ein.
own-field-choices-unused = Das hat nur eine Auswahl. Lassen Sie es leer.
# $max: the number of characters.
own-field-choice-rule = Schreiben Sie jede als sales=Vertrieb: einen Wert aus höchstens { NUMBER($max) } Zeichen ohne Kommas und eine Beschriftung.
# $tag: what was entered, such as xx.
own-field-language-unknown = Es gibt keine Seiten in der Sprache { $tag }.
# $value: of the choice.
own-field-choice-twice = Die Auswahl { $value } kommt zweimal vor.
own-field-length-unused = Nur Texte haben eine Länge. Lassen Sie es leer.
# $max: the number of characters.
own-field-length-rule = Verwenden Sie eine Anzahl von Zeichen bis { NUMBER($max) }.
own-field-length-order = Das ist mehr als die größte Länge. Verwenden Sie eine kleinere Zahl.
own-field-pattern-unused = Nur ein einzeiliger Text hat ein Muster. Lassen Sie es leer.
own-field-pattern-wrong = Das ist kein regulärer Ausdruck, der sich in begrenzter Zeit prüfen lässt. Verzichten Sie auf Lookarounds, Rückverweise und große Wiederholungen.
own-field-pattern-help-missing = Sagen Sie in Worten, was einzugeben ist, etwa: zwei Buchstaben und vier Ziffern.
own-field-pattern-help-unused = Es gibt kein Muster. Lassen Sie es leer.
own-field-default-unique = Keine zwei Konten dürfen denselben Wert haben, also gibt es keine Vorgabe. Lassen Sie es leer.
own-field-seen-by-nobody = Wählen Sie, wer es sieht.
own-field-changed-unseen = Nur wer es sieht, kann es ändern.
own-field-changed-by-applications = Anwendungen erfahren ein Feld und können es nicht ändern. Ein Programm ändert es mit dem API-Token eines Administrators.
own-field-required-closed = Ein geschlossenes Feld kann niemand ausfüllen. Wählen Sie nie oder öffnen Sie es.
own-field-required-nobody = Die Person füllt es aus, also muss sie es ändern können.
own-field-unique-unused = Werte dieser Art können nicht eindeutig sein.
own-field-filter-unused = Nach einem langen Text lässt sich nicht filtern.
own-field-search-unused = Werte dieser Art findet die Suche nicht.
own-field-list-unseen = Was die Liste der Benutzer zeigt, filtert oder sucht, müssen Administratoren sehen, ebenso Werte im Audit-Protokoll.
# $max: the number of characters.
own-field-scope-rule = Verwenden Sie 1 bis { NUMBER($max) } Kleinbuchstaben, Ziffern, Punkte, Unter- und Bindestriche und Doppelpunkte, am Anfang einen Buchstaben oder eine Ziffer.
# $scope: what was entered, such as email.
own-field-scope-reserved = Der Scope { $scope } hat schon eine Bedeutung. Wählen Sie einen anderen, oder lassen Sie dies leer: Dann ist es profile.

## Fields of one's own: on the pages of an account

title-own-details = Ein paar Angaben
# $installation: the name of the installation.
own-details-about = Bei { $installation } wird das gebraucht. Danach geht es weiter.
own-details-go-on = Speichern und weiter
own-values = Mehr über Sie
own-values-about = Was hier neben Ihrem Namen gefragt wird. Was nicht mehr passt, ist gekennzeichnet.
own-field-yes = Ja
own-field-no = Nein
# An answer to a question with yes or no.
own-field-not-said = Keine Angabe

## Fields of one's own, for administrators

own-fields = Felder
own-field = Feld
title-new-own-field = Feld hinzufügen
error-own-field-changed = Jemand anderes hat dieses Feld geändert, seit Sie die Seite geöffnet haben. Laden Sie sie neu, bevor Sie speichern.
# Before a change is saved. $filled: how many accounts have a value. $missing: how many would have none that is required.
# $unfitting: how many have a value that would not fit.
error-own-field-unfitting = Noch ist nichts gespeichert. Konten mit einem Wert: { NUMBER($filled) }, davon passen { NUMBER($unfitting) } nicht: Diese Werte bleiben und werden gekennzeichnet. Konten, die bei der nächsten Anmeldung nach einem gefragt werden: { NUMBER($missing) }. Nach dem Speichern listet die Seite des Felds sie für alle auf, die das Feld sehen.
# The same, if there are too many accounts to look at all of them before the answer.
error-own-field-unfitting-so-far = Noch ist nichts gespeichert. Es sind zu viele Werte, um sie jetzt alle anzusehen. Von { NUMBER($filled) } angesehenen passen { NUMBER($unfitting) } nicht: Diese bleiben und werden gekennzeichnet.
# $names: of applications, clients, groups and providers, with commas between them.
error-own-field-breaks = Noch ist nichts gespeichert. Diese verlieren das Feld, weil sie es nennen wie bisher oder es nicht mehr sehen dürfen: { $names }.
# $first, $second: the two sentences before.
error-own-field-both = { $first } { $second }
# A heading, and the link to that page.
own-field-unfitting = Konten, die nicht passen
own-field-unfitting-about = Werte, die nicht mehr passen, bleiben, bis jemand sie ändert. Wer keinen Wert hat, obwohl einer nötig ist, wird bei der nächsten Anmeldung danach gefragt.
own-field-unfitting-none = Keine gefunden.
own-field-unfitting-more = Weitere suchen
notice-own-field-created = Feld hinzugefügt.
notice-own-field-deleted = Feld gelöscht. Es kann 30 Tage lang wiederhergestellt werden.
notice-own-field-restored = Feld wiederhergestellt.
own-field-kind = Art
own-field-label = Beschriftung, eine Zeile je Sprache
own-field-label-hint = Abteilung, oder en=Department für eine Sprache. Ohne Angabe der Name.
own-field-help = Hinweis unter der Eingabe, eine Zeile je Sprache
own-field-help-hint = Etwa: Wie auf Ihrem Vertrag.
own-field-choices = Auswahl, eine je Zeile
own-field-choices-hint = Ein Wert mit seiner Beschriftung: sales=Vertrieb, oder sales:en=Sales für eine Sprache.
own-field-required = Muss ausgefüllt werden
own-field-min-length = Kleinste Anzahl von Zeichen
own-field-max-length = Größte Anzahl von Zeichen
own-field-length-hint = Höchstens 4.000. Ohne Angabe die übliche Grenze.
own-field-pattern = Muster
own-field-pattern-hint = Ein regulärer Ausdruck für den ganzen Wert, etwa [A-Z]{"{2}"}[0-9]{"{4}"}.
own-field-pattern-help = Das Muster in Worten, eine Zeile je Sprache
own-field-pattern-help-hint = Das liest, wer etwas anderes eingibt.
own-field-default = Vorgabe
own-field-default-hint = Was neue Konten bekommen, die nichts anderes angeben.
own-field-seen-by = Wer es sieht
own-field-changed-by = Wer es ändert
own-field-owner = Die Person
own-field-administrators = Administratoren
own-field-applications = Anwendungen
own-field-seen-by-owner = Auf der Seite des eigenen Kontos und bei der Registrierung.
own-field-seen-by-administrators = In Listen, auf den Seiten der Benutzer und in Exporten.
own-field-seen-by-applications = Solche, denen es ihre Definition mitteilt.
own-field-changed-by-owner = Wann immer sie will.
own-field-changed-by-administrators = Für andere, auch für viele auf einmal.
own-field-scope = Scope
own-field-scope-hint = Danach fragen Clients, die es erfahren wollen, etwa billing. Ohne Angabe nach profile.
own-field-personal = Über die Person
own-field-personal-on = Es betrifft die Person
own-field-personal-about = Dann steht es in der Kopie der eigenen Daten.
own-field-not-personal = Betrifft nicht die Person
own-field-in-audit = Im Protokoll
own-field-in-audit-on = Das Protokoll enthält seine Werte
own-field-in-audit-about = Sonst steht dort nur, dass sich das Feld geändert hat.
own-field-not-in-audit = Nur dass es sich geändert hat
own-field-unique = Eindeutig
own-field-unique-on = Keine zwei Konten haben denselben Wert
own-field-unique-about = Etwa eine Kundennummer. Das lässt sich später nicht ändern.
own-field-not-unique = Nicht eindeutig
own-field-searchable = Suche
own-field-searchable-on = Die Suche nach Benutzern findet seine Wörter
own-field-searchable-about = Neben Name, Benutzername und Adresse.
own-field-not-searchable = Von der Suche nicht gefunden
own-field-filterable = Filter
own-field-filterable-on = Benutzer lassen sich danach filtern
own-field-filterable-about = Nach einem Wert oder einem Bereich von Zahlen und Daten.
own-field-not-filterable = Kein Filter
own-field-column = Spalte
own-field-column-on = Es ist eine Spalte der Liste der Benutzer
own-field-column-about = Je weniger es sind, desto mehr passt auf den Bildschirm.
own-field-no-column = Keine Spalte
own-field-section = Überschrift darüber, eine Zeile je Sprache
own-field-section-hint = Felder mit derselben stehen zusammen.
own-field-position = Position
own-field-position-hint = Felder mit einer kleineren Zahl stehen weiter vorn.
own-field-closed = Geschlossen
own-field-closed-on = Es bleibt und wird gezeigt, aber nicht mehr geändert
own-field-closed-about = Niemand wird mehr danach gefragt.
own-field-not-closed = Offen
own-field-text = Text
own-field-text-about = Eine Zeile.
own-field-long-text = Langer Text
own-field-long-text-about = Mehrere Zeilen.
own-field-number = Zahl
own-field-number-about = Mit höchstens sechs Nachkommastellen.
own-field-yes-no = Ja oder nein
own-field-yes-no-about = Etwa die Zustimmung zu einem Newsletter.
own-field-date = Datum
own-field-date-about = Ein Tag, etwa ein Geburtstag.
own-field-choice = Eins aus einer Liste
own-field-choice-about = Etwa eine Abteilung.
own-field-several = Mehrere aus einer Liste
own-field-several-about = Etwa Themen, die interessieren.
own-field-url = Adresse einer Seite
own-field-url-about = Mit http oder https.
own-field-phone = Telefonnummer
own-field-phone-about = Mit der Vorwahl des Landes, etwa +49 30 123456.
own-field-country = Land
own-field-country-about = Zwei Buchstaben, etwa DE.
own-field-never = Nie
own-field-never-about = Es darf leer bleiben.
own-field-at-registration = Bei der Registrierung
own-field-at-registration-about = Von allen, die ab jetzt ein Konto erstellen.
own-field-at-sign-in = Bei der nächsten Anmeldung
own-field-at-sign-in-about = Von allen: Wer es nicht ausgefüllt hat, wird gefragt, bevor es weitergeht.

## Fields: a new password

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
password-too-simple = Ergänzen Sie { $kinds } oder verwenden Sie mindestens { NUMBER($length) } Zeichen.
# $kinds, $length: as above. $min: the minimum number of characters.
password-too-short-and-simple = Verwenden Sie mindestens { NUMBER($min) } Zeichen und ergänzen Sie { $kinds }; oder verwenden Sie mindestens { NUMBER($length) } beliebige Zeichen.
password-too-predictable = Vermeiden Sie Wiederholungen, Folgen und Muster auf der Tastatur. Verwenden Sie einige Wörter ohne Zusammenhang.
password-too-common = Dieses Passwort ist zu verbreitet. Verwenden Sie einige Wörter ohne Zusammenhang.
# The strength of a password while it is typed. So are the next three.
password-weak = Schwach
password-fair = Mäßig
password-good = Gut
password-strong = Stark

## Dates and times

# $day: the number of the day. $month: its name, long or short.
date-day = { $day }. { $month } { $year }
# $date: as in date-day. $time: such as 09:12.
date-minute = { $date } um { $time } Uhr (UTC)
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
ago-last-week = vor einer Woche
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
# How long to wait, after “Wait”.
wait-seconds = { $count ->
    [one] eine Sekunde
   *[other] { NUMBER($count) } Sekunden
}
wait-minutes = { $count ->
    [one] eine Minute
   *[other] { NUMBER($count) } Minuten
}
wait-hours = { $count ->
    [one] eine Stunde
   *[other] { NUMBER($count) } Stunden
}

## The file with all data about oneself

own-data-note = Außerdem speichern wir folgende Daten, die nicht in dieser Datei stehen: die Hashes Ihres Passworts, Ihrer Tokens, Ihrer Links und Ihrer Wiederherstellungscodes sowie das verschlüsselte Geheimnis Ihrer Authenticator-App, weil jeder, der diese Datei findet, damit Ihr Konto angreifen könnte; die öffentlichen Schlüssel Ihrer Passkeys und die Zufallszahl, unter der Ihre Geräte sie aufbewahren, weil nur dieser Server etwas damit anfangen kann; welche anderen Benutzer von wo aus etwas an Ihrem Konto getan haben, weil das deren personenbezogene Daten sind; die Zahl der fehlgeschlagenen Anmeldungen in jedem Ihrer Browser; die Nummern der Importe und Sammeländerungen, die Ihr Konto betrafen; einen Tag lang, welche Anwendungen noch zu benachrichtigen sind, dass eine Ihrer Sitzungen zu Ende ist; zehn Minuten lang die Codes von Geräten, denen Sie Zugriff erlaubt haben, mit deren Adresse; 30 Tage lang, was eine Sammeländerung in Feldern ersetzt hat; einen Tag lang die verschlüsselten Antworten auf Anfragen, mit denen Ihre Programme andere Konten und Links erstellt haben; und Daten, die sich aus den übrigen ergeben, nämlich eine kleinere Kopie Ihres Bildes und die Wörter, nach denen Sie gefunden und sortiert werden.

## Messages by mail

# A message is plain text. Its paragraphs stand between empty lines: { $button } is one of them, { $code } ends one. A
# paragraph with { $name } is left out if the account has no name, so the next one must be good as a beginning as well.
#
# $name: of the account. $installation: what the operator calls the site. $time, $date: see date-minute and date-day.
# $lifetime: see mail-lifetime-minutes. $device, $address: browser and network address of a sign-in. $new_email: an email
# address. $code: six digits. $methods: the address of a page.

# The account was used in a browser that it had not been used in.
mail-new-sign-in =
    Hallo { $name },

    Ihr Konto bei { $installation } wurde in einem Browser verwendet, den wir nicht
    kennen.

    Zeit: { $time }

    Gerät: { $device }

    Adresse: { $address }

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter.

    Falls Sie das nicht waren, öffnen Sie die Seite und geben Sie den Code ein. Dann
    werden alle Geräte abgemeldet, was seitdem hinzugekommen ist, wird entfernt, das
    Passwort wird ungültig, und Sie bekommen einen Link, mit dem Sie ein neues
    wählen.

    Womit man sich bei Ihrem Konto anmelden kann, steht hier: { $methods }
    .subject = Neue Anmeldung bei Ihrem Konto
    .button = Das war ich nicht

mail-password-reset =
    Hallo { $name },

    Ihr Passwort bei { $installation } soll geändert werden: Jemand hat einen Link
    dafür angefordert.

    { $button }

    Der Link funktioniert nur einmal, innerhalb von { $lifetime }. Falls Sie das
    nicht waren, ignorieren Sie diese Nachricht: Sie allein ändert nichts.
    .subject = Neues Passwort wählen
    .button = Neues Passwort wählen

mail-password-changed =
    Hallo { $name },

    Ihr Passwort bei { $installation } wurde am { $time } geändert. Alle anderen
    Geräte wurden abgemeldet.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter.

    Falls Sie das nicht waren, öffnen Sie die Seite und geben Sie den Code ein. Dann
    werden alle Geräte abgemeldet. Was seitdem hinzugekommen ist, wird entfernt, was
    entfernt wurde, kommt zurück. Das Passwort wird ungültig, und Sie bekommen einen
    Link, mit dem Sie ein neues wählen.

    Womit man sich bei Ihrem Konto anmelden kann, steht hier: { $methods }
    .subject = Ihr Passwort wurde geändert
    .button = Das war ich nicht

# The account is new, or has another address.
mail-confirm-email =
    Jemand hat bei { $installation } mit dieser Adresse ein Konto erstellt.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Der Link funktioniert nur einmal, innerhalb von { $lifetime }. Falls Sie das
    nicht waren, sagen Sie es mit dem Code auf dieser Seite: Dann wird das Konto
    Ihres. Geben Sie den Code nicht weiter.
    .subject = Bestätigen Sie Ihre E-Mail-Adresse
    .button = Adresse bestätigen

# The account does not exist yet. No code: the page asks for the password.
mail-confirm-registration =
    Jemand hat bei { $installation } mit dieser Adresse ein Konto erstellt.

    { $button }

    Der Link funktioniert nur einmal, innerhalb von { $lifetime }, in dem Browser,
    in dem Sie sich registriert haben. Anderswo fragt die Seite nach dem Passwort,
    das Sie gewählt haben. Falls Sie das nicht waren, ignorieren Sie diese Nachricht.
    .subject = Bestätigen Sie Ihre E-Mail-Adresse
    .button = Adresse bestätigen

# To the new address of an account.
mail-email-change-confirm =
    Jemand möchte diese Adresse für ein Konto bei { $installation } verwenden.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Der Link funktioniert nur einmal, innerhalb von { $lifetime }. Falls Sie das
    nicht waren, ignorieren Sie diese Nachricht und geben Sie den Code nicht weiter.
    .subject = Bestätigen Sie Ihre neue E-Mail-Adresse
    .button = Adresse bestätigen

# To the previous address: the owner has changed it.
mail-email-change-notice =
    Hallo { $name },

    Ihr Konto bei { $installation } hat jetzt die E-Mail-Adresse { $new_email }.
    Nachrichten erreichen Sie hier nicht mehr.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter.
    Falls nicht, machen Sie die Änderung innerhalb von { $lifetime } rückgängig.
    Dabei werden Sie überall abgemeldet und wählen ein neues Passwort.

    Womit man sich bei Ihrem Konto anmelden kann, steht hier: { $methods }
    .subject = Ihre E-Mail-Adresse wurde geändert
    .button = Änderung rückgängig machen

# To the previous address: an administrator has changed it.
mail-email-changed =
    Hallo { $name },

    Ihr Konto bei { $installation } hat von einem Administrator die E-Mail-Adresse
    { $new_email } bekommen. Nachrichten erreichen Sie hier nicht mehr.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das nicht erwartet haben, fragen Sie einen Administrator oder machen
    Sie die Änderung innerhalb von { $lifetime } rückgängig. Dabei werden Sie
    überall abgemeldet und wählen ein neues Passwort. Geben Sie den Code nicht
    weiter.

    Womit man sich bei Ihrem Konto anmelden kann, steht hier: { $methods }
    .subject = Ihre E-Mail-Adresse wurde geändert
    .button = Änderung rückgängig machen

# The same without a link that undoes it.
mail-email-changed-vouched =
    Hallo { $name },

    Ihr Konto bei { $installation } hat von einem Administrator die E-Mail-Adresse
    { $new_email } bekommen. Nachrichten erreichen Sie hier nicht mehr.

    Falls Sie das nicht erwartet haben, fragen Sie einen Administrator.

    Womit man sich bei Ihrem Konto anmelden kann, steht hier: { $methods }
    .subject = Ihre E-Mail-Adresse wurde geändert

# To the address that an account had in between.
mail-email-change-undone =
    Ein Konto bei { $installation } hat statt dieser E-Mail-Adresse wieder eine
    frühere. Nachrichten erreichen Sie hier nicht mehr.

    Falls Sie das nicht erwartet haben, fragen Sie einen Administrator.
    .subject = Die Änderung Ihrer E-Mail-Adresse wurde rückgängig gemacht

# Somebody wanted to register with the address of an account.
mail-registration-taken =
    Jemand wollte bei { $installation } mit dieser Adresse ein Konto erstellen. Für
    sie gibt es schon eines.

    { $button }

    Falls Sie das waren und das Passwort nicht mehr wissen, können Sie auf dieser
    Seite ein neues wählen. Falls Sie das nicht waren, ignorieren Sie diese
    Nachricht: Nichts hat sich geändert.
    .subject = Sie haben schon ein Konto
    .button = Anmelden

mail-invitation =
    Ein Administrator von { $installation } hat ein Konto für Sie erstellt.

    { $button }

    Der Link funktioniert nur einmal, innerhalb von { $lifetime }. Später melden Sie
    sich mit dieser E-Mail-Adresse an. Falls Sie kein Konto erwartet haben,
    ignorieren Sie diese Nachricht.
    .subject = Ihr neues Konto
    .button = Passwort wählen

mail-api-token-created =
    Hallo { $name },

    Ihr Konto bei { $installation } hat am { $time } ein API-Token bekommen. Ein
    Programm, das es hat, kann Ihr Konto ohne Ihr Passwort verwenden.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter.

    Falls Sie das nicht waren, öffnen Sie die Seite und geben Sie den Code ein. Dann
    werden alle Geräte abgemeldet. Was seitdem hinzugekommen ist, wird entfernt, was
    entfernt wurde, kommt zurück. Das Passwort wird ungültig, und Sie bekommen einen
    Link, mit dem Sie ein neues wählen.

    Womit man sich bei Ihrem Konto anmelden kann, steht hier: { $methods }
    .subject = Ein neues API-Token wurde erstellt
    .button = Das war ich nicht

mail-account-disabled =
    Hallo { $name },

    Ihr Konto bei { $installation } wurde von einem Administrator deaktiviert. Sie
    wurden überall abgemeldet und können sich nicht mehr anmelden.
    .subject = Ihr Konto wurde deaktiviert

# An administrator has deleted the account.
mail-account-deleted =
    Hallo { $name },

    Ihr Konto bei { $installation } wurde gelöscht.

    Ein Administrator kann es bis zum { $date } wiederherstellen. Danach sind seine
    Daten endgültig gelöscht.
    .subject = Ihr Konto wurde gelöscht

# Somebody who can sign in with a passkey has removed the password: its owner or a thief.
mail-password-removed =
    Hallo { $name },

    Ihr Konto bei { $installation } hat seit dem { $time } kein Passwort mehr.
    Ab jetzt melden Sie sich mit Passkeys, Wiederherstellungscodes oder verknüpften
    Konten an.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter.
    Falls nicht, machen Sie es innerhalb von { $lifetime } rückgängig: Sie werden
    überall abgemeldet, was seit der Anmeldung hinzugekommen ist, in der das geschah,
    wird entfernt, und Sie wählen ein neues Passwort.
    .subject = Das Passwort Ihres Kontos wurde entfernt
    .button = Das war ich nicht

# Somebody who knows the password has deleted the account: its owner or a thief.
mail-account-closed =
    Hallo { $name },

    Ihr Konto bei { $installation } wurde gelöscht.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter.
    Falls nicht, stellen Sie das Konto innerhalb von { $lifetime } wieder her. Dann
    wählen Sie ein neues Passwort.

    Ein Administrator kann es bis zum { $date } wiederherstellen. Danach sind seine
    Daten endgültig gelöscht.
    .subject = Ihr Konto wurde gelöscht
    .button = Konto wiederherstellen

# The same, to an earlier address, which can undo the change of address.
mail-account-closed-elsewhere =
    Hallo { $name },

    Ihr Konto bei { $installation } wurde gelöscht.

    Falls Sie das nicht waren, machen Sie die Änderung Ihrer E-Mail-Adresse
    rückgängig: Das stellt auch das Konto wieder her. Der Link in der früheren
    Nachricht funktioniert noch.

    Ein Administrator kann es bis zum { $date } wiederherstellen. Danach sind seine
    Daten endgültig gelöscht.
    .subject = Ihr Konto wurde gelöscht

mail-test =
    { $installation } kann Nachrichten an diese Adresse senden.
    .subject = Testnachricht

# The words around each message. $host: the name of the server in the address of the button.
mail-layout =
    .button = Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:
    .footer = { $installation } ({ $host }) hat diese Nachricht automatisch gesendet. Antworten werden nicht gelesen.
    .terms = Nutzungsbedingungen
    .privacy = Datenschutz
    .support = Hilfe
# How long a link works, after “within”.
mail-lifetime-minutes = { $count ->
    [one] einer Minute
   *[other] { NUMBER($count) } Minuten
}
mail-lifetime-hours = { $count ->
    [one] einer Stunde
   *[other] { NUMBER($count) } Stunden
}
mail-lifetime-days = { $count ->
    [one] einem Tag
   *[other] { NUMBER($count) } Tagen
}
# The device or the address of a sign-in.
mail-unknown = unbekannt

## Forms: stolen passwords

password-stolen = Dieses Passwort steht in Listen gestohlener Passwörter. Verwenden Sie einige Wörter ohne Zusammenhang.
password-list-unreadable = Neue Passwörter können gerade nicht geprüft werden, deshalb wird keines angenommen. Versuchen Sie es später noch einmal oder sagen Sie einem Administrator Bescheid.

## Events about passkeys, authenticator apps and recovery codes

# $detail of event-factor-add and event-factor-remove.
audit-factor-passkey = einen Passkey
audit-factor-authenticator = eine Authenticator-App
# $detail of event-factor-remove and event-factor-reset.
audit-factor-all = alle zweiten Faktoren
# The same after a report or an undo, which removes what somebody else may have added.
audit-factor-recent = kürzlich hinzugefügte zweite Faktoren
event-session-step-up = Anmeldung bestätigt
    .done = { $actor } die Anmeldung bestätigt
    .refused = { $actor } vergeblich versucht, die Anmeldung zu bestätigen
event-factor-add = Zweiter Faktor hinzugefügt
    .done = { $actor } { $detail } für { $account } eingerichtet
event-factor-remove = Zweiter Faktor entfernt
    .done = { $actor } { $detail } für { $account } entfernt
event-factor-reset = Zweite Faktoren zurückgesetzt
    .done = { $actor } { $detail } für { $account } entfernt
event-factor-use = Passkey abgelehnt
    .refused = Ein Passkey { $whose } wurde abgelehnt, weil er eine Kopie sein könnte
event-factor-sync = Passkey synchronisiert
    .done = Ein Passkey { $whose } kann von jetzt an auf mehreren Geräten sein
event-factor-clock = Uhr ging vor
    .done = Ein Code der Authenticator-App { $whose } wurde angenommen, obwohl der Server einen späteren gesehen hatte: Seine Uhr ging damals vor
event-recovery-codes-create = Wiederherstellungscodes erstellt
    .done = { $actor } neue Wiederherstellungscodes für { $account } eingerichtet
event-recovery-code-use = Wiederherstellungscode verwendet
    .done = { $actor } einen Wiederherstellungscode { $whose } verwendet
reason-wrong-code = Falscher Code
reason-passkey-refused = Die Antwort des Passkeys war ungültig

## Everything that can still sign in to an account

ways-in-heading = Wer hineinkommt
ways-in-about = Das Neueste zuerst. Wenn Sie etwas nicht kennen, beenden Sie es und ändern Sie dann Ihr Passwort.
ways-in-none = Zurzeit kann sich nichts anmelden.
# $count: of all rows; the first eight are shown above.
ways-in-all = Alle { NUMBER($count) }
# Above the list, after its owner has chosen a password with a link.
ways-in-after-reset = Sie haben ein neues Passwort.
# The same after they have reported a sign-in.
ways-in-after-report = Sie haben eine Anmeldung gemeldet. Alle Geräte sind abgemeldet.
# The same after they have undone a change of the address, a deletion, or the removal of the password.
ways-in-after-undo = Die Änderung ist rückgängig gemacht.
# After each of these three.
ways-in-after-more = Damit kann man sich noch anmelden. Beenden Sie, was Sie nicht kennen.
# On the sign-in page, after each of these three.
ways-in-sign-in = Melden Sie sich an, um zu sehen, wer noch hineinkommt.
ways-in-sign-in-more = Sie kommen direkt zur Liste von allem, womit man sich bei Ihrem Konto anmelden kann, und können beenden, was Sie nicht kennen.
# Names of kinds, in the list of what is taken away when an account starts over.
ways-in-password = Passwort
ways-in-session = Geräte
ways-in-trusted-browser = Vertrauenswürdige Browser
ways-in-passkey = Passkeys
ways-in-authenticator = Authenticator-App
ways-in-recovery-codes = Wiederherstellungscodes
ways-in-identity = Verknüpfte Konten
ways-in-api-token = API-Tokens
ways-in-token-for-others = API-Tokens von Dienstkonten
ways-in-client = Zugriff von Anwendungen
ways-in-handed-link = Passwort-Link von einem Administrator
ways-in-invitation = Einladung
ways-in-pending-email = Neue E-Mail-Adresse
ways-in-undo = Frühere E-Mail-Adresse
# In place of that, where the link was sent to the present address.
ways-in-undo-here = Link, der eine Änderung rückgängig macht
ways-in-email = E-Mail
ways-in-former-username = Früherer Benutzername
ways-in-former-email = Abgegebene E-Mail-Adresse
ways-in-former-field = Früherer Wert eines eigenen Felds
ways-in-defined-provider = Neue Anbieter
ways-in-changed-provider = Geänderte Anbieter
ways-in-defined-client = Neue oder geänderte Clients
ways-in-made-administrator = Neue Administratoren
# Names of rows. $device: browser and system.
ways-in-trusted-browser-named = Vertrauenswürdiger Browser: { $device }
# $name: of a passkey.
ways-in-passkey-named = Passkey { $name }
# $provider: its name.
ways-in-identity-named = Konto bei { $provider }
# $name: of an API token.
ways-in-api-token-named = Programm „{ $name }“
# $account: the username of a service account. $name: of an API token.
ways-in-token-for-others-named = Programm „{ $name }“ des Dienstkontos { $account }
# $email: an address.
ways-in-pending-email-named = Neue Adresse { $email }, noch nicht bestätigt
# $name: a username.
ways-in-former-username-named = Früherer Benutzername „{ $name }“
# $email: an address.
ways-in-former-email-named = Frühere Adresse { $email }
# $field: the name of a custom field. $value: what the account had there.
ways-in-former-field-named = Früherer Wert von { $field }: { $value }
# What an administrator did in the days before the account was recovered. $name: the title of a provider.
ways-in-defined-provider-named = Hat den Anbieter { $name } erstellt
# $name: the title of a provider.
ways-in-changed-provider-named = Hat den Anbieter { $name } geändert
# $name: the title of an application.
ways-in-defined-client-named = Hat einen Client von { $name } erstellt oder geändert
# $name: a username.
ways-in-made-administrator-named = Hat „{ $name }“ zum Administrator gemacht
# Before a time, such as “2 hours ago”.
ways-in-added = Hinzugefügt
# After a time. $place: browser and system, an IP address, or both.
ways-in-from = von { $place }
# About rows.
ways-in-unusable = Funktioniert zurzeit nicht.
ways-in-password-about = Wer es kennt, kann sich anmelden.
ways-in-trusted-browser-about = Wird nicht nach einem zweiten Faktor gefragt.
ways-in-client-about = Erfährt etwas über dieses Konto oder darf wieder danach fragen.
ways-in-undo-about = Kann das Konto zurückholen.
ways-in-email-about = Wer ihre Nachrichten liest, kann ein neues Passwort festlegen.
ways-in-former-about = Für dieses Konto reserviert: Niemand sonst kann das bekommen.
ways-in-defined-about = Geschah mit diesem Konto in den Tagen vor der Wiederherstellung. Falls Sie das nicht waren, nehmen Sie es zurück.
ways-in-check = Prüfen …
defined-provider-opener = Löschen …
defined-provider-delete = Diesen Anbieter löschen
# $name: the title of a provider.
defined-provider-about = Mit { $name } meldet sich niemand mehr an. Verknüpfte Konten dort bleiben und melden wieder an, wenn er neu erstellt wird.
defined-client-opener = Client schließen …
defined-client-close = Diesen Client schließen
# $name: the title of an application.
defined-client-about = Mit diesem Client meldet sich niemand mehr bei { $name } an, bis er auf seiner Seite wieder geöffnet wird.
made-administrator-opener = Rolle entziehen …
made-administrator-remove = Rolle entziehen
# $name: a username.
made-administrator-about = „{ $name }“ ist ab sofort ein gewöhnlicher Benutzer.
# Before a time, such as “2 hours ago”.
ways-in-given-up = Abgegeben
value-take-back = Wieder nehmen …
value-release = Freigeben
value-release-opener = Freigeben …
# $name: a username, an address or a value.
value-release-about = Andere können „{ $name }“ ab sofort bekommen. Anwendungen halten sie dann für den früheren Inhaber.
# On a link to where recovery codes are replaced.
ways-in-replace = Ersetzen …
# For screen readers: the button of a row. $action: what it does, such as “Sign out”. $name: of the row.
ways-in-end-name = { $action }: { $name }
ways-in-end-others = Alles andere beenden
ways-in-end-others-opener = Alles andere beenden …
ways-in-end-others-name = Alles andere beenden, was angemeldet ist
ways-in-end-others-about = Meldet alle anderen Geräte ab, widerruft Ihre API-Tokens und beendet vertrauenswürdige Browser und den Zugriff von Anwendungen. Ihr Passwort, Passkeys, Authenticator-App, Wiederherstellungscodes und verknüpfte Konten bleiben.
notice-value-released = Freigegeben. Andere Konten können es ab sofort bekommen.
notice-definition-taken-back = Zurückgenommen.
notice-way-in-ended = Beendet. Damit kommt niemand mehr hinein.
notice-everything-else-ended = Alles andere ist abgemeldet.

## Starting over, for administrators

start-over-own = Für Ihr eigenes Konto muss das ein anderer Administrator tun
notice-started-over = Bei diesem Konto meldet sich nichts mehr an. Ein Link für ein neues Passwort ist unterwegs.
event-user-start-over = Konto neu angefangen
    .done = { $actor } alles entfernt, womit man sich bei { $account } anmeldet

## Messages by mail about passkeys, authenticator apps and recovery codes

# As in the other messages. $factor: mail-factor-passkey or mail-factor-authenticator. $left: a number.

# $name: the name that its owner has given it.
mail-factor-passkey = Passkey „{ $name }“
mail-factor-authenticator = Authenticator-App

mail-factor-added =
    Hallo { $name },

    Ihr Konto bei { $installation } hat am { $time } eine weitere Anmeldemethode
    bekommen: { $factor }.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter.

    Falls Sie das nicht waren, öffnen Sie die Seite und geben Sie den Code ein. Dann
    werden alle Geräte abgemeldet. Was seitdem hinzugekommen ist, wird entfernt, was
    entfernt wurde, kommt zurück. Das Passwort wird ungültig, und Sie bekommen einen
    Link, mit dem Sie ein neues wählen.
    .subject = Eine Anmeldemethode wurde hinzugefügt
    .button = Das war ich nicht

mail-factor-removed =
    Hallo { $name },

    Ihr Konto bei { $installation } hat am { $time } eine Anmeldemethode verloren:
    { $factor }.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter.

    Falls Sie das nicht waren, öffnen Sie die Seite und geben Sie den Code ein. Dann
    werden alle Geräte abgemeldet. Was seitdem hinzugekommen ist, wird entfernt, was
    entfernt wurde, kommt zurück. Das Passwort wird ungültig, und Sie bekommen einen
    Link, mit dem Sie ein neues wählen.
    .subject = Eine Anmeldemethode wurde entfernt
    .button = Das war ich nicht

mail-recovery-codes-made =
    Hallo { $name },

    Ihr Konto bei { $installation } hat am { $time } neue Wiederherstellungscodes
    bekommen. Alle früheren sind ungültig.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter.

    Falls Sie das nicht waren, öffnen Sie die Seite und geben Sie den Code ein. Dann
    werden alle Geräte abgemeldet. Was seitdem hinzugekommen ist, wird entfernt, was
    entfernt wurde, kommt zurück. Das Passwort wird ungültig, und Sie bekommen einen
    Link, mit dem Sie ein neues wählen.
    .subject = Neue Wiederherstellungscodes wurden erstellt
    .button = Das war ich nicht

mail-recovery-code-used =
    Hallo { $name },

    Ihr Konto bei { $installation } wurde am { $time } mit einem Ihrer
    Wiederherstellungscodes verwendet.

    Noch gültige Wiederherstellungscodes: { $left }

    { $button }

    Falls Sie das waren, erstellen Sie auf dieser Seite neue, bevor alle verbraucht
    sind.

    Falls Sie das nicht waren, öffnen Sie die Seite, melden Sie sich an, erstellen
    Sie neue Wiederherstellungscodes, melden Sie alle anderen Geräte ab und ändern
    Sie Ihr Passwort. Falls Sie sich nicht mehr anmelden können, fragen Sie einen
    Administrator.
    .subject = Ein Wiederherstellungscode wurde verwendet
    .button = Das war ich nicht

# An administrator or the operator has removed all second factors.
mail-factors-reset =
    Hallo { $name },

    Ihr Konto bei { $installation } hat seit dem { $time } keine Passkeys, keine
    Authenticator-App und keine Wiederherstellungscodes mehr: Ein Administrator hat
    sie entfernt.

    { $button }

    Falls Sie darum gebeten haben, melden Sie sich an und richten Sie neue ein.

    Falls nicht, hat sich vielleicht jemand als Sie ausgegeben: Öffnen Sie die
    Seite, melden Sie sich an, ändern Sie Ihr Passwort und richten Sie einen Passkey
    oder eine Authenticator-App ein. Fragen Sie dann einen Administrator.
    .subject = Ihre zweiten Faktoren wurden entfernt
    .button = Das war ich nicht

# The passkey counts its uses. A count that does not grow means that there may be two of it.
mail-passkey-refused =
    Hallo { $name },

    Ihr Konto bei { $installation } hat am { $time } eine Anmeldung abgelehnt, weil
    es von dieser Anmeldemethode eine Kopie geben könnte: { $factor }. Die Anmeldung
    war nicht erfolgreich.

    { $button }

    Falls Sie das waren, entfernen Sie den Passkey auf dieser Seite und erstellen Sie
    einen neuen. Falls nicht, tun Sie dasselbe: Dann hat jemand anderes die Kopie.
    .subject = Ein Passkey wurde abgelehnt
    .button = Meine Passkeys prüfen

# The passkey was on one device. Its password manager has synced it for the first time, and the sign-in succeeded.
mail-passkey-synced =
    Hallo { $name },

    Ihr Konto bei { $installation } hat eine Anmeldemethode, die seit dem
    { $time } zwischen mehreren Geräten synchronisiert wird: { $factor }.

    { $button }

    Falls sie in einem Passwortmanager wie dem iCloud-Schlüsselbund liegt, müssen Sie
    nichts tun.

    Falls sie nur auf einem Gerät sein soll, etwa auf einem Sicherheitsschlüssel,
    entfernen Sie sie auf dieser Seite, melden Sie alle anderen Geräte ab und ändern
    Sie Ihr Passwort: Jemand könnte sie kopiert haben.
    .subject = Ein Passkey wird von jetzt an synchronisiert
    .button = Meine Passkeys prüfen

# The passkey could be on several devices before, and says now that it cannot.
mail-passkey-not-synced =
    Hallo { $name },

    Ihr Konto bei { $installation } hat eine Anmeldemethode, die bisher zwischen mehreren
    Geräten synchronisiert wurde und es jetzt nicht mehr wird: { $factor }. Eine Anmeldung
    mit ihr wurde deshalb am { $time } abgelehnt.

    { $button }

    Falls Sie das waren, melden Sie sich auf andere Weise an, entfernen Sie den
    Passkey auf dieser Seite und erstellen Sie einen neuen. Falls nicht, tun Sie
    dasselbe: Jemand anderes könnte ihn haben.
    .subject = Ein Passkey wurde abgelehnt
    .button = Meine Passkeys prüfen

# Somebody asked for a new password for an account that has none, only passkeys.
mail-how-to-sign-in =
    Hallo { $name },

    Ihr Konto bei { $installation } hat kein Passwort, das ersetzt werden könnte: Sie
    melden sich mit einem Passkey an, der auf einem Ihrer Geräte oder in Ihrem
    Passwortmanager ist.

    { $button }

    Falls Sie Ihre Passkeys verloren haben, wählen Sie auf dieser Seite „Kein
    Passwort, und der Passkey ist verloren?“ und verwenden Sie einen
    Wiederherstellungscode. Falls Sie beides nicht haben, fragen Sie einen
    Administrator.

    Nichts hat sich geändert. Falls Sie diese Nachricht nicht angefordert haben,
    ignorieren Sie sie.
    .subject = So melden Sie sich an
    .button = Anmelden

## Faktoren: Passkeys, Codes einer Authenticator-App, Wiederherstellungscodes

factors-passkey-refused = Der Passkey wurde nicht akzeptiert. Versuchen Sie es noch einmal.
factors-passkey-not-synced = Der Passkey wurde nicht akzeptiert: Er wurde vorher zwischen Geräten synchronisiert und wird es nicht mehr. Melden Sie sich auf andere Weise an, entfernen Sie ihn und fügen Sie einen neuen hinzu.
factors-passkey-unknown = Kein Konto hat diesen Passkey mehr. Melden Sie sich auf andere Weise an.
factors-passkey-taken = Dieser Passkey ist schon in Gebrauch. Erstellen Sie einen anderen.
factors-passkey-name-required = Geben Sie dem Passkey einen Namen.
# $max: so viele Passkeys kann ein Konto haben.
factors-passkeys-too-many = Das Konto hat { NUMBER($max) } Passkeys. Entfernen Sie einen, bevor Sie einen weiteren hinzufügen.
factors-passkeys-on-ip-address = Passkeys brauchen einen Namen in der Adresse dieser Seite, sie besteht aber aus einer IP-Adresse.
factors-passkeys-in-test-mode = Passkeys brauchen einen Namen in der Adresse: Starten Sie diesen Server im Testmodus mit HOST=localhost.
# https ist der Anfang einer Adresse.
factors-passkeys-without-https = Passkeys brauchen eine Adresse, die mit https beginnt.
factors-last-way-in = Das ist der letzte Weg, sich anzumelden. Wählen Sie zuerst ein Passwort oder fügen Sie einen weiteren Passkey hinzu.
# Some of them are second factors only, because the account was recovered.
factors-held-passkeys = Verwenden Sie jeden Ihrer Passkeys einmal nach Ihrem Passwort, oder entfernen Sie ihn. Dann können Sie das Passwort entfernen.
factors-reset-needs-password = Das Konto hat kein Passwort und könnte sich nicht mehr anmelden. Senden Sie zuerst einen Passwort-Link.
factors-gone = Das gibt es nicht mehr. Laden Sie die Seite neu.
factors-setup-expired = Das hat zu lange gedauert. Beginnen Sie noch einmal.
factors-six-digits = Geben Sie die sechs Ziffern ein, die die App anzeigt.
factors-code-wrong = Dieser Code ist nicht richtig. Prüfen Sie die Uhrzeit Ihres Geräts und geben Sie den nächsten Code ein.

## Errors: second factors, and proving again who one is

error-title-second-factor-required = Der zweite Faktor fehlt
error-title-invalid-code = Der Code ist nicht richtig
error-title-pending-expired = Die Anmeldung hat zu lange gedauert
error-title-passkey-refused = Der Passkey wurde nicht akzeptiert
error-title-step-up-required = Bestätigen Sie noch einmal, wer Sie sind
error-title-factor-needed = Das Konto braucht eine Möglichkeit, sich anzumelden
error-title-passkeys-unavailable = Auf diesem Server sind keine Passkeys möglich
second-factor-required = Das Passwort ist richtig. Schließen Sie die Anmeldung mit Ihrem zweiten Faktor ab.
second-factor-expired = Diese Anmeldung ist beendet. Beginnen Sie noch einmal mit Ihrem Passwort.
second-factor-wrong-code = Dieser Code ist nicht richtig. Prüfen Sie ihn und versuchen Sie es noch einmal.
second-factor-used-code = Dieser Code wurde schon verwendet. Warten Sie auf den nächsten oder verwenden Sie einen anderen Wiederherstellungscode.
second-factor-closed = Codes Ihrer Authenticator-App sind nach zu vielen falschen gesperrt. Verwenden Sie einen Passkey oder einen Wiederherstellungscode.
second-factor-no-account = Kein Konto, das sich anmelden kann, hat diesen Passkey. Melden Sie sich auf andere Weise an.
# Of a passkey that stays after a report or an undo.
second-factor-held-passkey = Mit diesem Passkey allein können Sie sich erst wieder anmelden, wenn Sie ihn einmal nach Ihrem Passwort verwendet haben. Melden Sie sich zuerst mit Ihrem Passwort an.
second-factor-code-required = Geben Sie den Code ein.
# For programs.
second-factor-credential-required = Senden Sie die Antwort des Passkeys.
second-factor-credential-no-object = Senden Sie die Antwort des Passkeys als JSON-Objekt.
step-up-required = Bestätigen Sie noch einmal, wer Sie sind. Das letzte Mal ist zu lange her.
step-up-missing = Geben Sie Ihr Passwort oder einen Code ein oder verwenden Sie einen Passkey.
step-up-with-factor = Ihr Konto hat einen zweiten Faktor. Geben Sie einen Code ein oder verwenden Sie einen Passkey.

## Second factors: on pages that ask for one

# Between two ways to go on.
passkey-or = oder
passkey-sign-in = Mit einem Passkey anmelden
# On pages that ask for more than a password.
passkey-use = Passkey verwenden
# Also if the time was over, or if there is no passkey: the browser does not tell which.
passkey-cancelled = Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.
passkey-failed = Das hat nicht funktioniert. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.
passkey-unreachable = Der Server hat nicht geantwortet. Versuchen Sie es gleich noch einmal.
passkey-unsupported = Dieser Browser kann keine Passkeys verwenden.
title-second-factor = Anmeldung bestätigen
second-factor-about = Ein weiterer Schritt schützt Ihr Konto.
second-factor-of = Ein weiterer Schritt schützt das Konto { $username }.
second-factor-recovery = Wiederherstellungscode verwenden
second-factor-trust = Diesem Browser vertrauen
# Below the checkbox before.
second-factor-trust-about = Eine Zeit lang reicht hier das Passwort allein. Nicht auf einem Gerät, das andere verwenden.
# Without JavaScript.
second-factor-plain = Ihr Passkey braucht JavaScript. Schalten Sie es ein oder verwenden Sie einen Code.
second-factor-again = Von vorn beginnen
# Opens what follows.
second-factor-lost = Telefon verloren oder kein Code?
second-factor-no-codes = Sie haben keinen Wiederherstellungscode mehr übrig.
# ask-support or ask-administrator is before.
second-factor-lost-about = Nennen Sie Ihren Benutzernamen. Ein Administrator vergewissert sich, dass Sie es sind, und setzt diesen Schritt zurück.
title-confirm = Bestätigen Sie, dass Sie es sind
confirm-about = Das ist wichtig, deshalb fragen wir noch einmal. Danach machen Sie dort weiter, wo Sie waren.
confirm-go-on = Weiter
confirm-busy = Wird geprüft …
confirm-back = Zurück, ohne zu bestätigen
# Without JavaScript.
confirm-plain = Ihr Passkey braucht JavaScript. Schalten Sie es ein oder wählen Sie einen anderen Weg.
confirm-impossible = Hier können Sie nicht bestätigen, dass Sie es sind.
confirm-impossible-more = Melden Sie sich ab und noch einmal an.
field-code = Code aus der Authenticator-App
field-code-hint = Sechs Ziffern, die alle 30 Sekunden wechseln
field-code-missing = Geben Sie den Code ein.
field-recovery-code = Wiederherstellungscode
field-recovery-code-hint = Einer von denen, die Sie aufbewahrt haben. Jeder funktioniert nur einmal.

## Second factors: on the account page

# A note after a sign-in with a password.
passkey-offer = Melden Sie sich nächstes Mal schneller an
passkey-offer-about = Mit einem Passkey reicht Ihr Fingerabdruck, Ihr Gesicht oder die PIN Ihres Geräts, und es gibt kein Passwort, das jemand stehlen könnte.
passkey-offer-later = Jetzt nicht
passkey-offer-never = Nicht mehr fragen

## Second factors: own passkeys

passkeys = Passkeys
passkeys-about = Mit einem Passkey melden Sie sich mit Ihrem Fingerabdruck, Ihrem Gesicht oder der PIN Ihres Geräts an, ohne Ihr Passwort.
passkeys-none = Noch keine Passkeys.
# The state of the passkeys. $count: how many. $names: their names.
passkeys-count = { NUMBER($count) }: { $names }
# Where a passkey is.
passkey-synced = Auf Ihren Geräten synchronisiert
passkey-on-device = Nur auf einem Gerät
# After passkey-synced: another copy of it is not there yet.
passkey-not-backed-up = noch nicht anderswo gesichert
# $domain: such as auth.example.com.
passkey-earlier = Für { $domain } erstellt: hier nicht mehr zu verwenden
# Of a passkey that stays after a report or an undo.
passkey-held = Nur zweiter Faktor, bis Sie ihn nach Ihrem Passwort verwendet haben
# A heading above the list.
passkeys-earlier = Passkeys einer früheren Adresse
# $domain: such as auth.example.com. ask-support or ask-administrator follows.
passkeys-earlier-about = Sie gehören zu { $domain }, wo diese Website früher war. Browser bieten sie hier nicht an, deshalb zählen sie nicht mehr. Fügen Sie einen neuen Passkey hinzu und entfernen Sie die alten.
# The operator's mail address follows, as a link. Nothing follows that.
ask-support = Hilfe bekommen Sie bei
ask-administrator = Wenn Sie Hilfe brauchen, fragen Sie einen Administrator.
# A day follows.
factor-added = Hinzugefügt am
passkey-add = Passkey hinzufügen
passkey-add-plain = Um einen Passkey hinzuzufügen, brauchen Sie JavaScript.
passkey-exists = Dieses Gerät hat schon einen Passkey für Ihr Konto.
passkey-name = Name des Passkeys
passkey-rename = Passkey umbenennen
passkey-rename-opener = Umbenennen …
# For screen readers. $name: of the passkey.
passkey-rename-name = { $name } umbenennen
passkey-remove = Passkey entfernen
passkey-remove-opener = Entfernen …
# For screen readers. $name: of the passkey.
passkey-remove-name = { $name } entfernen
# $name: of the passkey.
passkey-remove-about = Mit „{ $name }“ kann man sich nicht mehr anmelden. Ihr Gerät zeigt ihn vielleicht noch an. Ein verlorenes Gerät bleibt angemeldet: Melden Sie es unter „Geräte“ ab.

## Second factors: own authenticator app

authenticator = Authenticator-App
# Below the heading of the section.
authenticator-line = Nach Ihrem Passwort geben Sie einen Code ein, den die App anzeigt.
authenticator-none = Nicht eingerichtet.
# The same for somebody who has a passkey.
authenticator-unneeded = Nicht eingerichtet. Ein Passkey genügt.
authenticator-set-up = Einrichten
authenticator-remove = App entfernen
authenticator-remove-opener = Entfernen …
authenticator-remove-about = Ihre Codes funktionieren ab sofort nicht mehr. Ein verlorenes Gerät bleibt angemeldet: Melden Sie es unter „Geräte“ ab.
title-authenticator = Authenticator-App einrichten
authenticator-about = Sie brauchen eine App wie Aegis, Google Authenticator, 1Password oder Bitwarden, auf dem Telefon oder dem Computer.
authenticator-scan = Scannen Sie diesen Code mit der App
# For screen readers: the picture.
authenticator-qr = QR-Code für die Authenticator-App
authenticator-type = Oder geben Sie dieses Geheimnis in der App ein:
# What a button copies.
authenticator-secret = Geheimnis
# A link. The app may be on this device.
authenticator-open = App auf diesem Gerät öffnen
authenticator-code-hint = Die sechs Ziffern, die die App jetzt anzeigt
authenticator-add = App hinzufügen
# After a wrong code. The link authenticator-new-secret follows.
authenticator-again = Geben Sie den Code ein, den die App für das Geheimnis anzeigt, das Sie gerade gescannt haben.
authenticator-new-secret = Neuen QR-Code anzeigen

## Second factors: own recovery codes

recovery-codes = Wiederherstellungscodes
recovery-codes-about = Wenn Sie Ihr Gerät verlieren, tritt einer dieser Codes an seine Stelle. Jeder funktioniert nur einmal.
recovery-codes-none = Sie haben keine Wiederherstellungscodes.
recovery-codes-left = { NUMBER($left) } von { NUMBER($total) } übrig
# There are three or fewer.
recovery-codes-few = Es sind nur noch wenige Wiederherstellungscodes übrig. Erstellen Sie neue und bewahren Sie sie auf.
recovery-codes-needed = Ohne Wiederherstellungscodes sind Sie ausgesperrt, wenn Sie Ihr Gerät verlieren. Erstellen Sie welche und bewahren Sie sie auf.
# A link behind the two texts before.
recovery-codes-there = Zu den Wiederherstellungscodes
recovery-codes-make = Wiederherstellungscodes erstellen
recovery-codes-renew-opener = Neue erstellen …
recovery-codes-renew-about = Die bisherigen Codes funktionieren dann nicht mehr.
# A heading. They are shown once.
recovery-codes-new = Ihre neuen Wiederherstellungscodes
recovery-codes-keep = Bewahren Sie sie jetzt dort auf, wo Sie sie ohne dieses Gerät finden: in einem Passwortmanager oder auf Papier. Sie werden nicht noch einmal angezeigt.
recovery-codes-download = Als Datei herunterladen
# The name of the file, in words. $site: of the installation. $username: of the account.
recovery-codes-file = { $site } { $username } Wiederherstellungscodes
recovery-codes-print = Drucken

## Second factors: browsers that are trusted

# Above the lists of factors, while sessions go on that have begun before the account had one.
earlier-sessions = { $count ->
    [one] Ein weiteres Gerät wurde ohne zweiten Faktor angemeldet
   *[other] { NUMBER($count) } weitere Geräte wurden ohne zweiten Faktor angemeldet
}
earlier-sessions-about = Sie bleiben angemeldet, auch wenn jemand anderes Ihr Passwort kannte. Melden Sie sie ab und melden Sie sich dort wieder an, wo Sie es brauchen.
earlier-sessions-list = Ihre Geräte ansehen
earlier-sessions-end = Diese Geräte abmelden
trusted-browsers = Vertrauenswürdige Browser
trusted-browsers-about = In diesen Browsern reicht Ihr Passwort allein.
trusted-browser-forget = Nicht mehr vertrauen
# For screen readers. $device: such as “Firefox on Windows”.
trusted-browser-forget-name = { $device } nicht mehr vertrauen

## Second factors: those of a user, for administrators

user-factors-reset-opener = Zurücksetzen …

## Second factors: notices after a success

notice-passkey-added = Passkey hinzugefügt.
notice-passkey-renamed = Passkey umbenannt.
notice-passkey-removed = Passkey entfernt.
notice-authenticator-added = Authenticator-App hinzugefügt. Ab jetzt brauchen Sie sie bei der Anmeldung.
notice-authenticator-removed = Authenticator-App entfernt.
notice-browser-forgotten = Dem Browser wird nicht mehr vertraut.
notice-factors-reset = Anmeldemethoden zurückgesetzt. Nur das Passwort ist übrig.

## Second factors: demanded of accounts (`VESTIBULE_REQUIRE_SECOND_FACTOR`)

error-title-second-factor-missing = Ein zweiter Faktor ist nötig
error-second-factor-missing = Ihr Konto muss einen zweiten Faktor haben. Fügen Sie auf der Seite „Sicherheit“ Ihres Kontos einen Passkey oder eine Authenticator-App hinzu; vorher ist nichts anderes möglich.
error-title-fields-required = Angaben sind zu ergänzen
error-fields-required = Sie müssen zuerst einige Angaben ergänzen. Öffnen Sie die Anwendung im Browser; dort wird die Seite mit ihnen gezeigt.
error-title-terms-required = Bedingungen sind anzunehmen
error-terms-required = Sie müssen zuerst die Bedingungen annehmen. Öffnen Sie die Anwendung im Browser; dort wird die Seite mit ihnen gezeigt.
factors-demanded = Ihr Konto muss einen zweiten Faktor haben, und dies ist der letzte. Fügen Sie zuerst einen anderen hinzu.
# A heading on the page about security, above the passkeys.
factor-demanded = Fügen Sie einen zweiten Faktor hinzu
factor-demanded-about = Ihr Konto muss einen Passkey oder eine Authenticator-App haben. Alles andere öffnet sich, sobald Sie das hinzugefügt haben.
# A heading. $day: a date, such as 15 January 2027.
factor-demanded-from = Ab { $day } brauchen Sie einen zweiten Faktor
factor-demanded-from-about = Ab diesem Tag können Sie Ihr Konto nur mit einem Passkey oder einer Authenticator-App verwenden.
# A link behind the text before.
factor-demanded-add = Jetzt hinzufügen
# A page for somebody of whom a second factor is demanded.
title-factor-demand = Fügen Sie einen zweiten Nachweis hinzu
# Why. $site: the name of the installation.
factor-demand-by-site = { $site } verlangt ihn. Es dauert eine Minute.
# The same if an application asks for it. $application: its title.
factor-demand-by-application = { $application } verlangt ihn. Es dauert eine Minute.
# The same if nobody does.
factor-demand-own = Dann kommt niemand allein mit Ihrem Passwort hinein. Es dauert eine Minute.
# Behind the text before. $application: the title of the application to which the user goes on.
factor-demand-then = Danach geht es weiter zu { $application }.
factor-demand-then-on = Danach geht es weiter, wo Sie waren.
# A heading, and a badge behind it.
factor-demand-passkey = Ein Passkey
factor-demand-easiest = Am einfachsten
factor-demand-passkey-about = Ihr Fingerabdruck, Ihr Gesicht oder die PIN Ihres Geräts. Nichts zu tippen.
# A heading.
factor-demand-app = Eine Authenticator-App
factor-demand-app-about = Sie zeigt sechs Ziffern, die Sie nach Ihrem Passwort eingeben.
factor-demand-set-up = App einrichten
# $day: a date, such as 15 January 2027.
factor-demand-until = Sie haben Zeit bis { $day }.

## Users: the filter by second factor

# with, without and second_factor stay as they are.
users-names-too-many = Senden Sie höchstens { NUMBER($max) } Benutzernamen oder E-Mail-Adressen.
users-accounts-not-valid = Verwenden Sie people oder lassen Sie accounts weg.
users-second-factor-not-valid = Verwenden Sie with oder without oder lassen Sie second_factor weg.

## Applications: what they demand of a sign-in

# A label: how long ago people may have confirmed who they are.
field-max-age = Erneut fragen nach
application-max-age-hint = Etwa 15m oder 12h. Wer vor längerer Zeit bestätigt hat, wer er ist, tut es noch einmal. Ohne Angabe reicht das Anmelden.
application-max-age-invalid = Geben Sie mindestens eine Minute und höchstens 366 Tage an, als Zahl von Sekunden oder mit Einheit, etwa 15m, 12h oder 30d.
# What became of a question of a proxy.
connection-step-up = Der Benutzer muss noch einmal bestätigen, wer er ist: Vestibule verweist auf die Seite dafür.
# For somebody who wants to enter an application.
enter-second-factor = Diese Anwendung verlangt einen zweiten Faktor. Bestätigen Sie damit, wer Sie sind.
enter-proof-too-old = Diese Anwendung verlangt eine neuere Bestätigung. Bestätigen Sie noch einmal, wer Sie sind.
confirm-factor-missing = Die Anwendung verlangt einen zweiten Faktor und Ihr Konto hat keinen.
# A link.
confirm-add-factor = Fügen Sie einen Passkey oder eine Authenticator-App hinzu. Danach geht es weiter.

## Accounts without a password

# The names in the audit log and in messages. As audit-factor-passkey and mail-factor-passkey.
audit-factor-password = das Passwort
mail-factor-password = Passwort
invitations-has-passkey = Das Konto hat einen Passkey, es wartet also auf kein Passwort.
step-up-with-passkey = Bestätigen Sie mit einem Passkey, wer Sie sind, und versuchen Sie es noch einmal.
factors-password-last-way-in = Ohne Passwort brauchen Sie zwei Passkeys, oder einen und Wiederherstellungscodes. Fügen Sie sie zuerst hinzu.
# $least: a number of characters.
factors-password-too-short = Ihr Passwort ist ohne zweiten Faktor zu kurz. Wählen Sie zuerst eines mit mindestens { NUMBER($least) } Zeichen.
factors-password-needed = Geben Sie Ihr Passwort ein, denn das ist Ihr letzter zweiter Faktor.
# The heading of a page, and the link to it.
title-recovery = Mit einem Wiederherstellungscode anmelden
recovery-about = Für Konten ohne Passwort, deren Passkeys verloren sind. Wenn Sie ein Passwort haben, melden Sie sich damit an.
sign-in-lost-passkey = Kein Passwort, und der Passkey ist verloren?
security-no-password = Sie haben kein Passwort. Sie melden sich ohne eines an.
security-set-password = Passwort festlegen
no-password = Ohne Passwort
no-password-about = Mit einem Passkey allein sind Sie angemeldet. Was es nicht gibt, kann weder gestohlen noch erraten werden.
no-password-needs-more = Dafür brauchen Sie einen zweiten Passkey oder Wiederherstellungscodes.
no-password-opener = Passwort entfernen …
no-password-remove = Passwort entfernen
no-password-remove-about = Bestätigen Sie das mit einem Passkey. Auf allen anderen Geräten werden Sie abgemeldet, und Sie können jederzeit wieder ein Passwort festlegen.
factor-remove-last = Das ist Ihr letzter zweiter Faktor. Ohne ihn muss Ihr Passwort länger sein.
notice-password-removed = Passwort entfernt. Ab jetzt melden Sie sich mit einem Passkey an.
notice-recovery-code-spent = Mit einem Wiederherstellungscode angemeldet. Wenn Ihr Telefon oder Ihr Passkey verloren ist, entfernen Sie es jetzt und fügen Sie etwas anderes hinzu. Auf der Seite „Sicherheit“ steht, wie viele Codes übrig sind.
notice-recovery-code-used = Mit einem Wiederherstellungscode angemeldet. Fügen Sie jetzt einen neuen Passkey hinzu und entfernen Sie die verlorenen.

## Import: authenticator codes

import-row-totp-secret = Kein Geheimnis einer Authenticator-App: Base32 von 10 bis 64 Bytes.
import-row-denied-totp-secret = Ein API-Token kann keine Authenticator-Apps einrichten. Lassen Sie totp_secret weg oder melden Sie sich zum Importieren an.

## OpenID: requests that cannot be answered, on a page for people

oauth-client-missing = Die Adresse sagt nicht, von welcher Anwendung Sie kommen (client_id). Gehen Sie zurück zur Anwendung und versuchen Sie es noch einmal. Wenn es wieder geschieht, müssen die Betreiber der Anwendung es beheben.
oauth-client-unknown = Die Anwendung, von der Sie kommen, ist hier nicht oder nicht mehr registriert (client_id). Die Betreiber der Anwendung müssen das beheben.
oauth-request-ambiguous = Die Adresse nennt die Anwendung oder den Rückweg doppelt (client_id, redirect_uri). Die Betreiber der Anwendung müssen das beheben.
oauth-redirect-missing = { $client } sagt nicht, wohin Sie zurückkehren (redirect_uri), und hat mehrere registrierte Adressen. Die Betreiber der Anwendung müssen das beheben.
oauth-redirect-unknown = { $client } möchte, dass Sie zu { $uri } zurückkehren. Diese Adresse ist dafür nicht registriert (redirect_uri), darum wurde nichts dorthin gesendet. Die Betreiber der Anwendung müssen sie registrieren oder berichtigen.
oauth-redirect-invalid = { $client } möchte, dass Sie zu etwas zurückkehren, das keine gültige Adresse ist (redirect_uri), darum wurde nichts dorthin gesendet. Die Betreiber der Anwendung müssen das beheben.
oauth-request-too-long = Die Anwendung hat mehr als { NUMBER($max) } Bytes gesendet. Die Betreiber der Anwendung müssen dafür sorgen, dass sie weniger sendet.
oauth-request-expired = Das hat zu lange gedauert. Gehen Sie zurück zur Anwendung und beginnen Sie dort von vorn.
oauth-request-damaged = Die Adresse ist unvollständig. Gehen Sie zurück zur Anwendung und beginnen Sie dort von vorn.
oauth-post-title = Weiter zur Anwendung
oauth-post-go-on = Weiter
lead-on-title = Es geht weiter
lead-on-about = Wenn nichts geschieht, folgen Sie dem Link.
lead-on = Weiter
oauth-way-back-title = Diese Anmeldung geht nicht weiter
oauth-way-back-about = Sie kommen von einer Anwendung, die hier nicht registriert ist: Beschrieben wird sie von { $host }. Gehen Sie nur zurück, wenn Sie die Anmeldung dort gerade begonnen haben.
oauth-way-back-error = Die Anwendung erhält diesen Fehler: { $error }
oauth-way-back = Zurück zur Anwendung

## OpenID: what an application may learn

title-consent = Zugriff einer Anwendung
consent-tell-heading = { $application } sagen, wer Sie sind?
consent-allow-heading = { $application } Zugriff erlauben?
consent-account-heading = Weiter zu { $application }?
consent-other-heading = { $application } erwartet ein anderes Konto
consent-account = Sie sind als { $account } angemeldet.
consent-other-about = Melden Sie sich mit dem Konto an, das Sie in { $application } verwenden.
consent-learns = { $application } erhält:
consent-part-account = eine ID, die für Sie steht, jedes Mal dieselbe
consent-part-profile = Ihren Namen, Benutzernamen, Ihr Bild und Ihre Sprache
consent-part-email = Ihre E-Mail-Adresse
consent-part-groups = Ihre Gruppen
consent-part-offline = Zugriff für bis zu 30 Tage, auch nachdem Sie sich hier abgemeldet haben
consent-resources = Sie darf in Ihrem Namen diese Dienste verwenden:
consent-registered = Registriert haben sie die Betreiber von { $name }.
consent-calls-itself = Sie nennt sich selbst „{ $name }“.
consent-for-application = Sie möchte in Ihrem Namen auf { $application } zugreifen.
consent-described = Sie ist hier nicht registriert: Beschrieben wird sie von { $host }. Erlauben Sie den Zugriff nur, wenn Sie die Anmeldung dort gerade begonnen haben.
consent-leads-to-host = Sie werden zu { $host } weitergeleitet.
consent-leads-to-loopback = Sie werden zu einem Programm auf diesem Gerät weitergeleitet. Jedes Programm darauf kann dort warten: Erlauben Sie es nur, wenn Sie es gerade gestartet haben.
consent-leads-to-app = Sie werden zu der App auf diesem Gerät weitergeleitet, die Adressen mit { $scheme } öffnet.
consent-allow = Erlauben
consent-deny = Nicht erlauben
consent-go-on = Weiter
consent-cancel = Abbrechen
consent-switch = Anderes Konto verwenden
consent-of-other-session = Sie haben sich seit dieser Frage neu angemeldet. Gehen Sie zurück zur Anwendung und beginnen Sie dort von vorn.
confirm-passkey-missing = Die Anwendung verlangt einen Passkey, und Ihr Konto hat keinen.

## Devices without a browser: the page for their letters

title-device = Auf einem Gerät anmelden
# In the footer.
device-line = Geben Sie nur einen Code ein, den ein Gerät vor Ihnen anzeigt.
device-about = Ein Fernseher oder ein Programm auf einem anderen Computer zeigt einen Code an. Geben Sie ihn hier ein, um sich dort mit Ihrem Konto anzumelden.
field-user-code = Code auf dem Gerät
field-user-code-hint = Acht Buchstaben, etwa BCDF-GHJK
# A button.
device-look-up = Weiter
# Before the buttons that allow and refuse it.
device-warning = Zeigt das Gerät vor Ihnen diesen Code an? Wenn Ihnen jemand den Code oder einen Link auf diese Seite geschickt hat, lehnen Sie ab: Diese Person wäre sonst mit Ihrem Konto angemeldet.
# A button.
device-allow = Auf dem Gerät anmelden
# A button.
device-refuse = Ablehnen
# A label: the id of the client.
device-client = Client
# A label: what kind of device it is, and its address.
device-where = Gerät
# A label: a time follows, such as “2 minutes ago”.
device-asked = Angefragt
# A label: what the application gets. The texts consent-part follow.
device-gets = Erhält
# A label, before the addresses of APIs.
device-resources = Darf in Ihrem Namen verwenden
device-code-required = Geben Sie den Code ein, den das Gerät anzeigt.
device-code-rule = Der Code hat acht Buchstaben, etwa BCDF-GHJK, und keine Vokale.
device-code-unknown = Mit diesem Code wartet kein Gerät. Er gilt zehn Minuten: Lassen Sie das Gerät einen neuen anzeigen.
notice-device-allowed = Das Gerät ist angemeldet. Es kann einige Sekunden dauern, bis es das anzeigt.
notice-device-refused = Abgelehnt. Das Gerät bekommt keinen Zugriff.

## Errors: clients that a document describes (`VESTIBULE_CLIENT_DOCUMENTS`)

# $host: where the client says that its document is. So in the next ones.
client-document-host = Clients, die { $host } beschreibt, dürfen hier niemanden anmelden. Der Betreiber kann den Host zulassen.
client-document-unreachable = Das Dokument, das den Client beschreibt, lässt sich nicht von { $host } abrufen. Versuchen Sie es später noch einmal.
client-document-type = Was { $host } anstelle des Dokuments sendet, das den Client beschreibt, ist kein JSON.
# $reason: one of the next six.
client-document-invalid = Das Dokument bei { $host }, das den Client beschreibt, ist ungültig: { $reason }.
client-document-json = es ist kein JSON-Objekt mit client_id und redirect_uris
client-document-other = seine client_id ist nicht seine eigene Adresse
client-document-secret = es enthält ein Geheimnis, das alle lesen könnten
client-document-authentication = seine token_endpoint_auth_method ist nicht none
client-document-redirects = es hat unter redirect_uris keine Adresse mit https, auf diesem Rechner oder mit dem Schema einer Anwendung
client-document-grants = seine grant_types enthalten nicht authorization_code
client-document-resource = Der Client sagt nicht, für welche Anwendung er anmeldet. Er muss den Parameter resource mit einer ihrer Adressen senden.
client-document-resources = Der Client verlangt mehrere Anwendungen auf einmal. Alle Werte des Parameters resource müssen zu einer gehören.

## Access of applications to an account

# A link to the list of applications that have access to the own account.
access-see = Zugriff auf Ihr Konto
access-about = Sie haben ihn bekommen, als Sie sich bei ihnen angemeldet haben. Wenn Sie ihn zurücknehmen, müssen sie noch einmal fragen. Eine eigene Sitzung dort kann weitergehen, bis sie dort endet.
access-none = Keine Anwendung hat Zugriff auf dieses Konto.
# $resources: addresses of APIs.
access-resources = Für { $resources }
# An item of a list: what an application learns about people.
access-learns-profile = Name, Benutzername, Sprache und Bild
# A date follows.
access-since = Zugriff seit
# A date follows.
access-goes-on-until = Besteht auch nach dem Abmelden weiter, bis
access-ends-with-session = Endet mit der Sitzung
access-no-tokens = Zurzeit kein Zugriff. Die Anwendung bekommt ihn, ohne noch einmal zu fragen.
access-take-back = Zugriff zurücknehmen
access-take-back-opener = Zurücknehmen …
# For screen readers. $name: of the application.
access-take-back-name = Zurücknehmen: Zugriff von { $name }
# $name: of the application.
access-take-back-about = „{ $name }“ erfährt ab sofort nichts mehr über dieses Konto, bis es wieder erlaubt wird.
notice-access-taken-back = Zugriff zurückgenommen.
client-access-unknown = Dieser Client hat keinen Zugriff auf das Konto.

## After signing out: where else that had an effect

elsewhere-ended-title = Sie sind auch bei anderen Anwendungen abgemeldet
# $names: titles of applications.
elsewhere-ended = Ebenfalls abgemeldet: { $names }.
elsewhere-going-on-title = Sie sind vielleicht noch anderswo angemeldet
# $names: titles of applications.
elsewhere-going-on = Diese Anwendungen erfahren nicht, dass Sie sich hier abgemeldet haben. Melden Sie sich auch dort ab: { $names }.
# $names: titles of applications. $count: how many more there are.
elsewhere-and-more = { $names } und { NUMBER($count) } weitere
# On the host of an application: leads there again.
elsewhere-go-on = Weiter

## Clients (OpenID Connect), for administrators

clients = Clients
# $title: of an application.
clients-of = Clients von { $title }
client = Client
error-client-changed = Jemand anderes hat diesen Client geändert, seit Sie die Seite geöffnet haben. Laden Sie sie neu, bevor Sie speichern.
notice-client-created = Client erstellt.
notice-client-deleted = Client gelöscht.
notice-client-secret-removed = Geheimnis entfernt.
notice-client-closed = Client geschlossen.
notice-client-opened = Client wieder geöffnet.
notice-program-connected = Das Programm ist verbunden. Auf seiner Seite steht, was als Nächstes kommt.

## Clients: the file of applications

# $line: a number. $problem: a sentence.
file-problem = In der Datei der Anwendungen, Zeile { $line }: { $problem }
# $why: an error of the configuration, in English.
file-failed = Die Datei der Anwendungen hat sich geändert und gilt nicht: { $why }
file-needs-change = Die Datei der Anwendungen muss geändert werden
file-emptied = Sie definiert keine Anwendung mehr, darum wird nichts gelöscht, was sie vorher definiert hat. Wenn es keine mehr geben soll, schreiben Sie application = [].
file-fields-emptied = Sie definiert kein Feld mehr, darum bleiben die, die sie vorher definiert hat, wie sie sind. Wenn es keine mehr geben soll, schreiben Sie field = [].
# $name: of the entry. $problem: a sentence.
file-field = Das Feld { $name }: { $problem }
file-group = Die Gruppe { $name }: { $problem }
file-terms = Die Bedingungen von { $name }: { $problem }

## Clients: the form

client-id = Client-ID
client-redirect-uris = Redirect-URIs, eine pro Zeile
client-redirect-uris-hint = Wohin Personen nach der Anmeldung zurückkehren, genau so, wie der Client es sendet. Auf einer Loopback-Adresse mit beliebigem Port.
client-post-logout-uris = Adressen nach der Abmeldung, eine pro Zeile
client-post-logout-uris-hint = Wo ankommen darf, wer sich beim Client abmeldet. Ein Schrägstrich am Ende macht keinen Unterschied.
client-backchannel-uri = Adresse für Abmeldungen (Back-Channel)
client-backchannel-uri-hint = Dort erfährt der Client, dass eine Sitzung zu Ende ist.
client-launch-uri = Startadresse
client-launch-uri-hint = Wo Benutzer ihn öffnen, von der Startseite aus.
client-logo-uri = Adresse seines Logos
client-description-hint = Ein Satz für Benutzer, die um Zustimmung gebeten werden.
client-resources = APIs (Ressourcen), eine Adresse pro Zeile
client-resources-hint = Für sie darf er Tokens anfordern.
client-claims = Weitere Claims, einer pro Zeile
client-claims-hint = name=wert, oder name@gruppe=wert für die Mitglieder einer Gruppe. Mit := ist der Wert JSON: beta:=true. Mit <= ist er der eines eigenen Feldes: plan<=plan.
client-groups-claim = Name des Claims mit den Gruppen
client-groups-claim-hint = Ohne Angabe groups.
client-only-groups = Nur diese Gruppen, eine pro Zeile
client-only-groups-hint = editors, oder wiki-* für alle, die so beginnen; mit anderem Namen als editors=Editor, oder wiki-*=* ohne den Anfang. Ohne Angabe alle Gruppen.
client-service-account = ID seines Dienstkontos
client-service-account-hint = Mit client_credentials bekommt der Client dessen Tokens.
client-access-life = Lebensdauer eines Access-Tokens
client-access-life-hint = Etwa 5m, höchstens 15m. Ohne Angabe die des Servers.
client-refresh-life = Wie lange ein Refresh-Token ungenutzt bleiben darf
client-refresh-life-hint = Etwa 7d. Ohne Angabe so lange, wie es gilt.
client-kind = Client-Typ: Kann er ein Geheimnis bewahren?
client-confidential = Vertraulich
client-confidential-about = Ein Programm auf einem Server. Er bekommt ein Geheimnis.
client-public = Öffentlich
client-public-about = Ein Programm im Browser oder auf einem Gerät. Er hat kein Geheimnis und braucht PKCE.
client-grants = Grant types: wofür er Tokens bekommt
client-grant-code = Jemand meldet sich an
client-grant-code-about = authorization_code
client-grant-refresh = Ein Refresh-Token
client-grant-refresh-about = Zugriff über die Sitzung hinaus, bis zu 30 Tage, wo Benutzer ihn erlauben.
client-grant-own = Seine eigenen Zugangsdaten
client-grant-own-about = client_credentials, für sein Dienstkonto.
client-grant-device = Ein Gerät ohne Browser
client-grant-device-about = Jemand tippt anderswo einen Code ein.
client-pkce-legend = PKCE: Schutz der Codes
client-pkce = PKCE ist nötig
client-pkce-about = Nur für einen Client ausschalten, der es nicht kann.
client-consent = Werden Benutzer gefragt, was er erfahren darf?
client-consent-never = Nie
client-consent-never-about = Für eigene Programme. Ein öffentlicher Client, dessen Adresse auf dem Gerät des Benutzers liegt, fragt trotzdem einmal.
client-consent-once = Einmal
client-consent-once-about = Und wieder, wenn er mehr will.
client-consent-always = Immer
client-consent-always-about = Bei jeder Anmeldung.
client-acr = Welchen Nachweis er verlangt
client-acr-none = Was die Anwendung verlangt
client-acr-none-about = Nicht mehr.
client-acr-factor = Einen zweiten Faktor
client-acr-factor-about = Einen Code oder einen Passkey.
client-acr-passkey = Einen Passkey
client-acr-passkey-about = Nichts anderes zählt.
client-id-token-legend = ID-Token
client-id-token-claims = Claims auch im ID-Token
client-id-token-claims-about = Für Clients, die den Userinfo-Endpunkt nicht fragen.
client-id-token-without-claims = Claims nur am Userinfo-Endpunkt
client-pkce-not-required = Dieser Client ist von PKCE befreit.
client-program = Programm
client-program-hint = Seine ID, wie vestibule program list sie ausgibt. Sie sagt, was wo eingefügt wird.
client-closed-legend = Vorübergehend geschlossen
client-closed = Geschlossen
client-closed-about = Niemand kann sich mit diesem Client anmelden und seine Tokens gelten nicht, bis er wieder geöffnet wird.
client-open = Offen

## Clients: secrets

client-secret-life = Gültig für
client-own-secret = Ein eigenes Geheimnis

## Clients: what to copy, who has access, and what one would learn

client-preview-unknown = Es gibt keinen solchen Benutzer.
client-fields-unseen = Es gibt auch Felder, die Sie nicht sehen. Der Client erfährt sie; diese Seite lässt sie weg.
# $max: a number of bytes.
client-groups-left-out = Die Gruppen sind zu lang für Tokens, in denen für sie { NUMBER($max) } Bytes Platz sind. Tokens lassen sie weg und sagen, wo sie sind (_claim_names), aber wenige Programme sehen dort nach; der Userinfo- und der Introspektions-Endpunkt haben alle. Lassen Sie den Client nur die Gruppen erfahren, die er braucht.
# $max: a number of bytes. $names: usernames.
client-left-out = Die letzten Tokens von { $names } hatten keine Gruppen, weil diese zu lang sind: In Tokens sind für sie { NUMBER($max) } Bytes Platz. Sie sagen, wo die Gruppen sind (_claim_names), aber wenige Programme sehen dort nach; der Userinfo- und der Introspektions-Endpunkt haben alle. Lassen Sie den Client nur die Gruppen erfahren, die er braucht.

## Clients: a trial

client-trial = Ausprobieren
connect-which = Welches Programm?
connect-where = Wo läuft es?
connect-redirect = Redirect-URI
connect-who = Wer bekommt Zugang?

## Whether somebody would get into an application. $title: of the application. $name: of the person.

entry-yes-everyone = Ja. { $title } steht allen offen.
# $groups: those of the person that the application admits.
entry-yes-by = Ja. { $name } ist in { $groups }.
entry-yes-with-factor = Ja, sobald { $name } einen zweiten Faktor eingerichtet hat: { $title } verlangt einen.
entry-no-inactive = Nein. Das Konto von { $name } ist nicht aktiv.
entry-no-unreadable = Nein. { $title } steht niemandem offen, bis die Anwendung geändert ist.
entry-no-nobody = Nein. { $title } steht noch niemandem offen.
# $groups: those that the application admits.
entry-no-groupless = Nein. { $name } ist in keiner Gruppe, und { $title } steht { $groups } offen.
# $own: the groups of the person. $groups: those that the application admits.
entry-no-other = Nein. { $name } ist in { $own }, und { $title } steht { $groups } offen.

## Providers: the way there and back

upstream-unknown = Auf diese Weise können Sie sich hier nicht mehr anmelden. Wählen Sie eine andere.

## Signing in with another account: pages of visitors

# $provider, in all of them: the title of a provider, such as Google.
provider-sign-in = Mit { $provider } anmelden
title-first-time = Konto erstellen
first-time-line = Sie melden sich mit dem anderen Konto an. Hier brauchen Sie kein Passwort.
first-time-about = Sie sind mit { $provider } zum ersten Mal hier. Prüfen Sie, was wir wissen, und ändern Sie, was nicht stimmt.
# A hint below the email address.
first-time-email-known = Diese Adresse ist schon bestätigt. Wenn Sie sie ändern, senden wir eine Nachricht an die andere.
first-time-email-about = Wir senden eine Nachricht dorthin, mit der Sie bestätigen, dass sie Ihnen gehört.
# $email: an address.
first-time-taken = { $email } gehört zu einem anderen Konto hier.
first-time-taken-more = Wenn dieses Konto Ihres ist, melden Sie sich dort an und verknüpfen Sie es. Sonst geben Sie eine andere Adresse ein.
# The link first-time-sign-in follows.
first-time-has-account = Haben Sie hier schon ein Konto?
first-time-sign-in = Anmelden und verknüpfen
title-sign-in-first = Melden Sie sich zuerst an
# $email: an address.
sign-in-first-about = Hier gibt es schon ein Konto mit der Adresse { $email }. { $provider } bürgt nicht für die Adresse, darum müssen wir wissen, dass das Konto Ihres ist.
# $email: an address. The provider vouches for it.
sign-in-first-unlinked = Hier gibt es ein Konto mit der Adresse { $email }. Seine Verknüpfung mit Ihrem Konto bei { $provider } wurde gelöst. Nur sein Inhaber verknüpft sie wieder.
sign-in-first-next = Melden Sie sich wie gewohnt an. Bestätigen Sie dann, dass Sie sich auch mit { $provider } anmelden möchten.
sign-in-first-go-on = Zur Anmeldung
title-link-identity = Diese Konten verknüpfen?
link-identity-about = Danach können Sie sich auch mit { $provider } anmelden. Wenn Sie das nicht wollten, verknüpfen Sie die Konten nicht.
link-identity-now = Konten verknüpfen
link-identity-busy = Wird verknüpft …
link-identity-not = Nicht verknüpfen
title-take-over = Diese Adresse gehört Ihnen
# $email: an address; $username: of the account that was never confirmed.
take-over-about = Hier gibt es ein Konto mit der Adresse { $email } und dem Benutzernamen { $username }. Es wurde nie bestätigt, und { $provider } bürgt dafür, dass die Adresse Ihnen gehört.
# The title of a note, with take-over-void below it.
take-over-yours = Das Konto wird Ihres.
take-over-void = Sein Passwort, seine Geräte, Tokens und Anmeldemethoden funktionieren nicht mehr, und es verlässt seine Gruppen. Vielleicht hat es jemand anderes erstellt, darum wählen Sie, was bleibt.
# A checkbox. $name: what the account is called.
take-over-name = Den Namen { $name } behalten
take-over-picture = Das Bild behalten
take-over-go-on = Mit diesem Konto weitermachen

## Signing in with another account: linked accounts

identities = Verknüpfte Konten
identities-about = Mit diesen Konten melden Sie sich hier ohne Ihr Passwort an.
identities-none = Keine verknüpften Konten.
identity-link = { $provider } verknüpfen
# The provider was removed, or is closed.
identity-closed = Lässt sich zurzeit nicht verwenden
# A day follows.
identity-since = Verknüpft
identity-unlink = Verknüpfung lösen
identity-unlink-opener = Lösen …
# For screen readers. $label: the address or the name there.
identity-unlink-name = Lösen: Verknüpfung mit { $label } bei { $provider }
identity-unlink-about = Mit dem Konto bei { $provider } kann man sich hier nicht mehr anmelden. Geräte, die sich damit angemeldet haben, werden abgemeldet.
identity-held = Meldet erst an, wenn Sie es behalten: Es wurde kurz vor dem Zurücksetzen des Passworts verknüpft.
identity-keep = Behalten
# For screen readers. $label: the address or the name there.
identity-keep-name = { $label } bei { $provider } behalten

## Signing in with another account: confirming who one is

confirm-provider = Noch einmal mit { $provider } anmelden
# On a button.
confirm-send-code = Code an meine Adresse senden
confirm-passkey-first = Melden Sie sich ab und noch einmal an. Fügen Sie dann innerhalb von zehn Minuten einen Passkey hinzu.
field-mail-code = Code aus der Nachricht
field-mail-code-hint = Sechs Ziffern. Sie sind zehn Minuten lang gültig.

## Signing in with another account: notices after a success

notice-identity-linked = Konten verknüpft.
notice-identity-unlinked = Verknüpfung gelöst. Geräte, die sich damit angemeldet hatten, sind abgemeldet.
notice-identity-kept = Behalten. Es meldet Sie wieder an.
notice-taken-over = Das Konto gehört jetzt Ihnen. Sie sind angemeldet.
notice-proof-code-sent = Prüfen Sie Ihr Postfach: Ein Code ist unterwegs.
notice-journey-unknown = Dieser Browser weiß nicht mehr, wohin Sie wollten. Öffnen Sie die Anwendung oder Seite noch einmal.

## Accounts at providers: linking them, and proving who one is with them

invitations-has-identity = Das Konto ist mit einem Konto bei einem Anbieter verknüpft und wartet darum auf kein Passwort.
identity-arrival-over = Diese Anmeldung ist vorbei oder wurde schon abgeschlossen. Beginnen Sie noch einmal.
# $provider: the title of the provider, such as Google.
identity-linked-already = Dieses Konto bei { $provider } ist schon mit Ihrem Konto verknüpft.
# $provider: the title of the provider, such as Google.
identity-not-linked = Dieses Konto bei { $provider } ist nicht mit Ihrem Konto verknüpft. Wählen Sie das verknüpfte.
# $max: the number of linked accounts that an account can have.
identity-too-many = Das Konto hat { NUMBER($max) } verknüpfte Konten. Lösen Sie eine Verknüpfung, bevor Sie eine weitere hinzufügen.
identity-gone = Es ist nicht mehr verknüpft. Laden Sie die Seite neu.
identity-last-way-in = Das ist die letzte Möglichkeit, sich anzumelden. Wählen Sie zuerst ein Passwort oder fügen Sie einen Passkey und Wiederherstellungscodes hinzu.
identity-keep-with-password = Melden Sie sich ab und mit Ihrem Passwort wieder an: Dann können Sie dieses Konto behalten
identity-last-way-in-of-other = Das ist die letzte Möglichkeit, sich anzumelden, und das Konto lässt sich nicht einladen. Senden Sie seinem Inhaber zuerst einen Passwort-Link.
identity-proof-stronger = Ihr Konto hat ein Passwort oder einen zweiten Faktor. Verwenden Sie diese.
identity-proof-needs-passkey = Es lässt sich kein Code senden, weil Ihre Adresse nicht bestätigt ist. Melden Sie sich noch einmal an und erstellen Sie innerhalb von zehn Minuten einen Passkey.

## Mail about accounts at providers

mail-identity-linked =
    Hallo { $name },

    Ihr Konto bei { $installation } wurde am { $time } mit einem Konto bei diesem
    Anbieter verknüpft, mit dem man sich von jetzt an anmelden kann: { $provider }.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter.

    Falls Sie das nicht waren, öffnen Sie die Seite und geben Sie den Code ein. Dann
    werden alle Geräte abgemeldet. Was seitdem hinzugekommen ist, wird entfernt, was
    entfernt wurde, kommt zurück. Das Passwort wird ungültig, und Sie bekommen einen
    Link, mit dem Sie ein neues wählen.
    .subject = Ein Konto wurde verknüpft
    .button = Das war ich nicht

mail-identity-unlinked =
    Hallo { $name },

    Ihr Konto bei { $installation } ist seit dem { $time } nicht mehr mit einem Konto
    bei diesem Anbieter verknüpft: { $provider }.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter.

    Falls Sie das nicht waren, öffnen Sie die Seite und geben Sie den Code ein. Dann
    werden alle Geräte abgemeldet. Was seitdem hinzugekommen ist, wird entfernt. Das
    Passwort wird ungültig, und Sie bekommen einen Link, mit dem Sie ein neues
    wählen. Melden Sie sich danach an, und verknüpfen Sie Ihr Konto wieder.
    .subject = Eine Verknüpfung wurde gelöst
    .button = Das war ich nicht

mail-username-changed =
    Hallo { $name },

    Ihr Konto bei { $installation } hat seit dem { $time } statt { $former } den
    Benutzernamen { $account }. An ihm erkennen Sie Anwendungen.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter. Ihren
    früheren Benutzernamen kann sieben Tage lang niemand sonst bekommen.

    Falls Sie das nicht waren, öffnen Sie die Seite und geben Sie den Code ein. Dann
    haben Sie wieder Ihren früheren Benutzernamen, alle Geräte werden abgemeldet, was
    seitdem hinzugekommen ist, wird entfernt, das Passwort wird ungültig, und Sie
    bekommen einen Link, mit dem Sie ein neues wählen.

    Womit man sich bei Ihrem Konto anmelden kann, steht hier: { $methods }
    .subject = Ihr Benutzername wurde geändert
    .button = Das war ich nicht

mail-username-changed-by-administrator =
    Hallo { $name },

    Ihr Konto bei { $installation } hat am { $time } von einem Administrator statt
    { $former } den Benutzernamen { $account } bekommen. An ihm erkennen Sie
    Anwendungen.

    Falls Sie das nicht erwartet haben, fragen Sie einen Administrator.
    .subject = Ihr Benutzername wurde geändert

# To the other administrators. $account: the username of the new one. $actor: that of the one who did it, or “a command”.
mail-administrator-added =
    Hallo { $name },

    Konten, die bei { $installation } seit dem { $time } Administratoren sind:
    { $account }. Die Änderung stammt von { $actor }.

    { $button }

    Falls Sie das nicht erwartet haben, entziehen Sie die Rolle auf der Seite des
    Kontos.
    .subject = Es gibt einen neuen Administrator
    .button = Protokoll öffnen

# To the other administrators as well.
mail-provider-trusted =
    Hallo { $name },

    Konten bei { $installation } öffnet seit dem { $time } auch der Anbieter
    { $provider }: Er bürgt für jede E-Mail-Adresse, und wer von dort kommt, kann sich
    bei einem Konto mit derselben Adresse anmelden. Die Änderung stammt von { $actor }.

    { $button }

    Falls Sie das nicht erwartet haben, löschen Sie den Anbieter.
    .subject = Ein Anbieter bürgt für jede Adresse
    .button = Protokoll öffnen

# In place of the administrator who has changed something.
mail-by-command = einem Befehl

mail-last-identity-unlinked =
    Hallo { $name },

    Ihr Konto bei { $provider } wurde am { $time } von Ihrem Konto bei
    { $installation } getrennt. Es war das letzte, und ein Passwort gibt es nicht.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das waren, müssen Sie nichts tun. Geben Sie den Code nicht weiter. Falls
    nicht, machen Sie es innerhalb von { $lifetime } rückgängig: Dann werden Sie
    überall abgemeldet, und Sie wählen ein Passwort.
    .subject = Ein Konto bei einem Anbieter wurde getrennt
    .button = Rückgängig machen

# An account with the address of the reader, which was not confirmed.
mail-identity-taken-over =
    Hallo { $name },

    Ihr Konto bei { $provider } hat am { $time } ein Konto übernommen, das es bei
    { $installation } mit Ihrer Adresse gab und dessen Adresse nicht bestätigt war.

    Passwort, Anmeldungen und Gruppen von früher gelten nicht mehr.

    { $button }

    Falls Sie das nicht waren, fragen Sie einen Administrator.
    .subject = Sie haben ein Konto übernommen
    .button = Mein Konto prüfen

# To administrators. $account: a username.
mail-identity-refused =
    Hallo { $name },

    Konten von Administratoren sowie deaktivierte und gelöschte werden bei { $installation }
    nicht von selbst verknüpft. Am { $time } kam jemand von einem Anbieter, der für die
    Adresse eines solchen Kontos bürgt.

    Konto: { $account }

    Anbieter: { $provider }

    { $button }

    Wenn sich der Inhaber des Kontos dort anmelden will, meldet er sich zuerst wie
    bisher an und verknüpft es auf der Seite seines Kontos.
    .subject = Ein Konto wurde nicht verknüpft
    .button = Audit-Protokoll öffnen

# Six digits, with which somebody who is signed in proves who they are.
mail-proof-code =
    Hallo { $name },

    Ihr Code bestätigt bei { $installation }, wer Sie sind.

    Der Code: { $code }

    Er funktioniert nur einmal, innerhalb von { $lifetime }.

    Falls Sie ihn nicht angefordert haben, ist jemand anderes bei Ihrem Konto
    angemeldet. Geben Sie den Code nicht weiter und melden Sie auf der Seite Ihres
    Kontos alle Geräte ab.
    .subject = Ihr Code

## Errors: defining providers

provider-unknown = Diesen Anbieter gibt es nicht.
# $name: of the provider.
provider-name-fixed = Der Name { $name } kann nicht geändert werden: Er ist ein Teil der Adresse, die beim Anbieter eingetragen ist. Lassen Sie ihn weg oder fügen Sie einen anderen Anbieter hinzu.
# $kinds: google, github and so on.
provider-kind-unknown = Verwenden Sie eine von diesen: { $kinds }.
provider-registration-unknown = Verwenden Sie as-elsewhere, open oder closed.
provider-position-rule = Geben Sie eine ganze Zahl ein, etwa 10.
provider-secret-rule = Verwenden Sie höchstens { NUMBER($max) } sichtbare ASCII-Zeichen ohne Leerzeichen.
provider-secret-required = Geben Sie das Client-Geheimnis ein: Ein Anbieter dieser Art antwortet keinem Server ohne Geheimnis.
# $failure: a word of the reference, such as unreachable.
provider-test-failed = Der Anbieter hat die Prüfung nicht bestanden: { $failure }. Prüfen Sie seine Adresse und ob der Server ihn erreicht.
provider-secret-again = Geben Sie das Geheimnis noch einmal ein: Das bisherige gehört zu einem anderen Aussteller und würde an diesen gesendet.
providers-too-many = Es gibt { NUMBER($max) } Anbieter. Löschen Sie einen, bevor Sie einen weiteren hinzufügen.
# $name: of the provider.
provider-only-in-file = Der Anbieter { $name } ist in der Datei der Anwendungen definiert (VESTIBULE_APPLICATIONS oder vestibule.toml im Arbeitsverzeichnis des Servers). Ändern Sie ihn dort.
# $name: of the provider.
provider-only-in-environment = Der Anbieter { $name } ist in der Umgebung des Servers definiert. Ändern Sie deren Variablen und starten Sie den Server neu.

## Imports: accounts at providers

import-row-provider-required = Nennen Sie den Anbieter, zu dem subject gehört, oder lassen Sie subject weg.
# $name: what the row says.
import-row-provider-unknown = Es gibt keinen Anbieter { $name }, mit dem man sich anmelden kann. Definieren Sie ihn zuerst oder lassen Sie provider und subject weg.
import-row-subject-required = Geben Sie die ID des Kontos beim Anbieter ein oder lassen Sie provider weg.
import-row-subject-rule = Verwenden Sie höchstens { NUMBER($max) } sichtbare ASCII-Zeichen.
import-row-subject-microsoft = Geben Sie tid/oid ein: die ID des Verzeichnisses und die des Kontos, mit Bindestrichen und in Kleinbuchstaben.
import-row-subject-directory = Der Anbieter lässt keine Konten dieses Verzeichnisses zu. Ändern Sie seine Definition oder lassen Sie provider und subject weg.
import-row-subject-github = Geben Sie die Nummer des Kontos bei GitHub ein, nicht seinen Namen.
import-row-identity-taken = Dieses Konto beim Anbieter ist mit einem anderen Konto verknüpft oder steht in einer früheren Zeile.
import-row-denied-identity = Ein API-Token kann keine Konten bei Anbietern verknüpfen. Lassen Sie provider und subject weg oder melden Sie sich zum Importieren an.

## Providers, for administrators

providers = Anbieter für die Anmeldung
provider = Anbieter
title-new-provider = Anbieter hinzufügen
provider-name = Name
provider-client-id = Client-ID
provider-client-secret = Client-Geheimnis
provider-issuer = Aussteller (Issuer)
provider-authorization-endpoint = Wo man sich dort anmeldet
provider-token-endpoint = Wo der Anbieter Codes einlöst
provider-userinfo-endpoint = Wo der Anbieter sagt, wer sich angemeldet hat
provider-claims = Wo das in dieser Antwort steht, eine Angabe pro Zeile
provider-team-id = Team-ID
provider-key-id = Schlüssel-ID
provider-tenant = Verzeichnis
provider-title = Titel der Schaltfläche
provider-logo = Adresse seines Logos
provider-position = Position
provider-scopes = Weitere Scopes, einer pro Zeile
provider-trusted = Domains, für die er bürgt, eine pro Zeile
provider-allowed = Nur diese Domains oder Organisationen, eine pro Zeile
provider-registration-domains = Wer immer ein Konto erstellen darf, eine Domain pro Zeile
provider-second-factor = Werte von amr oder acr, die als zweiter Faktor gelten, einer pro Zeile
provider-groups-claim = Claim mit den Gruppen
provider-groups-prefix = Anfang der Namen dieser Gruppen
provider-fields = Felder, die er bei neuen Konten ausfüllt, eines pro Zeile
provider-google-about = Google-Konten und Google Workspace.
provider-github-about = Konten bei github.com.
provider-microsoft-about = Entra ID und persönliche Konten bei Microsoft.
provider-apple-about = Konten bei Apple. Es bürgt für seine eigenen Adressen.
provider-discord-about = Konten bei Discord. Es bürgt für Adressen, die es geprüft hat.
provider-facebook-about = Konten bei Facebook. Es bürgt für keine Adresse.
provider-gitlab-about = Konten bei gitlab.com.
provider-openid = OpenID Connect
provider-openid-about = Jeder andere Anbieter, nach seinem Aussteller.
provider-oauth2 = OAuth 2.0
provider-oauth2-about = Ein Anbieter ohne OpenID Connect, dessen Adressen Sie eingeben.
provider-client-id-hint = Der Anbieter zeigt sie, wenn Sie diesen Server dort eintragen.
provider-issuer-hint = Nur für OpenID Connect, genau so, wie der Anbieter ihn nennt: https://id.example.org. Für OAuth 2.0 eine Adresse, die den Anbieter benennt und bleibt.
provider-authorization-endpoint-hint = Der Authorization Endpoint, etwa https://id.example.org/oauth/authorize.
provider-token-endpoint-hint = Der Token Endpoint, etwa https://id.example.org/oauth/token.
provider-userinfo-endpoint-hint = Eine Adresse, die ein Access-Token mit JSON beantwortet, etwa https://id.example.org/api/me.
provider-claims-hint = Etwa subject=data.id. Ohne Angabe: subject=id, email=email und name=name. subject darf sich nie ändern; ohne email_verified gilt keine Adresse als bestätigt.
provider-team-id-hint = Die Ihres Teams bei Apple. Das Client-Geheimnis ist sein privater Schlüssel: der ganze Inhalt der Datei, deren Name mit .p8 endet.
provider-key-id-hint = Die dieses privaten Schlüssels.
provider-tenant-hint = Nur für Microsoft: seine ID oder common, organizations oder consumers. Ohne Angabe common.
provider-title-hint = Ohne Angabe der Name, unter dem der Anbieter bekannt ist.
provider-logo-hint = Mit https. Ohne Angabe eine Zeichnung von uns.
provider-position-hint = Anbieter mit einer kleineren Zahl stehen weiter vorn.
provider-scopes-hint = Außer openid, email und profile. Für OAuth 2.0 alle, die nötig sind.
provider-trusted-hint = Nur für OpenID Connect und OAuth 2.0. Eine solche Adresse gilt als bestätigt, wenn der Anbieter es sagt; * für alle.
provider-allowed-hint = Nicht für Microsoft und Facebook. Ohne Angabe dürfen sich alle anmelden, die dort ein Konto haben.
provider-registration-domains-hint = Nicht für Microsoft und Facebook. Auch wenn die Registrierung geschlossen ist, mit einer Adresse, für die der Anbieter bürgt.
provider-second-factor-hint = Ohne Angabe wird der zweite Faktor eines Kontos hier abgefragt.
provider-groups-claim-hint = Nur für OpenID Connect, GitLab und Microsoft. Ohne Angabe werden keine Gruppen übernommen.
provider-groups-prefix-hint = Wer in Gruppen ist, deren Namen hier so beginnen, entscheidet der Anbieter.
provider-fields-hint = Das Feld und der Claim, etwa department=department. Die Leute sehen es, bevor ihr Konto erstellt wird, und können es ändern.
provider-kind = Art
provider-registration = Neue Konten
provider-registration-usual = Wie auf der Seite zum Registrieren
provider-registration-usual-about = Ist die Registrierung offen, dann auch mit diesem Anbieter.
provider-registration-open = Alle
provider-registration-open-about = Auch wenn die Registrierung geschlossen ist.
provider-registration-closed = Niemand
provider-registration-closed-about = Nur wer hier ein Konto oder eine Einladung hat.
error-provider-changed = Jemand anderes hat diesen Anbieter geändert, seit Sie die Seite geöffnet haben. Laden Sie sie neu, bevor Sie speichern.
notice-provider-created = Anbieter hinzugefügt.
notice-provider-deleted = Anbieter gelöscht.
