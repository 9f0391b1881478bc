//! What is said of each finding of a trial, and what one press does about it.

use super::settings::write_opening;
use crate::shared::client_trial::{Finding, Found, TrialData};
use crate::shared::next::ClientPart;
use crate::shared::{ApplicationSource, GroupCarrier, LocalPath};
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup};

/// In a line.
pub fn line(found: &Found) -> String {
    let line = match found.finding {
        Finding::Closed => say::client_found_closed(),
        Finding::NoCodes => say::client_found_no_codes(),
        Finding::Inactive => say::client_found_inactive(),
        Finding::Nobody => say::client_found_nobody(),
        Finding::NotAdmitted => return say::client_found_not_admitted(&found.detail),
        Finding::NoAnswer => say::client_found_no_answer(),
        Finding::NotInIdToken => say::client_found_not_in_id_token(),
        Finding::NoName => say::client_found_no_name(),
        Finding::NoEmail => say::client_found_no_email(),
        Finding::EmailUnconfirmed => say::client_found_email_unconfirmed(),
        Finding::NoGroups => say::client_found_no_groups(),
        Finding::GroupsLeftOut => say::client_groups_missing(),
        Finding::LongToken => say::client_found_long_token(),
        Finding::Excused => say::client_pkce_not_required(),
        Finding::Answers => say::client_found_answers(),
        Finding::InIdToken => say::client_found_in_id_token(),
        Finding::Groups => return say::client_found_groups(&found.detail),
        Finding::Pkce => say::client_pkce(),
        Finding::AsksProof => say::client_found_asks_proof(),
        Finding::AsksConsent => say::client_found_asks_consent(),
        Finding::OnlyUserinfo => say::client_found_only_userinfo(),
        Finding::GroupsClaim => return say::client_found_groups_claim(&found.detail),
        Finding::NoRefresh => say::client_found_no_refresh(),
        Finding::NoSignOut => say::client_found_no_sign_out(),
        Finding::OnDevice => say::client_found_on_device(),
        Finding::Private => say::client_found_private(),
    };
    line.to_owned()
}

/// Why it matters, or what to do. Empty: the line says all.
pub fn about(found: &Found) -> String {
    let about = match found.finding {
        Finding::Closed => say::client_closed_about(),
        Finding::NoCodes => say::client_found_no_codes_about(),
        Finding::Nobody => say::client_found_nobody_about(),
        Finding::NoAnswer => return say::client_found_no_answer_about(&found.detail),
        Finding::NotInIdToken => say::client_found_not_in_id_token_about(),
        Finding::NoName => say::client_found_no_name_about(),
        Finding::NoEmail => say::client_found_no_email_about(),
        Finding::EmailUnconfirmed => say::client_found_email_unconfirmed_about(),
        Finding::NoGroups => say::client_found_no_groups_about(),
        Finding::GroupsLeftOut => {
            return say::client_groups_left_out(GroupCarrier::IdToken.limit().unwrap_or_default() as u64);
        }
        Finding::LongToken => say::client_found_long_token_about(),
        Finding::Excused => say::client_without_pkce(),
        Finding::Answers => return answered(&found.detail),
        Finding::OnlyUserinfo => say::client_found_only_userinfo_about(),
        Finding::GroupsClaim => say::client_found_groups_claim_about(),
        Finding::NoRefresh => say::client_found_no_refresh_about(),
        Finding::NoSignOut => say::client_found_no_sign_out_about(),
        Finding::OnDevice | Finding::Private => return found.detail.clone(),
        Finding::Inactive
        | Finding::NotAdmitted
        | Finding::InIdToken
        | Finding::Groups
        | Finding::Pkce
        | Finding::AsksProof
        | Finding::AsksConsent => "",
    };
    about.to_owned()
}

/// `detail`: the time in milliseconds, and the address.
fn answered(detail: &str) -> String {
    let (took, address) = detail.split_once(' ').unwrap_or(("", detail));
    say::client_found_answers_about(address, took.parse().unwrap_or_default())
}

/// What mends it with a press, or the page where it is mended. Of a client that only a file can change, nothing does.
pub fn write_press(out: &mut Markup, data: &TrialData, finding: Finding) {
    let client = &data.client;
    let (id, is_of_file) = (&client.client_id, client.source == ApplicationSource::File);
    let settings = || (LocalPath::client_part(id, ClientPart::Settings), say::client_part_settings());
    let (page, label) = match finding {
        Finding::Nobody | Finding::NotAdmitted => {
            (LocalPath::application(&client.application), say::application_who_may_enter())
        }
        _ if is_of_file => return,
        Finding::Closed => return write_opening(out, id.as_str()),
        Finding::NotInIdToken => return write_claims_press(out, id.as_str()),
        Finding::NoCodes
        | Finding::GroupsLeftOut
        | Finding::Excused
        | Finding::GroupsClaim
        | Finding::NoRefresh
        | Finding::NoSignOut => settings(),
        _ => return,
    };
    write_markup!(out; "<a class=\"btn btn-secondary btn-small\" href=\"" (page.as_str()) "\">" (label) "</a>");
}

fn write_claims_press(out: &mut Markup, id: &str) {
    write_markup!(out;
        "<form method=\"post\" action=\"/actions/clients/claims-in-id-token\"><input type=\"hidden\" name=\"id\" value=\"" (id)
        "\"><button class=\"btn btn-primary btn-small\" type=\"submit\">" (say::client_put_in_id_token()) "</button></form>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_has_a_line_of_its_own() {
        let of = |finding| line(&Found { finding, detail: String::new() });
        let mut lines = Finding::ALL.map(of).to_vec();
        lines.sort();
        lines.dedup();
        assert_eq!(lines.len(), Finding::ALL.len());
    }

    #[test]
    fn an_answer_says_how_long_it_took() {
        let found = Found { finding: Finding::Answers, detail: "82 https://wiki.example/cb".to_owned() };
        let about = about(&found);
        assert!(about.contains("82") && about.contains("https://wiki.example/cb"), "{about}");
    }
}
