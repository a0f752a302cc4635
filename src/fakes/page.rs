//! The page of a browser in memory: its clock, its address, and what it is told.

use crate::ports::{Clock, Outbox, Page};
use crate::value::Value;

use super::Fake;
use super::host::{FakeHost, text};

impl Clock<Fake> for FakeHost {
    fn now(&self) -> f64 {
        self.now.get()
    }
    fn now_iso(&self, ahead: f64) -> Fake {
        text(iso((self.now.get() + ahead) as i64))
    }
    fn fresh_uuid(&self) -> Fake {
        text(format!("00000000-0000-4000-8000-{:012x}", self.fresh()))
    }
    fn fresh_hex(&self) -> Fake {
        text(format!("{:016x}", self.fresh()))
    }
    fn chance(&self) -> f64 {
        self.chance.get()
    }
}

/// A time since 1970 by the civil calendar.
fn iso(milliseconds: i64) -> String {
    let (days, rest) = (
        milliseconds.div_euclid(86_400_000),
        milliseconds.rem_euclid(86_400_000),
    );
    let (mut year, mut day) = (1970, days);
    let is_leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    while day >= 365 + i64::from(is_leap(year)) {
        day -= 365 + i64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + i64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    let (second, thousandth) = (rest / 1000 % 60, rest % 1000);
    format!(
        "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{thousandth:03}Z",
        day + 1
    )
}

/// An address in its parts: what stands before the host, host and port, path, query.
fn parts(address: &str) -> (&str, &str, &str, &str) {
    let address = address.split('#').next().unwrap_or_default();
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let Some((scheme, rest)) = address.split_once("://") else {
        return ("", "", address, query);
    };
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    };
    (
        scheme,
        authority.rsplit('@').next().unwrap_or_default(),
        path,
        query,
    )
}

impl Page<Fake> for FakeHost {
    fn address(&self) -> Fake {
        text(&*self.address.borrow())
    }
    fn address_with(&self, address: Fake, campaign: Fake) -> Fake {
        let address = address.to_rust();
        let (scheme, host, path, query) = parts(&address);
        let mut query = query.to_owned();
        for name in campaign.entries() {
            let separator = if query.is_empty() { "" } else { "&" };
            let value = campaign.of(name).encode().to_rust();
            query.push_str(&format!(
                "{separator}utm_{}={value}",
                name.encode().to_rust()
            ));
        }
        let mark = if query.is_empty() { "" } else { "?" };
        text(format!("{scheme}://{host}{path}{mark}{query}"))
    }
    fn path(&self, address: Fake) -> Fake {
        text(parts(&address.to_rust()).2)
    }
    fn referrer(&self) -> Fake {
        text(&*self.referrer.borrow())
    }
    fn host_of(&self, address: Fake) -> Fake {
        let address = address.to_rust();
        text(parts(&address).1.split(':').next().unwrap_or_default())
    }
    fn query(&self, address: Fake) -> Fake {
        let address = address.to_rust();
        let pairs = Fake::list();
        for pair in parts(&address).3.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let entry = Fake::list();
            entry.push(text(name.replace('+', " ")).decode());
            entry.push(text(value.replace('+', " ")).decode());
            pairs.push(entry);
        }
        pairs
    }
    fn language(&self) -> Fake {
        text(&*self.language.borrow())
    }
    /// E-mail addresses only, whole words that no separator of an address ends.
    fn redacted(&self, text: Fake, kinds: Fake) -> Fake {
        if !(kinds.is_nothing() || kinds.holds(Fake::text("emails"))) {
            return text;
        }
        let text = text.to_rust();
        let words = text.split_inclusive(['/', '?', '&', '=', ' ']).map(|word| {
            let bare = word.trim_end_matches(['/', '?', '&', '=', ' ']);
            let end = &word[bare.len()..];
            let is_email = bare.contains('@') || bare.contains("%40");
            format!("{}{end}", if is_email { "redacted" } else { bare })
        });
        Fake::text(&words.collect::<String>())
    }
    fn is_secure(&self) -> bool {
        self.address.borrow().starts_with("https:")
    }
}

impl Outbox<Fake> for FakeHost {
    fn settle(&self, call: u32, value: Fake) {
        self.settled.borrow_mut().push((call, value.json()));
    }
    fn fail(&self, call: u32, fault: Fake) {
        self.failed.borrow_mut().push((call, fault.json()));
    }
    fn invoke(&self, callback: Fake, arguments: Fake) {
        self.invoked
            .borrow_mut()
            .push((callback.json(), arguments.json()));
    }
    fn warn(&self, text: Fake) {
        self.warnings.borrow_mut().push(text.to_rust());
    }
}
