//! From what the page wrote to a configuration the core can rely on. Every problem is told at
//! once, each with the path of its field and what is expected there.

use crate::ports::Json;

use super::config_rules::{
    CHANNELS, LEVELS, is_channel, is_currency, is_endpoint, is_filled, is_host, is_id, is_key,
    is_language, is_level, primary_subtag,
};
use super::{Code, Config, Edge, Fault, Provider, Salesforce, Sitecore};

const TEXT: &str = "a text that is not blank";

/// Checks and completes a plain `AttuneConfig`.
pub fn read_config<J: Json>(config: &J) -> Result<Config, Fault> {
    let mut reading = Reading {
        problems: String::new(),
    };
    let provider = reading.provider(config);
    let cookie_domain = reading.text(
        config,
        "cookieDomain",
        is_host,
        "a host name such as shop.example",
    );
    let mut dataspace = None;
    if let Some(personalization) = reading.object(config, "personalization") {
        dataspace = reading.text(
            &personalization,
            "personalization.dataspace",
            is_filled,
            TEXT,
        );
    }
    let keep_campaign = reading.boolean(config, "keepCampaign").unwrap_or(true);
    reading.number(
        config,
        "timeoutMs",
        f64::MIN_POSITIVE,
        "a number of milliseconds above 0",
    );
    reading.number(
        config,
        "decisionCacheMs",
        0.0,
        "a number of milliseconds, 0 or more",
    );
    if member(config, "logging").is_some_and(|level| level.as_number().is_none()) {
        reading.text(config, "logging", is_level, LEVELS);
    }
    match provider {
        Some(provider) if reading.problems.is_empty() => Ok(Config {
            provider,
            cookie_domain,
            dataspace,
            keep_campaign,
        }),
        _ => Err(Fault::new(Code::InvalidConfig, reading.problems)),
    }
}

/// The problems found so far, a line each.
struct Reading {
    problems: String,
}

/// The member at a path's last name, if there is anything.
fn member<J: Json>(object: &J, path: &str) -> Option<J> {
    let dot = path.bytes().rposition(|byte| byte == b'.');
    let name = path
        .get(dot.map_or(0, |at| at.saturating_add(1))..)
        .unwrap_or_default();
    object.get(name).filter(|value| !value.is_nothing())
}

impl Reading {
    fn expect(&mut self, path: &str, expected: &str) {
        if !self.problems.is_empty() {
            self.problems.push('\n');
        }
        for part in [path, ": expected ", expected] {
            self.problems.push_str(part);
        }
    }

    /// The text at a path, if it is there. One that is not as it should be is a problem.
    fn text<J: Json>(
        &mut self,
        object: &J,
        path: &str,
        is_right: fn(&str) -> bool,
        expected: &str,
    ) -> Option<String> {
        let text = member(object, path)?
            .as_text()
            .filter(|text| is_right(text));
        if text.is_none() {
            self.expect(path, expected);
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
        if member(object, path).is_none() {
            self.expect(path, expected);
        }
        self.text(object, path, is_right, expected)
            .unwrap_or_default()
    }

    fn object<J: Json>(&mut self, parent: &J, path: &str) -> Option<J> {
        let value = member(parent, path)?;
        if value.names().is_none() {
            self.expect(path, "an object");
            return None;
        }
        Some(value)
    }

    fn boolean<J: Json>(&mut self, config: &J, name: &str) -> Option<bool> {
        let boolean = member(config, name)?.as_boolean();
        if boolean.is_none() {
            self.expect(name, "true or false");
        }
        boolean
    }

    fn number<J: Json>(&mut self, config: &J, name: &str, least: f64, expected: &str) {
        let Some(value) = member(config, name) else {
            return;
        };
        if !value
            .as_number()
            .is_some_and(|number| number >= least && number <= f64::MAX)
        {
            self.expect(name, expected);
        }
    }

    fn provider<J: Json>(&mut self, config: &J) -> Option<Provider> {
        let names = ["salesforce", "sitecore", "local"];
        let given = names
            .iter()
            .filter(|name| member(config, name).is_some())
            .count();
        if given != 1 {
            self.expect("config", "exactly one of salesforce, sitecore and local");
        }
        if member(config, "local").is_some() {
            self.expect(
                "local",
                "salesforce or sitecore in its place: this version does not include the local \
                 engine, a later release will",
            );
        }
        let mut provider = None;
        if let Some(salesforce) = self.object(config, "salesforce") {
            provider = Some(Provider::Salesforce(self.salesforce(&salesforce)));
        }
        if let Some(sitecore) = self.object(config, "sitecore") {
            provider = Some(Provider::Sitecore(self.sitecore(&sitecore)));
        }
        provider
    }

    fn salesforce<J: Json>(&mut self, salesforce: &J) -> Salesforce {
        let expected = "an https address such as https://tenant.c360a.salesforce.com (plain http \
                        only for localhost, 127.x.x.x and [::1])";
        let endpoint = self.endpoint(salesforce, "salesforce.endpoint", expected);
        let connector = "the id of the website connector";
        Salesforce {
            is_whole_address: endpoint.bytes().filter(|byte| *byte == b'/').count() > 2,
            endpoint,
            app_source_id: self.required(salesforce, "salesforce.appSourceId", is_id, connector),
        }
    }

    fn sitecore<J: Json>(&mut self, sitecore: &J) -> Sitecore {
        let expected = "an https address such as https://api-engage-eu.sitecorecloud.io (plain \
                        http only for localhost, 127.x.x.x and [::1])";
        let endpoint = self.endpoint(sitecore, "sitecore.endpoint", expected);
        let edge = self.edge(sitecore);
        let (client_key, point_of_sale) = if edge.is_some() {
            // The proxy adds both itself, whatever the page says.
            (String::new(), String::new())
        } else {
            (
                self.required(sitecore, "sitecore.clientKey", is_key, TEXT),
                self.required(sitecore, "sitecore.pointOfSale", is_filled, TEXT),
            )
        };
        let mut channel = self.text(sitecore, "sitecore.channel", is_channel, CHANNELS);
        let language = "a language such as EN";
        let mut language = self.text(sitecore, "sitecore.language", is_language, language);
        let currency = "three letters such as EUR";
        let mut currency = self.text(sitecore, "sitecore.currencyCode", is_currency, currency);
        for text in [&mut channel, &mut language, &mut currency]
            .into_iter()
            .flatten()
        {
            text.make_ascii_uppercase();
        }
        if let Some(language) = &mut language {
            language.truncate(primary_subtag(language).len());
        }
        Sitecore {
            endpoint,
            client_key,
            point_of_sale,
            channel: channel.unwrap_or_else(|| String::from("WEB")),
            language,
            currency_code: currency,
            edge,
        }
    }

    fn edge<J: Json>(&mut self, sitecore: &J) -> Option<Edge> {
        let proxy = self.object(sitecore, "sitecore.edge")?;
        Some(Edge {
            context_id: self.required(&proxy, "sitecore.edge.contextId", is_filled, TEXT),
            site_name: self.required(&proxy, "sitecore.edge.siteName", is_filled, TEXT),
        })
    }

    fn endpoint<J: Json>(&mut self, object: &J, path: &str, expected: &str) -> String {
        let mut endpoint = self.required(object, path, is_endpoint, expected);
        if endpoint.ends_with('/') {
            endpoint.pop();
        }
        endpoint
    }
}
