//! The properties of a field of one's own: the one place that lists them. Beside them a field has its name.
//!
//! Each reader of the table calls it with the name of a macro, which takes its part of the rows, as that of
//! [a provider](crate::shared::provider_fields) (`docs/decisions/0091-fields-of-a-client.md`): the types of definitions and requests
//! ([`definition`](super::definition)), the texts of forms, pages and files ([`texts`](super::texts)), how requests are read
//! (`accounts/own_fields/request.rs`) and the options of commands (`cli/options.rs`). What a definition may say depends on several of them,
//! and is in `own_fields/definition.rs`.
//!
//! What people read is a list of lines: `Department` in every language, or `de=Abteilung` in one.

macro_rules! own_field_properties {
    ($use:ident $($of:tt)*) => { $use! {
        $($of)*
        kind: OwnFieldKind {
            /// What its values are. Default: `text`. It cannot be changed later.
            #[schemars(with = "Option<OwnFieldKind>")]
            sent: Text, rule: parse(parse_kind),
            option: value("kind", "KIND", "What its values are: text, long-text, number, yes-no, date, choice, choices, url, phone or country \
                [default: text]"),
            shown: 1 in "", say::own_field_kind, One(kinds),
        }
        /// What people read: `Department`, or `de=Abteilung` for one language.
        label: Vec<String> {
            /// What people read: `Department`, or `de=Abteilung` for one language. Default: the name.
            #[schemars(with = "Option<Vec<String>>", length(max = 20))]
            sent: Expected<Vec<Text>>, rule: list(trimmed),
            option: list("label", "[LANGUAGE=]TEXT", "What people read, such as Department, or de=Abteilung; may be repeated [default: the name]"),
            shown: 2 in "", say::own_field_label, Lines("own-field-label", say::own_field_label_hint),
        }
        /// What is written below its input.
        help: Vec<String> {
            /// What is written below its input, as `label`.
            #[schemars(with = "Option<Vec<String>>", length(max = 20))]
            sent: Expected<Vec<Text>>, rule: list(trimmed),
            option: list("field-help", "[LANGUAGE=]TEXT", "What is written below its input; may be repeated"),
            shown: 3 in "", say::own_field_help, Lines("own-field-help", say::own_field_help_hint),
        }
        /// Of `choice` and `choices`: `sales`, `sales=Sales`, or `sales:de=Vertrieb` for one language.
        choices: Vec<String> {
            /// Of `choice` and `choices`: the values with their labels, `sales=Sales`, or `sales:de=Vertrieb` for one language.
            #[schemars(with = "Option<Vec<String>>", length(max = 100))]
            sent: Expected<Vec<Text>>, rule: list(trimmed),
            option: list("choice", "VALUE[:LANGUAGE][=LABEL]", "Of choice and choices: a value with its label, such as sales=Sales, or \
                sales:de=Vertrieb; may be repeated"),
            shown: 4 in "" Of("choice choices"), say::own_field_choices, Lines("own-field-choices", say::own_field_choices_hint),
        }
        /// Whether it has to be filled in, and when.
        required: OwnFieldNeed {
            /// `never`, `registration` or `sign-in`. Default: `never`.
            #[schemars(with = "Option<OwnFieldNeed>")]
            sent: Text, rule: parse(parse_need),
            option: value("required", "WHEN", "When it has to be filled in: never, registration or sign-in [default: never]"),
            shown: 5 in "", say::own_field_required, One(needs),
        }
        /// Of texts: the least number of characters.
        min_length: Option<u32> {
            /// Of texts: the least number of characters.
            #[serde(deserialize_with = "values::or_number")]
            #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 0, "maximum" = 4000))]
            sent: Text, rule: parse(parse_length),
            option: value("min-length", "CHARACTERS", "Of texts: the least number of characters"),
            shown: 6 in "rules" Later("text long-text"), say::own_field_min_length, Number("own-field-min-length", say::own_field_length_hint),
        }
        /// Of texts: the greatest number of characters.
        max_length: Option<u32> {
            /// Of texts: the greatest number of characters. Default: 200, and 2000 of a long text.
            #[serde(deserialize_with = "values::or_number")]
            #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 0, "maximum" = 4000))]
            sent: Text, rule: parse(parse_length),
            option: value("max-length", "CHARACTERS", "Of texts: the greatest number of characters [default: 200, of a long text 2000]"),
            shown: 7 in "rules" Later("text long-text"), say::own_field_max_length, Number("own-field-max-length", say::own_field_length_hint),
        }
        /// Of `text`: a regular expression that matches the whole value.
        pattern: Option<String> {
            /// Of `text`: a regular expression that matches the whole value, without look-around and back-references.
            #[schemars(length(max = 500))]
            sent: Text, rule: parse(filled),
            option: value("pattern", "REGEX", "Of text: a regular expression that matches the whole value"),
            shown: 8 in "rules" Later("text"), say::own_field_pattern, Text("own-field-pattern", say::own_field_pattern_hint),
        }
        /// What is said to whoever enters something else.
        pattern_help: Vec<String> {
            /// What is said to whoever enters something else, as `label`. Required with `pattern`.
            #[schemars(with = "Option<Vec<String>>", length(max = 20))]
            sent: Expected<Vec<Text>>, rule: list(trimmed),
            option: list("pattern-help", "[LANGUAGE=]TEXT", "What is said to whoever enters something else; may be repeated"),
            shown: 9 in "rules" Later("text"), say::own_field_pattern_help, Lines("own-field-pattern-help", say::own_field_pattern_help_hint),
        }
        /// What new accounts get, as it is typed; of `choices` several.
        default: Vec<String> {
            /// What new accounts get that say nothing else; of `choices` several.
            #[schemars(with = "Option<Vec<String>>", length(max = 100))]
            sent: Expected<Vec<Text>>, rule: list(trimmed),
            option: list("default", "VALUE", "What new accounts get that say nothing else; may be repeated for choices"),
            shown: 10 in "rules" Later, say::own_field_default, Lines("own-field-default", say::own_field_default_hint),
        }
        /// Who sees it.
        seen_by: Vec<OwnFieldParty> {
            /// Who sees it: `owner`, `administrators` and `applications`. Default: the first two.
            #[schemars(with = "Option<Vec<OwnFieldParty>>", length(max = 100))]
            sent: Expected<Vec<Text>>, rule: list(parse_party),
            option: list("seen-by", "WHO", "Who sees it: owner, administrators or applications; may be repeated [default: owner and administrators]"),
            shown: 11 in "rights", say::own_field_seen_by, Many("seen_by[]", seers),
        }
        /// Who changes it.
        changed_by: Vec<OwnFieldParty> {
            /// Who changes it, among those who see it: `owner` and `administrators`, which is the default. `applications` change no field.
            #[schemars(with = "Option<Vec<OwnFieldParty>>", length(max = 100))]
            sent: Expected<Vec<Text>>, rule: list(parse_party),
            option: list("changed-by", "WHO", "Who changes it: owner or administrators; may be repeated [default: both]"),
            shown: 12 in "rights", say::own_field_changed_by, Many("changed_by[]", changers),
        }
        /// The scope of one's own with which clients learn it. None: `profile`.
        scope: Option<String> {
            /// The scope with which clients learn it, such as `billing`: at most 64 lower-case letters, digits, `.`, `_`, `:` and `-`, and
            /// none that has a meaning. Default: `profile`.
            #[schemars(length(max = 64))]
            sent: Text, rule: parse(parse_scope),
            option: value("scope", "SCOPE", "The scope with which clients learn it, such as billing [default: profile]"),
            shown: 13 in "rights" Later, say::own_field_scope, Text("own-field-scope", say::own_field_scope_hint),
        }
        /// Whether it is about the person, who then finds it in a copy of their own data.
        personal: bool {
            /// Whether it is about the person, who then finds it in a copy of their own data. Default: true.
            #[schemars(with = "Option<bool>")]
            sent: Expected<bool>, rule: flag(()),
            option: truth("personal", "Whether it is about the person, who then finds it in a copy of their own data [default: true]"),
            shown: 14 in "rights", say::own_field_personal, Flag(personal, say::own_field_not_personal),
        }
        /// Whether its values are in the audit log, and not only that it has changed.
        in_audit: bool {
            /// Whether its values are in the audit log, and not only that it has changed. Default: false.
            #[schemars(with = "Option<bool>")]
            sent: Expected<bool>, rule: flag(()),
            option: truth("in-audit", "Whether its values are in the audit log, and not only that it has changed [default: false]"),
            shown: 15 in "rights" Later, say::own_field_in_audit, Flag(in_audit, say::own_field_not_in_audit),
        }
        /// Whether no two accounts have the same value. It cannot be changed later.
        unique: bool {
            /// Whether no two accounts have the same value. Default: false. It cannot be changed later.
            #[schemars(with = "Option<bool>")]
            sent: Expected<bool>, rule: flag(()),
            option: truth("unique", "Whether no two accounts have the same value [default: false]"),
            shown: 16 in "rules", say::own_field_unique, Flag(unique, say::own_field_not_unique),
        }
        /// Whether the search of users finds its words.
        searchable: bool {
            /// Whether the search of users finds its words. Default: false.
            #[schemars(with = "Option<bool>")]
            sent: Expected<bool>, rule: flag(()),
            option: truth("searchable", "Whether the search of users finds its words [default: false]"),
            shown: 17 in "list" Later, say::own_field_searchable, Flag(searchable, say::own_field_not_searchable),
        }
        /// Whether users can be filtered by it.
        filterable: bool {
            /// Whether users can be filtered by it. Default: false.
            #[schemars(with = "Option<bool>")]
            sent: Expected<bool>, rule: flag(()),
            option: truth("filterable", "Whether users can be filtered by it [default: false]"),
            shown: 18 in "list" Later, say::own_field_filterable, Flag(filterable, say::own_field_not_filterable),
        }
        /// Whether it is a column of the list of users.
        column: bool {
            /// Whether it is a column of the list of users. Default: false.
            #[schemars(with = "Option<bool>")]
            sent: Expected<bool>, rule: flag(()),
            option: truth("column", "Whether it is a column of the list of users [default: false]"),
            shown: 19 in "list" Later, say::own_field_column, Flag(column, say::own_field_no_column),
        }
        /// The heading above it in forms.
        section: Vec<String> {
            /// The heading above it in forms, as `label`. Fields with the same one stand together.
            #[schemars(with = "Option<Vec<String>>", length(max = 20))]
            sent: Expected<Vec<Text>>, rule: list(trimmed),
            option: list("section", "[LANGUAGE=]TEXT", "The heading above it in forms; may be repeated"),
            shown: 20 in "list" Later, say::own_field_section, Lines("own-field-section", say::own_field_section_hint),
        }
        /// Fields with a lower number come first.
        position: u32 {
            /// Fields with a lower number come first. Default: 0.
            #[serde(deserialize_with = "values::or_number")]
            #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 0, "maximum" = 4_294_967_295_u32))]
            sent: Text, rule: parse(parse_position),
            option: value("position", "NUMBER", "Fields with a lower number come first [default: 0]"),
            shown: 21 in "list" Later, say::own_field_position, Number("own-field-position", say::own_field_position_hint),
        }
        /// Whether it is kept and shown, but asked for and changed no more.
        closed: bool {
            /// Whether it is kept and shown, but asked for and changed no more. Default: false.
            #[schemars(with = "Option<bool>")]
            sent: Expected<bool>, rule: flag(()),
            option: truth("closed", "Whether it is kept and shown, but asked for and changed no more [default: false]"),
            shown: 22 in "rules" Later, say::own_field_closed, Flag(closed, say::own_field_not_closed),
        }
    } };
}
pub(crate) use own_field_properties;
