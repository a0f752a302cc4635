//! Who is sending what.

use serde_json::json;

use super::claims::{Claims, Kind};
use super::counts::DELIVERED;
use super::health::Health;
use super::{CLICK, Queue};
use crate::fakes::queued::{OTHER_PAGE, PAGE, opened, take, waiting};
use crate::fakes::visit::{record, stored};
use crate::fakes::{Fake, FakeHost, balanced};
use crate::value::Value;

const CLAIM: &str = "attune.claim.";

fn claims(page: &str) -> Claims<Fake> {
    let claims = Claims::new();
    claims.open(Fake::text("s"), Fake::text(page), true);
    claims
}

/// The collector as all pages know it.
fn health(host: &FakeHost) -> Health<Fake> {
    let health = Health::new();
    health.open(host, Fake::text("s"));
    health
}

fn survey(claims: &Claims<Fake>, host: &FakeHost, queue: &Queue<Fake>, is_sender: bool) -> f64 {
    claims.survey(host, queue, &health(host), is_sender)
}

/// Two old events, and the claim of a page on the first.
fn claimed(kind: Kind) -> (FakeHost, Queue<Fake>) {
    let host = FakeHost::new();
    let queue = opened(&host, PAGE);
    queue.add(&host, CLICK, Fake::text("1"));
    queue.add(&host, CLICK, Fake::text("2"));
    host.pass(60_000.0);
    take(&queue, &host, 1, 10);
    claims(PAGE).put(&host, queue.under_way(), kind);
    let other = opened(&host.another_page(false), OTHER_PAGE);
    (host, other)
}

#[test]
fn what_is_claimed_is_left_alone_for_nine_and_a_half_seconds() {
    for kind in [Kind::UnderWay, Kind::Sure] {
        let (host, queue) = claimed(kind);
        let claims = claims(OTHER_PAGE);
        host.pass(1500.0);
        assert_eq!(survey(&claims, &host, &queue, true), 8000.0);
        assert_eq!(waiting(&queue, &host), ["2"]);
        host.pass(7999.0);
        assert_eq!(survey(&claims, &host, &queue, true), 1.0);
        assert_eq!(waiting(&queue, &host), ["2"]);
    }
}

#[test]
fn a_claim_that_has_run_out_is_settled_by_a_sender() {
    for (kind, left, delivered) in [
        (Kind::UnderWay, vec!["1", "2"], 0),
        (Kind::Sure, vec!["2"], 1),
    ] {
        let (host, queue) = claimed(kind);
        host.pass(9500.0);
        assert_eq!(survey(&claims(OTHER_PAGE), &host, &queue, true), 0.0);
        assert_eq!(waiting(&queue, &host), left);
        assert_eq!(stored(&host, CLAIM), 0);
        let status = balanced(queue.status(&host));
        assert_eq!(status["tracked"], 2);
        assert_eq!(status[DELIVERED.0], delivered);
    }
}

#[test]
fn who_does_not_send_settles_nothing_but_is_told_to_look_again() {
    let (host, queue) = claimed(Kind::Sure);
    host.pass(20_000.0);
    assert_eq!(survey(&claims(OTHER_PAGE), &host, &queue, false), 1.0);
    assert_eq!(waiting(&queue, &host), ["2"]);
    assert_eq!(stored(&host, CLAIM), 1);
}

#[test]
fn of_several_claims_the_first_to_run_out_counts() {
    let (host, queue) = claimed(Kind::UnderWay);
    host.pass(4000.0);
    claims("00000000000000cc").put(&host, Fake::from(json!(["other"])), Kind::UnderWay);
    assert_eq!(survey(&claims(OTHER_PAGE), &host, &queue, true), 5500.0);
}

#[test]
fn a_step_of_the_clock_lets_a_claim_run_out() {
    for days in [-3650.0, -1.0, 1.0, 3650.0] {
        let (host, queue) = claimed(Kind::UnderWay);
        host.pass(days * 86_400_000.0);
        survey(&claims(OTHER_PAGE), &host, &queue, true);
        assert_eq!(waiting(&queue, &host), ["1", "2"], "{days}");
    }
}

