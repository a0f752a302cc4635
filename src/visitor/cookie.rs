//! Writing and expiring cookies of the site.

use crate::ports::Host;
use crate::value::Value;
use crate::words::Word;

use super::cookie_domain::domain_candidates;

/// 730 days, the vendors' figure; browsers shorten it to their own limit (400 days).
const LIFETIME: Word = t!("; Max-Age=63072000");
const EXPIRED: Word = t!("; Max-Age=0");

/// Writes a cookie for two years, on the domain the page asks for or else on the widest the
/// browser allows. At Sitecore with the vendor's `SameSite=None`, which takes effect on https only.
pub fn write_cookie<V: Value>(host: &impl Host<V>, config: V, name: V, value: V) {
    let domain = find_domain(host, config);
    put_cookie(host, config, name, value, LIFETIME, domain);
}

/// Expires a cookie, host-only and on every domain it could have been written for.
pub fn expire_cookie<V: Value>(host: &impl Host<V>, config: V, name: V) {
    if host.cookies(name).len() == 0 {
        return;
    }
    let domains = domain_candidates(host.host_of(host.address()));
    domains.push(config.at(t!("cookieDomain")));
    domains.push(V::text(t!("")));
    for domain in domains.entries() {
        put_cookie(host, config, name, V::text(t!("")), EXPIRED, domain);
    }
}

/// Says whether there is a cookie of that name now. The question is part of the work: a browser may
/// hand a written cookie on when it likes, but not later than its own page reads them. Until then
/// another tab, told by a lock or by a change in storage to look, would see what was before.
fn put_cookie<V: Value>(
    host: &impl Host<V>,
    config: V,
    name: V,
    value: V,
    age: Word,
    domain: V,
) -> bool {
    let attributes = match (
        host.is_secure(),
        config.at(t!("service")).is(t!("sitecore")),
    ) {
        (true, true) => t!("; SameSite=None; Secure; Path=/"),
        (true, false) => t!("; SameSite=Lax; Secure; Path=/"),
        (false, _) => t!("; SameSite=Lax; Path=/"),
    };
    let is_host_only = domain.is_blank();
    let place = if is_host_only {
        t!("")
    } else {
        t!("; Domain=")
    };
    let [equals, age, attributes, place] = [t!("="), age, attributes, place].map(V::text);
    host.write_cookie(V::concat(&[
        name, equals, value, age, attributes, place, domain,
    ]));
    host.cookies(name).len() > 0
}

/// There is no API for the registrable domain, so a short-lived cookie of a name nobody else uses
/// is tried on the candidates, shortest first; the browser refuses public suffixes.
fn find_domain<V: Value>(host: &impl Host<V>, config: V) -> V {
    let asked = config.at(t!("cookieDomain"));
    if !asked.is_blank() {
        return asked;
    }
    let name = V::text(t!("attune_probe_")).then(host.fresh_hex());
    for domain in domain_candidates(host.host_of(host.address())).entries() {
        if put_cookie(
            host,
            config,
            name,
            V::text(t!("1")),
            t!("; Max-Age=3"),
            domain,
        ) {
            put_cookie(host, config, name, V::text(t!("")), EXPIRED, domain);
            return domain;
        }
    }
    V::text(t!(""))
}
