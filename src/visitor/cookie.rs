//! Cookies: reading them out of `document.cookie`, writing and expiring our own.

use crate::ports::{Page, Random, Storage};

use super::browser_id::fresh_hex;
use super::cookie_domain::domain_candidates;

/// 730 days, the vendors' figure; browsers shorten it to their own limit (400 days).
const LIFETIME: &str = "; Max-Age=63072000";

/// All values of the cookies of that name, in the page's order. Values come as they stand.
pub fn read_cookies<'a>(cookies: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    named_cookies(cookies).filter_map(move |(known, value)| (known == name).then_some(value))
}

/// Every cookie's name and value.
pub fn named_cookies(cookies: &str) -> impl Iterator<Item = (&str, &str)> {
    cookies.split(';').filter_map(|cookie| {
        let (name, value) = cookie.split_once('=')?;
        Some((name.trim(), value.trim()))
    })
}

/// Writes cookies for the site.
pub struct CookieJar<'a, H> {
    pub host: &'a H,
    /// The domain the page asked for; without it the registrable domain is found by probing.
    pub domain: Option<&'a str>,
    /// The vendor's `SameSite=None` instead of `Lax`; takes effect on https only.
    pub is_cross_site: bool,
}

impl<H> CookieJar<'_, H> {
    /// Writes a cookie for two years on the widest domain the browser allows.
    pub fn write(&self, name: &str, value: &str)
    where
        H: Storage + Random + Page,
    {
        let domain = self.find_domain();
        self.host
            .write_cookie(&[name, "=", value, LIFETIME, &self.attributes(&domain)].concat());
    }

    /// Expires a cookie, host-only and on every domain it could have been written for.
    pub fn expire(&self, name: &str)
    where
        H: Storage + Random + Page,
    {
        if !self.host.cookies().contains(name) {
            return;
        }
        let expired = |attributes: String| [name, "=; Max-Age=0", &attributes].concat();
        self.host.write_cookie(&expired(self.attributes("")));
        let candidates = domain_candidates(&self.host.host_of(&self.host.address()));
        for domain in candidates.iter().map(String::as_str).chain(self.domain) {
            self.host.write_cookie(&expired(self.attributes(domain)));
        }
    }

    fn attributes(&self, domain: &str) -> String
    where
        H: Page,
    {
        let policy = match (self.host.is_secure(), self.is_cross_site) {
            (true, true) => "; SameSite=None; Secure; Path=/",
            (true, false) => "; SameSite=Lax; Secure; Path=/",
            (false, _) => "; SameSite=Lax; Path=/",
        };
        if domain.is_empty() {
            return policy.to_owned();
        }
        [policy, "; Domain=", domain].concat()
    }

    /// There is no API for the registrable domain, so a short-lived cookie of a name nobody else
    /// uses is tried on the candidates, shortest first; the browser refuses public suffixes.
    fn find_domain(&self) -> String
    where
        H: Storage + Random + Page,
    {
        if let Some(domain) = self.domain {
            return domain.to_owned();
        }
        let name = ["attune_probe_", &fresh_hex(self.host)].concat();
        for domain in domain_candidates(&self.host.host_of(&self.host.address())) {
            let attributes = self.attributes(&domain);
            self.host
                .write_cookie(&[&name, "=1; Max-Age=3", &attributes].concat());
            if self.host.cookies().contains(&name) {
                self.host
                    .write_cookie(&[&name, "=; Max-Age=0", &attributes].concat());
                return domain;
            }
        }
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn finds_every_value_of_a_name() {
        let cookies = "a=1; bid=x=y;bid=2; c; =d; bid=";
        assert_eq!(
            read_cookies(cookies, "bid").collect::<Vec<_>>(),
            ["x=y", "2", ""]
        );
        assert_eq!(read_cookies(cookies, "b").count(), 0);
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(cookies in any::<String>(), name in any::<String>()) {
            for value in read_cookies(&cookies, &name) {
                prop_assert!(cookies.contains(value));
            }
        }

        #[test]
        fn a_written_pair_is_found(name in "[a-zA-Z0-9_]{1,12}", value in "[a-z0-9-]{0,40}", other in "[a-z=; ]{0,20}") {
            let cookies = format!("{other}; {name}={value}");
            let found = read_cookies(&cookies, &name).any(|known| known == value);
            prop_assert!(found);
        }
    }
}
