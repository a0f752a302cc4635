//! What becomes of a call of the page before anything is sent.

use serde_json::{Value as Json, json};

use crate::attune::{Attune, DELIVERY_TIMER, WATCH_TIMER};
use crate::fakes::visit::{
    Core, click, configured, events_in, impression, opt, page, salesforce, sitecore, status,
};
use crate::fakes::{Fake, FakeHost};
use crate::ports::Clock;
use crate::value::Value;

#[test]
fn nothing_is_stored_or_sent_before_consent() {
    let host = FakeHost::new();
    let core = configured(salesforce(), &host);
    core.track(
        1,
        Fake::from(json!({ "interaction": { "name": "Purchase" } })),
        Fake::undefined(),
    );
    impression(&core, "p1");
    click(&core, "p1");
    core.flush(2);
    core.leave(false);
    core.leave(true);
    core.come_back();
    core.notice_change(true);
    core.tick(DELIVERY_TIMER);
    core.tick(WATCH_TIMER);
    host.run();
    assert!(host.requests().is_empty() && host.timers.borrow().is_empty());
    assert!(host.local.borrow().is_empty() && host.session.borrow().is_empty());
    assert!(host.written_cookies.borrow().is_empty() && host.failed.borrow().is_empty());
    let expected =
        json!({ "tracked": 3, "delivered": 0, "queued": 0, "dropped": { "consent": 3 } });
    assert_eq!(host.settled.borrow().last(), Some(&(2, expected)));
    opt(&core, "Opt Out");
    click(&core, "p1");
    assert_eq!(status(&core)["dropped"]["consent"], 4);
    assert!(host.requests().is_empty());
}

#[test]
fn an_impression_before_consent_does_not_use_up_the_one_of_this_page_view() {
    let host = FakeHost::new();
    let core = configured(salesforce(), &host);
    impression(&core, "p1");
    opt(&core, "Opt In");
    let before = status(&core)["queued"].as_u64().expect("a count");
    impression(&core, "p1");
    impression(&core, "p1");
    assert_eq!(status(&core)["queued"], before + 1);
}

#[test]
fn an_impression_counts_anew_for_a_visitor_who_was_forgotten() {
    let (core, host) = page(salesforce());
    impression(&core, "p1");
    core.forget(7);
    assert!(host.page_memory.borrow().is_empty());
    opt(&core, "Opt In");
    let before = status(&core)["queued"].as_u64().expect("a count");
    impression(&core, "p1");
    assert_eq!(status(&core)["queued"], before + 1);
}

#[test]
fn calls_without_sense_are_refused_and_not_counted() {
    let (core, host) = page(salesforce());
    let before = status(&core);
    core.track(5, Fake::text("Purchase"), Fake::Undefined);
    core.engage(
        6,
        false,
        Fake::from(json!({ "personalizationId": " " })),
        Fake::undefined(),
    );
    core.engage(7, true, Fake::from(json!(null)), Fake::Undefined);
    let failed = host.failed.borrow();
    assert_eq!(
        failed.iter().map(|(call, _)| *call).collect::<Vec<_>>(),
        [5, 6, 7]
    );
    assert!(
        failed
            .iter()
            .all(|(_, fault)| fault["code"] == "invalid-argument")
    );
    assert_eq!(status(&core), before);
}

#[test]
fn calls_before_a_configuration_are_told_so() {
    let host = FakeHost::new();
    let core: Core = Attune::new(host.clone());
    core.track(1, Fake::from(json!({})), Fake::Undefined);
    core.flush(2);
    core.leave(true);
    core.come_back();
    host.run();
    assert_eq!(host.failed.borrow()[0].1["code"], "not-initialized");
    let nothing = json!({ "tracked": 0, "delivered": 0, "queued": 0, "dropped": {} });
    assert_eq!(*host.settled.borrow(), [(2, nothing)]);
}

#[test]
fn an_event_that_cannot_be_expressed_is_dropped_with_a_warning() {
    let (core, host) = page(salesforce());
    core.track(
        5,
        Fake::from(json!({ "nothing": "of it" })),
        Fake::undefined(),
    );
    assert_eq!(host.settled.borrow().last(), Some(&(5, Json::Null)));
    assert_eq!(status(&core)["dropped"], json!({ "rejected": 1 }));
    assert_eq!(host.warnings.borrow().len(), 1);
}

#[test]
fn the_first_event_of_a_new_visitor_is_preceded_by_a_profile_unless_it_is_one() {
    let profile =
        json!({ "user": { "attributes": { "eventType": "identity", "isAnonymous": "0" } } });
    let plain = json!({ "interaction": { "name": "Search", "eventType": "search" } });
    for (event, expected) in [(plain.clone(), 2), (profile, 1)] {
        let host = FakeHost::new();
        let core = configured(salesforce(), &host);
        opt(&core, "Opt In");
        let before = status(&core)["tracked"].as_u64().expect("a count");
        core.track(1, Fake::from(event), Fake::Undefined);
        assert_eq!(status(&core)["tracked"], before + expected);
        core.track(2, Fake::from(plain.clone()), Fake::Undefined);
        assert_eq!(status(&core)["tracked"], before + expected + 1);
    }
}

fn search(core: &Core) {
    let event = json!({ "interaction": { "name": "Search", "eventType": "search" } });
    core.track(1, Fake::from(event), Fake::Undefined);
}

/// A page whose visitor is being asked.
fn asking() -> (Core, FakeHost) {
    let host = FakeHost::new();
    let core = configured(salesforce(), &host);
    core.update_consents(Fake::list(), true);
    (core, host)
}

