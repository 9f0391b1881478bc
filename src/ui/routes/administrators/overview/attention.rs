//! What needs attention, with the way to where it is mended.

use crate::shared::next::ClientPart;
use crate::shared::overview::{Concern, Finding};
use crate::shared::{ClientId, DAY, LocalPath, ProviderName, Timestamp};
use crate::ui::components::Shape;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup, write_time};

/// Where it is mended: the address, and the words of the link.
type Way = (String, &'static str);

/// A card with all of it, or a line that says that all is well.
pub fn write_attention(out: &mut Markup, findings: &[Finding], now: Timestamp) {
    if findings.is_empty() {
        out.add("<p class=\"all-well\">");
        Shape::GOOD.write(out, "icon");
        return write_markup!(out; (say::attention_none()) "</p>");
    }
    write_markup!(out;
        "<section class=\"card attention\"><h2>" (say::attention()) "</h2><ul>");
    findings.iter().for_each(|finding| write_finding(out, finding, now));
    out.add("</ul></section>");
}

fn write_finding(out: &mut Markup, finding: &Finding, now: Timestamp) {
    out.add(if finding.concern.is_urgent() { "<li class=\"urgent\">" } else { "<li>" });
    shape_of(finding.concern).write(out, "icon");
    write_markup!(out; "<div><p>" (&title_of(finding, now)) "</p>");
    let (about, since) = (about(finding), finding.since.filter(|_| says_time(finding.concern)));
    if about.is_some() || since.is_some() {
        out.add("<p>");
        if let Some(about) = about {
            write_markup!(out; (&about) " ");
        }
        if let Some(since) = since {
            if finding.concern != Concern::Backup {
                write_markup!(out; (say::attention_since()) " ");
            }
            write_time(out, since, &since.minute_in_words());
        }
        out.add("</p>");
    }
    out.add("</div>");
    if let Some((href, label)) = way_of(finding) {
        write_markup!(out; "<a class=\"btn btn-secondary btn-small\" href=\"" (&href) "\">" (label) "</a>");
    }
    out.add("</li>");
}

/// Whether the time of a finding is said beside it.
fn says_time(concern: Concern) -> bool {
    match concern {
        Concern::Mail | Concern::Client | Concern::Backup => true,
        Concern::Disk
        | Concern::Refusals
        | Concern::Provider
        | Concern::ApplicationsFile
        | Concern::Replica
        | Concern::Secrets
        | Concern::Keys
        | Concern::Administrators
        | Concern::Settings => false,
    }
}

fn shape_of(concern: Concern) -> Shape {
    match concern {
        Concern::Mail => Shape::MAIL,
        Concern::Keys | Concern::Secrets => Shape::KEY,
        Concern::Administrators => Shape::PERSON,
        Concern::Client | Concern::Refusals | Concern::Provider | Concern::Settings => Shape::ALERT,
        Concern::Disk | Concern::ApplicationsFile | Concern::Replica | Concern::Backup => Shape::WARNING,
    }
}

fn title_of(finding: &Finding, now: Timestamp) -> String {
    let (count, name) = (finding.count, finding.name.as_deref().unwrap_or_default());
    match finding.concern {
        Concern::Disk if name == "refused" => say::attention_read_only().to_owned(),
        Concern::Disk => say::attention_disk(count),
        Concern::Mail => say::attention_mail(count),
        Concern::Client => say::attention_client(name),
        Concern::Refusals => say::attention_refusals(count, name),
        Concern::Provider => say::attention_provider(count, name),
        Concern::ApplicationsFile => say::attention_file(count),
        Concern::Replica => say::attention_replica().to_owned(),
        Concern::Secrets => {
            let ends = finding.since.map(Timestamp::short_day).unwrap_or_default();
            say::attention_secrets(count, &ends)
        }
        Concern::Keys if name == "key" => say::attention_key().to_owned(),
        Concern::Keys => say::attention_previous_secret().to_owned(),
        Concern::Backup => match finding.since {
            Some(last) => say::attention_backup(last.until(now).as_secs() / DAY.as_secs()),
            None => say::attention_no_backup().to_owned(),
        },
        Concern::Administrators => say::attention_administrators(count),
        Concern::Settings => say::attention_settings(count),
    }
}

/// What else is known.
fn about(finding: &Finding) -> Option<String> {
    match finding.concern {
        Concern::Mail | Concern::ApplicationsFile | Concern::Settings => finding.detail.clone(),
        Concern::Client => Some(say::attention_client_about(finding.count)),
        Concern::Refusals => Some(say::attention_refusals_about().to_owned()),
        Concern::Keys if finding.name.as_deref() == Some("key") => Some(say::attention_key_about().to_owned()),
        Concern::Keys => Some(say::attention_previous_secret_about().to_owned()),
        Concern::Replica => Some(say::attention_replica_about().to_owned()),
        Concern::Disk | Concern::Provider | Concern::Secrets | Concern::Backup | Concern::Administrators => None,
    }
}

fn way_of(finding: &Finding) -> Option<Way> {
    let name = finding.name.clone();
    match finding.concern {
        Concern::Mail => Some(("/first-steps#mail".to_owned(), say::attention_to_mail())),
        // With several of them, the list says which.
        Concern::Refusals if finding.count > 1 => Some(("/applications".to_owned(), say::applications())),
        Concern::Client | Concern::Refusals => {
            let client = ClientId::from_stored(name?);
            Some((LocalPath::client(&client).to_string(), say::attention_see_why()))
        }
        Concern::Secrets => Some(match name {
            Some(client) => {
                let page = LocalPath::client_part(&ClientId::from_stored(client), ClientPart::Secrets);
                (page.to_string(), say::client_secrets())
            }
            None => ("/users/service-accounts".to_owned(), say::service_accounts()),
        }),
        Concern::Provider => {
            let provider = ProviderName::from_stored(name?);
            Some((LocalPath::provider(&provider).to_string(), say::attention_see_why()))
        }
        Concern::ApplicationsFile | Concern::Replica => Some(("/applications".to_owned(), say::applications())),
        Concern::Backup => Some(("/first-steps#backup".to_owned(), say::attention_to_backups())),
        Concern::Administrators => Some(("/users?role=admin&second_factor=without".to_owned(), say::users())),
        Concern::Disk | Concern::Keys | Concern::Settings => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::html;

    const NOW: Timestamp = Timestamp(1_709_543_520_000);

    #[test]
    fn each_concern_has_words_of_its_own() {
        let finding = |concern| Finding {
            name: Some("<wiki>".to_owned()),
            detail: Some("\"refused\"".to_owned()),
            ..Finding::new(concern, 3).since(Some(NOW))
        };
        let mut titles: Vec<_> = Concern::ALL.into_iter().map(|concern| title_of(&finding(concern), NOW)).collect();
        let all = titles.len();
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), all, "{titles:?}");
        for concern in Concern::ALL {
            let html = html(|out| write_attention(out, &[finding(concern)], NOW));
            assert!(!html.contains("<wiki>"), "{html}");
        }
    }

    #[test]
    fn one_client_is_named_and_its_link_leads_to_where_it_is_mended() {
        let finding = |concern, count| Finding { name: Some("wiki".to_owned()), ..Finding::new(concern, count) };
        let href = |finding: &Finding| way_of(finding).map(|(href, _)| href).unwrap_or_default();
        assert!(title_of(&finding(Concern::Refusals, 1), NOW).contains("wiki"));
        assert_eq!(href(&finding(Concern::Refusals, 1)), "/clients/wiki");
        assert_eq!(href(&finding(Concern::Refusals, 2)), "/applications");
        assert_eq!(href(&finding(Concern::Secrets, 1)), "/clients/secrets/wiki");
        assert_eq!(href(&Finding::new(Concern::Secrets, 1)), "/users/service-accounts");
    }

    #[test]
    fn where_nothing_needs_attention_one_line_says_so() {
        let html = html(|out| write_attention(out, &[], NOW));
        assert!(html.contains("All is well") && !html.contains("<ul>"), "{html}");
    }
}
