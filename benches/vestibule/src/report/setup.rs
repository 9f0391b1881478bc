//! The conditions of the run, which are printed above the tables.

use crate::setup::Setup;
use std::fmt::{self, Display, Formatter};

/// With a smaller idle share before the load, other processes are using the machine.
const MIN_IDLE: f64 = 0.95;

impl Display for Setup {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { version, day, machine, connections, plan } = self;
        write!(
            f,
            "{version}, {day}: {connections} connections, {} rounds of {} s, medians; on {} × {}.\n\
             VESTIBULE_RATE_LIMIT=off; all other settings are the defaults. The log is written to /dev/null.",
            plan.rounds,
            plan.span.window.as_secs_f64(),
            machine.cores,
            machine.processor,
        )?;
        if machine.idle < MIN_IDLE {
            write!(
                f,
                "\nThe machine was busy before the load started ({:.0} % idle): these results are not reliable.",
                100.0 * machine.idle
            )?;
        }
        Ok(())
    }
}
