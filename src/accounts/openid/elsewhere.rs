//! Where else than here a sign-out has an effect: at the clients that have got tokens in the session, and at the applications
//! behind a proxy that it has entered.

use super::access::title_of;
use crate::applications::Applications;
use crate::shared::{ApplicationName, ClientId, SessionId, SignedOutElsewhere};
use crate::store::clients::sessions;
use crate::store::{Conn, StoreError, applications as entries};

/// What a session has opened. Read before its end, which takes away the rows of its clients.
pub(in crate::accounts) struct Opened {
    /// Ids.
    clients: Vec<String>,
    /// Names.
    applications: Vec<String>,
}

impl Opened {
    pub(in crate::accounts) async fn of(conn: &mut Conn, session: SessionId) -> Result<Self, StoreError> {
        Ok(Self {
            clients: sessions::of_session(conn, session).await?,
            applications: entries::entered(conn, session).await?,
        })
    }

    /// What is said about it after the sign-out. None if there is nothing to say.
    pub(in crate::accounts) fn elsewhere(self, applications: &Applications) -> Option<SignedOutElsewhere> {
        let mut elsewhere = SignedOutElsewhere::default();
        for client in self.clients.into_iter().map(ClientId::from_stored) {
            // One that does not exist any more gets no message, and there is no name for it.
            let Some(title) = title_of(applications, &client) else { continue };
            let registered = applications.client(&client);
            let learns = registered.is_some_and(|registered| registered.client.backchannel_logout_uri.is_some());
            add(if learns { &mut elsewhere.ended } else { &mut elsewhere.going_on }, title);
        }
        for name in self.applications.into_iter().map(ApplicationName::from_stored) {
            // Without a location it has no proxy that asks about each request, only clients.
            let application = applications.named(&name).filter(|application| !application.locations.is_empty());
            if let Some(application) = application {
                add(&mut elsewhere.ended, application.title.clone());
            }
        }
        // An application of which one part goes on.
        elsewhere.ended.retain(|title| !elsewhere.going_on.contains(title));
        elsewhere.shortened().if_any()
    }
}

/// Several clients may belong to the same application.
fn add(titles: &mut Vec<String>, title: String) {
    if !titles.contains(&title) {
        titles.push(title);
    }
}
