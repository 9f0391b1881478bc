## The language of an account

# The first option of the select, for an account without a language.
language-of-browser = As the browser prefers
# $languages: the possible values, such as "en, de".
field-language = Use one of: { $languages }.
# $detail of audit-done-user-update.
audit-field-language = language
# de is a value of the column.
import-column-language = The language of pages and messages, for example de. If empty: as the browser prefers.
