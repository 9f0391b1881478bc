//! Maps features to the modules, crates and embedded files that belong to them. A new feature adds its row here.

use crate::owner::Owner;

/// The parts of one feature. Each pattern matches the beginning of a path, segment by segment: `*` stands for any text in a segment,
/// and a first segment `**` for any number of segments.
pub struct Feature {
    pub name: &'static str,
    /// Modules of the server, such as `accounts::terms`.
    pub modules: &'static [&'static str],
    /// Crates that only this feature uses.
    pub crates: &'static [&'static str],
    /// Embedded files, by their paths in the repository. `out` is the folder of the build script.
    pub files: &'static [&'static str],
}

/// All features. What matches several of them belongs to the first one, so that the rows add up.
pub const FEATURES: &[Feature] = &[
    Feature {
        name: "custom fields",
        modules: &[
            "**::own_fields*",
            "**::own_values*",
            "**::own_columns",
            "**::own_filter*",
            "**::field_claims",
            "accounts::group_rules",
            "accounts::groups::rule",
            "cli::field",
            "http::unfitting_page",
            "ui::routes::administrators::users::bulk::field",
        ],
        crates: &["regex", "regex_automata", "regex_syntax", "aho_corasick"],
        files: &[],
    },
    Feature {
        name: "account recovery",
        modules: &[
            "**::ways_in",
            "**::former*",
            "**::recovery",
            "**::report*",
            "accounts::emails::undo*",
            "store::factors::replaced",
        ],
        crates: &[],
        files: &[],
    },
    Feature { name: "terms", modules: &["**::terms*"], crates: &["pulldown_cmark", "unicase"], files: &[] },
    Feature {
        name: "application catalogue",
        modules: &[
            "applications::programs",
            "accounts::clients::program",
            "accounts::clients::connect",
            "actions::connecting",
            "cli::program",
            "http::api::programs",
            "shared::programs",
            "ui::components::program_pictures",
            "ui::routes::administrators::connecting",
        ],
        crates: &[],
        files: &["src/applications/programs/paste"],
    },
    Feature {
        name: "documents and the API at /docs",
        modules: &["http::docs_page"],
        crates: &[],
        files: &["out/guide*", "target/site/docs.*"],
    },
    Feature { name: "API document", modules: &["http::openapi"], crates: &[], files: &["out/openapi.json.gz"] },
    Feature {
        name: "OpenID Connect provider",
        modules: &[
            "**::openid",
            "http::oauth",
            "**::clients*",
            "**::client",
            "**::client_*",
            "**::consent*",
            "**::device",
            "**::device_codes",
            "accounts::logouts",
            "http::well_known",
            "keys::rs256",
            "shared::scopes",
        ],
        crates: &["rsa"],
        files: &[],
    },
    Feature {
        name: "identity providers",
        modules: &[
            "**::upstream",
            "**::identities",
            "**::identity_*",
            "**::provider*",
            "cli::provider",
            "keys::foreign",
        ],
        crates: &[],
        files: &[],
    },
    Feature {
        name: "applications behind proxies",
        modules: &[
            "**::applications*",
            "**::forward_auth",
            "**::hand_over",
            "**::connection*",
            "**::application_*",
            "cli::access",
        ],
        crates: &[],
        files: &[],
    },
    Feature {
        name: "imports and exports of users",
        modules: &["**::import*", "**::awaiting_password", "systems", "tabular", "passwords::foreign", "**::export*"],
        crates: &["csv", "csv_core", "bcrypt", "scrypt", "pbkdf2", "sha_crypt"],
        files: &["target/site/import.js*"],
    },
    Feature {
        name: "passkeys and second factors",
        modules: &[
            "**::factors",
            "**::passkey*",
            "**::factor_*",
            "**::second_factor",
            "**::authenticator",
            "passwords::base32",
        ],
        crates: &[
            "webauthn_*",
            "webauthn_rs*",
            "crypto_glue",
            "serde_cbor_2",
            "qrcode",
            "p256",
            "p384",
            "p521",
            "x509_cert",
        ],
        files: &["target/site/passkey.js*"],
    },
    Feature {
        name: "passwords",
        modules: &["passwords", "**::passwords", "**::password", "shared::fields::guessable"],
        crates: &["argon2", "blake2", "xorf"],
        files: &["assets/stolen-passwords", "assets/common-passwords"],
    },
    Feature {
        name: "mail",
        modules: &["mail", "**::mail", "**::mail_note"],
        crates: &["lettre", "email_*"],
        files: &[],
    },
    Feature { name: "audit log", modules: &["**::audit*"], crates: &[], files: &[] },
    Feature {
        name: "user list and bulk changes",
        modules: &["**::directory", "**::bulk*", "ui::routes::administrators::users", "cli::user::list"],
        crates: &[],
        files: &[],
    },
    Feature { name: "groups", modules: &["**::group*"], crates: &[], files: &[] },
    Feature {
        name: "dashboard and first steps",
        modules: &["**::overview", "**::first_steps", "accounts::statistics", "**::stats", "accounts::installation"],
        crates: &[],
        files: &[],
    },
    Feature {
        name: "API tokens and service accounts",
        modules: &["**::api_tokens", "**::service_accounts", "**::programs", "**::token_*", "cli::token"],
        crates: &[],
        files: &[],
    },
    Feature {
        name: "branding and pictures",
        modules: &["look", "pictures", "**::look", "**::pictures", "**::logos", "**::host_look", "**::avatars"],
        crates: &["image", "png", "zune_*", "image_webp", "fdeflate"],
        files: &["style/tokens.css"],
    },
    Feature { name: "metrics", modules: &["http::metrics"], crates: &["prometheus"], files: &[] },
    Feature {
        name: "backup, copy and test data",
        modules: &["transfer", "cli::transfer", "seed"],
        crates: &["indicatif", "console"],
        files: &[],
    },
    Feature {
        name: "command line, without the commands above",
        modules: &["cli"],
        crates: &["clap_*", "anstream", "roff", "strsim", "rpassword"],
        files: &[],
    },
    Feature { name: "texts of both languages", modules: &["language", "**::language"], crates: &[], files: &[] },
    Feature {
        name: "pages, without the pages above",
        modules: &["ui", "web", "actions"],
        crates: &["leptos*", "reactive_*", "tachys", "server_fn", "any_spawner"],
        files: &["target/site", "src/ui"],
    },
    Feature {
        name: "databases",
        modules: &["store", "database_address"],
        crates: &["libsqlite3_sys", "sqlx*"],
        files: &["migrations"],
    },
];

