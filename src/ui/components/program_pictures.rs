//! What programs that people connect are for, as drawings: no marks of other people's products.

use super::drawings::Shape;
use super::user::{tint, write_initials};
use crate::shared::programs::ANOTHER;
use crate::ui::{Markup, write_markup};

const CHART: Shape = Shape(r#"<path d="M3 16.5h14M5.5 13.5v-4M10 13.5v-8M14.5 13.5v-6"/>"#);
const FOLDER: Shape = Shape(r#"<path d="M2.75 6V15.5h14.5V6.75H9.5L7.75 4.5h-5z"/>"#);
const BOOK: Shape = Shape(
    r#"<path d="M4 3.5h10.5a1.5 1.5 0 0 1 1.5 1.5v11.5H5.5A1.5 1.5 0 0 1 4 15z"/><path d="M4 15a1.5 1.5 0 0 1 1.5-1.5H16M7.5 6.75h5"/>"#,
);
const DOCUMENT: Shape =
    Shape(r#"<path d="M5 2.75h6.5L15 6.25V17H5z"/><path d="M11.5 2.75v3.5H15M7.5 10h5M7.5 13h5"/>"#);
const HOUSE: Shape = Shape(r#"<path d="m3 9.5 7-6 7 6V16.5h-4.75V12h-4.5v4.5H3z"/>"#);
const CODE: Shape = Shape(r#"<path d="m7 6-4 4 4 4M13 6l4 4-4 4"/>"#);
const PHOTO: Shape = Shape(
    r#"<rect x="2.75" y="4" width="14.5" height="12" rx="1.5"/><circle cx="7" cy="8" r="1.25"/><path d="m4 14.5 4-3.5 2.5 2 3-3.25 3.5 3.75"/>"#,
);
const FILM: Shape = Shape(r#"<rect x="2.75" y="4" width="14.5" height="12" rx="1.5"/><path d="M8.5 7.5v5l4-2.5z"/>"#);
const TALK: Shape = Shape(r#"<path d="M3 4h14v9.5H9L5.5 16.5v-3H3z"/>"#);
const BOX: Shape = Shape(r#"<path d="M10 2.75 16.5 6v8L10 17.25 3.5 14V6zM3.5 6 10 9.25 16.5 6M10 9.25v8"/>"#);
const DATABASE: Shape = Shape(
    r#"<ellipse cx="10" cy="5" rx="6" ry="2.25"/><path d="M4 5v10c0 1.25 2.7 2.25 6 2.25s6-1 6-2.25V5M4 10c0 1.25 2.7 2.25 6 2.25s6-1 6-2.25"/>"#,
);
const FLOW: Shape = Shape(
    r#"<circle cx="4.75" cy="10" r="2"/><circle cx="15.25" cy="5" r="2"/><circle cx="15.25" cy="15" r="2"/><path d="m6.5 9 7-3.25M6.5 11l7 3.25"/>"#,
);
const BOOKMARK: Shape = Shape(r#"<path d="M5.5 3h9v14L10 13.5 5.5 17z"/>"#);
const POT: Shape = Shape(r#"<path d="M4 8.5h12V14a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM2 8.5h16M7.5 6V4M12.5 6V4"/>"#);
const SHIELD: Shape = Shape(r#"<path d="M10 2.75 16 5v4.75c0 3.5-2.5 6-6 7.5-3.5-1.5-6-4-6-7.5V5z"/>"#);

/// The tile of the program or the application with this id: what it is for, if the id is that of a program that is known, or else the
/// initials of its title. The colour follows from the id.
pub fn write_program(out: &mut Markup, id: &str, title: &str) {
    let Some(shape) = picture(id) else { return write_initials(out, "tile", title, id.as_bytes()) };
    write_markup!(out; "<span class=\"tile " (tint(id.as_bytes())) "\" aria-hidden=\"true\">");
    shape.write(out, "icon");
    out.add("</span>");
}

/// By the ids in `applications/programs`. A library has none: what is made with it is named by its makers.
fn picture(id: &str) -> Option<Shape> {
    Some(match id {
        ANOTHER => Shape::PLUS,
        "grafana" | "superset" => CHART,
        "nextcloud" | "synology" => FOLDER,
        "bookstack" | "outline" | "audiobookshelf" | "jupyterhub" => BOOK,
        "paperless-ngx" | "miniflux" => DOCUMENT,
        "home-assistant" => HOUSE,
        "forgejo" | "gitea" | "gitlab" => CODE,
        "immich" => PHOTO,
        "jellyfin" => FILM,
        "synapse" | "open-webui" | "librechat" | "claude" | "mcp-client" => TALK,
        "proxmox" | "portainer" | "harbor" | "minio" => BOX,
        "pgadmin" => DATABASE,
        "argo-cd" | "airflow" => FLOW,
        "karakeep" => BOOKMARK,
        "mealie" => POT,
        "vaultwarden" | "oidc-agent" => Shape::KEY,
        "dovecot" => Shape::MAIL,
        "envoy" | "mod-auth-openidc" | "mod-oauth2" => SHIELD,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::programs::COMMON;
    use crate::ui::html;

    #[test]
    fn common_programs_have_drawings_and_others_their_initials() {
        for id in COMMON {
            assert!(picture(id).is_some(), "{id}");
        }
        let tile = |id: &str| html(|out| write_program(out, id, "Boat Log"));
        assert!(tile("grafana").contains("aria-hidden=\"true\"><svg"), "{}", tile("grafana"));
        assert!(tile("boats").ends_with(">BL</span>"), "{}", tile("boats"));
    }
}
