//! What a collector's answer leads to, and the table of it in the documentation.

use proptest::prelude::*;
use serde_json::json;

use super::delivery_policy::{LONGEST_REST, Tries, Verdict, judge, rest, wish};
use crate::fakes::Fake;

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/delivery.md");
const START: &str = "<!-- table: src/engagement/delivery_policy.rs -->\n";
const END: &str = "<!-- end of table -->";

proptest! {
    #[test]
    fn every_status_has_a_verdict_and_only_success_is_delivery(status in any::<u32>(), is_single in any::<bool>()) {
        let verdict = judge(status, is_single);
        prop_assert_eq!(verdict == Verdict::Accepted, (200..300).contains(&status));
        // The services differ in what they mean by "not found", and in nothing else.
        prop_assert!(status == 404 || verdict == judge(status, !is_single));
    }

    #[test]
    fn every_rest_is_within_its_bounds(failures in any::<u32>(), wish in prop_oneof![Just(0.0), 500.0..=300_000.0], chance in 0.0..1.0) {
        let rest = rest(failures, wish, chance);
        prop_assert!((500.0..=300_000.0).contains(&rest), "{}", rest);
        prop_assert!(rest >= wish);
    }

    #[test]
    fn whatever_a_service_wishes_is_a_sensible_rest_or_none(status in 0..700u32, wished in any::<f64>()) {
        let wish = wish(Fake::from(json!({ "status": status, "retryAfter": wished })));
        prop_assert!(wish == 0.0 || (500.0..=300_000.0).contains(&wish));
        prop_assert!(wish == 0.0 || status == 429 || status == 503);
    }

    #[test]
    fn no_more_than_a_fifth_of_what_arrives_is_tried_again(arrivals in prop::collection::vec(0..20u32, 1..200)) {
        let tries = Tries::new();
        let (mut retries, mut events) = (0u32, 0u32);
        for count in arrivals {
            tries.give_back(count);
            events += count;
            retries += (0..3).map(|_| u32::from(tries.take())).sum::<u32>();
            prop_assert!(f64::from(retries) <= 10.0 + f64::from(events) / 5.0);
        }
    }
}

#[test]
fn the_rest_grows_with_the_failures_and_is_spread_over_all_of_it() {
    for (failures, most) in [
        (1, 2000.0),
        (2, 4000.0),
        (8, 256_000.0),
        (9, 300_000.0),
        (99, 300_000.0),
    ] {
        assert_eq!(rest(failures, 0.0, 1.0), most);
        assert_eq!(rest(failures, 0.0, 0.5), most / 2.0);
        assert_eq!(rest(failures, 0.0, 0.0), 500.0);
    }
    // Those who were told the same moment come within half a second after it.
    assert_eq!(
        (rest(1, 9000.0, 0.0), rest(1, 9000.0, 1.0)),
        (9000.0, 9500.0)
    );
}

#[test]
fn a_wish_is_heard_where_it_makes_sense() {
    for (status, retry_after, expected) in [
        (429, json!(null), 60_000.0),
        (429, json!(0), 500.0),
        (429, json!(-1), 500.0),
        (429, json!(1), 500.0),
        (429, json!(120_000), 120_000.0),
        (429, json!(300_001), 300_000.0),
        (429, json!(1e300), 300_000.0),
        (503, json!(null), 0.0),
        (503, json!(20_000), 20_000.0),
        (503, json!(-1e300), 500.0),
        (500, json!(20_000), 0.0),
        (200, json!(20_000), 0.0),
    ] {
        let reply = json!({ "status": status, "retryAfter": retry_after });
        assert_eq!(wish(Fake::from(reply.clone())), expected, "{reply}");
    }
    assert_eq!(wish(Fake::from(json!({}))), 0.0);
}

fn told(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted: these events are removed and count as `delivered`",
        Verdict::Retry => "retry: they stay stored, and every page rests",
        Verdict::Pause => "pause: they stay stored for the next page view, or a `flush()`",
        Verdict::TooLarge => "one by one; alone: dropped as `too-large`",
        Verdict::Rejected => "one by one; alone: dropped as `rejected`",
    }
}

/// What the two kinds of services mean, where they take many events a request and where one.
type Verdicts = (Verdict, Verdict);

