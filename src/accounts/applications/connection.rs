//! How an application is connected: what its proxy needs, and what has arrived from it.

use super::arrivals::Noted;
use super::{Learner, find};
use crate::accounts::{Action, Applications, Caller};
use crate::applications::{Application, Location, Origin, configurations};
use crate::language::{Message, message};
use crate::shared::connections::ArrivalView;
use crate::shared::{AppError, ArrivalKind, ArrivalResult, ConnectionState, ConnectionView, GroupCarrier};
use crate::store::StoreError;

/// The address of the client, which is charged for a request.
const CLIENT: &str = "X-Forwarded-For";

impl Applications {
    /// The configurations of proxies for an application, and what has arrived about its hosts at this server.
    pub async fn show_connection(&self, caller: &Caller, name: &str) -> Result<ConnectionView, AppError> {
        caller.permit(Action::ManageApplications)?;
        let all = self.stored_applications().await?;
        let application = find(&all, name)?;
        // It names people. An API token that may change applications may not read them for that.
        let left_out = if caller.may(Action::ListUsers) { self.left_out_of_tokens(application).await? } else { None };
        let (own, settings) = (self.own_origin(), self.settings());
        let (arrived, mut elsewhere) = self.parts().arrivals.of(application, self.now());
        // What is asked for on the host of Vestibule itself says nothing about an application.
        elsewhere.retain(|noted| noted.kind != ArrivalKind::Folder);
        let findings = Findings { application, own, arrived, elsewhere };
        let configurations = own.map(|own| configurations(application, own, settings.listen));
        Ok(ConnectionView {
            server: settings.server.clone(),
            state: findings.state(),
            advice: findings.advice().into_iter().chain(left_out).collect(),
            arrivals: findings.shown().map(view).collect(),
            configurations: configurations.unwrap_or_default(),
        })
    }

    /// Says whose groups had no room in the token of an application. Its header has all.
    async fn left_out_of_tokens(&self, application: &Application) -> Result<Option<Message>, StoreError> {
        let carrier = GroupCarrier::ApplicationToken;
        let names = self.left_out(&Learner::Application(application.name.clone()), &[carrier]).await?;
        let limit = carrier.limit().unwrap_or_default() as u64;
        Ok((!names.is_empty()).then(|| message::connection_groups_left_out(limit, names.join(", "))))
    }
}

/// What has arrived, the newest first.
struct Findings<'a> {
    application: &'a Application,
    /// The origin of Vestibule.
    own: Option<&'a Origin>,
    /// About the hosts of the application.
    arrived: Vec<Noted>,
    /// Questions about no application.
    elsewhere: Vec<Noted>,
}

