//! Rates as they are configured: `register=30/h,change=120/m,file=10/h,request=50/s`.

use std::{fmt, num::NonZeroU32, str::FromStr, time::Duration};

/// The largest number of a rate: beyond a million a second it limits nothing.
const MOST: u32 = 1_000_000;
/// What an error asks for.
const AS_WRITTEN: &str = "write it as register=30/h,change=120/m,file=10/h,request=50/s, each a number from 1 to 1000000 \
                          for a second (s), minute (m) or hour (h)";

/// So many in so long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    times: NonZeroU32,
    unit: Unit,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit {
    Second,
    Minute,
    Hour,
}

impl Unit {
    /// Its letter and its seconds.
    fn facts(self) -> (&'static str, u64) {
        match self {
            Self::Second => ("s", 1),
            Self::Minute => ("m", 60),
            Self::Hour => ("h", 3600),
        }
    }
}

impl Rate {
    const fn of(times: u32, unit: Unit) -> Self {
        match NonZeroU32::new(times) {
            Some(times) => Self { times, unit },
            None => Self { times: NonZeroU32::MIN, unit },
        }
    }

    pub fn times(self) -> NonZeroU32 {
        self.times
    }

    /// The time from one to the next when they are spread evenly.
    pub fn interval(self) -> Duration {
        Duration::from_secs(self.unit.facts().1) / self.times.get()
    }
}

impl FromStr for Rate {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (times, letter) = text.split_once('/').ok_or(())?;
        let times = times.trim().parse().ok().filter(|times: &NonZeroU32| times.get() <= MOST).ok_or(())?;
        let units = [Unit::Second, Unit::Minute, Unit::Hour];
        let unit = units.into_iter().find(|unit| unit.facts().0 == letter.trim()).ok_or(())?;
        Ok(Self { times, unit })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.times, self.unit.facts().0)
    }
}

/// The rate of each budget.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RateLimits {
    /// Accounts that people make for themselves, by source.
    pub register: Rate,
    /// Changes, by account.
    pub change: Rate,
    /// Exports, downloads and imports, by account.
    pub file: Rate,
    /// All other requests, by account, or by source where nobody is signed in.
    pub request: Rate,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            register: Rate::of(30, Unit::Hour),
            change: Rate::of(120, Unit::Minute),
            file: Rate::of(10, Unit::Hour),
            request: Rate::of(50, Unit::Second),
        }
    }
}

impl FromStr for RateLimits {
    type Err = String;

    /// What is left out stays as it is by default.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut limits = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, rate) = part.split_once('=').ok_or(AS_WRITTEN)?;
            let limit = match name.trim() {
                "register" => &mut limits.register,
                "change" => &mut limits.change,
                "file" => &mut limits.file,
                "request" => &mut limits.request,
                _ => return Err(AS_WRITTEN.to_owned()),
            };
            *limit = rate.parse().map_err(|()| AS_WRITTEN)?;
        }
        Ok(limits)
    }
}

impl fmt::Display for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { register, change, file, request } = self;
        write!(f, "register={register},change={change},file={file},request={request}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        let shown = |text: &str| text.parse::<RateLimits>().map(|limits| limits.to_string());
        let usual = "register=30/h,change=120/m,file=10/h,request=50/s";
        assert_eq!(shown("").as_deref(), Ok(usual));
        assert_eq!(shown(usual).as_deref(), Ok(usual));
        assert_eq!(
            shown(" file = 5 / m , register=1/s").as_deref(),
            Ok("register=1/s,change=120/m,file=5/m,request=50/s")
        );
        for wrong in
            ["30/h", "register", "register=30", "register=0/h", "file=-1/h", "file=1/d", "request=1000001/s", "x=1/s"]
        {
            assert_eq!(shown(wrong).unwrap_err(), AS_WRITTEN, "{wrong}");
        }
    }

    #[test]
    fn a_rate_is_spread_evenly() {
        let interval = |text: &str| text.parse::<Rate>().unwrap().interval();
        assert_eq!(interval("30/h"), Duration::from_secs(120));
        assert_eq!(interval("120/m"), Duration::from_millis(500));
        assert_eq!(interval("1000000/s"), Duration::from_micros(1));
    }
}
