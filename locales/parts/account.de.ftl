## Sign in

sign-in-line = Prüfen Sie die Adresse der Website, bevor Sie Ihr Passwort eingeben.
# Before the link “Create account”.
sign-in-new-here = Neu hier?
sign-in-forgot-password = Passwort vergessen?
sign-in-remember = Auf diesem Gerät angemeldet bleiben
sign-in-busy = Anmeldung läuft…
# After the reason why the visitor was signed out.
sign-in-go-on = Melden Sie sich an, um dort weiterzumachen, wo Sie waren.
sign-in-required = Melden Sie sich an, um diese Seite zu öffnen.
sign-in-required-more = Nach der Anmeldung kommen Sie direkt dorthin.
sign-in-back = Zurück zur Anmeldung

## Forgot password

sign-in-forgot-heading = Passwort vergessen
sign-in-forgot-line = Der Link in der Nachricht funktioniert einmal und läuft nach 30 Minuten ab.
sign-in-forgot-about = Geben Sie die E-Mail-Adresse Ihres Kontos ein. Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort wählen.
sign-in-forgot-send = Link senden

## Create account

register-line = Ihr Passwort wird nie als Klartext gespeichert.
# Before the link “Sign in”.
register-has-account = Haben Sie schon ein Konto?
register-closed = Die Registrierung ist geschlossen.
register-closed-more = Bitten Sie einen Administrator, ein Konto für Sie zu erstellen.

## Pages of one-time links

link-works-once = Dieser Link funktioniert einmal.
link-setup-line = Dieser Link funktioniert einmal und läuft nach einer Stunde ab.
link-setup-heading = Ersten Administrator erstellen
link-setup-about = Dieses Konto kann alle anderen Konten verwalten.
link-password-heading = Passwort wählen
link-password-about = Alle Geräte, die an diesem Konto angemeldet sind, werden abgemeldet.
link-password-set = Passwort festlegen
link-password-busy = Wird festgelegt…
# $name: what the operator calls the installation.
link-welcome = Willkommen bei { $name }
# $name: the administrator who has sent the invitation.
link-invited-by = { $name } hat Sie eingeladen. Wählen Sie ein Passwort für Ihr Konto.
link-invited = Sie sind eingeladen. Wählen Sie ein Passwort für Ihr Konto.
link-confirm-heading = E-Mail-Adresse bestätigen
link-confirm-about = Damit zeigen Sie, dass Nachrichten an diese Adresse Sie erreichen. Wenn Sie das nicht angefordert haben, schließen Sie diese Seite.
link-confirm = Bestätigen
link-confirm-busy = Wird bestätigt…
# About a sign-in.
link-report-heading = Waren Sie das nicht?
link-report-about = Damit melden Sie das Gerät ab. Das bisherige Passwort gilt dann nicht mehr, und wir senden Ihnen eine Nachricht mit einem Link, mit dem Sie ein neues wählen.
link-report = Gerät abmelden
link-report-busy = Wird abgemeldet…
link-undo-heading = Änderung Ihrer E-Mail-Adresse rückgängig machen
link-undo-about = Ihr Konto erhält diese E-Mail-Adresse zurück und wird wiederhergestellt, falls es gelöscht wurde. Sie werden auf allen Geräten abgemeldet, und das bisherige Passwort gilt nicht mehr. Wir senden Ihnen eine Nachricht mit einem Link, mit dem Sie ein neues wählen.
link-undo = Änderung rückgängig machen
link-undo-busy = Wird rückgängig gemacht…

## Check your mail

check-mail-heading = Sehen Sie in Ihrem Postfach nach
check-mail-line = Der Link in einer Nachricht funktioniert einmal.
check-mail-unknown = Öffnen Sie den Link in der Nachricht, die Sie angefordert haben. Wenn keine kommt, fordern Sie sie noch einmal an.
# $email: the address as it was typed. Do not say whether there is an account with it.
check-mail-password = Wenn es ein Konto mit der Adresse { $email } gibt, ist eine Nachricht mit einem Link unterwegs, mit dem Sie ein neues Passwort wählen. Der Link ist 30 Minuten lang gültig.
# $email: the address of the new account.
check-mail-confirmation = Ihr Konto ist erstellt. Bevor Sie sich anmelden, bestätigen Sie Ihre Adresse mit dem Link in unserer Nachricht an { $email }. Der Link ist 24 Stunden lang gültig.
# $email: the address as it was typed. Do not say whether there is an account with it.
check-mail-registration = Wir haben eine Nachricht an { $email } gesendet. Darin steht, wie es weitergeht.
check-mail-missing = Nach einigen Minuten noch keine Nachricht? Sehen Sie im Spam-Ordner nach, oder senden Sie sie noch einmal. Eine Adresse erhält höchstens fünf Nachrichten pro Stunde.
# Sends a message again.
check-mail-send-again = Noch einmal senden
check-mail-sending = Wird gesendet…
check-mail-other-address = Andere Adresse verwenden

