//! Faults: what the page gets instead of an answer, each with a code and a next step.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// The closed set of error codes of the public contract (`ErrorCode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    InvalidConfig,
    InvalidArgument,
    NotInitialized,
    NoConsent,
    Timeout,
    Network,
    Http,
    Unauthorized,
    RateLimited,
    BadResponse,
    Unavailable,
}

impl Code {
    /// The code as the page sees it.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::InvalidConfig => "invalid-config",
            Code::InvalidArgument => "invalid-argument",
            Code::NotInitialized => "not-initialized",
            Code::NoConsent => "no-consent",
            Code::Timeout => "timeout",
            Code::Network => "network",
            Code::Http => "http",
            Code::Unauthorized => "unauthorized",
            Code::RateLimited => "rate-limited",
            Code::BadResponse => "bad-response",
            Code::Unavailable => "unavailable",
        }
    }

    /// Whether asking again later may help (salesforce.md 4, sitecore.md 4).
    pub fn is_retryable(self) -> bool {
        matches!(self, Code::Network | Code::RateLimited | Code::Unavailable)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Why something could not be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub code: Code,
    pub message: Cow<'static, str>,
    pub retryable: bool,
}

impl Fault {
    /// A fault whose code says whether a retry may help.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Fault {
            code,
            message: message.into(),
            retryable: code.is_retryable(),
        }
    }
}
