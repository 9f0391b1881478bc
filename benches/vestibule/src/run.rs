//! The run on SQLite: measures everything about the binary.

use crate::{
    Result, accounts, disk_flushes,
    flood::{self, Flood},
    machine::Machine,
    mail_times::{self, MailTimes},
    measurement::Rate,
    openid::{self, OpenId},
    options::Options,
    page_size::PageSize,
    process::Memory,
    progress, rates,
    server::{self, Server, Subject},
    setup::Setup,
    starts::{self, Starts},
};
use serde::Serialize;
use std::fs;
use tokio::time::sleep;

/// The results of the run on SQLite.
#[derive(Serialize)]
pub struct Figures {
    #[serde(flatten)]
    pub setup: Setup,
    pub binary_bytes: u64,
    pub rates: Vec<Rate>,
    pub disk_flushes_per_second: f64,
    pub flood: Flood,
    pub starts: Starts,
    pub memory: Memories,
    pub login_page: PageSize,
    pub mail_times: MailTimes,
    pub openid: OpenId,
}

/// The memory of the server at different times.
#[derive(Serialize)]
pub struct Memories {
    /// After the start, before the first request.
    pub at_rest: Memory,
    /// Right after the flood of logins.
    pub after_load: Memory,
    /// After a period without requests.
    pub idle_again: Memory,
}

impl Figures {
    pub async fn measure(options: &Options) -> Result<Self> {
        let plan = options.plan();
        let connections = usize::from(options.connections);
        let folder = server::temporary_folder()?;
        // For forward authentication, and with a client of OpenID Connect.
        fs::write(folder.path().join("vestibule.toml"), accounts::APPLICATIONS.to_owned() + &openid::client_table())?;
        let subject = Subject::new(folder.path())?
            .with("VESTIBULE_TRUSTED_PROXIES", "127.0.0.1")
            .with("VESTIBULE_BASE_URL", accounts::BASE_URL);
        let binary_bytes = fs::metadata(&subject.binary)?.len();
        let accounts = accounts::create(&subject, connections).await?;

        progress("at rest");
        let bare = Server::bare_axum().await?;
        let server = subject.start_again().await?;
        let machine = Machine::at_rest(plan.rest).await?;
        let at_rest = server.process.memory()?;

        let rates = rates::measure(&bare, &server, &accounts, connections, &plan).await?;
        let disk_flushes_per_second = disk_flushes::per_second(&subject.folder, plan.span.window)?;
        let flood = flood::measure(&server, &accounts, &plan).await?;
        let after_load = server.process.memory()?;
        progress("idle again");
        sleep(plan.idle).await;
        let idle_again = server.process.memory()?;
        let login_page = PageSize::measure(&server, "/login", None).await?;
        // After the memory was measured, which it would change.
        let mail_times = mail_times::measure(&server, &subject, &accounts.signed_in, &plan).await?;
        let openid = openid::measure(&server, &accounts, connections, &plan).await?;
        server.stop().await?;

        Ok(Self {
            setup: Setup::new(options, machine)?,
            binary_bytes,
            rates,
            disk_flushes_per_second,
            flood,
            starts: starts::measure(&subject, &plan).await?,
            memory: Memories { at_rest, after_load, idle_again },
            login_page,
            mail_times,
            openid,
        })
    }
}