## Error pages

# $status: the HTTP status, such as 404.
error-page-status = Fehler { $status }
error-page-not-found = Seite nicht gefunden
error-page-not-found-more = Prüfen Sie die Adresse auf Tippfehler. Vielleicht ist die Seite auch umgezogen.
error-page-cross-site = Diese Anfrage kam von einer anderen Website
error-page-cross-site-more = Zum Schutz Ihres Kontos wurde nichts geändert. Beginnen Sie auf dieser Website noch einmal.
error-page-no-access = Sie haben keinen Zugriff auf diese Seite
error-page-no-access-more = Melden Sie sich mit einem Konto an, das Zugriff hat, oder bitten Sie um einen neuen Link.
error-page-unavailable = Der Dienst ist vorübergehend nicht erreichbar
error-page-server = Etwas ist schiefgegangen
error-page-server-more = Das Problem liegt bei uns. Versuchen Sie es in einigen Minuten noch einmal.
error-page-request = Ihre Anfrage konnte nicht verarbeitet werden
error-page-request-more = Die Anfrage konnte nicht gelesen werden. Gehen Sie zurück, und versuchen Sie es noch einmal.
error-page-too-large = Sie haben mehr Daten gesendet, als diese Seite annimmt. Gehen Sie zurück, und senden Sie weniger.
# $time: such as “40 seconds”.
error-page-wait = Warten Sie { $time }, und versuchen Sie es dann noch einmal.
error-page-wait-unknown = Warten Sie einige Minuten, und versuchen Sie es dann noch einmal.
# After too many attempts to sign in, perhaps by somebody else: follows the advice to wait.
error-page-account-safe = Ihr Konto ist sicher.
# Before the id.
error-page-request-id = Anfrage-ID:
# This and the next three are about a link that is no longer valid.
error-page-link-used = Er wurde schon benutzt, ist abgelaufen oder wurde durch einen neueren ersetzt. Jeder Link funktioniert einmal.
error-page-link-confirm = Er wurde schon benutzt, ist abgelaufen oder wurde durch einen neueren ersetzt. Auf der Seite Ihres Kontos sehen Sie, ob Ihre Adresse bestätigt ist, und können eine neue Nachricht senden lassen.
error-page-link-undo = Er wurde schon benutzt, die sieben Tage sind vorbei, in denen sich die Änderung rückgängig machen ließ, oder ein Administrator hat inzwischen entschieden. Wenn Sie sich nicht mehr anmelden können, fragen Sie einen Administrator.
error-page-link-report = Er wurde schon benutzt, ist abgelaufen, oder Sie haben inzwischen ein neues Passwort gewählt. Wenn Sie eine Anmeldung nicht kennen, wählen Sie ein neues Passwort: Damit werden alle Geräte abgemeldet.
error-page-new-link = Neuen Link anfordern
error-page-new-password = Neues Passwort wählen
error-page-to-account = Zu Ihrem Konto
error-page-to-home = Zur Startseite

## Home page of strangers

home-heading = Willkommen
# $name: what the operator calls the installation.
home-about = Mit { $name } melden Sie sich auf dieser Website mit einem einzigen Konto an und verwalten Profil, Passwort und Daten an einem Ort.

## Own account: sections and profile

account-heading = Ihr Konto
account-profile = Profil
account-security = Sicherheit
account-devices = Geräte
account-programs = Programme
account-data = Daten
account-profile-about = Ihr Name und Ihr Bild erscheinen in den Anwendungen, an denen Sie sich anmelden.
# The hint of the field “Username”.
account-username-fixed = Nur ein Administrator kann ihn ändern.
account-email-change = Wir senden eine Nachricht an die neue Adresse. Die Änderung gilt, sobald Sie sie bestätigen.
account-email-replace = Wir senden eine Nachricht an die neue Adresse, mit der Sie sie bestätigen.
# The hint of the field “Current password”.
account-email-password = Nur nötig, um Ihre E-Mail-Adresse zu ändern
# Before a date.
account-since = Konto seit
# $names: the names of the groups, separated by commas.
account-groups = Gruppen: { $names }
account-save = Änderungen speichern
account-saving = Wird gespeichert…

