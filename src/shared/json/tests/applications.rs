//! Applications, and how they are connected.

use super::{assert_round_trip, user};
use crate::language::Message;
use crate::shared::applications::{
    ApplicationName, ApplicationSource, ApplicationView, Claim, ClientsState, OpenApplication, RemoteUser,
};
use crate::shared::client_access::{ClientAccessView, SignedOutElsewhere};
use crate::shared::clients::ClientId;
use crate::shared::connections::{
    ApplicationData, ArrivalKind, ArrivalResult, ArrivalView, ConfigurationView, ConnectionState, ConnectionView,
    ProxyKind,
};
use crate::shared::forms::Answer;
use crate::shared::groups::GroupName;
use crate::shared::own_fields::OwnFieldName;
use crate::shared::timestamp::Timestamp;

pub(super) fn journal() -> ApplicationView {
    ApplicationView {
        name: ApplicationName::parse("journal").expect("a name"),
        title: "Journal".to_owned(),
        locations: vec!["https://journal.example.com/".to_owned()],
        everyone: false,
        groups: [GroupName::parse("editors").expect("a name")].into_iter().collect(),
        claims: Claim::ALL.to_vec(),
        remote_user: RemoteUser::Username,
        after_sign_out: Some("https://example.com/".to_owned()),
        link: Some("https://example.com/tile".to_owned()),
        fields: vec![OwnFieldName::from_stored("plan".to_owned())],
        second_factor: true,
        max_age: Some(900),
        source: ApplicationSource::Database,
        problems: vec![Message::written("Use another host.")],
        created_at: Some(Timestamp(0)),
        updated_at: Some(Timestamp(1000)),
        clients: None,
        people: None,
        entered_at: None,
    }
}

#[test]
fn application_types_round_trip() {
    let journal = journal();
    let of_a_file = ApplicationView {
        locations: Vec::new(),
        everyone: true,
        groups: [].into_iter().collect(),
        claims: Vec::new(),
        remote_user: RemoteUser::Id,
        after_sign_out: None,
        link: None,
        fields: Vec::new(),
        second_factor: false,
        max_age: None,
        source: ApplicationSource::File,
        clients: Some(ClientsState {
            count: 2,
            closed: 1,
            refused: 1,
            nameless: true,
            refused_client: Some(ClientId::from_stored("wiki".to_owned())),
            address: Some("https://wiki.example.com".to_owned()),
            last_used_at: Some(Timestamp(7)),
        }),
        people: Some(44),
        entered_at: Some(Timestamp(3_600_000)),
        created_at: None,
        updated_at: None,
        ..journal.clone()
    };
    assert_round_trip(&vec![journal.clone(), of_a_file]);
    assert_round_trip(&Answer::Accepted(journal.clone()));
    assert_round_trip(&Some(ApplicationData {
        application: journal,
        base_url: "https://accounts.example.com".to_owned(),
        groups: user(None).groups,
        clients: Vec::new(),
        admitted: Vec::new(),
        connection: ConnectionView::default(),
    }));
    assert_round_trip(&vec![OpenApplication {
        title: "Journal".to_owned(),
        url: "https://journal.example.com/".to_owned(),
        description: Some("What we write".to_owned()),
        logo: Some("https://journal.example.com/logo.png".to_owned()),
    }]);
}

#[test]
fn access_of_clients_round_trips() {
    let wiki = ClientAccessView {
        client_id: ClientId::from_stored("wiki".to_owned()),
        title: "Wiki".to_owned(),
        description: None,
        launch_uri: None,
        scopes: vec!["openid".to_owned()],
        resources: Vec::new(),
        has_tokens: false,
        since: Timestamp(0),
        last_used_at: None,
        offline_until: None,
    };
    let used = ClientAccessView {
        description: Some("What we know".to_owned()),
        launch_uri: Some("https://wiki.example.com/".to_owned()),
        resources: vec!["https://api.example.com/".to_owned()],
        has_tokens: true,
        last_used_at: Some(Timestamp(1000)),
        offline_until: Some(Timestamp(2000)),
        ..wiki.clone()
    };
    assert_round_trip(&vec![wiki, used]);
    let elsewhere = SignedOutElsewhere { ended: vec!["Wiki".to_owned()], going_on: Vec::new(), more: 2 };
    assert_round_trip(&Answer::Accepted(Some(elsewhere)));
    assert_round_trip(&Answer::Accepted(None::<SignedOutElsewhere>));
}

#[test]
fn connections_round_trip() {
    let full = ArrivalView {
        at: Timestamp(1_700_000_000_000),
        kind: ArrivalKind::Forward,
        peer: Some("10.0.0.1".to_owned()),
        trusted: true,
        origin: Some("https://journal.example.com".to_owned()),
        headers: vec!["X-Forwarded-Host".to_owned()],
        missing: vec!["X-Forwarded-Uri".to_owned()],
        result: ArrivalResult::Refused,
        detail: Some(Message::written("The header \"x\" is missing.")),
    };
    let bare = ArrivalView { peer: None, origin: None, headers: Vec::new(), detail: None, ..full.clone() };
    let configuration = ConfigurationView {
        proxy: ProxyKind::Caddy,
        address: "https://journal.example.com".to_owned(),
        about: Message::written("Add it."),
        text: "https://journal.example.com {\n\thandle /.vestibule/*\n}\n".to_owned(),
    };
    assert_round_trip(&ConnectionView {
        server: "web-1:3000".to_owned(),
        state: ConnectionState::Incomplete,
        advice: vec![Message::written("Name the origin.")],
        arrivals: vec![full, bare],
        configurations: vec![configuration],
    });
}
