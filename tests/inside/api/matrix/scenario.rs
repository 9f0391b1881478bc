//! Creates the actor and the data for a cell of the access matrix, and sends its request.

use super::own_field::field;
use super::{ACTORS, Row};
use crate::support::browser::with_file;
use crate::support::openid::client_request;
use crate::support::picture::plain;
use crate::support::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use image::ImageFormat;
use std::sync::atomic::{AtomicU32, Ordering};
use vestibule::accounts::User;
use vestibule::keys::fingerprint;
use vestibule::shared::api_tokens::{CreateApiTokenRequest, Scope};
use vestibule::shared::bulk::UserAction;
use vestibule::shared::groups::CreateGroupRequest;
use vestibule::shared::ids::IdentityId;
use vestibule::shared::providers::{MAX_PROVIDERS, ProviderRequest};
use vestibule::shared::requests::RegisterRequest;
use vestibule::shared::terms::TermsRequest;
use vestibule::store::added_in::AddedIn;
use vestibule::store::clients::consents;
use vestibule::store::identities::{self, NewIdentity};
use vestibule::store::one_time_tokens::{self, NewOneTimeToken, Purpose};

/// Publishes terms that nobody has to accept yet. Returns the number of the version.
async fn planned_terms(app: &TestApp) -> String {
    let request =
        TermsRequest { texts: texts(&["Be nice."]), applies_from: "2099-01-01".into(), ..TermsRequest::default() };
    let terms = app.accounts.terms().publish_terms(&Caller::system(), request).await.expect("terms");
    terms.version.to_string()
}

/// A user with a session.
pub(super) struct SignedInUser {
    user: User,
    tokens: Tokens,
}

impl SignedInUser {
    pub(super) async fn new(app: &TestApp, role: Role) -> Self {
        let username = unused_name();
        let request = RegisterRequest {
            email: format!("{username}@example.org").into(),
            username: username.into(),
            password: PASSWORD.into(),
            ..RegisterRequest::default()
        };
        let user = app.accounts.users().create_user(&Caller::system(), request, role).await.expect("an account");
        let sign_in =
            app.accounts.sessions().sign_in_new(&Caller::default(), user.clone(), None).await.expect("a session");
        let refresh = sign_in.refresh_token.expect("a refresh token");
        let tokens = Tokens { access: sign_in.access_token, refresh };
        // Loads the session into the cache, as after any request, so that later changes have to invalidate it.
        app.accounts.sessions().authenticate(&tokens.access).await.expect("a session");
        Self { user, tokens }
    }

    /// The same user with an API token in place of both tokens of the session.
    async fn with_token_only(self, app: &TestApp, scopes: &[Scope]) -> Self {
        let caller = app.caller(&self.tokens.access).await;
        let new = app.accounts.api_tokens().create_api_token(&caller, self.user.id, token_request(scopes)).await;
        let secret = new.expect("an API token").secret;
        // Loads it into the cache, as after any request.
        app.accounts.sessions().authenticate(&secret).await.expect("a valid API token");
        Self { tokens: Tokens { access: secret.clone(), refresh: secret }, ..self }
    }
}

/// A request for an API token with these scopes.
fn token_request(scopes: &[Scope]) -> CreateApiTokenRequest {
    CreateApiTokenRequest {
        name: "Backup".into(),
        scopes: Expected::Given(scopes.iter().map(|scope| scope.as_str().into()).collect()),
        ..CreateApiTokenRequest::default()
    }
}

