
## Messages by mail

# A message is plain text. Its paragraphs stand between empty lines: { $button } is one of them, { $code } ends one. A
# paragraph with { $name } is left out if the account has no name, so the next one must be good as a beginning as well.
#
# $name: of the account. $installation: what the operator calls the site. $time, $date: see date-minute and date-day.
# $lifetime: see mail-lifetime-minutes. $device, $address: browser and network address of a sign-in. $new_email: an email
# address. $code: six digits.

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
    wird das Gerät abgemeldet und das Passwort ungültig, und Sie bekommen einen Link,
    mit dem Sie ein neues wählen.
    .subject = Neue Anmeldung bei Ihrem Konto
    .button = Das war ich nicht

mail-password-reset =
    Hallo { $name },

    Ihr Passwort bei { $installation } soll geändert werden: Jemand hat einen Link
    dafür angefordert.

    { $button }

    Der Link funktioniert einmal, innerhalb von { $lifetime }. Falls Sie das nicht
    waren, ignorieren Sie diese Nachricht: Ihr Passwort bleibt, wie es ist.
    .subject = Neues Passwort wählen
    .button = Neues Passwort wählen

mail-password-changed =
    Hallo { $name },

    Ihr Passwort bei { $installation } wurde am { $time } geändert. Alle anderen
    Geräte wurden abgemeldet.

    { $button }

    Falls Sie das waren, müssen Sie nichts tun.
    .subject = Ihr Passwort wurde geändert
    .button = Das war ich nicht

# The account is new, or has another address.
mail-confirm-email =
    Jemand hat bei { $installation } mit dieser Adresse ein Konto erstellt.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Der Link funktioniert einmal, innerhalb von { $lifetime }. Falls Sie das nicht
    waren, ignorieren Sie diese Nachricht, und geben Sie den Code nicht weiter.
    .subject = Bestätigen Sie Ihre E-Mail-Adresse
    .button = Adresse bestätigen

# The account does not exist yet. No code: the page asks for the password.
mail-confirm-registration =
    Jemand hat bei { $installation } mit dieser Adresse ein Konto erstellt.

    { $button }

    Der Link funktioniert einmal, innerhalb von { $lifetime }. Die Seite fragt
    vielleicht nach dem Passwort, das Sie gewählt haben. Falls Sie das nicht waren,
    ignorieren Sie diese Nachricht.
    .subject = Bestätigen Sie Ihre E-Mail-Adresse
    .button = Adresse bestätigen

# To the new address of an account.
mail-email-change-confirm =
    Jemand möchte diese Adresse für ein Konto bei { $installation } verwenden.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Der Link funktioniert einmal, innerhalb von { $lifetime }. Falls Sie das nicht
    waren, ignorieren Sie diese Nachricht, und geben Sie den Code nicht weiter.
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
    Falls nicht, machen Sie die Änderung innerhalb von { $lifetime } rückgängig. Dabei
    werden Sie überall abgemeldet und wählen ein neues Passwort.
    .subject = Ihre E-Mail-Adresse wurde geändert
    .button = Änderung rückgängig machen

# To the previous address: an administrator has changed it.
mail-email-changed =
    Hallo { $name },

    Ihr Konto bei { $installation } hat von einem Administrator die E-Mail-Adresse
    { $new_email } bekommen. Nachrichten erreichen Sie hier nicht mehr.

    { $button }

    Die Seite fragt vielleicht nach diesem Code: { $code }

    Falls Sie das nicht erwartet haben, fragen Sie einen Administrator, oder machen
    Sie die Änderung innerhalb von { $lifetime } rückgängig. Dabei werden Sie überall
    abgemeldet und wählen ein neues Passwort. Geben Sie den Code nicht weiter.
    .subject = Ihre E-Mail-Adresse wurde geändert
    .button = Änderung rückgängig machen

# The same without a link that undoes it.
mail-email-changed-vouched =
    Hallo { $name },

    Ihr Konto bei { $installation } hat von einem Administrator die E-Mail-Adresse
    { $new_email } bekommen. Nachrichten erreichen Sie hier nicht mehr.

    Falls Sie das nicht erwartet haben, fragen Sie einen Administrator.
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

    Der Link funktioniert einmal, innerhalb von { $lifetime }. Später melden Sie sich
    mit dieser E-Mail-Adresse an. Falls Sie kein Konto erwartet haben, ignorieren Sie
    diese Nachricht.
    .subject = Ihr neues Konto
    .button = Passwort wählen

mail-api-token-created =
    Hallo { $name },

    Ihr Konto bei { $installation } hat am { $time } ein API-Token bekommen. Ein
    Programm, das es hat, kann Ihr Konto ohne Ihr Passwort verwenden.

    { $button }

    Falls Sie das waren, müssen Sie nichts tun. Falls nicht, wählen Sie ein neues
    Passwort: Damit werden alle API-Tokens widerrufen, und Sie werden überall
    abgemeldet.
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

# How long a link works, after "within" ("innerhalb von", with the dative).
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
