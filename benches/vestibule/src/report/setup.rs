//! The lines above the tables.

use crate::setup::Setup;
use std::fmt::{self, Display, Formatter};

/// Below this share of idle time before the load, somebody else was using the machine.
const QUIET: f64 = 0.95;

impl Display for Setup {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { binary, machine, connections, plan } = self;
        write!(
            f,
            "{binary}: {connections} connections, {} rounds of {} s, medians; on {} × {}.\n\
             VESTIBULE_RATE_LIMIT=off; all else as by default, the log to /dev/null.",
            plan.rounds,
            plan.span.window.as_secs_f64(),
            machine.cores,
            machine.processor,
        )?;
        if machine.idle < QUIET {
            write!(
                f,
                "\nThe machine was busy before the load began ({:.0} % idle): these figures are worth little.",
                100.0 * machine.idle
            )?;
        }
        Ok(())
    }
}
