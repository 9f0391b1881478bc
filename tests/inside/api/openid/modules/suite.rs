//! What the modules share: a provider with two clients, and the way of a browser from a request to the answer of the provider.

use super::wire::{BASE, Visitor, encoded, own_path, owned, send, send_form, start};
use crate::support::openid::{
    AFTER_LOGOUT, CALLBACK, CHALLENGE, Client, VERIFIER, WIKI, WIKI_URL, basic, client_request,
};
use crate::support::*;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use url::form_urlencoded;
use vestibule::shared::clients::ClientRequest;

/// As long as the plans make it, to see whether it comes back unchanged. With every character that may be in one.
pub fn long_state() -> String {
    let characters: String = (' '..='~').collect();
    format!("{characters}{}", "s".repeat(128 - characters.len()))
}

/// A provider on a socket, with the user `maren`.
pub struct Suite {
    pub app: TestApp,
    pub address: SocketAddr,
    pub client: Client,
    /// Of another application.
    pub other: Client,
    /// The response mode of all requests; empty: the default.
    pub mode: &'static str,
}

/// What became of an authorization request.
pub struct Way {
    /// Whether a page asked who the visitor is.
    pub asked: bool,
    pub end: End,
}

pub enum End {
    /// The parameters that the client gets.
    Answer(BTreeMap<String, String>),
    /// A page that leads nowhere.
    Page(Reply),
}

impl Suite {
    /// `configure` changes the definition of the client.
    pub async fn new(mode: &'static str, configure: impl FnOnce(&mut ClientRequest)) -> Self {
        let app = TestApp::with(|config| config.base_url = BASE.to_owned()).await;
        app.add("maren", "Maren Holt").await;
        app.add_application(open_at(WIKI, WIKI_URL)).await;
        // The plans send no challenge, except in the module that is about it.
        let mut request = ClientRequest { require_pkce: Expected::Given(false), ..client_request(WIKI) };
        configure(&mut request);
        let client = app.add_client(WIKI, request).await;
        app.add_application(open_at("chat", "https://chat.example.com/")).await;
        let request = ClientRequest {
            require_pkce: Expected::Given(false),
            redirect_uris: texts(&["https://chat.example.com/callback"]),
            ..client_request("chat")
        };
        let other = app.add_client("chat", request).await;
        let address = start(app.router.clone()).await;
        Self { app, address, client, other, mode }
    }

    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.address)
    }

    /// A document of the provider.
    pub async fn read(&self, path: &str) -> Reply {
        send(self.address, &format!("GET {path}"), &[], "").await.expect_status(200)
    }

    /// The fields of an authorization request: those of every module, and what the module changes. An empty value takes one away.
    pub fn fields(&self, changes: &[(String, String)]) -> Vec<(String, String)> {
        let mut all = owned(&[("code_challenge", ""), ("code_challenge_method", ""), ("response_mode", self.mode)]);
        all.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        all.extend_from_slice(changes);
        let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.client.parameters(&all)
    }

    /// Sends an authorization request and does what the pages ask, until there is an answer.
    pub async fn authorize(&self, visitor: &mut Visitor, changes: &[(String, String)]) -> Way {
        let path = format!("/oauth/authorize?{}", encoded(&self.fields(changes)));
        let first = visitor.open(&path).await;
        self.go_on(visitor, first).await
    }

    /// The same from the first answer on.
    pub async fn go_on(&self, visitor: &mut Visitor, mut reply: Reply) -> Way {
        let mut asked = false;
        for _ in 0..20 {
            if (300..400).contains(&reply.status) {
                let location = reply.location().to_owned();
                let Some(path) = own_path(&location) else {
                    assert_eq!(reply.status, 303, "so that no browser sends a form to the client");
                    let (target, query) = location.split_once('?').expect("parameters");
                    assert_eq!(
                        (target, self.mode),
                        (CALLBACK, ""),
                        "to the client alone, in the mode that it asked for"
                    );
                    return Way { asked, end: End::Answer(read_query(query)) };
                };
                reply = visitor.open(&path).await;
            } else if let Some((_, fields)) = reply.form(|action| action == CALLBACK) {
                assert_eq!((reply.status, self.mode), (200, "form_post"));
                assert!(reply.text().contains("<button"), "without JavaScript there is a button");
                let policy = reply.header("content-security-policy");
                assert!(!policy.contains("form-action"), "{policy}");
                return Way { asked, end: End::Answer(fields.into_iter().collect()) };
            } else if let Some((action, fields)) = reply.form(|action| SIGN_IN.contains(&action)) {
                asked = true;
                let typed = owned(&[("login", "maren"), ("password", PASSWORD)]);
                reply = visitor.submit(&action, &[fields, typed].concat()).await.expect_status(303);
            } else if let Some((action, fields)) = reply.form(|action| action.contains("consent")) {
                reply = visitor.submit(&action, &[fields, owned(&[ALLOW])].concat()).await;
            } else {
                return Way { asked, end: End::Page(reply) };
            }
        }
        panic!("no end: {}", reply.text());
    }

    /// Sends a request to the token endpoint, as the client `of`.
    pub async fn token(&self, of: &Client, is_post: bool, fields: &[(&str, &str)]) -> Reply {
        let secret = of.secret.as_deref().expect("a secret");
        let (mut headers, mut fields) = (Vec::new(), owned(fields));
        if is_post {
            fields.extend(owned(&[("client_id", of.id.as_str()), ("client_secret", secret)]));
        } else {
            headers.push(("authorization", basic(&of.id, secret)));
        }
        send_form(self.address, "/oauth/token", &headers, &fields).await
    }

    /// Exchanges a code. `verifier`: whether the request had the challenge of the tests.
    pub async fn exchange(&self, code: &str, verifier: bool, is_post: bool) -> Reply {
        let mut fields = vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        if verifier {
            fields.push(("code_verifier", VERIFIER));
        }
        self.token(&self.client, is_post, &fields).await
    }

    /// The answer of the userinfo endpoint: to `GET`, to `POST`, or to a POST with the token in its `body`.
    pub async fn userinfo(&self, access_token: &str, how: &str) -> Reply {
        let bearer = [("authorization", format!("Bearer {access_token}"))];
        let path = "/oauth/userinfo";
        match how {
            "GET" => send(self.address, &format!("GET {path}"), &bearer, "").await,
            "POST" => send(self.address, &format!("POST {path}"), &bearer, "").await,
            "body" => send_form(self.address, path, &[], &owned(&[("access_token", access_token)])).await,
            how => panic!("unknown way {how:?}"),
        }
    }
}

/// The actions of the forms that ask who the visitor is. The second one knows the name.
const SIGN_IN: [&str; 2] = ["/actions/login", "/actions/confirm"];
/// The field of the button that gives consent.
const ALLOW: (&str, &str) = ("answer", "allow");

pub fn read_query(query: &str) -> BTreeMap<String, String> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// What a row of a table names: `{challenge}`, `{after}`, and what the caller knows.
pub fn filled(text: &str, known: &[(&str, &str)]) -> Vec<(String, String)> {
    let always = [("challenge", CHALLENGE), ("after", AFTER_LOGOUT)];
    let fill = |value: String| {
        let all = always.iter().chain(known);
        all.fold(value, |value, (name, with)| value.replace(&format!("{{{name}}}"), with))
    };
    form_urlencoded::parse(text.as_bytes()).into_owned().map(|(name, value)| (name, fill(value))).collect()
}
