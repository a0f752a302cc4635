//! Questions to a decision service and what comes back.

use super::Fault;

/// Who the visitor is, for one question.
#[derive(Clone, Debug, PartialEq)]
pub enum Identity {
    /// The id of this browser (Sitecore: `browserId`; Salesforce: `individualId`).
    Browser(String),
    /// Sitecore: an e-mail address.
    Email(String),
    /// Sitecore: an identifier of an identity system.
    Identifier { id: String, provider: String },
}

/// One question to a service: these points, for this visitor, in this context.
#[derive(Clone, Debug)]
pub struct Question<J> {
    /// Sitecore is asked one point a request.
    pub points: Vec<String>,
    pub identity: Identity,
    /// Sitecore Edge: the guest id, or empty.
    pub guest: String,
    /// The page's decision context, plain.
    pub context: Option<J>,
    /// The campaign of the visit, without the `utm_` prefix.
    pub campaign: Vec<(String, String)>,
    /// The page's address as the service may see it, with the visit's campaign in its query.
    pub address: String,
    /// The page's language tag; empty if it has none.
    pub language: String,
    /// Salesforce: asks the authenticated endpoint.
    pub token: Option<String>,
    /// Salesforce: the configured data space.
    pub dataspace: Option<String>,
    /// 32 hexadecimal digits; the Edge proxy's correlation id.
    pub correlation: String,
}

/// What a service answered to one point.
#[derive(Clone, Debug)]
pub struct Answer<J> {
    pub point: String,
    /// The entries for the point in the shape of `PersonalizationDecision`; the first one counts.
    pub entries: Vec<J>,
    pub outcome: Outcome,
    /// The service's id of the whole request.
    pub request_id: Option<String>,
    /// The service's diagnostics, a list.
    pub diagnostics: Option<J>,
}

/// How a point fared (`DecisionOutcome`).
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// There is content.
    Decided(Source),
    /// There is nothing to show; the default content stays.
    Empty(Source),
    /// There is no answer.
    Failed(Fault),
}

impl Outcome {
    /// There is content, from the network.
    pub fn decided() -> Self {
        Outcome::Decided(Source::Network)
    }

    /// There is nothing to show, says the network.
    pub fn empty() -> Self {
        Outcome::Empty(Source::Network)
    }

    /// No answer, and why.
    pub fn failed(fault: Fault) -> Self {
        Outcome::Failed(fault)
    }

    /// The fault, where there is one.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Outcome::Failed(fault) => Some(fault),
            _ => None,
        }
    }

    /// Whether there is something to show.
    pub fn has_content(&self) -> bool {
        matches!(self, Outcome::Decided(_))
    }
}

/// Where an answer came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Network,
}

impl Source {
    /// The word of the public contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Network => "network",
        }
    }
}
