//! Round trips of all types: written by `serde_json`, read by this reader.

mod applications;
mod audit;
mod clients;
mod overview;
mod visit;

use super::*;
use crate::shared::api_tokens::{
    ApiTokenView, CreatedTokenView, CreatedTokensView, CreatorView, Scope, ServiceAccountView,
};
use crate::shared::applications::ApplicationName;
use crate::shared::awaiting_password::{
    AwaitingPasswordView, InvitationListView, InvitationView, InvitedAccountView, InvitedUser, ListedInvitationView,
    MailingState, MailingView, PasswordLinkView,
};
use crate::shared::bulk::BulkReport;
use crate::shared::directory::{Pagination, UserList};
use crate::shared::fields::password::PasswordRules;
use crate::shared::forms::{Answer, Registration, SignedIn};
use crate::shared::goes_to::GoesTo;
use crate::shared::groups::{GroupName, GroupView};
use crate::shared::ids::{ApiTokenId, SessionId, UserId};
use crate::shared::link_pages::{ChoosePasswordView, Confirmed, LinkAccount, LinkProof, LinkView};
use crate::shared::next::LocalPath;
use crate::shared::page::{AdmittingApplication, GroupDetailsView, MayEnter, SentFor, SentMessage, UserDetailsView};
use crate::shared::sessions::{DeviceKind, SessionView};
use crate::shared::timestamp::Timestamp;
use crate::shared::views::{Role, Status, UserView};
use crate::shared::visit::{TokenSecret, Visit};
use crate::shared::ways_in::{WayInView, WayKind, WaysInView};
use proptest::prelude::*;

fn user(name: Option<String>) -> UserView {
    UserView {
        name,
        role: Role::Admin,
        last_login_at: None,
        avatar_url: Some("/avatars/7f3a/256".to_owned()),
        groups: ["editors", "team-7"].map(|name| GroupName::parse(name).unwrap()).into_iter().collect(),
        pending_email: Some("maren.holt@example.org".to_owned()),
        second_factor: Some(false),
        invited: true,
        ..UserView::example(UserId(uuid::Uuid::nil()), Timestamp(1_700_000_000_123))
    }
}

fn token(address: Option<String>) -> ApiTokenView {
    ApiTokenView {
        id: ApiTokenId(uuid::Uuid::nil()),
        name: "Nightly \"backup\"".to_owned(),
        scopes: Scope::ALL.to_vec(),
        created_at: Timestamp(0),
        expires_at: Timestamp(1000),
        last_used_at: address.is_some().then_some(Timestamp(500)),
        last_used_address: address,
        created_by: Some(creator()),
    }
}

fn creator() -> CreatorView {
    CreatorView { id: UserId(uuid::Uuid::nil()), username: Some("ada".to_owned()), is_administrator: true }
}

fn service_account() -> ServiceAccountView {
    ServiceAccountView {
        id: UserId(uuid::Uuid::nil()),
        username: "backup".to_owned(),
        name: None,
        role: Role::User,
        status: Status::Disabled,
        created_at: Timestamp(0),
        tokens: 2,
        last_used_at: Some(Timestamp(500)),
        created_by: Some(CreatorView { username: None, ..creator() }),
    }
}

fn assert_round_trip<T: Serialize + DeserializeOwned + PartialEq + fmt::Debug>(value: &T) {
    let compact = serde_json::to_vec(value).expect("serializable");
    let spaced = serde_json::to_vec_pretty(value).expect("serializable");
    assert_eq!(read::<T>(&compact).as_ref(), Ok(value));
    assert_eq!(read::<T>(&spaced).as_ref(), Ok(value));
    for end in 0..compact.len() {
        assert_eq!(read::<T>(&compact[..end]).err(), Some(InvalidJson), "cut after {end} bytes");
    }
}

