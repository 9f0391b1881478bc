//! The programs as tiles, and what is filled in for the one that is chosen.

use crate::shared::ClientKind;
use crate::shared::programs::{ANOTHER, COMMON, ConnectWay, ProgramGroup, ProgramPkce, ProgramView};
use crate::ui::components::program_pictures::write_program;
use crate::ui::components::write_initials;
use crate::ui::markup::write_fact;
use crate::ui::routes::administrators::clients::write_known_from;
use crate::ui::routes::administrators::definition::write_fold;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, html, words, write_markup};

/// The tiles: those that are found, or else the commonest, and folded, all others by what they are for.
pub fn tiles_html(programs: &[ProgramView], search: &str, chosen: &str) -> String {
    let is_found = |program: &&ProgramView| program.id != ANOTHER && matches(program, search);
    html(|out| {
        if search.trim().is_empty() {
            let common = COMMON.iter().filter_map(|id| programs.iter().find(|program| program.id == *id));
            write_tiles(out, common, programs, chosen);
            write_others(out, programs, chosen);
            return;
        }
        if !programs.iter().any(|program| is_found(&program)) {
            write_markup!(out; "<p class=\"hint\" role=\"status\">" (say::connect_not_known()) "</p>");
        }
        // What was chosen before stays chosen.
        let found = programs.iter().filter(|program| is_found(program) || is_chosen_and_known(program, chosen));
        write_tiles(out, found, programs, chosen);
    })
}

fn is_chosen_and_known(program: &ProgramView, chosen: &str) -> bool {
    program.id == chosen && chosen != ANOTHER
}

/// Whether all words of a search are in what a program is called.
fn matches(program: &ProgramView, search: &str) -> bool {
    // Their names are in ASCII. Folding all of Unicode would make the program larger by 3 KB.
    let names = format!("{} {} {}", program.id, program.title, program.also).to_ascii_lowercase();
    search.to_ascii_lowercase().split_whitespace().all(|word| names.contains(word))
}

/// These, and the one for a program that is not known.
fn write_tiles<'a>(
    out: &mut Markup,
    tiles: impl Iterator<Item = &'a ProgramView>,
    programs: &'a [ProgramView],
    chosen: &str,
) {
    out.add("<div class=\"programs\">");
    let another = programs.iter().filter(|program| program.id == ANOTHER);
    tiles.chain(another).for_each(|program| write_tile(out, program, chosen));
    out.add("</div>");
}

/// The id of the radio button of a program.
pub fn tile_id(program: &str) -> String {
    format!("program-{program}")
}

fn write_tile(out: &mut Markup, program: &ProgramView, chosen: &str) {
    let id = program.id.as_str();
    let title = if id == ANOTHER { say::connect_another() } else { program.title.as_str() };
    write_markup!(out;
        "<label class=\"program\"><input class=\"sr-only\" type=\"radio\" name=\"program\" id=\"" (&tile_id(id)) "\" value=\"" (id) "\"");
    out.add(if id == chosen { " checked>" } else { ">" });
    write_program(out, id, title);
    write_markup!(out; "<span>" (title) "</span></label>");
}

fn write_others(out: &mut Markup, programs: &[ProgramView], chosen: &str) {
    let is_other = |program: &&ProgramView| program.id != ANOTHER && !COMMON.contains(&program.id.as_str());
    let count = programs.iter().filter(is_other).count();
    let is_open = programs.iter().filter(is_other).any(|program| program.id == chosen);
    write_fold(out, &say::connect_others(count as u64), "", is_open, |out| {
        for group in ProgramGroup::ALL {
            let of_group = || programs.iter().filter(is_other).filter(move |program| program.group == group);
            if of_group().next().is_some() {
                write_markup!(out; "<p class=\"label\">" (group_name(group)) "</p><div class=\"programs\">");
                of_group().for_each(|program| write_tile(out, program, chosen));
                out.add("</div>");
            }
        }
    });
}

fn group_name(group: ProgramGroup) -> &'static str {
    match group {
        ProgramGroup::Home => say::program_group_home(),
        ProgramGroup::Team => say::program_group_team(),
        ProgramGroup::Operations => say::program_group_operations(),
        ProgramGroup::Gateways => say::program_group_gateways(),
        ProgramGroup::Libraries => say::program_group_libraries(),
        ProgramGroup::Assistants => say::program_group_assistants(),
    }
}

/// What people will see at home, and what is filled in from the row of the chosen program. `url`: where it is, as far as it is typed.
pub fn facts_html(programs: &[ProgramView], chosen: &str, way: ConnectWay, url: &str) -> String {
    let (known, url) = (programs.iter().find(|program| program.id == chosen), url.trim().trim_end_matches('/'));
    html(|out| {
        if let Some(program) = known {
            write_tile_at_home(out, program, url);
        }
        write_markup!(out; "<section><h2>" (say::connect_filled_in()) "</h2>");
        match (known, way) {
            (None, _) => write_markup!(out; "<p class=\"hint\">" (say::connect_choose_first()) "</p>"),
            (Some(program), ConnectWay::OpenId) => write_facts(out, program, url),
            // Its address, and nothing else.
            (Some(_), ConnectWay::Proxy | ConnectWay::Tile) => {
                out.add("<dl class=\"facts\">");
                write_fact(out, say::application_addresses(), if url.is_empty() { "\u{2026}" } else { url });
                out.add("</dl>");
            }
        }
        out.add("</section>");
    })
}

