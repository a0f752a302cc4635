//! Accounts of many pages, added up.

use serde_json::{Value as Json, json};

use super::counts::{Counts, DELIVERED};
use crate::fakes::visit::stored;
use crate::fakes::{Fake, FakeHost};
use crate::value::Value;

const COUNTS: &str = "attune.counts.";

fn opened(page: &str) -> Counts<Fake> {
    let counts = Counts::new();
    counts.open(Fake::text("s"), Fake::text(page));
    counts
}

fn total(counts: &Counts<Fake>, host: &FakeHost) -> Json {
    counts.total(host).json()
}

#[test]
fn every_page_sees_the_sum_of_all() {
    let host = FakeHost::new();
    let (one, other) = (opened("a"), opened("b"));
    one.add(&host, DELIVERED, 2);
    one.add(&host, "overflow", 1);
    other.add(&host, DELIVERED, 3);
    other.add(&host, "rejected", 0);
    let expected = json!({ "delivered": 5, "dropped": { "overflow": 1 } });
    assert_eq!(total(&one, &host), expected);
    assert_eq!(total(&other, &host), expected);
    assert_eq!(total(&opened("c"), &host), expected);
    let stranger = Counts::new();
    stranger.open(Fake::text("another"), Fake::text("a"));
    assert_eq!(total(&stranger, &host)["delivered"], 0);
}

#[test]
fn nothing_is_written_before_consent_nor_after_an_erasure() {
    let host = FakeHost::new();
    let counts = Counts::new();
    counts.add(&host, "consent", 1);
    assert!(host.local.borrow().is_empty());
    counts.open(Fake::text("s"), Fake::text("a"));
    counts.add(&host, DELIVERED, 1);
    let expected = json!({ "delivered": 1, "dropped": { "consent": 1 } });
    assert_eq!(total(&counts, &host), expected);
    counts.close(&host);
    host.local.borrow_mut().clear();
    counts.add(&host, "forgotten", 1);
    assert!(host.local.borrow().is_empty());
    let expected = json!({ "delivered": 1, "dropped": { "consent": 1, "forgotten": 1 } });
    assert_eq!(total(&counts, &host), expected);
}

#[test]
fn where_storage_refuses_it_is_counted_in_memory() {
    let host = FakeHost::new();
    let counts = opened("a");
    counts.add(&host, DELIVERED, 1);
    host.is_full.set(true);
    counts.add(&host, DELIVERED, 1);
    host.is_full.set(false);
    counts.add(&host, DELIVERED, 1);
    assert_eq!(total(&counts, &host)["delivered"], 3);
}

#[test]
fn records_of_pages_long_gone_are_merged_and_nothing_is_lost_by_that() {
    let host = FakeHost::new();
    for number in 0..20 {
        opened(&format!("p{number}")).add(&host, DELIVERED, 1);
    }
    let living = opened("living");
    host.pass(61_000.0);
    living.add(&host, DELIVERED, 1);
    let last = opened("last");
    last.tidy(&host);
    assert_eq!(stored(&host, COUNTS), 2);
    assert_eq!(total(&last, &host)["delivered"], 21);
    // The page whose record was taken goes on with a new one.
    opened("p3").add(&host, "overflow", 1);
    let expected = json!({ "delivered": 21, "dropped": { "overflow": 1 } });
    assert_eq!(total(&living, &host), expected);
    last.tidy(&host);
    assert_eq!(stored(&host, COUNTS), 3);
}

#[test]
fn a_few_records_are_left_alone_and_nonsense_counts_nothing() {
    let host = FakeHost::new();
    opened("a").add(&host, DELIVERED, 1);
    for (number, text) in [
        "",
        "[]",
        "null",
        "{\"delivered\":\"9\",\"dropped\":[7]}",
        "{\"delivered\":-4,\"dropped\":{\"overflow\":null}}",
    ]
    .into_iter()
    .enumerate()
    {
        let key = format!("{COUNTS}s.x{number}");
        host.local.borrow_mut().insert(key, text.into());
    }
    host.pass(3_600_000.0);
    let counts = opened("b");
    counts.tidy(&host);
    assert_eq!(stored(&host, COUNTS), 6);
    let total = total(&counts, &host);
    assert_eq!(total["delivered"], 1);
    assert_eq!(
        total["dropped"].get("overflow").unwrap_or(&json!(0)),
        &json!(0)
    );
}
