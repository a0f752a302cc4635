//! The browser id: found in a cookie or its spare copy in local storage, each healing the other;
//! adopted from the vendor's older places; never trusted unless it has the exact form
//! (salesforce.md 5, sitecore.md 5).

use std::cell::RefCell;

use crate::model::{Config, Provider};
use crate::ports::{Area, Json, Page, Random, Storage};

use super::cookie::{CookieJar, named_cookies, read_cookies};

const SPARE: &str = "attune.id.";
const GUEST_COOKIE: &str = "sc_cid_personalize";

/// The visitor's id of this page view; once found it does not change until it is forgotten.
#[derive(Default)]
pub struct BrowserId {
    known: RefCell<Option<String>>,
    guest: RefCell<Option<String>>,
}

impl BrowserId {
    /// The id, if one is known or stored. Looks into storage only until it has found one, and
    /// writes it to the place that had lost it.
    pub fn find<J: Json, H>(&self, host: &H, config: &Config) -> Option<String>
    where
        H: Storage + Random + Page,
    {
        if let Some(id) = self.known.borrow().as_ref() {
            return Some(id.clone());
        }
        let id = stored_id::<J, H>(host, config)?;
        self.keep(host, config, &id);
        Some(id)
    }

    /// Takes an id into use and stores it in both places.
    pub fn keep<H>(&self, host: &H, config: &Config, id: &str)
    where
        H: Storage + Random + Page,
    {
        self.known.replace(Some(id.to_owned()));
        let name = cookie_name(config, host.is_secure());
        if !read_cookies(&host.cookies(), &name).any(|value| value == id) {
            jar(host, config).write(&name, id);
        }
        let key = spare_key(config);
        if host.read(Area::Local, &key).as_deref() != Some(id) {
            host.write(Area::Local, &key, id);
        }
    }

    /// The guest id behind the browser id (Sitecore Edge), if it is known.
    pub fn guest(&self, host: &impl Storage) -> Option<String> {
        if let Some(guest) = self.guest.borrow().as_ref() {
            return Some(guest.clone());
        }
        let cookies = host.cookies();
        let stored = read_cookies(&cookies, GUEST_COOKIE).find(|value| is_uuid(value));
        stored.map(str::to_owned)
    }

    /// Takes a guest id into use.
    pub fn keep_guest<H>(&self, host: &H, config: &Config, guest: &str)
    where
        H: Storage + Random + Page,
    {
        self.guest.replace(Some(guest.to_owned()));
        if is_uuid(guest)
            && !read_cookies(&host.cookies(), GUEST_COOKIE).any(|value| value == guest)
        {
            jar(host, config).write(GUEST_COOKIE, guest);
        }
    }

    /// Drops the id here and in storage.
    pub fn forget<H>(&self, host: &H, config: &Config)
    where
        H: Storage + Random + Page,
    {
        self.known.take();
        self.guest.take();
        host.remove(Area::Local, &spare_key(config));
        let jar = jar(host, config);
        jar.expire(&cookie_name(config, host.is_secure()));
        if is_edge(config) {
            jar.expire(GUEST_COOKIE);
        }
    }
}

/// Whether a text has the exact form of the service's browser ids.
pub fn is_browser_id(config: &Config, id: &str) -> bool {
    match config.provider {
        Provider::Salesforce(_) => is_hex_id(id),
        Provider::Sitecore(_) => is_uuid(id),
    }
}

/// Sixteen lower-case hexadecimal digits: an anonymous id of the interactions SDK.
pub fn fresh_hex(random: &impl Random) -> String {
    let mut bytes = [0u8; 8];
    random.fill(&mut bytes);
    hex(&bytes)
}

/// A random UUID (version 4).
pub fn fresh_uuid(random: &impl Random) -> String {
    let mut bytes = [0u8; 16];
    random.fill(&mut bytes);
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = *version & 0x0f | 0x40;
    *variant = *variant & 0x3f | 0x80;
    let mut text = hex(&bytes);
    for place in [8, 13, 18, 23] {
        text.insert(place, '-');
    }
    text
}