#[test]
fn ones_own_claim_binds_nobody_and_an_empty_one_is_none() {
    let (host, queue) = claimed(Kind::Sure);
    host.pass(9500.0);
    let own = claims(PAGE);
    assert_eq!(survey(&own, &host, &queue, true), 0.0);
    assert_eq!(waiting(&queue, &host), ["1", "2"]);
    assert_eq!(stored(&host, CLAIM), 1);
    own.put(&host, Fake::list(), Kind::Sure);
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
        let (host, queue) = claimed(Kind::UnderWay);
        let key = format!("{CLAIM}s.{PAGE}");
        host.local.borrow_mut().insert(key, text.into());
        survey(&claims(OTHER_PAGE), &host, &queue, true);
        assert_eq!(waiting(&queue, &host), ["1", "2"], "{text}");
        assert_eq!(stored(&host, CLAIM), 0, "{text}");
    }
}

#[test]
fn a_claim_that_cannot_be_renewed_is_taken_back() {
    let (host, queue) = claimed(Kind::Sure);
    host.is_full.set(true);
    claims(PAGE).put(&host, queue.under_way(), Kind::UnderWay);
    claims(PAGE).put(&host, Fake::from(json!(["x"])), Kind::UnderWay);
    assert_eq!(stored(&host, CLAIM), 0);
}

#[test]
fn nothing_is_written_while_claims_are_closed() {
    let host = FakeHost::new();
    let claims = Claims::<Fake>::new();
    claims.put(&host, Fake::from(json!(["x"])), Kind::Sure);
    claims.open(Fake::text("s"), Fake::text(PAGE), true);
    claims.put(&host, Fake::from(json!(["x"])), Kind::Sure);
    let expected = json!({ "at": host.now.get(), "names": ["x"], "isSure": true });
    assert_eq!(record(&host, CLAIM)["names"], expected["names"]);
    claims.close();
    host.local.borrow_mut().clear();
    claims.put(&host, Fake::from(json!(["x"])), Kind::Sure);
    assert!(host.local.borrow().is_empty());
}

#[test]
fn a_sure_claim_is_none_once_a_request_begun_after_it_has_failed() {
    for (after, left) in [(-1.0, vec!["2"]), (1.0, vec!["1", "2"])] {
        let (host, queue) = claimed(Kind::Sure);
        let begun = host.now.get() + after;
        host.pass(9500.0);
        health(&host).worsen(&host, begun, 1000.0, false);
        survey(&claims(OTHER_PAGE), &host, &queue, true);
        assert_eq!(waiting(&queue, &host), left, "{after}");
    }
}

#[test]
fn an_open_claim_binds_for_as_long_as_nobody_knows_where_the_collector_has_to_be_asked() {
    let (host, queue) = claimed(Kind::Open);
    host.pass(30.0 * 86_400_000.0);
    let claims = claims(OTHER_PAGE);
    for is_sender in [false, true] {
        assert_eq!(survey(&claims, &host, &queue, is_sender), 0.0);
        assert_eq!(waiting(&queue, &host), ["2"]);
        assert_eq!(claims.open.get().len(), 1);
    }
    assert_eq!(stored(&host, CLAIM), 1);
}

#[test]
fn an_open_claim_is_none_for_a_sender_where_a_repeat_does_no_harm() {
    let (host, queue) = claimed(Kind::Open);
    let claims = Claims::new();
    claims.open(Fake::text("s"), Fake::text(OTHER_PAGE), false);
    survey(&claims, &host, &queue, false);
    assert_eq!(waiting(&queue, &host), ["2"]);
    survey(&claims, &host, &queue, true);
    assert_eq!(waiting(&queue, &host), ["1", "2"]);
    assert_eq!((stored(&host, CLAIM), claims.open.get().len()), (0, 0));
}
