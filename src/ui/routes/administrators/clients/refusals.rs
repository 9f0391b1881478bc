//! What a client was refused, and the press that mends it. The page of the client shows it if there is something.

use crate::shared::{ClientData, ClientKind, Fault, Form, Mend, RefusalView, Timestamp};
use crate::ui::components::list_parts::Opener;
use crate::ui::components::{FormAlert, card, write_disclosure};
use crate::ui::markup::short_list;
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, Markup, write_lines, write_markup, write_time};
use leptos::prelude::*;

/// How many are shown before the rest is opened.
const SHOWN: usize = 3;
const ACTION: &str = "/actions/clients/refusals/mend";

/// None if the client was refused nothing. A press that came too late says so also then.
pub fn refusals_card(data: &ClientData, now: Timestamp) -> Option<AnyView> {
    let form = FormState::new(Form::ClientRefusals);
    if data.refusals.is_empty() {
        let has_failed = form.error.with_untracked(Option::is_some);
        return has_failed.then(|| view! { <FormAlert form/> }.into_any());
    }
    let html = short_list(&data.refusals, SHOWN, "", |out, refusal| write_row(out, data, refusal, now));
    let content = view! {
        <FormAlert form/>
        <p class="hint">{say::client_refusals_about()}</p>
        <div class="refusals" inner_html=html></div>
    };
    Some(card(say::client_refusals(), content.into_any()))
}

fn write_row(out: &mut Markup, data: &ClientData, refusal: &RefusalView, now: Timestamp) {
    let (title, advice) = words(refusal.fault);
    write_markup!(out; "<div><p>" (title) "</p>");
    if let Some(sent) = &refusal.sent {
        write_markup!(out; "<small class=\"wrap-anywhere\"><code>" (sent) "</code></small>");
    }
    let stranger = match data.client.definition.kind {
        ClientKind::Confidential => say::client_refusal_by_stranger(),
        ClientKind::Public => say::client_refusal_by_anybody(),
    };
    let lines = [advice, if refusal.by_client { "" } else { stranger }];
    write_lines(out, lines.into_iter().filter(|line| !line.is_empty()));
    // As developers of the program know it.
    let error = refusal.error.as_deref().map(|error| format!("{error} \u{b7} ")).unwrap_or_default();
    let protocol = format!("/oauth/{} \u{b7} {error}{}", refusal.endpoint, refusal.description);
    write_markup!(out; "<small class=\"wrap-anywhere\">" (&protocol) "</small><small>");
    if refusal.times > 1 {
        write_markup!(out; (&say::client_refusal_times(refusal.times)) " \u{b7} ");
    }
    write_time(out, refusal.last_at, &refusal.last_at.ago(now));
    out.add("</small></div>");
    if let Some(mend) = refusal.mend {
        write_mend(out, data, refusal, mend);
    }
}

/// The button. Where the address may be that of somebody else, or means something else than it seems, it opens a warning with another
/// one.
fn write_mend(out: &mut Markup, data: &ClientData, refusal: &RefusalView, mend: Mend) {
    let label = match mend {
        Mend::RegisterRedirectUri | Mend::RegisterPostLogoutRedirectUri => say::client_mend_register(),
        Mend::ExcuseFromPkce => say::client_mend_pkce(),
        Mend::AllowGrant => say::client_mend_grant(),
        Mend::ClaimsInIdToken => say::client_mend_claims(),
    };
    let name = match &refusal.sent {
        Some(sent) => format!("{label}: {sent}"),
        None => label.to_owned(),
    };
    let (client, id) = (data.client.client_id.as_str(), refusal.id.to_string());
    let button = |out: &mut Markup| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"id\" value=\"" (client)
            "\"><button class=\"btn btn-secondary btn-small\" type=\"submit\" name=\"refusal\" value=\"" (&id)
            "\" aria-label=\"" (&name) "\">" (label) "</button>");
    };
    let warning = match (refusal.is_loopback, refusal.is_elsewhere) {
        (true, _) => Some(say::client_mend_loopback()),
        (false, true) => Some(say::client_mend_elsewhere()),
        (false, false) => None,
    };
    if let Some(warning) = warning {
        let opener = Opener { label: say::client_mend_elsewhere_opener(), name: &name, class: "btn-secondary" };
        write_disclosure(out, &opener, ACTION, |out| {
            write_markup!(out; "<p class=\"hint mb-3\">" (warning) "</p>");
            button(out);
        });
    } else {
        write_markup!(out; "<form method=\"post\" action=\"" (ACTION) "\">");
        button(out);
        out.add("</form>");
    }
}

/// What was wrong, and what to do about it. Empty: the description says more than could be said here.
fn words(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::RedirectUri => (say::client_fault_redirect(), say::client_fault_redirect_about()),
        Fault::RedirectUriMissing => (say::client_fault_no_redirect(), say::client_fault_no_redirect_about()),
        Fault::RedirectUriInvalid => (say::client_fault_bad_redirect(), say::client_fault_bad_redirect_about()),
        Fault::PostLogoutRedirectUri => (say::client_fault_logout(), say::client_fault_logout_about()),
        Fault::IdTokenHint => (say::client_fault_hint(), say::client_fault_hint_about()),
        Fault::PkceMissing => (say::client_fault_pkce(), say::client_fault_pkce_about()),
        Fault::PkceMethod => (say::client_fault_pkce_method(), say::client_fault_pkce_method_about()),
        Fault::PkceVerifier => (say::client_fault_verifier(), say::client_fault_verifier_about()),
        Fault::ResponseType => (say::client_fault_response_type(), say::client_fault_response_type_about()),
        Fault::ResponseMode => (say::client_fault_response_mode(), say::client_fault_response_mode_about()),
        Fault::Grant => (say::client_fault_grant(), say::client_fault_grant_about()),
        Fault::GrantUnknown => (say::client_fault_no_grant(), say::client_fault_no_grant_about()),
        Fault::Resource => (say::client_fault_resource(), say::client_fault_resource_about()),
        Fault::Scope => (say::client_fault_scope(), say::client_fault_scope_about()),
        Fault::SecretMissing => (say::client_fault_no_secret(), say::client_fault_no_secret_about()),
        Fault::SecretWrong => (say::client_fault_secret(), say::client_fault_secret_about()),
        Fault::SecretExpired => (say::client_fault_old_secret(), say::client_fault_old_secret_about()),
        Fault::SecretUnexpected => (say::client_fault_extra_secret(), say::client_fault_extra_secret_about()),
        Fault::Authentication => (say::client_fault_authentication(), say::client_fault_authentication_about()),
        Fault::Code => (say::client_fault_code(), say::client_fault_code_about()),
        Fault::CodeRedirectUri => (say::client_fault_code_redirect(), say::client_fault_code_redirect_about()),
        Fault::RefreshToken => (say::client_fault_refresh(), say::client_fault_refresh_about()),
        Fault::AccessToken => (say::client_fault_access(), say::client_fault_access_about()),
        Fault::DeviceCode => (say::client_fault_device(), say::client_fault_device_about()),
        Fault::NotAdmitted => (say::client_fault_admission(), say::client_fault_admission_about()),
        Fault::ServiceAccount => (say::client_fault_account(), say::client_fault_account_about()),
        Fault::Proof => (say::client_fault_proof(), say::client_fault_proof_about()),
        Fault::Limit => (say::client_fault_limit(), say::client_fault_limit_about()),
        Fault::UserinfoUnasked => (say::client_fault_unasked(), say::client_fault_unasked_about()),
        Fault::Other => (say::client_fault_other(), ""),
    }
}
