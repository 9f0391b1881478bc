//! Who may do what.

use super::*;
use crate::accounts::{CurrentUser, TokenGrant};
use crate::shared::{ApiTokenId, Proof, SessionId};
use std::sync::Arc;
use uuid::Uuid;

const SELF: UserId = UserId(Uuid::from_u128(1));
const OTHER: UserId = UserId(Uuid::from_u128(2));

fn with(role: Role, authority: Authority) -> Principal {
    let mut user = User::sample(SELF);
    user.all.role = role;
    Principal::User(CurrentUser { user: Arc::new(user), authority, proof: Proof::default(), needs_factor: false })
}

fn user(role: Role) -> Principal {
    with(role, Authority::Session(SessionId(Uuid::nil())))
}

fn token(role: Role, scopes: &[Scope]) -> Principal {
    let scopes = scopes.iter().copied().collect();
    with(role, Authority::Token(TokenGrant { id: ApiTokenId(Uuid::nil()), scopes }))
}

/// An action of each kind, and which kind of actor may do it.
///
/// The columns are: a user, an administrator, and tokens of an administrator with the scopes `self`, `users:read`,
/// `users:write`, `groups:write`, `applications:write` and `audit:read`.
#[rustfmt::skip]
const TABLE: &[(Action, [u8; 8])] = &[
    //                                 user adm  self read write groups apps audit
    (Action::ListUsers,               [0,   1,   0,   1,   0,   0,   0,    0]),
    (Action::ReadOverview,            [0,   1,   0,   0,   0,   0,   0,    1]),
    (Action::ManageInstallation,      [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ReadUser(SELF),          [1,   1,   1,   1,   0,   0,   0,    0]),
    (Action::ReadUser(OTHER),         [0,   1,   0,   1,   1,   0,   0,    0]),
    (Action::ManageSessions(SELF),    [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ManageSessions(OTHER),   [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::CancelEmailChange(SELF), [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::CancelEmailChange(OTHER), [0,  1,   0,   0,   0,   0,   0,    0]),
    (Action::RevokeLinks(SELF),       [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::RevokeLinks(OTHER),      [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::AllowClient(SELF),       [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::AllowClient(OTHER),      [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::ManageClientAccess(SELF), [1, 1,   0,   0,   0,   0,   0,    0]),
    (Action::ManageClientAccess(OTHER), [0, 1,  0,   0,   0,   0,   0,    0]),
    (Action::ChangePassword(SELF),    [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ChangePassword(OTHER),   [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::ManageFactors(SELF),     [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ManageFactors(OTHER),    [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::LinkIdentity(SELF),      [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::LinkIdentity(OTHER),     [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::UnlinkIdentity(SELF),    [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::UnlinkIdentity(OTHER),   [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ManageApplications,      [0,   1,   0,   0,   0,   0,   1,    0]),
    (Action::ManageProviders,         [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ReadOwnFields,           [0,   1,   0,   1,   0,   0,   0,    0]),
    (Action::ManageOwnFields,         [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ReadTerms,               [0,   1,   0,   1,   0,   0,   0,    0]),
    (Action::ManageTerms,             [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::AcceptTerms(SELF),       [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::AcceptTerms(OTHER),      [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::ReadFactors(SELF),       [1,   1,   0,   1,   0,   0,   0,    0]),
    (Action::ReadFactors(OTHER),      [0,   1,   0,   1,   0,   0,   0,    0]),
    (Action::CreateApiTokens(SELF),   [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::CreateApiTokens(OTHER),  [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ExportUsers,             [0,   1,   0,   1,   0,   0,   0,    0]),
    (Action::PurgeUser(OTHER),        [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::ImportUsers,             [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::ChangeManyUsers,         [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::ChangeManyMembers,       [0,   1,   0,   0,   0,   1,   0,    0]),
    (Action::ExportEvents,            [0,   1,   0,   0,   0,   0,   0,    1]),
    (Action::ResetFactors(SELF),      [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::ResetFactors(OTHER),     [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::StartOver(SELF),         [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::StartOver(OTHER),        [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ExportData(SELF),        [1,   1,   1,   0,   0,   0,   0,    0]),
    (Action::ExportData(OTHER),       [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::Invite(SELF),            [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::Invite(OTHER),           [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::RevokeInvitation(OTHER), [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::RenameUser(OTHER),       [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::ChangeUsername(SELF),    [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ChangeUsername(OTHER),   [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::ReleaseValue(SELF),      [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::ReleaseValue(OTHER),     [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ShowUser(OTHER),         [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::StopMailing,             [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::WatchImport,             [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::DeclareEmail(SELF),      [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::DeclareEmail(OTHER),     [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::GovernUser(SELF),        [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::GovernUser(OTHER),       [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::GovernUsers,             [0,   1,   0,   0,   1,   0,   0,    0]),
    (Action::SetRoles,                [0,   1,   0,   0,   0,   0,   0,    0]),
    (Action::EnterApplications,       [1,   1,   0,   0,   0,   0,   0,    0]),
    (Action::ChangeGroups(SELF),      [0,   1,   0,   0,   0,   1,   0,    0]),
    (Action::ChangeRuledValue(SELF),  [1,   1,   0,   0,   0,   1,   0,    0]),
    (Action::ChangeRuledValue(OTHER), [0,   1,   0,   0,   0,   1,   0,    0]),
    (Action::OperateUsers,            [0,   0,   0,   0,   0,   0,   0,    0]),
    (Action::ReadEventsOf(SELF),      [1,   1,   1,   0,   0,   0,   0,    1]),
    (Action::ReadEventsOf(OTHER),     [0,   1,   0,   0,   0,   0,   0,    1]),
];

#[test]
fn permissions_of_each_kind_of_actor() {
    let scopes = Scope::ALL.map(|scope| token(Role::Admin, &[scope]));
    let [own, users_read, users_write, groups_write, applications_write, audit_read] = scopes;
    let people = [user(Role::User), user(Role::Admin)];
    let tokens = [own, users_read, users_write, groups_write, applications_write, audit_read];
    let actors: Vec<_> = people.into_iter().chain(tokens).collect();
    for (action, expected) in TABLE {
        for (who, expected) in actors.iter().zip(expected) {
            assert_eq!(allows(who, *action), *expected == 1, "{who:?}: {action:?}");
        }
        assert!(!allows(&Principal::Anonymous, *action), "{action:?}");
        assert!(allows(&Principal::System, *action), "{action:?}");
    }
}

#[test]
fn a_token_allows_what_one_of_its_scopes_and_the_role_allow() {
    let all = token(Role::Admin, &Scope::ALL);
    let (own, demoted) = (token(Role::User, &[Scope::Own]), token(Role::User, &Scope::ALL));
    let nothing = token(Role::Admin, &[]);
    for (action, [by_user, _, scopes @ ..]) in TABLE {
        assert_eq!(allows(&all, *action), scopes.contains(&1), "{action:?}");
        let by_own = *by_user == 1 && scopes[0] == 1;
        assert_eq!(allows(&own, *action), by_own, "{action:?}");
        assert_eq!(allows(&demoted, *action), by_own, "scopes for administrators are void: {action:?}");
        assert!(!allows(&nothing, *action), "{action:?}");
    }
}

#[test]
fn accounts_that_the_actor_may_not_read_are_hidden() {
    use Action::{ExportData, GovernUser, GovernUsers, ManageSessions, UpdateUser};
    let (person, admin) = (user(Role::User), user(Role::Admin));
    for (who, action, expected) in [
        (&Principal::Anonymous, UpdateUser(OTHER), Err(NotAllowed::Hidden)),
        (&person, ManageSessions(OTHER), Err(NotAllowed::Hidden)),
        (&person, GovernUser(OTHER), Err(NotAllowed::Hidden)),
        (&person, ExportData(OTHER), Err(NotAllowed::Hidden)),
        (&person, GovernUser(SELF), Err(NotAllowed::Forbidden)),
        (&person, GovernUsers, Err(NotAllowed::Forbidden)),
        (&admin, ExportData(OTHER), Err(NotAllowed::Forbidden)),
        (&admin, GovernUser(OTHER), Ok(())),
    ] {
        assert_eq!(permit(who, action), expected, "{who:?}: {action:?}");
    }
}

#[test]
fn a_token_is_told_about_its_scopes_only_if_they_are_the_reason() {
    use Action::{CloseAccount, GovernUser, ListUsers, SetRoles, UpdateUser};
    let (own, all) = (token(Role::User, &[Scope::Own]), token(Role::Admin, &Scope::ALL));
    let audit = token(Role::Admin, &[Scope::AuditRead]);
    for (who, action, expected) in [
        (&own, CloseAccount(SELF), Err(NotAllowed::TokenScope)),
        (&own, UpdateUser(SELF), Ok(())),
        (&own, UpdateUser(OTHER), Err(NotAllowed::Hidden)),
        (&own, GovernUser(SELF), Err(NotAllowed::Forbidden)),
        (&own, ListUsers, Err(NotAllowed::Forbidden)),
        (&all, GovernUser(SELF), Err(NotAllowed::TokenScope)),
        (&all, SetRoles, Err(NotAllowed::TokenScope)),
        (&all, CloseAccount(OTHER), Err(NotAllowed::Forbidden)),
        // Whether or not the account exists.
        (&audit, UpdateUser(OTHER), Err(NotAllowed::TokenScope)),
    ] {
        assert_eq!(permit(who, action), expected, "{who:?}: {action:?}");
    }
}

#[test]
fn what_matters_needs_a_recent_proof() {
    let recent: Vec<_> =
        Action::DEMANDS.iter().filter(|(_, demand)| *demand == Demand::Recent).map(|(name, _)| *name).collect();
    let expected = [
        "ExportUsers",
        "RevokeLinks",
        "ChangeUsername",
        "RenameUser",
        "ReleaseValue",
        "ChangeEmail",
        "DeclareEmail",
        "ChangePassword",
        "ManageFactors",
        "ResetFactors",
        "StartOver",
        "ExportData",
        "CloseAccount",
        "MakePasswordLink",
        "MakePasswordLinks",
        "Invite",
        "GovernUser",
        "PurgeUser",
        "GovernUsers",
        "ImportUsers",
        "ChangeManyUsers",
        "SetRoles",
        "CreateApiTokens",
        "CreateServiceAccounts",
        "ChangeManyMembers",
        "ChangeGroups",
        "ChangeRuledValue",
        "ManageApplications",
        "ManageProviders",
        "ManageOwnFields",
        "ManageTerms",
        "LinkIdentity",
        "UnlinkIdentity",
        "ExportEvents",
    ];
    assert_eq!(recent, expected);
    assert_eq!(Action::ExportData(SELF).demand(), Demand::Recent);
    assert_eq!(Action::ReadUser(SELF).demand(), Demand::Any);
}

#[test]
fn to_prove_who_one_is_and_to_take_access_away_needs_no_recent_proof() {
    for action in [
        Action::StepUp(SELF),
        Action::ManageSessions(SELF),
        Action::ManageApiTokens(SELF),
        Action::CancelEmailChange(SELF),
        Action::RevokeInvitation(OTHER),
        Action::StopMailing,
        // A profile gives no access. Applications recognise people by the username.
        Action::UpdateUser(OTHER),
    ] {
        assert_eq!(action.demand(), Demand::Any, "{action:?}");
    }
}

#[test]
fn without_the_factor_that_is_demanded_one_reads_the_own_account_ends_what_signs_in_and_adds_one() {
    use Action::{
        AllowClient, CancelEmailChange, CreateApiTokens, EnterApplications, LinkIdentity, ListUsers, ManageApiTokens,
        ManageClientAccess, ManageFactors, ManageSessions, ReadFactors, ReadUser, RevokeLinks, StepUp, UnlinkIdentity,
        UpdateUser,
    };
    let Principal::User(current) = user(Role::Admin) else { unreachable!("a user") };
    let who = Principal::User(CurrentUser { needs_factor: true, ..current });
    for action in [
        ReadUser(SELF),
        ReadFactors(SELF),
        ManageFactors(SELF),
        StepUp(SELF),
        ManageSessions(SELF),
        CancelEmailChange(SELF),
        RevokeLinks(SELF),
        ManageApiTokens(SELF),
        ManageClientAccess(SELF),
        UnlinkIdentity(SELF),
    ] {
        assert_eq!(permit(&who, action), Ok(()), "{action:?}");
    }
    for action in [
        ReadUser(OTHER),
        ReadFactors(OTHER),
        ManageSessions(OTHER),
        RevokeLinks(OTHER),
        ManageApiTokens(OTHER),
        CreateApiTokens(SELF),
        AllowClient(SELF),
        LinkIdentity(SELF),
        UpdateUser(SELF),
        UpdateUser(OTHER),
        ListUsers,
        EnterApplications,
    ] {
        assert_eq!(permit(&who, action), Err(NotAllowed::FactorMissing), "{action:?}");
    }
}