fn write_tile_at_home(out: &mut Markup, program: &ProgramView, url: &str) {
    let host = words::without_scheme(url).unwrap_or(url);
    // As the server names the application, as long as nobody has said otherwise.
    let title = if program.id == ANOTHER { host.split('.').next().unwrap_or_default() } else { program.title.as_str() };
    if title.is_empty() {
        return;
    }
    write_markup!(out; "<section><h2>" (say::connect_at_home()) "</h2><div class=\"going\">");
    write_initials(out, "tile", title, title.as_bytes());
    write_markup!(out; "<div><p><b>" (title) "</b></p><p>" (host) "</p></div></div></section>");
}

fn write_facts(out: &mut Markup, program: &ProgramView, url: &str) {
    let url = if url.is_empty() { "\u{2026}" } else { url };
    let pkce = match program.pkce {
        ProgramPkce::Sends => say::connect_pkce_sends(),
        ProgramPkce::WhenTold => say::connect_pkce_when_told(),
        ProgramPkce::Never => say::client_pkce_not_required(),
    };
    let kind = match program.kind {
        ClientKind::Confidential => say::client_confidential(),
        ClientKind::Public => say::client_public(),
    };
    out.add("<dl class=\"facts\">");
    for address in &program.redirect_uris {
        write_fact(out, say::connect_redirect(), &address.replace("{url}", url));
    }
    write_fact(out, say::connect_kind(), kind);
    write_fact(out, say::client_pkce_legend(), pkce);
    if program.id_token_claims {
        write_fact(out, say::client_id_token_legend(), say::client_id_token_claims());
    }
    if let Some(claim) = &program.groups_claim {
        write_fact(out, say::groups(), claim);
    }
    out.add("</dl>");
    write_known_from(out, program);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::GrantKind;

    fn program(id: &str, title: &str, also: &str) -> ProgramView {
        ProgramView {
            id: id.to_owned(),
            title: title.to_owned(),
            also: also.to_owned(),
            group: ProgramGroup::Team,
            kind: ClientKind::Confidential,
            redirect_uris: vec!["{url}/cb".to_owned()],
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            pkce: ProgramPkce::Never,
            id_token_claims: true,
            groups_claim: None,
            grants: vec![GrantKind::AuthorizationCode],
            tried: None,
            guide: None,
        }
    }

    fn all() -> Vec<ProgramView> {
        vec![
            program("grafana", "Grafana", "dashboards"),
            program("wiki", "<Wiki>", "pages of a team"),
            program(ANOTHER, "Another program", ""),
        ]
    }

    #[test]
    fn a_search_finds_programs_by_any_of_their_names_and_keeps_the_choice() {
        let ids = |search: &str, chosen: &str| {
            let html = tiles_html(&all(), search, chosen);
            let ids = html.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next().map(str::to_owned));
            ids.collect::<Vec<_>>()
        };
        assert_eq!(ids("", ""), ["grafana", ANOTHER, "wiki"]);
        assert_eq!(ids("TEAM pages", ""), ["wiki", ANOTHER]);
        assert_eq!(ids("dash", "wiki"), ["grafana", "wiki", ANOTHER]);
        assert_eq!(ids("myspace", ""), [ANOTHER]);
        assert!(tiles_html(&all(), "myspace", "").contains(say::connect_not_known()));
        let html = tiles_html(&all(), "", "wiki");
        assert!(html.contains("value=\"wiki\" checked>") && html.contains("&lt;Wiki&gt;"), "{html}");
        assert!(html.contains("<details class=\"fold\" open>"), "what is chosen is in sight: {html}");
    }

    #[test]
    fn what_is_filled_in_has_the_address_as_far_as_it_is_typed() {
        let facts = |chosen: &str, way, url: &str| facts_html(&all(), chosen, way, url);
        assert!(facts("wiki", ConnectWay::OpenId, " https://w.example/ ").contains("https://w.example/cb"));
        assert!(facts("wiki", ConnectWay::OpenId, "").contains("\u{2026}/cb"));
        assert!(facts("", ConnectWay::OpenId, "").contains(say::connect_choose_first()));
        for way in [ConnectWay::Proxy, ConnectWay::Tile] {
            let html = facts("wiki", way, "https://w.example");
            assert!(html.contains("<dd>https://w.example</dd>") && !html.contains("/cb"), "{html}");
        }
    }

    #[test]
    fn the_tile_at_home_is_that_of_the_program_or_of_its_host() {
        let facts = |chosen: &str, url: &str| facts_html(&all(), chosen, ConnectWay::OpenId, url);
        let wiki = facts("wiki", "https://w.example");
        assert!(wiki.contains("<b>&lt;Wiki&gt;</b></p><p>w.example</p>"), "{wiki}");
        assert!(facts(ANOTHER, "https://tides.example/").contains("<b>tides</b>"));
        assert!(!facts(ANOTHER, "").contains("class=\"going\""));
    }
}
