//! Why an address or a location is refused.

/// Why an address is refused. The texts complete the sentence "The address is refused: …".
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AddressError {
    #[error("use http or https")]
    Scheme,
    #[error("use one host name or IP address, without spaces, wildcards or %")]
    Host,
    #[error("use a port from 1 to 65535")]
    Port,
    #[error("remove the user name and the password")]
    UserInfo,
    #[error("the path begins with /")]
    NoPath,
    #[error("remove the part that begins with #")]
    Fragment,
    /// Also encoded, and also with parameters: `..;a=b`.
    #[error("remove the segments . and .. from the path")]
    DotSegment,
    #[error("remove the empty segments (//) from the path")]
    EmptySegment,
    /// Also encoded.
    #[error("remove \\, %5c and %2f from the path")]
    Separator,
    #[error("write % in the path only in front of two hexadecimal digits")]
    Percent,
    /// Such as `%2541`.
    #[error("do not encode the path twice")]
    EncodedTwice,
    /// Also encoded.
    #[error("remove control characters and spaces, and write other characters than ASCII as UTF-8, such as %C3%BC")]
    Character,
    #[error("use at most 8,192 bytes")]
    TooLong,
}

/// Why a text is not a location.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LocationError {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error("use https; http is possible for localhost, names below localhost and loopback addresses only")]
    NotHttps,
    #[error("remove the part that begins with ?")]
    Query,
    /// A segment with `;`.
    #[error("remove the part that begins with ;")]
    Parameters,
    #[error("use at most 500 bytes")]
    TooLong,
}
