//! The fields of a provider: the one place that lists them. Beside them it has a name and a secret.
//!
//! Each reader of the table calls it with the name of a macro, which takes its part of the rows, as that of [a client](super::client_fields):
//! the types of definitions and requests (`providers.rs`), the texts of forms, pages and files (`provider_texts.rs`), how requests are read
//! (`accounts/upstream/request.rs`), what a definition may say (`applications/upstream/definition.rs`) and the options of commands
//! (`cli/options.rs`). A row has
//!
//! - what the field is, its name in requests, forms, files and stored definitions, and its type;
//! - `sent`: its type in a request, with what is said of it there, and `rule`: how that is read;
//! - `check`: what it may say, for which kinds it is, and what is said to the others;
//! - `option`: the option of commands;
//! - `shown`: its place in forms, the part that it belongs to, the kinds if it is for those alone, its label, and its input. Those of no
//!   part are not folded.
//!
//! The order is that of definitions and requests. Where that of commands is another one, the option says it.

macro_rules! provider_fields {
    ($use:ident $($of:tt)*) => { $use! {
        $($of)*
        kind: ProviderKind {
            /// What it speaks, and what is known of it. Default: `openid`.
            #[schemars(with = "Option<ProviderKind>")]
            sent: Text, rule: parse(parse_kind), check: any(),
            option: value("kind", "KIND", "A service that is known, such as google, or openid or oauth2").default_value("openid"),
            shown: 1 in "kind", say::provider_kind, One(kinds),
        }
        /// What people see on its button. None: the name by which the provider is known, or that of its definition.
        title: Option<String> {
            /// What people see on its button, at most 80 characters. Default: the name by which the provider is known.
            #[schemars(length(max = 80))]
            sent: Text, rule: parse(filled), check: each(title),
            option: value("title", "TITLE", "What people see on its button [default: the name by which the provider is known]")
                .display_order(11),
            shown: 19 in "button" Later, say::provider_title, Text("provider-title", say::provider_title_hint),
        }
        logo_uri: Option<String> {
            /// The address of a picture, with `https`.
            #[schemars(length(max = 500))]
            sent: Text, rule: parse(filled), check: each(logo),
            option: value("logo-uri", "URL", "The address of a picture for its button, with https").display_order(12),
            shown: 20 in "button" Later, say::provider_logo, Url("provider-logo-uri", say::provider_logo_hint),
        }
        /// Providers with a lower number come first.
        position: u32 {
            /// Providers with a lower number come first. Default: 0.
            #[serde(deserialize_with = "values::or_number")]
            #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 0, "maximum" = 4_294_967_295_u32))]
            sent: Text, rule: parse(parse_position), check: any(),
            option: value("position", "NUMBER", "Providers with a lower number come first").default_value("0").display_order(12),
            shown: 21 in "button" Later, say::provider_position, Number("provider-position", say::provider_position_hint),
        }
        /// The issuer of `openid`, and an address that names a provider of `oauth2`. The others have their own.
        issuer: Option<String> {
            /// Required for `openid`, exactly as the provider names it, and for `oauth2`, an address that names the provider and stays. The other
            /// kinds have their own.
            #[schemars(length(max = 500))]
            sent: Text, rule: parse(filled),
            check: each(issuer)
                .of(|kind| kind.issuer == IssuerOf::Defined, message::provider_issuer_unused)
                .needed(|_| Some(Problem::new("required", message::provider_issuer_required()))),
            option: value("issuer", "URL", "The issuer of a provider of the kind openid, exactly as it names it; of oauth2 an address that names it"),
            shown: 2 in "" Of("openid oauth2"), say::provider_issuer, Url("provider-issuer", say::provider_issuer_hint),
        }
        /// Of `oauth2`: where people sign in there.
        authorization_endpoint: Option<String> {
            /// Required for `oauth2`: where people sign in there.
            #[schemars(length(max = 2000))]
            sent: Text, rule: parse(filled), check: described(endpoint),
            option: value("authorization-endpoint", "URL", "Of oauth2: where people sign in there"),
            shown: 3 in "" Of("oauth2"), say::provider_authorization_endpoint,
                Url("provider-authorization-endpoint", say::provider_authorization_endpoint_hint),
        }
        /// Of `oauth2`: where a code is exchanged.
        token_endpoint: Option<String> {
            /// Required for `oauth2`: where a code is exchanged.
            #[schemars(length(max = 2000))]
            sent: Text, rule: parse(filled), check: described(endpoint),
            option: value("token-endpoint", "URL", "Of oauth2: where a code is exchanged"),
            shown: 4 in "" Of("oauth2"), say::provider_token_endpoint,
                Url("provider-token-endpoint", say::provider_token_endpoint_hint),
        }
        /// Of `oauth2`: what says, in JSON, who has an access token.
        userinfo_endpoint: Option<String> {
            /// Required for `oauth2`: what says, in JSON, who has an access token.
            #[schemars(length(max = 2000))]
            sent: Text, rule: parse(filled), check: described(endpoint),
            option: value("userinfo-endpoint", "URL", "Of oauth2: what says who has an access token"),
            shown: 5 in "" Of("oauth2"), say::provider_userinfo_endpoint,
                Url("provider-userinfo-endpoint", say::provider_userinfo_endpoint_hint),
        }
        /// Of `oauth2`: where that is in its answer, such as `subject=data.id`. Usually `subject=id`, `email=email` and `name=name`; nothing
        /// for `email_verified` and `username`.
        claims: Vec<String> {
            /// Of `oauth2`: where that is in its answer, each as `subject=data.id`: `subject`, `email`, `email_verified`, `name` and `username`.
            #[schemars(with = "Option<Vec<String>>", length(max = 50))]
            sent: Expected<Vec<Text>>, rule: list(trimmed),
            check: each(claim).of(Kind::is_described, message::provider_claims_unused),
            option: list("claim", "NAME=PLACE", "Of oauth2: where something is in its answer, such as subject=data.id; may be repeated"),
            shown: 6 in "" Of("oauth2"), say::provider_claims, Lines("provider-claims", say::provider_claims_hint),
        }
        /// Of `microsoft`: a directory, or `common`, `organizations` or `consumers`. None: `common`.
        tenant: Option<String> {
            /// Of `microsoft`: the id of a directory, or `common`, `organizations` or `consumers`. Default: `common`.
            #[schemars(length(max = 500))]
            sent: Text, rule: parse(filled),
            check: each(tenant).of(Kind::has_directories, message::provider_tenant_unused),
            option: value(
                "tenant",
                "DIRECTORY",
                "Of microsoft: the id of a directory, or common, organizations or consumers [default: common]",
            ),
            shown: 9 in "" Later("microsoft"), say::provider_tenant, Text("provider-tenant", say::provider_tenant_hint),
        }
        /// Of `apple`: the id of the team that the private key belongs to, and that of the key.
        team_id: Option<String> {
            /// Required for `apple`: the id of the team that the private key belongs to.
            #[schemars(length(max = 500))]
            sent: Text, rule: parse(filled), check: signer(word),
            option: value("team-id", "ID", "Of apple: the id of the team that the private key belongs to"),
            shown: 7 in "" Of("apple"), say::provider_team_id, Text("provider-team-id", say::provider_team_id_hint),
        }
        key_id: Option<String> {
            /// Required for `apple`: the id of the private key.
            #[schemars(length(max = 500))]
            sent: Text, rule: parse(filled), check: signer(word),
            option: value("key-id", "ID", "Of apple: the id of the private key"),
            shown: 8 in "" Of("apple"), say::provider_key_id, Text("provider-key-id", say::provider_key_id_hint),
        }
        /// The id of this server there.
        client_id: String {
            /// The id of this server there. Required.
            #[schemars(length(max = 500))]
            sent: Text, rule: parse(trimmed), check: each(word),
            option: value("client-id", "ID", "The id of this server at the provider").required(true).display_order(1),
            shown: 10 in "", say::provider_client_id, Word("provider-client-id", say::provider_client_id_hint),
        }
        /// Scopes that are asked for beside the usual ones.
        scopes: Vec<String> {
            /// Scopes that are asked for beside the usual ones.
            #[schemars(with = "Option<Vec<String>>", length(max = 50))]
            sent: Expected<Vec<Text>>, rule: list(trimmed), check: each(word),
            option: list("scope", "SCOPE", "A scope to ask for beside the usual ones; may be repeated"),
            shown: 11 in "taken" Later, say::provider_scopes, Lines("provider-scopes", say::provider_scopes_hint),
        }
        /// Of `openid` and `oauth2`: the domains of the addresses for which the provider vouches when it says that one is confirmed; `*` for
        /// all. None of them: it never vouches.
        trusted_domains: Vec<String> {
            /// Of `openid` and `oauth2`: the domains of the addresses for which the provider vouches when it says that one is confirmed; `*` for
            /// all.
            #[schemars(with = "Option<Vec<String>>", length(max = 50))]
            sent: Expected<Vec<Text>>, rule: list(trimmed),
            check: each(trusted_domain)
                .of(|kind| matches!(kind.vouching, Vouching::InTrustedDomains), message::provider_trusted_unused),
            option: list("trust", "DOMAIN", "Of openid and oauth2: a domain of addresses for which the provider vouches, or * for all; may be repeated"),
            shown: 12 in "who" Later("openid oauth2"), say::provider_trusted, Lines("trusted-domains", say::provider_trusted_hint),
        }
        /// Only people with an address in these domains, for which the provider vouches, or of these organisations. None of them:
        /// everybody.
        allowed_domains: Vec<String> {
            /// Only people with an address in these domains, for which the provider vouches, or of these organisations.
            #[schemars(with = "Option<Vec<String>>", length(max = 50))]
            sent: Expected<Vec<Text>>, rule: list(trimmed), check: each(vouched_domain),
            option: list("allow", "DOMAIN", "A domain or an organisation whose people alone may sign in; may be repeated"),
            shown: 13 in "who" Later("apple discord github gitlab google oauth2 openid"), say::provider_allowed,
                Lines("allowed-domains", say::provider_allowed_hint),
        }
        registration: ProviderRegistration {
            /// `as-elsewhere`, `open` or `closed`. Default: `as-elsewhere`.
            #[schemars(with = "Option<ProviderRegistration>")]
            sent: Text, rule: parse(parse_registration), check: any(),
            option: value("registration", "RULE", "Who may open an account through it: as-elsewhere, open or closed")
                .default_value("as-elsewhere"),
            shown: 14 in "new" Later, say::provider_registration, One(registrations),
        }
        /// Who may also open an account while registration is closed: people with such an address, for which the provider vouches.
        registration_domains: Vec<String> {
            /// Who may also open an account while registration is closed: people with such an address, for which the provider vouches.
            #[schemars(with = "Option<Vec<String>>", length(max = 50))]
            sent: Expected<Vec<Text>>, rule: list(trimmed), check: each(vouched_domain),
            option: list("register", "DOMAIN", "A domain whose people may open an account while registration is closed; may be repeated"),
            shown: 15 in "new" Later("apple discord github gitlab google oauth2 openid"), say::provider_registration_domains,
                Lines("registration-domains", say::provider_registration_domains_hint),
        }
        /// Of `openid`, `microsoft` and `gitlab`: the claim with the groups. None: groups are not taken over.
        groups_claim: Option<String> {
            /// Of `openid`, `microsoft` and `gitlab`: the claim with the groups.
            #[schemars(length(max = 500))]
            sent: Text, rule: parse(filled),
            check: each(word).of(|kind| kind.has_groups, message::provider_groups_unused),
            option: value("groups-claim", "CLAIM", "The claim with the groups [default: groups are not taken over]").requires("groups-prefix"),
            shown: 16 in "taken" Later("openid microsoft gitlab"), say::provider_groups_claim, Text("provider-groups-claim", say::provider_groups_claim_hint),
        }
        /// What the names of the groups here begin with that the provider decides about; its own name of a group follows.
        groups_prefix: Option<String> {
            /// What the names of the groups here begin with that the provider decides about. Required with `groups_claim`.
            #[schemars(length(max = 40))]
            sent: Text, rule: parse(filled), check: each(groups_prefix).needed(missing_prefix),
            option: value("groups-prefix", "PREFIX", "What the names of the groups begin with that the provider decides about"),
            shown: 17 in "taken" Later("openid microsoft gitlab"), say::provider_groups_prefix, Text("provider-groups-prefix", say::provider_groups_prefix_hint),
        }
        /// Values of `acr` or `amr` that count as a second factor. None of them: nothing does.
        second_factor: Vec<String> {
            /// Values of `acr` or `amr` that count as a second factor.
            #[schemars(with = "Option<Vec<String>>", length(max = 50))]
            sent: Expected<Vec<Text>>, rule: list(trimmed), check: each(word),
            option: list("second-factor", "VALUE", "A value of acr or amr that counts as a second factor; may be repeated"),
            shown: 18 in "taken" Later, say::provider_second_factor, Lines("provider-second-factor", say::provider_second_factor_hint),
        }
        /// Where it says something that fields of one's own begin with when somebody opens an account, such as `department=org.department`.
        fields: Vec<String> {
            /// Where the provider says something that fields of one's own begin with when somebody opens an account: each as
            /// `department=department`, the name of the field and that of the claim, or of `oauth2` the place in its answer.
            #[schemars(with = "Option<Vec<String>>", length(max = 50))]
            sent: Expected<Vec<Text>>, rule: list(trimmed),
            check: each(own_field).of(Kind::says_more, message::provider_fields_unused),
            option: list("field", "FIELD=CLAIM", "Where something is that a field of one's own begins with, such as department=department; \
                may be repeated"),
            shown: 22 in "taken" Later("apple gitlab google microsoft oauth2 openid"), say::provider_fields,
                Lines("provider-fields", say::provider_fields_hint),
        }
    } };
}
pub(crate) use provider_fields;
