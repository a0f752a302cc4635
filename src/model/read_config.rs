//! From what the page wrote to a configuration the core can rely on. Every problem is told at
//! once, each with the path of its field and what is expected there.

use crate::ports::Json;

use super::config_rules::{
    channels, is_channel, is_currency, is_endpoint, is_filled, is_host, is_id, is_language,
    primary_subtag,
};
use super::{Code, Config, Edge, Fault, Provider, Salesforce, Sitecore};

const ENDPOINT: &str = "an https address such as ";
const HOST_NAME: &str = "a host name such as shop.example";
const TEXT: &str = "a text that is not blank";
const OBJECT: &str = "an object";
const LEVELS: [&str; 6] = ["none", "error", "warn", "info", "debug", "trace"];

/// Checks and completes a plain `AttuneConfig`.
pub fn read_config<J: Json>(config: &J) -> Result<Config, Fault> {
    let mut problems = Problems(String::new());
    let provider = read_provider(config, &mut problems);
    let cookie_domain = problems.optional(config, "cookieDomain", is_host, HOST_NAME);
    let mut dataspace = None;
    if let Some(personalization) = problems.object(config, "personalization") {
        dataspace = problems.optional(
            &personalization,
            "personalization.dataspace",
            is_filled,
            TEXT,
        );
    }
    let keep_campaign = config.get("keepCampaign").filter(|it| !it.is_nothing());
    if keep_campaign
        .as_ref()
        .is_some_and(|value| value.as_boolean().is_none())
    {
        problems.add("keepCampaign", "true or false");
    }
    check_numbers(config, &mut problems);
    check_logging(config, &mut problems);
    match provider {
        Some(provider) if problems.0.is_empty() => Ok(Config {
            provider,
            cookie_domain: cookie_domain.map(|domain| domain.to_ascii_lowercase()),
            dataspace,
            keep_campaign: keep_campaign
                .and_then(|value| value.as_boolean())
                .unwrap_or(true),
        }),
        _ => Err(Fault::new(Code::InvalidConfig, problems.0)),
    }
}

/// The sentences found so far, a line each.
struct Problems(String);

impl Problems {
    fn add(&mut self, path: &str, expected: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        for part in [path, ": expected ", expected] {
            self.0.push_str(part);
        }
    }

    /// The text at the path's last name, if it is there and as it should be.
    fn optional<J: Json>(
        &mut self,
        object: &J,
        path: &str,
        is_right: fn(&str) -> bool,
        expected: &str,
    ) -> Option<String> {
        let value = object
            .get(last_name(path))
            .filter(|value| !value.is_nothing())?;
        let text = value.as_text().filter(|text| is_right(text));
        if text.is_none() {
            self.add(path, expected);
        }
        text
    }

    /// The same, where it must be there.
    fn required<J: Json>(
        &mut self,
        object: &J,
        path: &str,
        is_right: fn(&str) -> bool,
        expected: &str,
    ) -> String {
        if object
            .get(last_name(path))
            .is_none_or(|value| value.is_nothing())
        {
            self.add(path, expected);
        }
        self.optional(object, path, is_right, expected)
            .unwrap_or_default()
    }

    /// The object at the path's last name, if there is anything.
    fn object<J: Json>(&mut self, parent: &J, path: &str) -> Option<J> {
        let value = parent
            .get(last_name(path))
            .filter(|value| !value.is_nothing())?;
        if value.names().is_none() {
            self.add(path, OBJECT);
            return None;
        }
        Some(value)
    }
}

fn last_name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn read_provider<J: Json>(config: &J, problems: &mut Problems) -> Option<Provider> {
    let is_given = |name: &&str| config.get(name).is_some_and(|value| !value.is_nothing());
    let given = ["salesforce", "sitecore", "local"]
        .iter()
        .filter(|name| is_given(name))
        .count();
    if given != 1 {
        problems.add("config", "exactly one of salesforce, sitecore and local");
    }
    if is_given(&"local") {
        problems.add(
            "local",
            "salesforce or sitecore in its place: this version does not include the local engine, \
             a later release will",
        );
    }
    let salesforce = problems.object(config, "salesforce");
    let salesforce = salesforce.map(|it| Provider::Salesforce(read_salesforce(&it, problems)));
    let sitecore = problems.object(config, "sitecore");
    let sitecore = sitecore.map(|it| Provider::Sitecore(read_sitecore(&it, problems)));
    salesforce.or(sitecore)
}