## Own account: email address

# $email: the new address.
account-email-waiting = Die Adresse { $email } wartet auf ihre Bestätigung. Öffnen Sie den Link in der Nachricht, die wir dorthin gesendet haben.
account-email-until = Bis dahin bleibt Ihre E-Mail-Adresse, wie sie ist.
account-email-cancel = Änderung abbrechen
account-email-cancelling = Wird abgebrochen…
# $email: the address of the account.
account-email-unconfirmed = Noch nicht bestätigt: Öffnen Sie den Link in unserer Nachricht an { $email }. Keine Nachricht? Korrigieren Sie die Adresse oben, oder senden Sie die Nachricht noch einmal.

## Own account: picture

account-picture-change = Bild ändern
account-picture-save = Bild speichern
account-picture-formats = JPEG, PNG oder WebP, bis zu 5 MB.
# The title of the dialog in which a picture is cropped.
account-picture-position = Bildausschnitt wählen
account-picture-preview = Vorschau des Bildes
account-picture-zoom = Zoom
account-picture-help = Ziehen Sie das Bild, oder verwenden Sie die Pfeiltasten.

## Own account: security

security-password-about = Wenn Sie Ihr Passwort ändern, werden Sie auf allen anderen Geräten abgemeldet.
security-revoke-tokens = Auch meine API-Token widerrufen
security-revoke-tokens-about = Programme, die sie verwenden, werden abgewiesen.
security-change-password = Passwort ändern
security-changing = Wird geändert…
security-advice = Ein gutes Passwort
# $length: how many characters suffice without any other rule.
security-advice-long = Nehmen Sie vier oder fünf Wörter, die nichts miteinander zu tun haben: mindestens { NUMBER($length) } Zeichen.
# $length: the minimum.
security-advice-short = Oder nehmen Sie mindestens { NUMBER($length) } Zeichen mit Groß- und Kleinbuchstaben, einer Ziffer und einem Sonderzeichen.
security-activity = Letzte Aktivitäten
security-activity-about = Wenn Ihnen hier etwas unbekannt vorkommt, ändern Sie Ihr Passwort.
security-activity-foot = Die neuesten Ereignisse Ihres Kontos.
security-activity-all = Alle ansehen

## Own account: applications

account-applications-heading = Ihre Anwendungen
account-applications-open = Für Sie zugänglich
account-applications-about = An diesen Anwendungen melden Sie sich mit diesem Konto an. Wenn Sie sich hier abmelden, sind Sie auch dort überall abgemeldet.
account-applications-none = Noch ist keine Anwendung für Sie zugänglich.

## Own account: data

data-heading = Ihre Daten
data-copy = Kopie Ihrer Daten
data-copy-about = Laden Sie eine Kopie aller Daten über Sie herunter.
data-copy-contents = Profil, Bild, Sitzungen und Aktivität in einer JSON-Datei. Ihr Passwort ist nicht enthalten.
data-download = Ihre Daten herunterladen
data-delete = Konto löschen
# A button that opens a dialog.
data-delete-opener = Konto löschen…
# $username: of the own account.
data-delete-of = { $username } löschen
# $username: of the own account.
data-delete-question = Ihr Konto „{ $username }“ löschen?
data-delete-question-more = Sie werden sofort auf allen Geräten abgemeldet. Ein Administrator kann das Konto 30 Tage lang wiederherstellen. Danach wird es endgültig gelöscht.
data-delete-keep = Konto behalten
# Below “Delete account”.
data-delete-about = Ein Administrator kann es 30 Tage lang wiederherstellen.
data-delete-card = Sie werden sofort auf allen Geräten abgemeldet. Nach 30 Tagen wird Ihr Konto endgültig gelöscht.

## Devices

