## The language of an account

# The first option of the select, for an account without a language.
language-of-browser = Wie im Browser eingestellt
# $languages: the possible values, such as "en, de".
field-language = Mögliche Werte: { $languages }.
# $detail of audit-done-user-update.
audit-field-language = die Sprache
# de is a value of the column.
import-column-language = Die Sprache von Seiten und Nachrichten, zum Beispiel de. Wenn leer: wie im Browser eingestellt.