fn read_salesforce<J: Json>(salesforce: &J, problems: &mut Problems) -> Salesforce {
    let example = "https://tenant.c360a.salesforce.com";
    let endpoint = read_endpoint(salesforce, "salesforce.endpoint", example, problems);
    Salesforce {
        is_whole_address: endpoint.split('/').count() > 3,
        endpoint,
        app_source_id: problems.required(
            salesforce,
            "salesforce.appSourceId",
            is_id,
            "the id of the website connector",
        ),
    }
}

fn read_sitecore<J: Json>(sitecore: &J, problems: &mut Problems) -> Sitecore {
    let edge = problems.object(sitecore, "sitecore.edge").map(|edge| Edge {
        context_id: problems.required(&edge, "sitecore.edge.contextId", is_filled, TEXT),
        site_name: problems.required(&edge, "sitecore.edge.siteName", is_filled, TEXT),
    });
    // The Edge proxy adds both itself.
    let mut credential = |path| match &edge {
        Some(_) => problems
            .optional(sitecore, path, is_filled, TEXT)
            .unwrap_or_default(),
        None => problems.required(sitecore, path, is_filled, TEXT),
    };
    let client_key = credential("sitecore.clientKey");
    let point_of_sale = credential("sitecore.pointOfSale");
    let example = match &edge {
        Some(_) => "https://edge-platform.sitecorecloud.io",
        None => "https://api-engage-eu.sitecorecloud.io",
    };
    let channel = problems.optional(sitecore, "sitecore.channel", is_channel, &channels());
    let language = problems.optional(
        sitecore,
        "sitecore.language",
        is_language,
        "a language such as EN",
    );
    let currency = problems.optional(
        sitecore,
        "sitecore.currencyCode",
        is_currency,
        "three letters such as EUR",
    );
    Sitecore {
        endpoint: read_endpoint(sitecore, "sitecore.endpoint", example, problems),
        client_key,
        point_of_sale,
        channel: channel.map_or_else(|| String::from("WEB"), |it| it.to_ascii_uppercase()),
        language: language.map(|tag| primary_subtag(&tag).to_ascii_uppercase()),
        currency_code: currency.map(|it| it.to_ascii_uppercase()),
        edge,
    }
}

fn read_endpoint<J: Json>(
    object: &J,
    path: &str,
    example: &str,
    problems: &mut Problems,
) -> String {
    let expected = [
        ENDPOINT,
        example,
        " (plain http only for localhost, 127.x.x.x and [::1])",
    ]
    .concat();
    let endpoint = problems.required(object, path, is_endpoint, &expected);
    String::from(endpoint.strip_suffix('/').unwrap_or(&endpoint))
}

fn check_numbers<J: Json>(config: &J, problems: &mut Problems) {
    for (name, least, expected) in [
        (
            "timeoutMs",
            f64::MIN_POSITIVE,
            "a number of milliseconds above 0",
        ),
        (
            "decisionCacheMs",
            0.0,
            "a number of milliseconds, 0 or more",
        ),
    ] {
        let Some(value) = config.get(name).filter(|value| !value.is_nothing()) else {
            continue;
        };
        if !value
            .as_number()
            .is_some_and(|number| number.is_finite() && number >= least)
        {
            problems.add(name, expected);
        }
    }
}

fn check_logging<J: Json>(config: &J, problems: &mut Problems) {
    let Some(value) = config.get("logging").filter(|value| !value.is_nothing()) else {
        return;
    };
    let is_name = |text: String| LEVELS.iter().any(|level| level.eq_ignore_ascii_case(&text));
    let is_number = value.as_number().is_some_and(|number| number >= 0.0);
    if !is_number && !value.as_text().is_some_and(is_name) {
        problems.add(
            "logging",
            "none, error, warn, info, debug, trace, or a number from 0 to 5",
        );
    }
}