devices-computer = Computer
devices-phone = Telefon
devices-tablet = Tablet
# No browser, but a command-line tool, a library or a crawler.
devices-program = Programm
devices-other = Anderes Gerät
# $browser: such as “Firefox”. $system: such as “Linux” or “iPhone”.
devices-browser-on-system = { $browser } auf { $system }
devices-unknown = Unbekanntes Gerät

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
notice-sent-again = Wenn die Adresse stimmt, ist eine weitere Nachricht unterwegs. Nur der neueste Link funktioniert.
notice-password-chosen = Passwort festgelegt. Melden Sie sich mit Ihrem neuen Passwort an.
notice-email-confirmed = E-Mail-Adresse bestätigt.
notice-confirmation-sent = Sehen Sie in Ihrem Postfach nach: Eine Nachricht ist unterwegs. Der Link darin ist 24 Stunden lang gültig.
notice-invitation-sent = Einladung gesendet. Der Link ist 7 Tage lang gültig.
notice-invitation-revoked = Einladung widerrufen. Der Link funktioniert nicht mehr.
notice-mailing-begun = Die Einladungen werden gesendet. Sie können diese Seite verlassen.
notice-mailing-stopped = Es werden keine weiteren Einladungen gesendet. Die gesendeten bleiben gültig.
notice-no-invitations = Keine Einladung gesendet: Alle diese Benutzer haben ein Passwort oder eine offene Einladung.
notice-invitation-accepted = Passwort festgelegt. Sie sind angemeldet.
notice-sign-in-reported = Das Gerät ist abgemeldet. Wir haben Ihnen eine Nachricht mit einem Link gesendet, mit dem Sie ein neues Passwort wählen.
notice-confirm-email-first = Konto erstellt. Bestätigen Sie Ihre E-Mail-Adresse: Wir haben eine Nachricht dorthin gesendet.
notice-registration-received = Sehen Sie in Ihrem Postfach nach: Wir haben eine Nachricht an die Adresse gesendet.
notice-email-change-requested = Sehen Sie in Ihrem Postfach nach: Ihre E-Mail-Adresse ändert sich, sobald Sie sie mit dem Link in der Nachricht bestätigen.
notice-email-change-cancelled = Ihre E-Mail-Adresse bleibt, wie sie ist.
notice-email-change-undone = Ihre E-Mail-Adresse ist wiederhergestellt. Sehen Sie in Ihrem Postfach nach: Ein Link, mit dem Sie ein neues Passwort wählen, ist unterwegs.
notice-api-token-revoked = Token widerrufen. Programme, die es verwenden, werden abgewiesen.
notice-api-tokens-revoked = Token widerrufen. Programme, die sie verwenden, werden abgewiesen.
notice-service-account-created = Dienstkonto erstellt. Erstellen Sie ein Token für sein Programm.
notice-group-created = Gruppe erstellt.
notice-group-deleted = Gruppe gelöscht.
notice-added-to-group = Zur Gruppe hinzugefügt.
notice-removed-from-group = Aus der Gruppe entfernt.
notice-application-created = Anwendung erstellt. Verbinden Sie sie mit ihrem Proxy.
notice-application-deleted = Anwendung gelöscht. Niemand hat mehr Zugang zu ihr.

## Why a session is over

# The sign-in page shows the first sentence of each as a title, and what follows below it.
ended-signed-out = Sie wurden abgemeldet, weil diese Sitzung von einem anderen Gerät aus beendet wurde.
ended-administrator = Sie wurden abgemeldet, weil ein Administrator diese Sitzung beendet hat.
ended-password-changed = Sie wurden abgemeldet, weil Ihr Passwort geändert wurde.
ended-email-change-undone = Sie wurden abgemeldet, weil eine Änderung Ihrer E-Mail-Adresse rückgängig gemacht wurde. Wählen Sie ein neues Passwort mit dem Link in der Nachricht.
ended-account-disabled = Sie wurden abgemeldet, weil Ihr Konto deaktiviert wurde.
ended-account-deleted = Sie wurden abgemeldet, weil Ihr Konto gelöscht wurde.
ended-token-reused = Sie wurden abgemeldet, weil diese Sitzung an zwei Orten benutzt wurde. Wenn Sie das am anderen Ort nicht waren, ändern Sie Ihr Passwort.
ended-too-many-sessions = Sie wurden abgemeldet, weil Sie sich auf zu vielen anderen Geräten angemeldet haben.
ended-reported = Sie wurden abgemeldet, weil der Inhaber des Kontos diese Anmeldung gemeldet hat.
ended-expired = Sie wurden abgemeldet, weil Ihre Sitzung abgelaufen ist.
ended-unknown = Sie wurden abgemeldet, weil Ihre Sitzung beendet wurde.
