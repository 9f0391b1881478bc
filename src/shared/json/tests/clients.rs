//! Clients, and what administrators see of them.

use super::applications::journal;
use super::assert_round_trip;
use crate::language::Message;
use crate::shared::applications::{ApplicationName, ApplicationSource};
use crate::shared::client_claims::{ClaimRule, GroupRule};
use crate::shared::client_reports::{ClientData, ClientUserView, ClientsData, ShownPreview};
use crate::shared::client_trial::{Finding, Found, SeenAs, ShownTokens, TrialData, TrialView};
use crate::shared::clients::{
    ClientDefinition, ClientId, ClientKind, ClientSecretView, ClientView, ConsentRule, DemandedLevel, GrantKind,
};
use crate::shared::groups::GroupName;
use crate::shared::ids::{ClientSecretId, RefusalId, UserId};
use crate::shared::programs::{ConnectData, PasteView, ProgramGroup, ProgramPkce, ProgramTrialView, ProgramView};
use crate::shared::refusals::{ClientEndpoint, Fault, Mend, RefusalView};
use crate::shared::timestamp::Timestamp;
use uuid::Uuid;

fn client() -> ClientView {
    let group = GroupName::parse("editors").ok();
    ClientView {
        client_id: ClientId::parse("urn:wiki/1").expect("an id"),
        application: ApplicationName::parse("wiki").expect("a name"),
        definition: ClientDefinition {
            kind: ClientKind::Public,
            redirect_uris: vec!["http://127.0.0.1/cb".to_owned()],
            grants: vec![GrantKind::AuthorizationCode, GrantKind::DeviceCode],
            access_ttl: Some(300),
            consent: ConsentRule::Once,
            acr: Some(DemandedLevel::Passkey),
            only_groups: vec![GroupRule::parse("wiki-*=*").expect("a rule")],
            claims: vec![ClaimRule {
                name: "level".to_owned(),
                value: "7".to_owned(),
                is_json: true,
                is_field: false,
                group,
            }],
            ..ClientDefinition::default()
        },
        service_account: Some(UserId(Uuid::nil())),
        source: ApplicationSource::File,
        secrets: vec![ClientSecretView {
            id: ClientSecretId(Uuid::nil()),
            prefix: String::new(),
            source: ApplicationSource::File,
            created_at: Timestamp(0),
            expires_at: Some(Timestamp(1000)),
            last_used_at: None,
        }],
        problems: vec![Message::written("Line 7.")],
        created_at: Timestamp(0),
        updated_at: Timestamp(1000),
        last_used_at: None,
    }
}

#[test]
fn the_data_of_pages_of_clients_round_trips() {
    let user = ClientUserView {
        id: UserId(Uuid::nil()),
        username: "ada".to_owned(),
        scopes: vec!["openid".to_owned()],
        is_offline: true,
        since: Timestamp(0),
        last_used_at: Timestamp(1000),
    };
    let refusal = RefusalView {
        id: RefusalId(Uuid::nil()),
        endpoint: ClientEndpoint::Authorize,
        error: Some("invalid_request".to_owned()),
        fault: Fault::RedirectUri,
        description: "redirect_uri is not registered".to_owned(),
        sent: Some("https://wiki.example/cb/".to_owned()),
        by_client: false,
        mend: Some(Mend::RegisterRedirectUri),
        is_elsewhere: false,
        is_loopback: false,
        times: 11,
        first_at: Timestamp(0),
        last_at: Timestamp(1000),
    };
    let unasked = RefusalView { error: None, sent: None, mend: None, ..refusal.clone() };
    let preview = ShownPreview {
        username: "ada".to_owned(),
        may_enter: false,
        scopes: "openid email".to_owned(),
        id_token: "{\n  \"sub\": \"a\"\n}".to_owned(),
        userinfo: "{}".to_owned(),
        access_token: String::new(),
        notes: vec![Message::written("The groups are too long.")],
    };
    for preview in [None, Some(Ok(preview)), Some(Err(Message::written("There is no such user.")))] {
        assert_round_trip(&ClientData {
            client: client(),
            title: "Wiki".to_owned(),
            issuer: "https://id.example".to_owned(),
            users: vec![user.clone()],
            refusals: vec![refusal.clone(), unasked.clone()],
            preview,
            asked: "ada".to_owned(),
            sends_pkce: true,
            left_out: vec![Message::written("The groups of ada are too long.")],
            application: Some(journal()),
            program: Some(program()),
            paste: vec![PasteView { place: "grafana.ini".to_owned(), text: "client_id = wiki\n".to_owned() }],
            environment: Some(PasteView { place: ".env".to_owned(), text: "OIDC_CLIENT_ID=wiki".to_owned() }),
        });
    }
    let (application, title) = ("wiki".to_owned(), "Wiki".to_owned());
    assert_round_trip(&ClientsData { application, title, clients: vec![client()] });
}

fn program() -> ProgramView {
    ProgramView {
        id: "grafana".to_owned(),
        title: "Grafana".to_owned(),
        also: "dashboards".to_owned(),
        group: ProgramGroup::Operations,
        kind: ClientKind::Confidential,
        redirect_uris: vec!["{url}/login/generic_oauth".to_owned()],
        post_logout_redirect_uris: Vec::new(),
        backchannel_logout_uri: None,
        pkce: ProgramPkce::WhenTold,
        id_token_claims: false,
        groups_claim: Some("groups".to_owned()),
        grants: vec![GrantKind::AuthorizationCode],
        tried: Some(ProgramTrialView { version: Some("13".to_owned()), address: None, on: "2026-11-28".to_owned() }),
        guide: None,
    }
}

#[test]
fn the_data_of_connecting_and_trying_round_trips() {
    let trial = TrialView {
        username: "ada".to_owned(),
        found: vec![Found { finding: Finding::Groups, detail: "editors".to_owned() }],
        seen: SeenAs {
            id: "a".to_owned(),
            name: Some("Ada".to_owned()),
            email: None,
            groups: vec!["editors".to_owned()],
        },
        tokens: Some(ShownTokens { id_token: vec!["{}".to_owned()], ..ShownTokens::default() }),
    };
    for trial in [Ok(trial), Err(Message::written("There is no such user."))] {
        let program = trial.is_ok().then(program);
        assert_round_trip(&TrialData { client: client(), title: "Wiki".to_owned(), program, trial });
    }
    assert_round_trip(&ConnectData {
        programs: vec![program()],
        groups: [GroupName::parse("editors").expect("a name")].into_iter().collect(),
        program: "grafana".to_owned(),
        url: "https://grafana.example".to_owned(),
        way: "proxy".to_owned(),
        search: String::new(),
    });
}
