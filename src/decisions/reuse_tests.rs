//! Answers that are used again, and those that stand in for a service that fails.

use serde_json::{Value as Json, json};

use super::asking::{ask, ask_with, decided, outcome, steps};
use crate::fakes::visit::{Core, begun, next_page, opt, page, salesforce};
use crate::fakes::{Fake, FakeHost};
use crate::ports::Clock;

const ANOTHER: &str = "0123456789abcdef";

fn caching(stale: u32) -> Json {
    let mut config = salesforce();
    config["decisionCacheMs"] = json!(60_000);
    config["staleDecisionMs"] = json!(stale);
    config
}

#[test]
fn an_answer_is_used_again_within_its_time() {
    let (core, host) = page(caching(0));
    ask(&core, &host, 1, json!({}));
    host.answer(decided());
    host.pass(59_000.0);
    let (next, next_host) = next_page(caching(0), &host);
    ask(&next, &next_host, 1, json!({}));
    assert_eq!(
        outcome(&next_host, 1),
        json!({ "status": "decided", "source": "cache", "ageMs": 59_000 })
    );
    assert_eq!(steps(&next), ["reused", "settled"]);
    assert_eq!(next.accounts().json()[0]["billed"], 0.0);
    host.pass(1001.0);
    ask(&next, &next_host, 2, json!({}));
    next_host.answer(decided());
    assert_eq!(outcome(&next_host, 2)["source"], "network");
}

#[test]
fn nobody_else_is_given_it() {
    let (core, host) = page(caching(0));
    ask(&core, &host, 1, json!({}));
    host.answer(decided());
    let is_asked = |call, context: Json, options: Json| {
        ask_with(&core, &host, call, context, options);
        let is_asked = host.unanswered() > 0;
        if is_asked {
            host.answer(decided());
        }
        is_asked
    };
    assert!(!is_asked(2, json!({}), json!({})));
    assert!(is_asked(3, json!({ "color": "blue" }), json!({})));
    assert!(is_asked(4, json!({}), json!({ "accessToken": "t" })));
    assert!(is_asked(5, json!({}), json!({ "accessToken": "t" })));
    assert!(is_asked(6, json!({}), json!({ "reload": true })));
    opt_for_more(&core);
    assert!(is_asked(7, json!({}), json!({})));
    assert!(!is_asked(8, json!({}), json!({})));
    core.forget(9);
    opt(&core, "Opt In");
    host.run();
    assert!(is_asked(10, json!({}), json!({})));
}

#[test]
fn an_answer_belongs_to_the_visit_it_was_asked_for() {
    type Change = fn(&Core, &FakeHost);
    let changes: [Change; 2] = [
        |core, _| opt_for_more(core),
        |_, host| {
            host.cookies
                .borrow_mut()
                .iter_mut()
                .for_each(|(_, id)| *id = ANOTHER.to_owned())
        },
    ];
    for change in changes {
        let (core, host) = page(caching(0));
        ask(&core, &host, 1, json!({}));
        change(&core, &host);
        ask(&core, &host, 2, json!({}));
        assert_eq!(
            host.unanswered(),
            2,
            "a question is not shared with another visit"
        );
        host.answer(decided());
        host.answer_status(401);
        ask(&core, &host, 3, json!({}));
        assert_eq!(host.unanswered(), 1, "nor is its answer");
    }
}

#[test]
fn an_answer_that_came_before_the_service_was_told_of_the_opt_in_is_found_again() {
    let (core, host) = begun(caching(0), FakeHost::new());
    ask(&core, &host, 1, json!({}));
    host.answer(decided());
    // That is caught up with.
    core.consent_records();
    ask(&core, &host, 2, json!({}));
    assert_eq!(outcome(&host, 2)["source"], "cache");
}

#[test]
fn what_is_stored_and_is_no_answer_is_not_used() {
    let (core, host) = page(caching(0));
    ask(&core, &host, 1, json!({}));
    host.answer(decided());
    for answer in [
        json!({ "point": "home", "entries": [] }),
        json!({ "point": "another", "entries": [], "outcome": {} }),
        json!({ "point": "home", "outcome": {} }),
        json!([]),
        json!(null),
    ] {
        let text = json!({ "at": host.now(), "answer": answer }).to_string();
        host.session
            .borrow_mut()
            .values_mut()
            .for_each(|kept| *kept = text.clone());
        ask(&core, &host, 2, json!({}));
        host.answer(decided());
        assert_eq!(outcome(&host, 2)["source"], "network", "{text}");
    }
}

#[test]
fn a_question_asked_anew_is_answered_by_the_service_or_not_at_all() {
    let (core, host) = page(caching(0));
    ask(&core, &host, 1, json!({}));
    host.answer(decided());
    ask(&core, &host, 2, json!({ "reload": true, "timeoutMs": 500 }));
    host.answer_status(500);
    assert_eq!(outcome(&host, 2)["code"], "unavailable");
}

fn opt_for_more(core: &Core) {
    let consent = json!([{ "provider": "shop", "purpose": "Profiling", "status": "Opt In" }]);
    core.update_consents(Fake::from(consent), false);
}

#[test]
fn forgetting_leaves_no_answer_behind() {
    let (core, host) = page(caching(0));
    ask(&core, &host, 1, json!({}));
    host.answer(decided());
    assert!(!host.session.borrow().is_empty());
    core.forget(2);
    assert!(host.session.borrow().is_empty());
}

#[test]
fn an_old_answer_stands_in_for_a_service_that_fails_where_the_page_allows_it() {
    for (stale, status) in [(0, "failed"), (600_000, "decided")] {
        let (core, host) = page(caching(stale));
        ask(&core, &host, 1, json!({}));
        host.answer(decided());
        host.pass(100_000.0);
        ask(&core, &host, 2, json!({}));
        host.answer_status(500);
        let told = outcome(&host, 2);
        if status == "failed" {
            assert_eq!(told["code"], "unavailable");
            continue;
        }
        assert_eq!(told["stale"], true);
        assert_eq!(told["ageMs"], 100_000.0);
        // The deadline passes.
        ask(&core, &host, 3, json!({}));
        host.pass(2000.0);
        core.expire(3);
        assert_eq!(outcome(&host, 3)["stale"], true);
        // The service refuses the page, and does not fail.
        host.run();
        ask(&core, &host, 4, json!({}));
        host.answer_status(401);
        assert_eq!(outcome(&host, 4)["code"], "unauthorized");
    }
}
