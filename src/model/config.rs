//! The configuration as the core keeps it, after validation (`read_config.rs`).

/// What `init` was given, checked and completed.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    pub provider: Provider,
    /// Cookie domain the page asks for; `None` means the registrable domain, found by probing.
    pub cookie_domain: Option<String>,
    /// Salesforce data space.
    pub dataspace: Option<String>,
    /// Keep the landing page's campaign for the whole visit.
    pub keep_campaign: bool,
}

/// The service that decides.
#[derive(Clone, Debug, PartialEq)]
pub enum Provider {
    Salesforce(Salesforce),
    Sitecore(Sitecore),
}

/// A Salesforce Personalization tenant.
#[derive(Clone, Debug, PartialEq)]
pub struct Salesforce {
    /// Tenant-specific endpoint without a trailing slash; one that carries a path is the whole
    /// decision address of the seed document's form (salesforce.md 11).
    pub endpoint: String,
    /// Website connector id.
    pub app_source_id: String,
    /// The endpoint carries a path, so it is the whole decision address.
    pub is_whole_address: bool,
}

/// A Sitecore Personalize tenant.
#[derive(Clone, Debug, PartialEq)]
pub struct Sitecore {
    /// API endpoint without a trailing slash: the direct API's, or the Edge proxy's with `edge`.
    pub endpoint: String,
    pub client_key: String,
    pub point_of_sale: String,
    /// Upper case.
    pub channel: String,
    /// Two upper-case letters, or `None` to take the page's language.
    pub language: Option<String>,
    pub currency_code: Option<String>,
    pub edge: Option<Edge>,
}

/// The Edge proxy's credentials.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    pub context_id: String,
    pub site_name: String,
}

impl Config {
    /// What tells this tenant's stored data from another's.
    pub fn scope(&self) -> &str {
        match &self.provider {
            Provider::Salesforce(salesforce) => &salesforce.app_source_id,
            Provider::Sitecore(Sitecore {
                edge: Some(edge), ..
            }) => &edge.context_id,
            Provider::Sitecore(sitecore) => &sitecore.client_key,
        }
    }
}
