//! Errors, answers, and what a page knows of its visitor.

use super::{assert_round_trip, user};
use crate::language::{Language, Message};
use crate::shared::awaiting_password::PasswordLinkView;
use crate::shared::bulk::{BulkAnswer, BulkReport, ConfirmationRequest, UserAction};
use crate::shared::client_access::SignedOutElsewhere;
use crate::shared::error::{AppError, ErrorCode, FieldError};
use crate::shared::fields::names::InstallationName;
use crate::shared::fields::password::PasswordRules;
use crate::shared::forms::{Answer, Draft, Form, LoggedIn, Notice, Registration, Rejection, SignedIn};
use crate::shared::goes_to::{GoesTo, WayOn};
use crate::shared::groups::GroupName;
use crate::shared::ids::UserId;
use crate::shared::import::{HashCount, ImportOutcome, ImportReport, ImportedRow, LeftOut, RowError};
use crate::shared::import_systems::ImportSystem;
use crate::shared::next::LocalPath;
use crate::shared::providers::{OfferedProvider, ProviderKind, ProviderName};
use crate::shared::sessions::EndReason;
use crate::shared::timestamp::Timestamp;
use crate::shared::views::{Role, Status};
use crate::shared::visit::{Messages, Once, PublicSettings, Theme, TokenSecret, Visit};

#[test]
fn visits_and_answers_round_trip() {
    let message = Message::written("“é” \\ \"\n\u{1f511}");
    let field = FieldError { field: "email".into(), code: "taken".into(), message };
    let mut error = AppError::fields(ErrorCode::EmailTaken, vec![field]).retry(40);
    error.request_id = Some("7f3a".into());
    assert_round_trip(&AppError::new(ErrorCode::Internal, Message::written("No more.")));
    assert_round_trip(&error);
    assert_round_trip(&Answer::Accepted(SignedIn { user: user(None), next: LocalPath::account().into() }));
    assert_round_trip(&Answer::Accepted(LoggedIn { user: None, next: LocalPath::account().into() }));
    assert_round_trip(&Answer::Accepted(Registration {
        user: None,
        next: LocalPath::account().into(),
        notice: Notice::RegistrationReceived,
    }));
    assert_round_trip(&Answer::Accepted(user(Some("Maren".to_owned()))));
    assert_round_trip(&Answer::Accepted(()));
    assert_round_trip(&Answer::Accepted(BulkAnswer::Done(BulkReport::default())));
    assert_round_trip(&Answer::<()>::Rejected);
    assert_round_trip(&Visit::default());
    assert_round_trip(&Visit {
        user: Some(user(None)),
        settings: PublicSettings {
            registration_open: true,
            password: PasswordRules { min_length: 12, nist: true, has_second_factor: true },
            administrators_rename: true,
            home_url: Some("https://journal.example.com/".to_owned()),
            name: InstallationName::parse("Söhne & \"Co\"").unwrap(),
            passkeys: true,
            keeps_messages: true,
            brand: Some("<a href=\"/\"></a>".to_owned()),
            links: Some("<nav></nav>".to_owned()),
            support: Some("<a></a>".to_owned()),
            // These two stay on the server.
            stylesheet: None,
            icon: None,
        },
        theme: Theme::Dark,
        language: Language::default(),
        now: Timestamp(1_700_000_000_123),
        flash: Some(Messages {
            notice: Some(Notice::Welcome),
            rejection: Some(Rejection {
                form: Form::DeleteAccount,
                error,
                typed: vec![("name".to_owned(), "Maren".to_owned()), (String::new(), String::new())],
            }),
            elsewhere: Some(SignedOutElsewhere { going_on: vec!["Wiki".to_owned()], ..SignedOutElsewhere::default() }),
            way_on: Some(WayOn {
                goes_to: GoesTo { title: "Söhne & \"Co\"".to_owned(), host: None, logo: None },
                launch: Some("https://wiki.example.com/".to_owned()),
            }),
            report: Some(BulkReport { changed: 7, rest: Some("more".to_owned()), ..BulkReport::default() }),
        }),
        signed_out: Some(EndReason::Expired),
        draft: Some(Draft {
            user: UserId(uuid::Uuid::from_u128(7)),
            page: LocalPath::account(),
            form: Form::Profile,
            typed: vec![("name".to_owned(), "Maren".to_owned())],
        }),
        list: LocalPath::parse("/users?q=a&page=2"),
        providers: vec![OfferedProvider {
            name: ProviderName::from_stored("company".to_owned()),
            title: "Söhne & \"Co\"".to_owned(),
            kind: ProviderKind::Openid,
            logo_uri: Some("https://id.example.org/logo.svg".to_owned()),
        }],
        address_note: Some("<aside></aside>".to_owned()),
        goes_to: Some(GoesTo {
            title: "Söhne & \"Co\"".to_owned(),
            host: Some("grafana.example.org".to_owned()),
            logo: None,
        }),
        // The page that shows it embeds it.
        once: Once::default(),
    });
}

#[test]
fn what_one_page_shows_round_trips() {
    assert_round_trip(&Some(ConfirmationRequest {
        action: UserAction::SetRole(Role::Admin).into(),
        count: 3_030,
        is_exact: false,
        name: Some("Maren".to_owned()),
        is_mistyped: true,
        selection: "AAAA".to_owned(),
    }));
    assert_round_trip(&Some(ImportReport {
        outcome: ImportOutcome::NothingImported,
        from: Some(ImportSystem::Keycloak),
        columns: vec!["Vorname=first_name".to_owned()],
        create_groups: true,
        rows: 3,
        good: 1,
        bad: 2,
        administrators: 1,
        importable: true,
        ignored_columns: vec!["shoe size".to_owned()],
        errors: vec![RowError {
            row: 2,
            field: "email".into(),
            code: "taken".into(),
            message: Message::written("Taken."),
        }],
        errors_left_out: 4,
        resumed: 5,
        import: Some(1_795_338_720_000),
        missing_groups: vec![GroupName::parse("staff").unwrap()],
        left_out: vec![LeftOut { code: "no_address".into(), count: 3, message: Message::written("No address.") }],
        hashes: vec![HashCount { format: "bcrypt".into(), count: 2 }],
        without_password: 2,
        assumed_utc: 1,
        sample: vec![ImportedRow {
            row: 3,
            username: "maren".to_owned(),
            email: "maren@example.org".to_owned(),
            name: None,
            role: Role::User,
            status: Status::Active,
            has_password: true,
        }],
    }));
    assert_round_trip(&Some(PasswordLinkView { url: "https://example.org/x".to_owned(), expires_at: Timestamp(7) }));
    assert_round_trip(&Some(TokenSecret { name: "backup".to_owned(), secret: "vst_x".to_owned() }));
}