/// The statuses of each pair of verdicts, as ranges.
fn rows() -> Vec<(Verdicts, Vec<(u32, u32)>)> {
    let mut rows: Vec<(Verdicts, Vec<(u32, u32)>)> = vec![];
    for status in 200..600 {
        let verdicts = (judge(status, false), judge(status, true));
        if !rows.iter().any(|(known, _)| *known == verdicts) {
            rows.push((verdicts, vec![]));
        }
        let row = rows.iter_mut().find(|(known, _)| *known == verdicts);
        let ranges = &mut row.expect("just pushed").1;
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == status => *last = status,
            _ => ranges.push((status, status)),
        }
    }
    rows
}

fn seconds(milliseconds: f64) -> String {
    format!("{} s", milliseconds / 1000.0)
}

/// What a reply with such a `retryAfter` has everybody rest, at least and at most.
fn rested(status: u16, retry_after: serde_json::Value) -> String {
    let wish = wish(Fake::from(
        json!({ "status": status, "retryAfter": retry_after }),
    ));
    if wish == 0.0 {
        return "none: as after any failure".to_owned();
    }
    let (least, most) = (rest(0, wish, 0.0), rest(0, wish, 1.0));
    if least == most {
        return seconds(least);
    }
    format!(
        "{}, and up to {} more",
        seconds(least),
        seconds(most - least)
    )
}

fn statuses() -> String {
    let mut table = "| status | what becomes of the events |\n| --- | --- |\n".to_owned();
    let nothing = told(judge(0, false));
    table += &format!(
        "| no answer: offline, blocked, refused, no reply within 9 s, a redirect | {nothing} |\n"
    );
    for ((many, one), ranges) in rows() {
        let range = |(first, last)| match last - first {
            0 => format!("{first}"),
            1 => format!("{first}, {last}"),
            _ => format!("{first} to {last}"),
        };
        let ranges: Vec<String> = ranges.into_iter().map(range).collect();
        let mut what = told(many).to_owned();
        if one != many {
            what += &format!("; at Sitecore {}", told(one));
        }
        table += &format!("| {} | {what} |\n", ranges.join(", "));
    }
    table
}

fn rests() -> String {
    let mut table =
        "| after so many failures in a row | rest, at random |\n| --- | --- |\n".to_owned();
    let least = rest(1, 0.0, 0.0);
    for failures in 1..=9 {
        let more = if failures == 9 { " or more" } else { "" };
        let most = rest(failures, 0.0, 1.0);
        table += &format!(
            "| {failures}{more} | {} to {} |\n",
            seconds(least),
            seconds(most)
        );
    }
    table
}

fn wishes() -> String {
    let mut table = "| `Retry-After` | 429 | 503 |\n| --- | --- | --- |\n".to_owned();
    for (form, value) in [
        (
            "missing, unreadable, or anything else than the forms below",
            json!(null),
        ),
        ("`0`, or a date in the past", json!(0)),
        ("`20`, or a date in 20 s", json!(20_000)),
        ("`301`, or any larger number or later date", json!(301_000)),
    ] {
        table += &format!(
            "| {form} | {} | {} |\n",
            rested(429, value.clone()),
            rested(503, value)
        );
    }
    table
}

fn tables() -> String {
    format!("\n{}\n{}\n{}\n", statuses(), rests(), wishes())
}

/// The cells of a table's text; the guide's spaces and dashes are its formatter's.
fn cells(text: &str) -> Vec<Vec<String>> {
    let lines = text
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("| -"));
    lines
        .map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

#[test]
fn the_guide_says_what_the_policy_does() {
    let guide = std::fs::read_to_string(GUIDE).expect("the guide");
    let (before, rest) = guide.split_once(START).expect("the start of the table");
    let (told, after) = rest.split_once(END).expect("the end of the table");
    if std::env::var_os("UPDATE_DOCS").is_some() && cells(told) != cells(&tables()) {
        let updated = format!("{before}{START}{}{END}{after}", tables());
        return std::fs::write(GUIDE, updated).expect("the guide can be written");
    }
    assert_eq!(
        cells(told),
        cells(&tables()),
        "run the tests with UPDATE_DOCS=1"
    );
    assert_eq!(LONGEST_REST, 300_000.0);
}
