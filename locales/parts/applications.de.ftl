## The list of applications, for administrators

applications-about = Eine Anwendung hinter Vestibule lässt nur Personen ein, die hier angemeldet sind. Welche Anwendungen ihnen offenstehen, sehen sie auf der Startseite.
applications-none = Noch keine Anwendungen.
# $who: application-everyone, application-nobody-yet or the names of groups.
application-row-who = Zugang: { $who }
# $what: what it learns about people, such as “id, username, name”.
application-row-learns = Sie erfährt: { $what }
# $address: where people arrive.
application-row-after-sign-out = Nach dem Abmelden: { $address }
# Who may enter an application.
application-everyone = Alle
# Who may enter an application.
application-nobody-yet = Noch niemand
# The next five are items of a list: what an application learns about people.
application-learns-id = ID
application-learns-username = Benutzername
application-learns-name = Name
application-learns-email = E-Mail-Adresse
application-learns-groups = Gruppen
# Where people arrive after signing out.
application-own-address = Unter ihrer eigenen Adresse
# A badge.
application-needs-change = Änderung nötig
# A badge.
application-of-file = In einer Datei definiert
applications-too-many = Es gibt { NUMBER($max) } Anwendungen. Löschen Sie eine, bevor Sie eine weitere erstellen.

## The form of an application

application-new = Neue Anwendung
application-new-about = Auf ihrer Seite steht, wie sie verbunden wird.
application-create = Anwendung erstellen
# On a button, while it is done. Also for tokens and service accounts.
application-creating = Wird erstellt…
application-details = Details
application-save = Änderungen speichern
# On a button, while it is done.
application-saving = Wird gespeichert…
application-save-about = Änderungen gelten sofort.
application-is-of-file = Diese Anwendung ist in einer Datei definiert.
application-change-file = Ändern Sie sie dort und starten Sie den Server neu.
application-title = Titel
application-addresses = Adressen
application-who-may-enter = Wer Zugang hat
# A label. The names of what the application learns about people follow.
application-it-learns = Sie erfährt
# A label. The address where people arrive follows.
application-after-sign-out = Nach dem Abmelden
application-name-hint = Kurz und in Kleinbuchstaben, etwa journal, für Seite und Token. Er lässt sich später nicht ändern.
application-title-hint = Was Benutzer sehen. Ohne Titel sehen sie den Namen.
application-locations-hint = Etwa https://journal.example.com/ oder, für einen Teil einer Website, https://example.com/shop. Die erste Adresse ist der Eingang.
application-after-sign-out-hint = Wohin Benutzer gelangen, etwa https://example.com/goodbye. Ohne Angabe bleiben sie bei der Adresse der Anwendung.
# A choice of who may enter.
application-nobody = Niemand
application-nobody-about = Bis Sie etwas anderes auswählen.
application-everyone-about = Alle, die hier ein Konto haben.
# A choice of who may enter.
application-members = Mitglieder von Gruppen
application-members-about = Alle, die in einer davon sind.
# The link application-create-group follows, and then application-create-group-first.
application-no-groups = Noch keine Gruppen.
application-create-group = Erstellen Sie eine
application-create-group-first = und wählen Sie sie dann hier aus.
# Remote-User is the name of a header.
application-recognizes = Woran sie Personen erkennt (Remote-User)
application-by-username = Der Benutzername
application-by-username-about = Lesbar. Benutzer können ihn ändern, und der alte ist dann für andere frei.
application-by-id = Die ID
application-by-id-about = Sie ändert sich nie: für Anwendungen, die Personen an diesem Header erkennen.
application-learns-legend = Was sie über Personen erfährt, außer ID und Benutzername
application-claim-name-about = Der Name, den sich Personen selbst gegeben haben.
application-claim-email = E-Mail-Adresse
application-claim-email-about = Damit sie ihnen schreiben kann.
application-claim-groups-about = Alle einer Person, nicht nur die mit Zugang.

## One application

# For screen readers.
application-loading = Die Anwendung wird geladen
application-not-loaded = Die Anwendung konnte nicht geladen werden
application-this-needs-change = An dieser Anwendung ist eine Änderung nötig
application-delete = Anwendung löschen
application-delete-opener = Anwendung löschen…
# $name: of the application.
application-delete-name = { $name } löschen
# $name: of the application.
application-delete-question = { $name } löschen?
application-delete-about = Niemand hat dann noch Zugang. Ihre eigenen Daten bleiben, wie sie sind.
application-keep = Anwendung behalten