/// Whether a text is sixteen lower-case hexadecimal digits.
pub fn is_hex_id(id: &str) -> bool {
    id.len() == 16
        && id
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_uuid(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

fn stored_id<J: Json, H>(host: &H, config: &Config) -> Option<String>
where
    H: Storage + Page,
{
    let cookies = host.cookies();
    let name = cookie_name(config, host.is_secure());
    let is_id = |value: &&str| is_browser_id(config, value);
    if let Some(id) = read_cookies(&cookies, &name).find(is_id) {
        return Some(id.to_owned());
    }
    let spare = host.read(Area::Local, &spare_key(config));
    if let Some(id) = spare.filter(|id| is_browser_id(config, id)) {
        return Some(id);
    }
    match &config.provider {
        Provider::Salesforce(_) => vendor_id::<J>(&cookies),
        Provider::Sitecore(sitecore) => {
            let older = match &sitecore.edge {
                Some(edge) => ["sc_", &edge.context_id].concat(),
                None => ["BID_", &sitecore.client_key].concat(),
            };
            read_cookies(&cookies, &older)
                .find(is_id)
                .map(str::to_owned)
        }
    }
}

/// The id in the Salesforce SDK's own cookie: URL-encoded JSON with an `anonymousId`. A site that
/// moves to Attune keeps its visitors; the cookie itself is left alone.
fn vendor_id<J: Json>(cookies: &str) -> Option<String> {
    let vendors = named_cookies(cookies)
        .filter(|(name, _)| name.starts_with("_sfid_") || name.starts_with("__sfid_"));
    vendors
        .filter_map(|(_, value)| J::read(&decode_percent(value))?.text_at("anonymousId"))
        .find(|id| is_hex_id(id))
}

/// Undoes percent-encoding of ASCII; what is malformed or beyond ASCII stays as it is, since the
/// only thing looked for in the result is sixteen hexadecimal digits.
fn decode_percent(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let code = after
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(u8::is_ascii) {
            Some(byte) => {
                decoded.push(byte.into());
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                decoded.push('%');
                rest = after;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

/// The vendor's name for Sitecore, so that a server that sets the cookie is honoured; a name of
/// our own for Salesforce, whose cookie is never written.
fn cookie_name(config: &Config, is_secure: bool) -> String {
    match &config.provider {
        Provider::Salesforce(_) if is_secure => "__Secure-attune_id".to_owned(),
        Provider::Salesforce(_) => "attune_id".to_owned(),
        Provider::Sitecore(sitecore) if sitecore.edge.is_some() => "sc_cid".to_owned(),
        Provider::Sitecore(sitecore) => ["bid_", &sitecore.client_key].concat(),
    }
}

fn spare_key(config: &Config) -> String {
    [SPARE, config.scope()].concat()
}

fn is_edge(config: &Config) -> bool {
    matches!(&config.provider, Provider::Sitecore(sitecore) if sitecore.edge.is_some())
}

fn jar<'a, H>(host: &'a H, config: &'a Config) -> CookieJar<'a, H> {
    let is_cross_site = matches!(config.provider, Provider::Sitecore(_));
    CookieJar {
        host,
        domain: config.cookie_domain.as_deref(),
        is_cross_site,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn decoding_never_fails_and_keeps_plain_text(text in any::<String>(), plain in "[^%]{0,40}") {
            decode_percent(&text);
            prop_assert_eq!(decode_percent(&plain), plain);
        }

        #[test]
        fn only_exact_forms_are_ids(text in any::<String>()) {
            if is_hex_id(&text) {
                prop_assert!(text.len() == 16 && u64::from_str_radix(&text, 16).is_ok());
            }
            if is_uuid(&text) {
                prop_assert_eq!(text.matches('-').count(), 4);
            }
        }
    }

    #[test]
    fn reads_the_vendor_cookie() {
        let cookies = "x=1; _sfid_a1b2=%7B%22anonymousId%22%3A%223f9c0d2b7a61e845%22%2C%22consents%22%3A%5B%5D%7D";
        assert_eq!(
            vendor_id::<serde_json::Value>(cookies).as_deref(),
            Some("3f9c0d2b7a61e845")
        );
        for hostile in [
            "_sfid_a=%7B%22anonymousId%22%3A%22<script>%22%7D",
            "_sfid_a=%",
            "__sfid_=null",
        ] {
            assert_eq!(vendor_id::<serde_json::Value>(hostile), None);
        }
    }
}
