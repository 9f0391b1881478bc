//! What a client gets at its redirect URI.

use crate::accounts::Refused;
use crate::applications::{OauthError, OauthErrorCode, RedirectUri, ResponseMode};
use crate::shared::consent::LeadsTo;
use crate::shared::{ClientId, GoesTo};
use url::form_urlencoded;

/// An answer to a client whose redirect URI is verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    pub redirect_uri: RedirectUri,
    pub mode: ResponseMode,
    /// Always with `iss` (RFC 9207).
    pub parameters: Vec<(&'static str, String)>,
    /// The host of the client's document, if no administrator has registered the client. Then the redirect URI is what anybody has
    /// written there: the browser is not led to it before a page has said so.
    pub described_at: Option<String>,
    /// What the client is refused. It is noted where the answer is sent.
    pub refused: Option<Box<Refused>>,
}

/// Where an answer goes, and what each one contains.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recipient {
    pub client: ClientId,
    pub redirect_uri: RedirectUri,
    pub mode: ResponseMode,
    /// Comes back unchanged.
    pub state: Option<String>,
    pub issuer: String,
    /// As in [`Answer`].
    pub described_at: Option<String>,
}

impl Recipient {
    pub fn code(&self, code: String) -> Answer {
        self.answer(vec![("code", code)], None)
    }

    pub fn error(&self, error: &OauthError) -> Answer {
        let parameters = vec![("error", error.code.to_string()), ("error_description", error.description().to_owned())];
        // Anybody can send somebody here.
        let refused = Refused { client: Some(self.client.clone()), by_client: false, error: error.clone() };
        self.answer(parameters, Some(Box::new(refused)))
    }

    /// For somebody who was asked and did not go on.
    pub fn declined(&self, code: OauthErrorCode) -> Answer {
        self.error(&code.because("The person did not go on"))
    }

    /// What pages say before of where it goes. `title` and `logo`: as an administrator has registered them. Of other clients only the
    /// host of their document is certain.
    pub fn goes_to(&self, title: &str, logo: Option<&str>) -> GoesTo {
        if let Some(host) = &self.described_at {
            return GoesTo { title: host.clone(), host: None, logo: None };
        }
        let host = match leads_to(&self.redirect_uri) {
            LeadsTo::Host(host) => Some(host),
            LeadsTo::Loopback | LeadsTo::App(_) => None,
        };
        GoesTo { title: title.to_owned(), host, logo: logo.map(str::to_owned) }
    }

    fn answer(&self, mut parameters: Vec<(&'static str, String)>, refused: Option<Box<Refused>>) -> Answer {
        parameters.extend(self.state.clone().map(|state| ("state", state)));
        parameters.push(("iss", self.issuer.clone()));
        let described_at = self.described_at.clone();
        Answer { redirect_uri: self.redirect_uri.clone(), mode: self.mode, parameters, described_at, refused }
    }
}

impl Answer {
    /// The redirect URI with the parameters in its query, or in its fragment.
    pub fn location(&self) -> String {
        let mut encoded = form_urlencoded::Serializer::new(String::new());
        encoded.extend_pairs(self.parameters.iter().map(|(name, value)| (*name, value.as_str())));
        match self.mode {
            ResponseMode::Query | ResponseMode::FormPost => self.redirect_uri.with_query(&encoded.finish()),
            ResponseMode::Fragment => self.redirect_uri.with_fragment(&encoded.finish()),
        }
    }

    /// What to say about the redirect URI.
    pub fn leads_to(&self) -> LeadsTo {
        leads_to(&self.redirect_uri)
    }
}

pub(in crate::accounts::openid) fn leads_to(uri: &RedirectUri) -> LeadsTo {
    match uri.origin() {
        Some(_) if uri.is_on_this_machine() => LeadsTo::Loopback,
        Some(origin) => LeadsTo::Host(origin.host().to_string()),
        None => LeadsTo::App(format!("{}:", uri.scheme())),
    }
}

/// The host of the address that is the id of a client whose metadata is there.
pub(in crate::accounts::openid) fn described_at(id: &ClientId) -> Option<String> {
    let (host, _) = id.as_str().strip_prefix("https://")?.split_once('/')?;
    Some(host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_names_its_issuer_and_returns_the_state() {
        let recipient = |state: Option<&str>| Recipient {
            client: ClientId::from_stored("wiki".to_owned()),
            redirect_uri: RedirectUri::parse("https://wiki.example/cb?x=1").expect("a URI"),
            mode: ResponseMode::Query,
            state: state.map(str::to_owned),
            issuer: "https://id.example".to_owned(),
            described_at: None,
        };
        let end = "&iss=https%3A%2F%2Fid.example";
        let code = recipient(Some("a b&c=ä")).code("c-1".to_owned()).location();
        assert_eq!(code, format!("https://wiki.example/cb?x=1&code=c-1&state=a+b%26c%3D%C3%A4{end}"));
        let error = OauthErrorCode::AccessDenied.because("No \"access\"");
        let error = recipient(None).error(&error).location();
        let expected = "https://wiki.example/cb?x=1&error=access_denied&error_description=No+%3Faccess%3F";
        assert_eq!(error, format!("{expected}{end}"));
        let in_fragment = Recipient { mode: ResponseMode::Fragment, ..recipient(None) };
        assert_eq!(in_fragment.code("c-1".to_owned()).location(), format!("https://wiki.example/cb?x=1#code=c-1{end}"));
    }

    #[test]
    fn pages_say_only_what_is_certain_of_where_an_answer_goes() {
        let named = |uri: &str, described_at: Option<&str>| {
            let recipient = Recipient {
                client: ClientId::from_stored("wiki".to_owned()),
                redirect_uri: RedirectUri::parse(uri).expect("a URI"),
                mode: ResponseMode::Query,
                state: None,
                issuer: "https://id.example".to_owned(),
                described_at: described_at.map(str::to_owned),
            };
            let GoesTo { title, host, logo } = recipient.goes_to("Wiki", Some("https://wiki.example/logo.png"));
            (title, host.unwrap_or_default(), logo.is_some())
        };
        let expected = |title: &str, host: &str, has_logo| (title.to_owned(), host.to_owned(), has_logo);
        assert_eq!(named("https://wiki.example/cb", None), expected("Wiki", "wiki.example", true));
        assert_eq!(named("http://127.0.0.1/cb", None), expected("Wiki", "", true));
        assert_eq!(named("com.example.wiki:/cb", None), expected("Wiki", "", true));
        assert_eq!(named("https://wiki.example/cb", Some("docs.example")), expected("docs.example", "", false));
    }
}