## What is wrong with an application, or with a request to create or change one

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
application-no-list = Dies muss ein Array von Strings sein.
application-too-many-items = Senden Sie höchstens { NUMBER($max) } Einträge.
application-address-required = Geben Sie mindestens eine Adresse ein, etwa https://journal.example.com/.
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
application-address-no-path = Der Pfad beginnt mit /
application-address-fragment = Entfernen Sie den Teil, der mit # beginnt
application-address-dots = Entfernen Sie die Segmente . und .. aus dem Pfad
application-address-empty-segment = Entfernen Sie leere Segmente (//) aus dem Pfad
application-address-separator = Entfernen Sie \, %5c und %2f aus dem Pfad
application-address-percent = Schreiben Sie % im Pfad nur vor zwei hexadezimalen Ziffern
application-address-encoded-twice = Kodieren Sie den Pfad nicht doppelt
application-address-character = Entfernen Sie Steuer- und Leerzeichen, und schreiben Sie Zeichen außerhalb von ASCII als UTF-8, etwa %C3%BC
application-address-too-long = Verwenden Sie höchstens { NUMBER($max) } Bytes
application-address-not-https = Verwenden Sie https; http ist nur für localhost, Namen unterhalb von localhost und Loopback-Adressen möglich
application-address-query = Entfernen Sie den Teil, der mit ? beginnt
application-address-parameters = Entfernen Sie den Teil, der mit ; beginnt
# $flaw: what is wrong in the database, in sentences.
application-unreadable = Niemand hat Zugang, weil die Anwendung nicht lesbar ist. { $flaw }
application-flaw-name = Der Name ist nicht erlaubt. Löschen Sie die Anwendung (`vestibule application delete NAME`) und erstellen Sie sie neu.
application-flaw-remote-user = „{ $value }“ als Remote-User ist unbekannt.
application-address-shared = Über { $location } hat niemand Zugang, weil dies auch eine Adresse der Anwendung { $name } ist. Entfernen Sie sie bei einer der beiden.

## How an application is connected

connection-connect = Verbinden
connection-about = Der Reverse-Proxy vor der Anwendung fragt Vestibule zu jeder Anfrage und gibt weiter, wer sie sendet. Übernehmen Sie eine dieser Konfigurationen, und tragen Sie die Adresse, von der er sich verbindet, in VESTIBULE_TRUSTED_PROXIES ein.
connection-another-proxy = Ein anderer Proxy, und Token
# A question is what the proxy sends to Vestibule; a request is what it asks about.
connection-answer = Die Antwort auf eine Rückfrage nennt, wer die Anfrage sendet: in den Headern, die mit Remote- beginnen, und als signiertes Token in X-Vestibule-Token. Eine Anwendung, die das Token prüft, verlangt ihren eigenen Namen als Empfänger (audience).
connection-forward-url = Adresse für Rückfragen, wie Caddy und Traefik sie senden
connection-request-url = Adresse für Rückfragen, wie nginx sie sendet
connection-audience = Empfänger (audience) von Token
# $proxy: Caddy, nginx or Traefik.
connection-guide = Anleitung für { $proxy }
# For screen readers. $proxy: Caddy, nginx or Traefik. $address: of the application.
connection-configuration = Die Konfiguration von { $proxy } für { $address }
# For screen readers. $proxy: Caddy, nginx or Traefik. $address: of the application.
connection-copy-configuration = Die Konfiguration von { $proxy } für { $address } kopieren
# Above a configuration, as the next five.
connection-caddy = Fügen Sie dies im Caddyfile nach der Site von Vestibule ein. Ersetzen Sie 127.0.0.1:5000 durch die Adresse, unter der Caddy die Anwendung erreicht.
connection-caddy-path = Fügen Sie dies in die Site von Vestibule ein, und setzen Sie den reverse_proxy dieser Site in handle {"{"} … {"}"}. Ersetzen Sie 127.0.0.1:5001 durch die Adresse, unter der Caddy die Anwendung erreicht.
connection-nginx = Speichern Sie dies in einer eigenen Datei neben der von Vestibule, die den upstream definiert. Ersetzen Sie 127.0.0.1:5000 durch die Adresse, unter der nginx die Anwendung erreicht, und die Pfade des Zertifikats. Bei mehreren Anwendungen schreiben Sie jede map nur einmal; nur die von $cookies_of_… gehört zu dieser Anwendung.
connection-nginx-path = Fügen Sie dies in den server von Vestibule ein, und davor die maps $websocket und $websocket_connection aus der Anleitung. Ersetzen Sie 127.0.0.1:5001 durch die Adresse, unter der nginx die Anwendung erreicht.
connection-traefik = Speichern Sie dies als Datei der dynamischen Konfiguration. Ersetzen Sie 127.0.0.1:5000 durch die Adresse, unter der Traefik die Anwendung erreicht. Bei mehreren Anwendungen wird das, was vestibule und no-similar-headers heißt, nur einmal gebraucht.
connection-traefik-path = Fügen Sie dies in die dynamische Konfiguration ein, die in der Anleitung steht. Ersetzen Sie 127.0.0.1:5001 durch die Adresse, unter der Traefik die Anwendung erreicht.

## The test of a connection

connection-arrivals = Was ankommt
connection-test = Verbindung testen
# The address of the application follows, as a link, and then connection-open-and-test.
connection-open = Öffnen Sie
connection-open-and-test = in einem anderen Tab und testen Sie dann: Diese Karte zeigt, wie der Proxy in den letzten 15 Minuten gefragt hat.
connection-connected = Verbunden: Der Proxy fragt, und Vestibule versteht ihn.
connection-incomplete = Noch nicht verbunden: Etwas fehlt.
connection-silent = Nichts ist angekommen.
# A time follows, such as “12:30:00 UTC”, and a full stop.
connection-as-of = Stand:
# $server: its name.
connection-server = Das hat der Server { $server } empfangen. Bei mehreren Servern zeigt jeder nur, was bei ihm angekommen ist: Testen Sie noch einmal, bis der Server antwortet, den der Proxy fragt.
# What has arrived: the heading of its details.
connection-forward = Rückfrage an /auth/forward
connection-request = Rückfrage an /auth/request
connection-folder = Anfrage unter /.vestibule/
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
connection-missing = Fehlend
# No headers.
connection-none = Keine
connection-result = Ergebnis
# What became of a question or a request. So are the next ones.
connection-admitted = Die Person hat Zugang.
connection-not-admitted = Die Person ist angemeldet und hat keinen Zugang.
connection-sign-in = Die Person ist nicht angemeldet: Vestibule antwortet mit dem Weg zur Anmeldeseite.
connection-taken = Vestibule hat sie angenommen.
connection-limited = Abgelehnt, weil es zu viele Anfragen ohne Sitzung gab.
connection-refused = Abgelehnt.
connection-failed = Vestibule konnte nicht antworten.
# $peer: an address, or connection-some-address.
# $origin: such as https://journal.example.com. $addresses: those of the application.
# $reason: why it was refused, in a sentence.
connection-asks-elsewhere = Der Proxy unter { $peer } fragt nach { $origin }, wo keine Anwendung ist. Er muss nach { $addresses } fragen. { $reason }
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
connection-nobody = Noch hat niemand Zugang: Wählen Sie aus, wer Zugang bekommt.
connection-other-origin = Der Proxy fragt nach { $origin }, und die Anwendung ist unter { $addresses }: Schema, Host und Port müssen übereinstimmen.
# $header: the name of a header.
connection-client-missing = { $header } fehlt: Alle Besucher scheinen die Adresse des Proxys zu haben und teilen sich seine Ratenbegrenzung.
# There: at the application.
connection-sign-in-and-test = Melden Sie sich dort an und testen Sie noch einmal: Nur das zeigt, ob der Proxy /.vestibule/ an Vestibule weitergibt.

## Why a question or a request of a proxy is refused

connection-for-proxies = Forward Authentication ist für Reverse-Proxys. Wenn diese Anfrage von Ihrem kommt, fügen Sie seine Adresse zu VESTIBULE_TRUSTED_PROXIES hinzu; die Adresse steht im Log.
connection-header-missing = Der Header { $name } fehlt.
connection-header-twice = Der Header { $name } kommt zweimal vor.
connection-header-no-ascii = Der Header { $name } enthält Zeichen außerhalb von ASCII.
connection-method-invalid = Die Methode der Anfrage ist ungültig.
# $reason: one of the texts such as application-address-scheme.
connection-address-refused = Die Adresse wird abgelehnt: { $reason }.
connection-headers-differ = Die Header X-Forwarded-* und X-Original-* nennen verschiedene Anfragen.
connection-folder-asked = Der Proxy muss Pfade, die mit /.vestibule/ beginnen, ohne Forward Authentication an Vestibule weitergeben.

## The start page of people who are signed in

applications-welcome = Willkommen zurück, { $name }
applications-open-directly = Ihre Anwendungen öffnen sich, ohne dass Sie sich noch einmal anmelden.
applications-to-account = Zu Ihrem Konto
applications-none-open = Ihnen steht keine Anwendung offen
applications-none-for-administrator = Anwendungen, zu denen Sie Zugang haben, erscheinen hier.
applications-connect = Anwendung verbinden
applications-none-for-user = Anwendungen, zu denen Sie Zugang haben, erscheinen hier. Ein Administrator entscheidet, welche das sind.

## On the host of an application: its sign-in, and signing out

enter-no-application = Unter dieser Adresse ist keine Anwendung registriert.
enter-not-admitted = Sie haben keinen Zugang zu dieser Anwendung. Bitten Sie einen Administrator, Sie in eine ihrer Gruppen aufzunehmen.
enter-link-incomplete = Dieser Anmelde-Link ist unvollständig. Öffnen Sie die Anwendung noch einmal.
enter-link-expired = Dieser Anmelde-Link ist abgelaufen. Öffnen Sie die Anwendung noch einmal.
enter-open-application = Anwendung öffnen
# A link to the start page.
enter-to-applications = Ihre Anwendungen
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

## Programs and service accounts

programs-heading = Programme
programs-accounts = Dienstkonten
programs-accounts-about = Ein Dienstkonto gehört zu einem Programm. Es hat API-Token, aber kein Passwort und keine E-Mail-Adresse.
programs-no-accounts = Noch keine Dienstkonten.
programs-new-account = Neues Dienstkonto
programs-new-account-about = Seine Token erstellen Sie auf seiner Seite.
programs-create-account = Dienstkonto erstellen

## API tokens

tokens-about = Mit einem API-Token verwendet ein Programm Ihr Konto ohne Ihr Passwort. Es hat nie mehr Rechte als Sie.
tokens-own = Ihre Token
tokens-none = Keine API-Token.
# Of a service account, in a list of properties.
tokens-count = { $count ->
    [one] { NUMBER($count) } Token
   *[other] { NUMBER($count) } Token
}
# A day follows. Also of a service account.
token-created = Erstellt am
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
token-revoke-opener = Widerrufen…
# For screen readers. $name: of the token.
token-revoke-name = { $name } widerrufen
# $name: of the token.
token-revoke-about = Programme, die „{ $name }“ verwenden, werden ab sofort abgelehnt. Das lässt sich nicht rückgängig machen.
token-new = Neues Token
token-new-about = Das Token wird nur einmal angezeigt.
token-create = Token erstellen
token-expires-after = Läuft ab nach
# A choice after token-expires-after. So are the next ones.
token-7-days = 7 Tagen
token-30-days = 30 Tagen
token-90-days = 90 Tagen
token-1-year = 1 Jahr
token-password-hint = Nur nötig, wenn Ihre Anmeldung länger als zehn Minuten zurückliegt
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
token-scope-users-write-about = Konten anderer erstellen, einladen, importieren, ändern, deaktivieren und löschen, aber nicht ihre Rolle, E-Mail-Adresse oder ihr Passwort.
token-scope-groups-write = Gruppen ändern
token-scope-groups-write-about = Gruppen erstellen, beschreiben und löschen und ihre Mitglieder ändern.
token-scope-audit-read = Audit-Protokoll lesen
token-scope-audit-read-about = Die Ereignisse aller Konten lesen.

## Why an API token is not created, or not accepted

token-name-required = Geben Sie an, wofür das Token ist, etwa „Backup“.
token-scopes-no-list = Senden Sie scopes als Array von Texten.
# The names of all scopes in requests. $first: all but the last one, with commas.
token-scopes-required = Wählen Sie mindestens eine Berechtigung von { $first } und { $last }.
# As token-scopes-required.
token-scopes-unknown = Die Berechtigungen sind { $first } und { $last }.
# self is the name of a scope.
token-scopes-of-administrators = Nur self ist möglich: Das Konto ist kein Administrator.
token-days-out-of-range = Die Laufzeit muss eine ganze Zahl von Tagen von 1 bis { NUMBER($max) } sein.
token-account-disabled = Das Konto ist deaktiviert. Aktivieren Sie es, bevor Sie ein API-Token erstellen.
token-of-another-person = Administratoren erstellen API-Token nur für Dienstkonten. Die Person, der dieses Konto gehört, erstellt ihre eigenen.
tokens-too-many = Das Konto hat { NUMBER($max) } API-Token. Widerrufen Sie eines, bevor Sie ein weiteres erstellen.
token-mistyped = Das API-Token ist unvollständig oder falsch geschrieben. Senden Sie es genau so, wie es beim Erstellen angezeigt wurde.
token-unknown = Dieses API-Token gibt es auf diesem Server nicht. Erstellen Sie ein neues.
token-has-expired = Das API-Token ist abgelaufen. Erstellen Sie ein neues.
