//! Who is sending what.

use serde_json::json;

use super::claims::Claims;
use super::counts::DELIVERED;
use super::{CLICK, Queue};
use crate::fakes::queued::{OTHER_PAGE, PAGE, opened, waiting};
use crate::fakes::visit::{record, stored};
use crate::fakes::{Fake, FakeHost, balanced};
use crate::value::Value;

const CLAIM: &str = "attune.claim.";

fn claims(page: &str) -> Claims<Fake> {
    let claims = Claims::new();
    claims.open(Fake::text("s"), Fake::text(page));
    claims
}

/// Two old events, and the claim of a page on the first.
fn claimed(is_sure: bool) -> (FakeHost, Queue<Fake>) {
    let host = FakeHost::new();
    let queue = opened(&host, PAGE);
    queue.add(&host, CLICK, Fake::text("1"));
    queue.add(&host, CLICK, Fake::text("2"));
    host.pass(60_000.0);
    queue.take(&host, 1, 10);
    claims(PAGE).put(&host, queue.under_way(), is_sure);
    let other = opened(&host.another_page(false), OTHER_PAGE);
    (host, other)
}

#[test]
fn what_is_claimed_is_left_alone_for_nine_and_a_half_seconds() {
    for is_sure in [false, true] {
        let (host, queue) = claimed(is_sure);
        let claims = claims(OTHER_PAGE);
        host.pass(1500.0);
        assert_eq!(claims.survey(&host, &queue, true), 8000.0);
        assert_eq!(waiting(&queue, &host), ["2"]);
        host.pass(7999.0);
        assert_eq!(claims.survey(&host, &queue, true), 1.0);
        assert_eq!(waiting(&queue, &host), ["2"]);
    }
}

#[test]
fn a_claim_that_has_run_out_is_settled_by_a_sender() {
    for (is_sure, left, delivered) in [(false, vec!["1", "2"], 0), (true, vec!["2"], 1)] {
        let (host, queue) = claimed(is_sure);
        host.pass(9500.0);
        assert_eq!(claims(OTHER_PAGE).survey(&host, &queue, true), 0.0);
        assert_eq!(waiting(&queue, &host), left);
        assert_eq!(stored(&host, CLAIM), 0);
        let status = balanced(queue.status(&host));
        assert_eq!(status["tracked"], 2);
        assert_eq!(status[DELIVERED.0], delivered);
    }
}

#[test]
fn who_does_not_send_settles_nothing_but_is_told_to_look_again() {
    let (host, queue) = claimed(true);
    host.pass(20_000.0);
    assert_eq!(claims(OTHER_PAGE).survey(&host, &queue, false), 1.0);
    assert_eq!(waiting(&queue, &host), ["2"]);
    assert_eq!(stored(&host, CLAIM), 1);
}

#[test]
fn of_several_claims_the_first_to_run_out_counts() {
    let (host, queue) = claimed(false);
    host.pass(4000.0);
    claims("00000000000000cc").put(&host, Fake::from(json!(["other"])), false);
    assert_eq!(claims(OTHER_PAGE).survey(&host, &queue, true), 5500.0);
}

#[test]
fn a_step_of_the_clock_lets_a_claim_run_out() {
    for days in [-3650.0, -1.0, 1.0, 3650.0] {
        let (host, queue) = claimed(false);
        host.pass(days * 86_400_000.0);
        claims(OTHER_PAGE).survey(&host, &queue, true);
        assert_eq!(waiting(&queue, &host), ["1", "2"], "{days}");
    }
}

#[test]
fn ones_own_claim_binds_nobody_and_an_empty_one_is_none() {
    let (host, queue) = claimed(true);
    host.pass(9500.0);
    let own = claims(PAGE);
    assert_eq!(own.survey(&host, &queue, true), 0.0);
    assert_eq!(waiting(&queue, &host), ["1", "2"]);
    assert_eq!(stored(&host, CLAIM), 1);
    own.put(&host, Fake::list(), true);
    assert_eq!(stored(&host, CLAIM), 0);
}

#[test]
fn nonsense_claims_nothing_and_is_cleared_away() {
    for text in [
        "",
        "[]",
        "{\"at\":\"now\",\"names\":7}",
        "{\"at\":null,\"names\":{},\"isSure\":true}",
    ] {
        let (host, queue) = claimed(false);
        let key = format!("{CLAIM}s.{PAGE}");
        host.local.borrow_mut().insert(key, text.into());
        claims(OTHER_PAGE).survey(&host, &queue, true);
        assert_eq!(waiting(&queue, &host), ["1", "2"], "{text}");
        assert_eq!(stored(&host, CLAIM), 0, "{text}");
    }
}

#[test]
fn a_claim_that_cannot_be_renewed_is_taken_back() {
    let (host, queue) = claimed(true);
    host.is_full.set(true);
    claims(PAGE).put(&host, queue.under_way(), false);
    claims(PAGE).put(&host, Fake::from(json!(["x"])), false);
    assert_eq!(stored(&host, CLAIM), 0);
}

#[test]
fn nothing_is_written_while_claims_are_closed() {
    let host = FakeHost::new();
    let claims = Claims::<Fake>::new();
    claims.put(&host, Fake::from(json!(["x"])), true);
    claims.open(Fake::text("s"), Fake::text(PAGE));
    claims.put(&host, Fake::from(json!(["x"])), true);
    let expected = json!({ "at": host.now.get(), "names": ["x"], "isSure": true });
    assert_eq!(record(&host, CLAIM)["names"], expected["names"]);
    claims.close();
    host.local.borrow_mut().clear();
    claims.put(&host, Fake::from(json!(["x"])), true);
    assert!(host.local.borrow().is_empty());
}
