//! What happened, before and after it is put into a service's form.

/// What kind of thing happened; also its worth when room runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Click,
    Impression,
    Other,
}

/// What an impression or a click is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The decision.
    pub personalization_id: String,
    /// The item; `None` means the decision as a whole.
    pub content_id: Option<String>,
    /// The point, where the page or the decision told it.
    pub point: Option<String>,
    /// The item's own id in the catalog, where it is known (Salesforce: `ssot__Id__c`).
    pub item: Option<String>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Tracked<J> {
    /// It was shown, or it was used.
    Engagement(Kind, Reference),
    /// Any event, in the shape of the interactions SDK, plain.
    Interaction(J),
    /// A consent was given or withdrawn.
    Consent {
        provider: String,
        purpose: String,
        status: String,
    },
}

/// What every event carries, fixed when it happens.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// When, ISO 8601 with milliseconds, UTC.
    pub at: String,
    /// The browser id.
    pub browser_id: String,
    /// The visit (Salesforce: `sessionId`).
    pub session_id: String,
    /// Page address and referrer as the service may see them.
    pub address: String,
    pub referrer: String,
    /// The page's path, for Sitecore's `page`.
    pub path: String,
    /// The page's language tag.
    pub language: String,
    /// The campaign of the visit, without the prefix.
    pub campaign: Vec<(String, String)>,
    /// The referrer is on another host and this is the first page view of this load.
    pub is_arrival: bool,
}