/// An unused username.
fn unused_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("person-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The session of the actor and the values of the placeholders in a row.
pub(super) struct Scenario {
    tokens: Option<Tokens>,
    placeholders: Vec<(&'static str, String)>,
}

impl Scenario {
    pub(super) async fn new(app: &TestApp, row: &Row, column: usize) -> Self {
        let named = SignedInUser::new(app, Role::User).await;
        let mut placeholders = vec![
            ("{id}", named.user.id.to_string()),
            ("{username}", named.user.username.clone()),
            ("{new}", unused_name()),
            ("{password}", PASSWORD.to_owned()),
            ("{other_password}", OTHER_PASSWORD.to_owned()),
            ("{bulk_id}", Uuid::from_u128(1).to_string()),
            ("{passkey_id}", Uuid::from_u128(1).to_string()),
            ("{refusal}", Uuid::from_u128(1).to_string()),
            ("{size}", "64".to_owned()),
            ("{operation}", "getMe".to_owned()),
            ("{kind}", "google".to_owned()),
            ("{values}", "number".to_owned()),
            ("{program}", "grafana".to_owned()),
            ("{*path}", "nowhere.js".to_owned()),
        ];
        let is_of_provider = row.address.contains("/providers/{name}");
        let is_of_field = row.address.contains("/fields/{name}") || row.sent.contains("{field}");
        let is_of_application = ["/applications/{name}", "/applications/people/{name}", "/clients/of/{name}"]
            .iter()
            .any(|part| row.address.contains(part));
        for name in ["{session_id}", "{token_id}", "{avatar_id}", "{link}", "{confirmation}", "{name}"] {
            let is_group = name == "{name}" && !is_of_application && !is_of_provider && !is_of_field;
            if (is_group || name != "{name}") && (row.address.contains(name) || row.sent.contains(name)) {
                placeholders.push((name, value_of(app, named.user.id, name).await));
            }
        }
        if is_of_provider || row.address.contains("{provider}") || row.sent.contains("{provider}") {
            let name = provider(app).await;
            placeholders.extend([("{name}", name.clone()), ("{provider}", name)]);
        }
        if is_of_field {
            let is_deleted = row.method == "DELETE" || row.address == "/actions/fields/delete";
            let name = field(app, is_deleted.then(unused_name)).await;
            placeholders.extend([("{name}", name.clone()), ("{field}", name)]);
        }
        if row.address.contains("{version}") || row.sent.contains("{version}") {
            placeholders.push(("{version}", planned_terms(app).await));
        }
        if row.address.contains("{identity}") || row.sent.contains("{identity}") {
            placeholders.push(("{identity}", identity(app, named.user.id).await));
        }
        if is_of_application || row.sent.contains("{application}") {
            let name = application(app).await;
            placeholders.extend([("{name}", name.clone()), ("{application}", name)]);
        }
        if ["clients", "programs", "connect"].iter().any(|part| row.address.contains(part)) {
            // Creating a client would make one, which takes seconds without optimisation.
            app.install_client_key().await;
        }
        if ["{client_id}", "{client}", "{secret}"]
            .iter()
            .any(|name| row.address.contains(name) || row.sent.contains(name))
        {
            placeholders.extend(client(app, named.user.id).await);
        }
        let operator = Caller::system();
        let actor = match ACTORS[column] {
            "a stranger" => None,
            "the user" => Some(named),
            "the user, disabled" => {
                app.accounts
                    .users()
                    .change_status(&operator, named.user.id, UserAction::Disable)
                    .await
                    .expect("a change");
                Some(named)
            }
            "the user, signed out" => {
                app.accounts.sessions().end_sessions_of(&operator, named.user.id).await.expect("a change");
                Some(named)
            }
            "an administrator, demoted" => {
                let actor = SignedInUser::new(app, Role::Admin).await;
                let demote = UserAction::SetRole(Role::User);
                app.accounts.users().change_status(&operator, actor.user.id, demote).await.expect("a change");
                Some(actor)
            }
            "an API token of the user" => Some(named.with_token_only(app, &[Scope::Own]).await),
            "an API token of an administrator" => {
                Some(SignedInUser::new(app, Role::Admin).await.with_token_only(app, &Scope::ALL).await)
            }
            "another user" => Some(SignedInUser::new(app, Role::User).await),
            _ => Some(SignedInUser::new(app, Role::Admin).await),
        };
        let me = actor.as_ref().map_or_else(|| "nobody".to_owned(), |actor| actor.user.username.clone());
        placeholders.push(("{me}", me));
        Self { tokens: actor.map(|actor| actor.tokens), placeholders }
    }

    fn fill_in(&self, text: &str) -> String {
        self.placeholders.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    pub(super) async fn send(&self, app: &TestApp, row: &Row) -> Reply {
        let method = if row.method == "ANY" { "GET" } else { row.method }.parse().expect("a method");
        let (address, sent) = (self.fill_in(row.address), self.fill_in(row.sent));
        let call = match address.starts_with("/api/") {
            true => self.api_call(app.call(method, &address), &sent),
            false => self.browser_call(app, method, &address, &sent),
        };
        call.send().await
    }

    /// Adds a bearer token and the body.
    fn api_call<'a>(&self, call: Call<'a>, sent: &str) -> Call<'a> {
        let call = match &self.tokens {
            Some(Tokens { refresh, .. }) if sent == "refresh" => call.bearer(refresh),
            Some(Tokens { access, .. }) => call.bearer(access),
            None => call,
        };
        match sent {
            "" | "refresh" => call,
            "picture" => call.header("content-type", "image/png").body(file()),
            "people" => call.header("content-type", "text/csv").body(people()),
            json => call.header("content-type", "application/json").body(json.to_owned()),
        }
    }

    /// A request with cookies: a navigation for GET, otherwise a form as the page's script sends it.
    fn browser_call<'a>(&self, app: &'a TestApp, method: Method, address: &str, sent: &str) -> Call<'a> {
        let mut browser = app.browser();
        if let Some(Tokens { access, refresh }) = self.tokens.clone() {
            browser.jar.extend([("vestibule_access".to_owned(), access), ("vestibule_refresh".to_owned(), refresh)]);
        }
        let call = browser.call(method.clone(), address);
        if method == Method::GET {
            return call.html().header("sec-fetch-site", "none");
        }
        let call = call.header("accept", "application/json").header("sec-fetch-site", "same-origin");
        match sent {
            "picture" => with_file(call, "picture", &file()),
            "people" => with_file(call, "file", people().as_bytes()),
            form => call.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned()),
        }
    }
}