impl Feature {
    /// Lists all patterns, with what each of them matches.
    pub fn patterns(&self) -> impl Iterator<Item = (Kind, &'static str)> {
        let of = |kind, patterns: &'static [&'static str]| patterns.iter().map(move |pattern| (kind, *pattern));
        of(Kind::Module, self.modules).chain(of(Kind::Crate, self.crates)).chain(of(Kind::File, self.files))
    }

    fn has(&self, kind: Kind, path: &str) -> bool {
        self.patterns().any(|(own, pattern)| own == kind && matches(pattern, path, kind.separator()))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Module,
    Crate,
    File,
}

impl Kind {
    fn separator(self) -> &'static str {
        if self == Self::File { "/" } else { "::" }
    }
}

/// Returns the index of the feature that an owner belongs to. A function of a module that belongs to none, such as one that runs any
/// transaction, belongs to the first feature whose types it was compiled for.
pub fn feature_of(owner: &Owner, features: &[Feature]) -> Option<usize> {
    let first = |kind, path: &str| features.iter().position(|feature| feature.has(kind, path));
    match owner {
        Owner::Server { module, mentions, .. } => first(Kind::Module, module)
            .or_else(|| mentions.iter().filter_map(|mention| first(Kind::Module, mention)).min()),
        Owner::Library(name) => first(Kind::Crate, &name.replace('-', "_")),
        Owner::File(path) => first(Kind::File, path),
        Owner::Unnamed(_) => None,
    }
}

/// Names the patterns that match none of the paths.
pub fn find_unmatched<'a>(features: &[Feature], paths: impl Fn(Kind) -> Vec<&'a str>) -> Vec<String> {
    let mut unmatched = Vec::new();
    for feature in features {
        for (kind, pattern) in feature.patterns() {
            if !paths(kind).iter().any(|path| matches(pattern, path, kind.separator())) {
                unmatched.push(format!("{pattern} ({kind:?} of \"{}\")", feature.name));
            }
        }
    }
    unmatched
}

/// Decides whether a pattern matches the beginning of a path.
fn matches(pattern: &str, path: &str, separator: &str) -> bool {
    let path: Vec<&str> = path.split(separator).collect();
    let pattern: Vec<&str> = pattern.split(separator).collect();
    let fits = |path: &[&str], pattern: &[&str]| {
        pattern.len() <= path.len()
            && pattern.iter().zip(path).all(|(pattern, segment)| matches_segment(pattern, segment))
    };
    match pattern.split_first() {
        Some((&"**", rest)) => (0..path.len()).any(|from| fits(&path[from..], rest)),
        _ => fits(&path, &pattern),
    }
}

fn matches_segment(pattern: &str, segment: &str) -> bool {
    match pattern.split_once('*') {
        Some((beginning, end)) => segment.strip_prefix(beginning).is_some_and(|rest| rest.ends_with(end)),
        None => pattern == segment,
    }
}

#[cfg(test)]
#[path = "features_tests.rs"]
mod tests;