impl Findings<'_> {
    /// The last question of a trusted proxy about a host of the application.
    fn question(&self) -> Option<&Noted> {
        self.arrived.iter().find(|noted| noted.is_trusted && noted.kind != ArrivalKind::Folder)
    }

    /// The last request below `/.vestibule/` that a trusted proxy has passed on.
    fn way_back(&self) -> Option<&Noted> {
        self.arrived.iter().find(|noted| noted.is_trusted && noted.kind == ArrivalKind::Folder)
    }

    /// What is shown. A question about no application is probably one about this one while its proxy has not asked about it.
    fn shown(&self) -> impl Iterator<Item = &Noted> {
        let others = self.elsewhere.iter().filter(move |_| self.question().is_none());
        self.arrived.iter().chain(others)
    }

    fn state(&self) -> ConnectionState {
        match (self.question(), self.way_back()) {
            (None, _) if self.shown().next().is_none() => ConnectionState::Silent,
            (None, _) => ConnectionState::Incomplete,
            (Some(_), Some(way_back)) if way_back.result == ArrivalResult::Refused => ConnectionState::Incomplete,
            (Some(question), _) if is_understood(question) => ConnectionState::Connected,
            (Some(_), _) => ConnectionState::Incomplete,
        }
    }

    fn advice(&self) -> Vec<Message> {
        let mut advice = match self.question() {
            Some(question) => self.about_question(question),
            None => vec![self.about_silence()],
        };
        if let Some(way_back) = self.way_back().filter(|way_back| way_back.result == ArrivalResult::Refused) {
            advice.push(message::connection_way_back_refused(detail(way_back)));
        }
        if !self.application.everyone && self.application.groups.is_empty() {
            advice.push(message::connection_nobody());
        }
        advice
    }

    /// Why no trusted proxy has asked about this application.
    fn about_silence(&self) -> Message {
        let unknown = self.elsewhere.iter().find(|noted| noted.is_trusted);
        let stranger = self.shown().find(|noted| !noted.is_trusted);
        match (unknown, stranger) {
            (Some(unknown), _) => {
                let (peer, addresses, reason) = (peer(unknown), self.addresses(), detail(unknown));
                match &unknown.origin {
                    Some(origin) => message::connection_asks_elsewhere(addresses, origin.to_string(), peer, reason),
                    None => message::connection_asks_about_nothing(addresses, peer, reason),
                }
            }
            (None, Some(stranger)) => message::connection_stranger(peer(stranger)),
            (None, None) if self.application.locations.is_empty() => message::connection_no_address(),
            (None, None) => message::connection_open_and_test_again(self.application.entrance()),
        }
    }

    fn about_question(&self, question: &Noted) -> Vec<Message> {
        let mut advice = Vec::new();
        if matches!(question.result, ArrivalResult::Refused | ArrivalResult::Failed) {
            advice.push(detail(question));
        }
        let origins = || self.application.locations.iter().map(Location::origin);
        if let Some(origin) = question.origin.as_ref().filter(|asked| !origins().any(|own| own == *asked)) {
            advice.push(message::connection_other_origin(self.addresses(), origin.to_string()));
        }
        if !question.headers.contains(&CLIENT) {
            advice.push(message::connection_client_missing(CLIENT));
        }
        // On the host of Vestibule there is no way back.
        let is_elsewhere = question.origin.as_ref() != self.own;
        if is_elsewhere && question.result == ArrivalResult::SignIn && self.way_back().is_none() {
            advice.push(message::connection_sign_in_and_test());
        }
        advice
    }

    fn addresses(&self) -> String {
        self.application.locations.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

/// Whether Vestibule knows which application the question is about, and who sends the request.
fn is_understood(question: &Noted) -> bool {
    use ArrivalResult::{Admitted, NotAdmitted, SignIn, StepUp};
    matches!(question.result, Admitted | NotAdmitted | SignIn | StepUp)
}

fn view(noted: &Noted) -> ArrivalView {
    let needed: &[&str] = match noted.kind {
        ArrivalKind::Forward => {
            &["X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Uri", "X-Forwarded-Method", CLIENT]
        }
        ArrivalKind::Request => &["X-Original-URL", "X-Original-Method", CLIENT],
        ArrivalKind::Folder => &["X-Forwarded-Proto", "X-Forwarded-Host", CLIENT],
    };
    let missing = needed.iter().filter(|name| !noted.headers.contains(name));
    ArrivalView {
        at: noted.at,
        kind: noted.kind,
        peer: noted.peer.map(|peer| peer.to_string()),
        trusted: noted.is_trusted,
        origin: noted.origin.as_ref().map(ToString::to_string),
        headers: noted.headers.iter().copied().map(str::to_owned).collect(),
        missing: missing.copied().map(str::to_owned).collect(),
        result: noted.result,
        detail: noted.detail.clone(),
    }
}

fn peer(noted: &Noted) -> Message {
    noted.peer.map_or_else(message::connection_some_address, |peer| Message::written(peer.to_string()))
}

/// Why it was refused, or else what became of it.
fn detail(noted: &Noted) -> Message {
    noted.detail.clone().unwrap_or_else(|| noted.result.message())
}
