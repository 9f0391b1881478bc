//! Where somebody wants to go: what they open first, and how one knows that they have arrived.

use super::walk::Walk;
use super::{HOME, JOURNAL, VAULT};
use crate::support::openid::{CALLBACK, Client};
use url::Url;

/// What the columns of the table are.
pub(super) const GOALS: [(Goal, &str); 9] = [
    (Goal::Page, "page"),
    (Goal::LongPage, "page-1900"),
    (Goal::Home, "home"),
    (Goal::Application, "application"),
    (Goal::Client(200), "client-200"),
    (Goal::Client(2_000), "client-2000"),
    (Goal::Client(7_000), "client-7000"),
    (Goal::Strict, "client-mfa"),
    (Goal::Device, "device"),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Goal {
    Page,
    /// With filters, as lists have them, of 1,900 bytes in all.
    LongPage,
    /// Nowhere in particular. The operator has another home for that.
    Home,
    /// Behind a proxy, on a host of its own.
    Application,
    /// A client of the OpenID provider, whose request has as many bytes.
    Client(usize),
    /// One that demands a second factor.
    Strict,
    Device,
}

impl Goal {
    /// Opens what leads there. `is_old`: in a session whose last proof is an hour old, so the goal asks for another one where it can.
    pub(super) async fn begin(self, walk: &mut Walk<'_>, is_old: bool) {
        let setting = walk.setting;
        let page = if is_old { "/account/security/authenticator" } else { "/account/devices" };
        match self {
            Self::Page => walk.set_out(page).await,
            Self::LongPage => {
                let filters = "filter=abcdefgh&".repeat(1_900 / 16 + 1);
                let address = format!("{page}?{filters}");
                walk.set_out(&address[..1_900]).await;
            }
            Self::Home => walk.set_out("/login").await,
            Self::Application => {
                let host = if is_old { VAULT } else { JOURNAL };
                walk.set_out_at_proxy(&format!("{host}posts?page=2")).await;
            }
            Self::Client(bytes) => walk.set_out(&request(&setting.client, bytes, is_old)).await,
            Self::Strict => walk.set_out(&request(&setting.strict, 200, is_old)).await,
            Self::Device => {
                let app = &setting.world.app;
                let begun =
                    setting.tv.call(app, "/oauth/device", &[("scope", "openid")]).expect_status(200).await.json();
                let letters = begun["user_code"].as_str().expect("letters");
                walk.set_out(&format!("/device?user_code={letters}")).await;
            }
        }
    }

    /// The same, of clients that ask their visitors a question in any case. Whether there is one: at other goals there is not, or another
    /// page comes first.
    pub(super) async fn begin_with_question(self, walk: &mut Walk<'_>) -> bool {
        let (Self::Client(bytes), setting) = (self, walk.setting) else { return false };
        walk.set_out(&request_with(&setting.client, bytes, &[("prompt", "consent")])).await;
        true
    }

    pub(super) fn is_reached(self, walk: &Walk<'_>) -> bool {
        match self {
            Self::Page | Self::LongPage | Self::Device => walk.page.status == 200 && walk.address == walk.wanted,
            Self::Home => walk.address == HOME,
            // Its proxy has exchanged the ticket.
            Self::Application => walk.page.status == 302 && walk.address == walk.wanted,
            Self::Client(_) | Self::Strict => answered(&walk.address, "code").is_some(),
        }
    }

    /// What the table says.
    pub(super) fn outcome(self, walk: &Walk<'_>) -> String {
        match (self.is_reached(walk), walk.page.status, answered(&walk.address, "error")) {
            (true, _, _) => "arrives".to_owned(),
            (false, _, Some(error)) => format!("refused:{error}"),
            (false, status @ 400.., None) => format!("refused:{status}"),
            (false, _, None) => "lost".to_owned(),
        }
    }
}

/// A parameter of the answer with which a client is called back.
pub(super) fn answered(address: &str, name: &str) -> Option<String> {
    let url = address.starts_with(CALLBACK).then(|| Url::parse(address).expect("a URL"))?;
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The path of an authorization request with so many bytes: an unknown parameter fills it up.
pub(super) fn request(client: &Client, bytes: usize, is_old: bool) -> String {
    request_with(client, bytes, &[("max_age", if is_old { "300" } else { "" })])
}

/// The same with more parameters, or with others than usual.
pub(super) fn request_with(client: &Client, bytes: usize, more: &[(&str, &str)]) -> String {
    let usual = [("nonce", ""), ("scope", "openid"), ("state", "s")];
    let kept = usual.into_iter().filter(|(name, _)| !more.iter().any(|(changed, _)| changed == name));
    let mut changes: Vec<_> = kept.chain(more.iter().copied()).collect();
    let note = "a".repeat(bytes.saturating_sub(client.request(&changes).len() + "&note=".len()));
    changes.push(("note", note.as_str()));
    client.request(&changes)
}