#[test]
fn pages_of_links_and_messages_round_trip() {
    let account = LinkAccount { username: "maren".to_owned(), email: "maren@example.org".to_owned() };
    for account in [None, Some(account.clone())] {
        assert_round_trip(&LinkView {
            proof: LinkProof::SignIn,
            can_disown: true,
            account,
            goes_to: Some(GoesTo { title: "Wiki".to_owned(), host: None, logo: None }),
        });
    }
    for inviter in [None, Some("Ottoline".to_owned())] {
        assert_round_trip(&Some(ChoosePasswordView {
            has_second_factor: true,
            account: account.clone(),
            is_invitation: true,
            terms: inviter.is_some().then_some(3),
            inviter,
            goes_to: None,
        }));
    }
    for why in [SentFor::Password, SentFor::Confirmation, SentFor::Registration] {
        assert_round_trip(&Some(SentMessage { email: "maren@example.org".to_owned(), why }));
    }
}

#[test]
fn an_answer_of_the_previous_version_to_a_link_names_no_page() {
    assert_round_trip(&Confirmed::LedOn { next: LocalPath::account().into() });
    let before = |own: Option<UserView>| Confirmed::Before(own.map(Box::new));
    for own in [None, Some(user(None))] {
        let sent = serde_json::to_string(&before(own.clone())).unwrap();
        assert_eq!(sent, serde_json::to_string(&own).unwrap());
        assert_eq!(read::<Confirmed>(sent.as_bytes()), Ok(before(None)));
    }
}

#[test]
fn mailings_round_trip() {
    let mailing = MailingView {
        state: MailingState::Stopped,
        import: Some(1_795_338_720_000),
        created_at: Timestamp(1_700_000_000_123),
        rate: 60,
        total: 5,
        sent: 1,
        waiting: 2,
        failed: 3,
        skipped: 4,
    };
    assert_round_trip(&AwaitingPasswordView { accounts: 7, uninvited: 6, rate: 60, mailing: Some(mailing) });
    assert_round_trip(&Answer::Accepted(MailingView { import: None, ..mailing }));
    assert_round_trip(&None::<MailingView>);
}

#[test]
fn directory_types_round_trip() {
    let link = PasswordLinkView { url: "http://localhost:3000/x?token=a".to_owned(), expires_at: Timestamp(0) };
    let pagination = Pagination {
        page: 4,
        per_page: 20,
        pages: 500,
        total: 10_000,
        total_is_exact: false,
        next: Some("n".to_owned()),
        prev: None,
    };
    let session = serde_json::json!({
        "id": SessionId(uuid::Uuid::nil()),
        "current": false,
        "remember": true,
        "device": "Safari on iPhone",
        "kind": DeviceKind::Phone,
        "address": "203.0.113.24",
        "created_at": Timestamp(0),
        "last_used_at": Timestamp(0),
        "expires_at": Timestamp(0),
    });
    let session: SessionView = serde_json::from_value(session).expect("a session");
    assert_round_trip(&UserList {
        users: vec![user(None), user(Some("Maren".to_owned()))],
        pagination,
        columns: Vec::new(),
    });
    let invitation = Some(InvitationView { created_at: Timestamp(0), expires_at: Timestamp(1000) });
    assert_round_trip(&UserDetailsView {
        user: user(None),
        version: 7,
        sessions: vec![session],
        events: Vec::new(),
        people: Vec::new(),
        devices: Vec::new(),
        titles: Vec::new(),
        invitation,
        invitable: true,
        is_service_account: true,
        tokens: vec![token(None), token(Some("203.0.113.24".to_owned()))],
        created: CreatedTokensView {
            service_accounts: vec![service_account()],
            tokens: vec![CreatedTokenView {
                account_id: UserId(uuid::Uuid::nil()),
                username: "backup".to_owned(),
                token: token(None),
            }],
        },
        other_groups: user(None).groups,
        enters: vec![MayEnter {
            name: ApplicationName::from_stored("wiki".to_owned()),
            title: "Wiki".to_owned(),
            by: vec![GroupName::parse("editors").expect("a name")],
        }],
        factors: None,
        access: Vec::new(),
        identities: Vec::new(),
        ways: WaysInView {
            ways_in: vec![WayInView { name: Some("Phone".to_owned()), ..WayInView::of(WayKind::Passkey) }],
        },
        own: Vec::new(),
        start_over_ends: vec![WayKind::Password, WayKind::Session],
    });
    for link in [Some(link.clone()), None] {
        assert_round_trip(&Answer::Accepted(InvitedUser { user: user(None), link }));
    }
    assert_round_trip(&Answer::Accepted(link));
    assert_round_trip(&Answer::Accepted(BulkReport { changed: 3, skipped: 1, ..BulkReport::default() }));
    assert_round_trip(&Some("1,248".to_owned()));
}