#[test]
fn while_a_verdict_is_awaited_events_are_held_in_memory_and_count_as_queued() {
    let (core, host) = asking();
    for number in 0..49 {
        impression(&core, &format!("p{number}"));
    }
    impression(&core, "p0");
    search(&core);
    click(&core, "one too many");
    let expected =
        json!({ "tracked": 51, "delivered": 0, "queued": 50, "dropped": { "consent": 1 } });
    assert_eq!(status(&core), expected);
    assert!(host.local.borrow().is_empty() && host.session.borrow().is_empty());
    assert!(host.requests().is_empty() && host.written_cookies.borrow().is_empty());
}

#[test]
fn an_opt_in_sends_what_was_held_with_the_time_and_place_of_then() {
    let (core, host) = asking();
    *host.address.borrow_mut() = "https://shop.example/then?utm_source=mail".to_owned();
    search(&core);
    let then = host.now_iso(0.0).to_rust();
    host.pass(5000.0);
    *host.address.borrow_mut() = "https://shop.example/now".to_owned();
    opt(&core, "Opt In");
    core.flush(9);
    host.run();
    let events = events_in(&host.answer_status(202));
    let row = events
        .iter()
        .find(|event| event["eventType"] == "search")
        .expect("it was held");
    assert_eq!(row["dateTime"], then);
    assert!(
        row["sourceUrl"]
            .as_str()
            .is_some_and(|url| url.contains("/then")),
        "{row}"
    );
    // The one that introduces the new browser comes before it.
    let is_profile = |event: &Json| event["isAnonymous"] == "1";
    let place = events.iter().position(is_profile).expect("a profile");
    assert!(place < events.iter().position(|event| event == row).expect("it"));
}

#[test]
fn without_an_opt_in_what_was_held_is_dropped_and_may_be_seen_anew() {
    for verdict in ["Opt Out", "Pending"] {
        let (core, _) = asking();
        impression(&core, "p1");
        click(&core, "p1");
        opt(&core, verdict);
        let expected =
            json!({ "tracked": 2, "delivered": 0, "queued": 0, "dropped": { "consent": 2 } });
        assert_eq!(status(&core), expected, "{verdict}");
        opt(&core, "Opt In");
        let before = status(&core)["queued"].as_u64().expect("a count");
        impression(&core, "p1");
        assert_eq!(status(&core)["queued"], before + 1, "{verdict}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_also_while_a_verdict_is_awaited() {
    let (core, host) = asking();
    core.track(
        5,
        Fake::from(json!({ "interaction": { "name": "x", "ext": 5 } })),
        Fake::undefined(),
    );
    core.engage(
        6,
        false,
        Fake::from(json!({ "personalizationId": " " })),
        Fake::undefined(),
    );
    assert_eq!(host.failed.borrow().len(), 1);
}

#[test]
fn an_event_that_is_told_later_has_the_time_address_and_campaign_of_its_moment() {
    let (core, host) = page(salesforce());
    *host.address.borrow_mut() = "https://shop.example/now?utm_source=search".to_owned();
    let address = "https://shop.example/then?to=jo@mail.example&utm_source=mail#top";
    let then = json!({ "at": host.now() - 3000.0, "address": address });
    let expected = host.now_iso(-3000.0).to_rust();
    let event = json!({ "interaction": { "name": "Search", "eventType": "search" } });
    core.track(1, Fake::from(event), Fake::from(then));
    search(&core);
    core.flush(9);
    host.run();
    let events = events_in(&host.answer_status(202));
    let found = |part: &str| {
        let is_at = |event: &&Json| {
            event["sourceUrl"]
                .as_str()
                .is_some_and(|url| url.contains(part))
        };
        events
            .iter()
            .find(is_at)
            .expect("an event from there")
            .clone()
    };
    let (told, now) = (found("/then"), found("/now"));
    assert_eq!(told["dateTime"], expected);
    let source = told["sourceUrl"].as_str().expect("a text");
    assert!(source.contains("redacted") && !source.contains('@') && !source.contains('#'));
    assert_eq!(now["dateTime"], host.now_iso(0.0).to_rust());
    // The one that came later is the one of the visit.
    assert_eq!(
        core.current_campaign().json(),
        json!({ "source": "search" })
    );
}

#[test]
fn the_campaign_of_a_moment_is_that_of_its_address_or_the_one_kept_for_the_visit() {
    let (core, host) = page(sitecore());
    *host.address.borrow_mut() = "https://shop.example/?utm_source=search".to_owned();
    for (address, expected) in [
        (
            "https://shop.example/?utm_source=mail",
            json!({ "source": "mail" }),
        ),
        ("https://shop.example/then", json!({ "source": "search" })),
    ] {
        let given = json!({ "at": 1.0, "address": address, "language": "fr", "referrer": "https://a.example/" });
        let moment = core.moment(Fake::from(given)).json();
        assert_eq!(moment["campaign"], expected);
        assert_eq!(moment["language"], "fr");
        assert_eq!(moment["referrer"], "https://a.example/");
    }
    assert_eq!(core.moment(Fake::Undefined).json()["referrer"], "");
    // A clock that was ahead then tells nothing of the future.
    let given = json!({ "at": host.now() + 60_000.0, "address": "https://shop.example/" });
    assert_eq!(
        core.moment(Fake::from(given)).json()["at"],
        host.now_iso(0.0).to_rust()
    );
}