/// Creates an application; returns its name.
async fn application(app: &TestApp) -> String {
    let name = unused_name();
    app.add_application(closed_at(&name, &format!("https://{name}.example.com/"))).await;
    name
}

/// Creates a provider; returns its name.
pub(super) async fn provider(app: &TestApp) -> String {
    let name = unused_name();
    let request = ProviderRequest {
        name: name.as_str().into(),
        issuer: format!("https://{name}.example.com").into(),
        client_id: "vestibule".into(),
        ..ProviderRequest::default()
    };
    make_room(app).await;
    app.accounts.providers().create_provider(&Caller::system(), request).await.expect("a provider");
    name
}

/// Deletes the oldest providers if there are many: one for each cell would be more than an installation may have.
async fn make_room(app: &TestApp) {
    let mut providers =
        app.accounts.providers().list_providers(&Caller::system()).await.expect("the providers").providers;
    if providers.len() > MAX_PROVIDERS / 2 {
        providers.sort_by_key(|provider| provider.created_at);
        for oldest in &providers[..MAX_PROVIDERS / 4] {
            // Another cell may have deleted it meanwhile.
            _ = app.accounts.providers().delete_provider(&Caller::system(), oldest.name.as_str()).await;
        }
    }
}

/// Links an account at a provider to this user; returns its id.
pub(super) async fn identity(app: &TestApp, user: UserId) -> String {
    // Any id that no other identity has.
    let id = IdentityId(user.0);
    let new = NewIdentity {
        id,
        user,
        provider: "company".to_owned(),
        issuer: "https://id.example".to_owned(),
        subject: unused_name(),
        label: None,
        added: AddedIn::default(),
        created_at: app.accounts.now(),
    };
    let link = async move |mut tx: Tx| identities::insert(&mut tx, &new).await;
    assert!(app.db.write(link).await.expect("an identity"));
    id.to_string()
}

/// Creates a client that this user has allowed something; returns its id and that of its secret.
pub(super) async fn client(app: &TestApp, user: UserId) -> [(&'static str, String); 3] {
    let id = app.add_client(&application(app).await, client_request(&unused_name())).await.id;
    let (allowed, now) = (id.clone(), app.accounts.now());
    let allow = async move |mut tx: Tx| consents::put(&mut tx, user, &allowed, ("openid", ""), now).await;
    app.db.write(allow).await.expect("a consent");
    let secret = app.accounts.clients().show_client(&Caller::system(), &id).await.expect("a client").secrets[0].id;
    [("{client_id}", id.clone()), ("{client}", id), ("{secret}", secret.to_string())]
}

/// The value of a placeholder that belongs to a user; creates the token, picture, link or group if
/// required.
async fn value_of(app: &TestApp, id: UserId, name: &str) -> String {
    let (accounts, operator) = (&app.accounts, Caller::system());
    match name {
        "{session_id}" => accounts.sessions().list_sessions(&operator, id).await.expect("sessions")[0].id.to_string(),
        "{token_id}" => {
            let new = accounts.api_tokens().create_api_token(&operator, id, token_request(&[Scope::Own])).await;
            new.expect("an API token").token.id.to_string()
        }
        "{avatar_id}" => {
            let user = accounts.users().set_avatar(&operator, id, async { Ok(file()) }).await.expect("a picture");
            user.avatar_url.as_deref().and_then(|url| url.split('/').nth(2)).expect("a picture").to_owned()
        }
        "{confirmation}" => confirmation(app, id).await,
        "{name}" => {
            let request = CreateGroupRequest { name: unused_name().into(), ..CreateGroupRequest::default() };
            accounts.groups().create_group(&operator, request).await.expect("a group").name.to_string()
        }
        _ => {
            let link = accounts.passwords().issue_password_link(&operator, id).await.expect("a link");
            link.url.rsplit('=').next().expect("a token").to_owned()
        }
    }
}

/// A token that confirms the address of a user, without digits.
async fn confirmation(app: &TestApp, id: UserId) -> String {
    let user = app.accounts.users().find_user(&Caller::system(), id).await.expect("an account");
    let (token, now) = ([id.0.as_bytes().as_slice(), id.0.as_bytes()].concat(), app.accounts.now());
    let new = NewOneTimeToken {
        hash: fingerprint(&token),
        purpose: Purpose::ConfirmEmail,
        user: Some(id),
        created_by: None,
        email_key: Some(user.all.email),
        parameters: None,
        journey: None,
        digits_hash: None,
        browser_hash: None,
        created_at: now,
        expires_at: now.plus(Duration::from_secs(60)),
    };
    let store = async move |mut tx: Tx| one_time_tokens::insert(&mut tx, &new).await;
    app.db.write(store).await.expect("a token");
    BASE64_URL_SAFE_NO_PAD.encode(token)
}

fn file() -> Vec<u8> {
    plain(ImageFormat::Png, [200, 30, 30])
}

/// An import file with one user.
fn people() -> String {
    format!("email\n{}@example.org\n", unused_name())
}