#[test]
fn api_token_types_round_trip() {
    assert_round_trip(&vec![token(None), token(Some("203.0.113.24".to_owned()))]);
    assert_round_trip(&Answer::Accepted(TokenSecret { name: "backup".to_owned(), secret: "vst_x".to_owned() }));
    assert_round_trip(&Answer::Accepted(service_account()));
}

#[test]
fn group_types_round_trip() {
    assert_round_trip(&user(None).groups);
    let name = GroupName::parse("editors").expect("a name");
    let group = GroupView {
        name,
        description: "Writes.".to_owned(),
        rule: String::new(),
        members: 3,
        created_at: Timestamp(0),
    };
    assert_round_trip(&vec![group.clone()]);
    let name = ApplicationName::parse("journal").expect("a name");
    let applications = vec![AdmittingApplication { name, title: "Journal".to_owned() }];
    assert_round_trip(&Some(GroupDetailsView { group, applications }));
}

#[test]
fn invitation_types_round_trip() {
    let user = InvitedAccountView {
        id: UserId(uuid::Uuid::nil()),
        username: "maren".to_owned(),
        email: "maren@example.org".to_owned(),
        name: None,
    };
    let invitation = ListedInvitationView { user, created_at: Timestamp(0), expires_at: Timestamp(1000) };
    for next in [None, Some("more".to_owned())] {
        assert_round_trip(&InvitationListView { invitations: vec![invitation.clone()], next });
    }
}

#[test]
fn a_registration_of_the_previous_version_is_read() {
    let signed_in = SignedIn { user: user(None), next: LocalPath::account().into() };
    let json = serde_json::to_vec(&signed_in).expect("serializable");
    assert_eq!(read::<Registration>(&json), Ok(signed_in.into()));
}

#[test]
fn unknown_fields_are_skipped() {
    let json = br#"{"new":{"a":[1,-2,"]",null,true,{}]},"min_length":9,"newer":[]}"#;
    assert_eq!(read(json), Ok(PasswordRules { min_length: 9, ..PasswordRules::default() }));
}

#[test]
fn invalid_json_is_rejected() {
    for json in ["", "\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"a\" b", "nul", "[1,]"] {
        assert_eq!(read::<String>(json.as_bytes()), Err(InvalidJson), "{json}");
    }
    assert_eq!(read::<String>(b"\"\xff\""), Err(InvalidJson));
    assert_eq!(read::<Vec<u32>>(b"[1,]"), Err(InvalidJson));
    assert_eq!(read::<Vec<u32>>(b"[1 2]"), Err(InvalidJson));
    assert_eq!(read::<u32>(b"99999999999"), Err(InvalidJson));
}

#[test]
fn surrogate_pairs_are_one_character() {
    assert_eq!(read::<String>(br#""\ud83d\udd11\u00e9\/\b""#), Ok("\u{1f511}é/\u{8}".to_owned()));
}

proptest! {
    #[test]
    fn any_text_round_trips(text: String) {
        let json = serde_json::to_vec(&text).expect("serializable");
        prop_assert_eq!(read::<String>(&json), Ok(text));
    }

    #[test]
    fn reading_never_panics(bytes: Vec<u8>) {
        _ = read::<Visit>(&bytes);
    }
}
