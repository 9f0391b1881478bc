//! The fields of a client (OpenID Connect): the one place that lists them.
//!
//! Each reader of the table calls it with the name of a macro, which takes its part of the rows: the types of definitions and requests
//! (`clients.rs`), the texts of forms, pages and files (`client_texts.rs`), the rules (`accounts/clients/request.rs`) and the options
//! of commands (`cli/options.rs`). A row has
//!
//! - what the field is, its name in requests, forms, files and stored definitions, and its type;
//! - `sent`: its type in a request, with what is said of it there, and `rule`: how that is read;
//! - `option`: the option of commands, and what a switch means;
//! - `shown`: its place on pages, the part of the settings that it belongs to, its label, and its input. One of no part is changed
//!   by a button of its own.
//!
//! The order is that of requests and commands.

macro_rules! client_fields {
    ($use:ident $($of:tt)*) => { $use! {
        $($of)*
        kind: ClientKind {
            /// `confidential` or `public`. Default: `confidential`.
            #[schemars(with = "Option<ClientKind>")]
            sent: Text, rule: text(parse_kind),
            option: switch("public", "A program that cannot keep a secret: in a browser, or on the device of its user") => "public",
            shown: 11 in "sign-in", say::client_kind, One(kinds),
        }
        /// Where people return after signing in. Exact, but with any port on a loopback address.
        redirect_uris: Vec<String> {
            /// At most 20 absolute URIs.
            #[schemars(with = "Option<Vec<String>>", length(max = 20))]
            sent: Expected<Vec<Text>>, rule: list(parse_return_uri),
            option: list("redirect-uri", "URI", "Where people return after signing in; may be repeated"),
            shown: 1 in "sign-in", say::client_redirect_uris, Lines("redirect-uris", say::client_redirect_uris_hint),
        }
        /// Where they may return after signing out.
        post_logout_redirect_uris: Vec<String> {
            /// At most 20 absolute URIs.
            #[schemars(with = "Option<Vec<String>>", length(max = 20))]
            sent: Expected<Vec<Text>>, rule: list(parse_return_uri),
            option: list("post-logout-redirect-uri", "URI", "Where people may return after signing out; may be repeated"),
            shown: 2 in "sign-out", say::client_post_logout_uris, Lines("post-logout-redirect-uris", say::client_post_logout_uris_hint),
        }
        /// Where the client gets the message that a session has ended (OpenID Connect Back-Channel Logout).
        backchannel_logout_uri: Option<String> {
            sent: Text, rule: text(parse_web_uri),
            option: value("backchannel-logout-uri", "URI", "Where the client learns that a session has ended"),
            shown: 3 in "sign-out", say::client_backchannel_uri, Url("backchannel-logout-uri", say::client_backchannel_uri_hint),
        }
        /// Whether it has to use PKCE. Public clients always have to.
        require_pkce: bool {
            /// Default: `true`. Public clients need it.
            sent: Expected<bool>, rule: flag(true),
            option: switch("without-pkce", "The client need not use PKCE: only for one that cannot").conflicts_with("public") => false,
            shown: 13 in "sign-in", say::client_pkce_legend, Flag(pkce, say::client_pkce_not_required),
        }
        grants: Vec<GrantKind> {
            /// Default: `authorization_code`.
            #[schemars(with = "Option<Vec<GrantKind>>")]
            sent: Expected<Vec<Text>>, rule: grants(),
            option: list(
                "grant",
                "GRANT",
                "authorization_code, refresh_token, client_credentials or the URN of device_code; may be repeated [default: authorization_code]",
            ),
            shown: 12 in "grants", say::client_grants, Many("grants[]", grants),
        }
        /// The APIs for which it may request tokens (RFC 8707).
        resources: Vec<String> {
            /// At most 20 absolute URIs.
            #[schemars(with = "Option<Vec<String>>", length(max = 20))]
            sent: Expected<Vec<Text>>, rule: resources(),
            option: list("resource", "URI", "An API for which it may request tokens; may be repeated"),
            shown: 7 in "tokens", say::client_resources, Lines("resources", say::client_resources_hint),
        }
        /// The lifetime of its access tokens in seconds. None: that of the server.
        access_ttl: Option<u64> {
            /// Seconds, or a duration such as `5m`, from a minute to 15 minutes. Default: that of the server.
            #[serde(deserialize_with = "values::or_number")]
            #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 60, "maximum" = 900))]
            sent: Text, rule: text(parse_access_ttl),
            option: value("access-ttl", "DURATION", "The lifetime of its access tokens, at most 15m [default: that of the server]"),
            shown: 19 in "tokens", say::client_access_life, Text("access-ttl", say::client_access_life_hint),
        }
        /// How long a refresh token may stay unused, in seconds. None: as long as it is valid.
        refresh_ttl: Option<u64> {
            /// Seconds, or a duration such as `7d`.
            #[serde(deserialize_with = "values::or_number")]
            #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 60, "maximum" = 31_622_400))]
            sent: Text, rule: text(parse_proof_age),
            option: value("refresh-ttl", "DURATION", "How long a refresh token may stay unused [default: as long as it is valid]"),
            shown: 20 in "tokens", say::client_refresh_life, Text("refresh-ttl", say::client_refresh_life_hint),
        }
        /// Whether the ID token has the claims that are otherwise only at the userinfo endpoint.
        id_token_claims: bool {
            /// Default: `false`.
            sent: Expected<bool>, rule: flag(false),
            option: switch("id-token-claims", "The ID token has all claims, for clients that do not ask the userinfo endpoint") => true,
            shown: 16 in "claims", say::client_id_token_legend, Flag(id_token, say::client_id_token_without_claims),
        }
        consent: ConsentRule {
            /// `never`, `once` or `always`. Default: `never`.
            #[schemars(with = "Option<ConsentRule>")]
            sent: Text, rule: text(parse_consent),
            option: value("consent", "WHEN", "Whether people are asked what it may learn: never, once or always").default_value("never"),
            shown: 14 in "consent", say::client_consent, One(consents),
        }
        acr: Option<DemandedLevel> {
            /// `second-factor` or `passkey`. Default: none.
            #[schemars(with = "Option<DemandedLevel>")]
            sent: Text, rule: text(parse_level),
            option: value("acr", "LEVEL", "The proof that it demands: second-factor or passkey"),
            shown: 15 in "consent", say::client_acr, AtMostOne(levels),
        }
        /// How long ago people may have proved who they are, in seconds. None: in the session, at any time.
        max_age: Option<u64> {
            /// Seconds, or a duration such as `15m`.
            #[serde(deserialize_with = "values::or_number")]
            #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 60, "maximum" = 31_622_400))]
            sent: Text, rule: text(parse_proof_age),
            option: value("max-age", "DURATION", "How long ago people may have proved who they are, such as 15m"),
            shown: 18 in "consent", say::field_max_age, Text("max-age", say::application_max_age_hint),
        }
        /// Where people open it.
        launch_uri: Option<String> {
            sent: Text, rule: text(parse_web_uri),
            option: value("launch-uri", "URI", "Where people open it"),
            shown: 4 in "tile", say::client_launch_uri, Url("launch-uri", say::client_launch_uri_hint),
        }
        logo_uri: Option<String> {
            sent: Text, rule: text(parse_web_uri),
            option: value("logo-uri", "URI", "Its logo"),
            shown: 5 in "tile", say::client_logo_uri, Url("logo-uri", || ""),
        }
        description: Option<String> {
            /// At most 300 characters.
            #[schemars(length(max = 300))]
            sent: Text, rule: text(|text| display_name(text, MAX_DESCRIPTION_CHARS)),
            option: value("description", "DESCRIPTION", "What it is, in a sentence"),
            shown: 6 in "tile", say::description, Text("client-description", say::client_description_hint),
        }
        /// The name of the claim with the groups. None: `groups`.
        groups_claim: Option<String> {
            /// Default: `groups`.
            sent: Text, rule: text(parse_groups_claim),
            option: value("groups-claim", "NAME", "The name of the claim with the groups [default: groups]"),
            shown: 9 in "claims", say::client_groups_claim, Text("groups-claim", say::client_groups_claim_hint),
        }
        /// The groups that it learns, and what it calls them. Empty: all.
        only_groups: Vec<GroupRule> {
            /// Each as `editors`, `wiki-*` for all that begin so, `editors=Editor` or, without the beginning, `wiki-*=*`. Default: all groups.
            #[schemars(with = "Option<Vec<String>>", length(max = 50))]
            sent: Expected<Vec<Text>>, rule: group_rules(),
            option: list("only-group", "RULE", "A group that it learns: editors, wiki-* or editors=Editor; may be repeated [default: all]"),
            shown: 10 in "claims", say::client_only_groups, Lines("only-groups", say::client_only_groups_hint),
        }
        claims: Vec<ClaimRule> {
            /// Each as `name=value`, or `name@group=value` for the members of a group. With `:=` the value is JSON, such as `true`. With
            /// `<=` it is what the account has in a field of one's own, `plan<=plan`; as a text or a list with `plan<=plan:text` or `:list`.
            #[schemars(with = "Option<Vec<String>>", length(max = 50))]
            sent: Expected<Vec<Text>>, rule: claims(),
            option: list("claim", "RULE", "name=value, or name@group=value for its members; with := the value is JSON, with <= that of a field; may be repeated"),
            shown: 8 in "claims", say::client_claims, Lines("claims", say::client_claims_hint),
        }
        /// The account of which `client_credentials` gives tokens. It has a column of its own, and is beside the definition in answers.
        #[serde(skip)]
        service_account: Option<UserId> {
            /// The id of a service account.
            sent: Text, rule: text(parse_account),
            option: value("service-account", "ID", "The id of the service account of which client_credentials gives tokens"),
            shown: 17 in "grants", say::client_service_account, Account("service-account", say::client_service_account_hint),
        }
        /// The program that it is for, whose row says what goes into its settings. None: one that is not known.
        program: Option<String> {
            /// The id of a program, such as `grafana`. With `url`, what is left out is as its row says.
            #[schemars(length(max = 40))]
            sent: Text, rule: text(parse_program),
            option: value("program", "PROGRAM", "The program that it is for, such as grafana: see `vestibule program list`"),
            shown: 21 in "tile", say::client_program, Text("client-program", say::client_program_hint),
        }
        /// Whether it gets nothing until somebody opens it again.
        closed: bool {
            /// Default: `false`.
            sent: Expected<bool>, rule: flag(false),
            option: switch("closed", "The client gets nothing until it is opened again") => true,
            shown: 22 in "", say::client_closed_legend, Flag(closed, say::client_open),
        }
    } };
}
pub(crate) use client_fields;
