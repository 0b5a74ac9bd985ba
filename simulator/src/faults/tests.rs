//! Faults are read as they are documented.

use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use serde_json::json;

use super::limit::Limit;
use super::parse::{Request, parse};
use super::{Counters, Delivery, Ending, ErrorBody, Fault, Framing, Retry, StatusFault, requested};

fn fault(text: &str) -> Fault {
    parse(text).expect(text).fault
}

#[test]
fn faults_have_parameters_and_defaults() {
    for (text, expected) in [
        ("drop", Fault::Ending(Ending::Drop(3))),
        ("drop;after=0", Fault::Ending(Ending::Drop(0))),
        ("stall; after=12", Fault::Ending(Ending::Stall(12))),
        ("bytes", Fault::Delivery(Delivery::Pieces(1))),
        ("split;size=2", Fault::Delivery(Delivery::Pieces(2))),
        ("no-space", Fault::Framing(Framing::NoSpace)),
        ("slow-headers;ms=20", Fault::SlowHeaders(Duration::from_millis(20))),
        ("raw", Fault::Raw { size: None }),
    ] {
        assert_eq!(fault(text), expected, "{text}");
    }
}

#[test]
fn statuses_say_how_and_when_to_try_again() {
    let plain = |status| StatusFault {
        status,
        retry: Retry::None,
        body: ErrorBody::Json,
        should_retry: None,
    };
    let limited = StatusFault { retry: Retry::Seconds(1), ..plain(StatusCode::TOO_MANY_REQUESTS) };
    assert_eq!(fault("429"), Fault::Status(limited), "a rate limit ends some time");
    assert_eq!(fault("500"), Fault::Status(plain(StatusCode::INTERNAL_SERVER_ERROR)));
    let told = StatusFault {
        retry: Retry::Date(5),
        body: ErrorBody::Html,
        should_retry: Some(false),
        ..plain(StatusCode::SERVICE_UNAVAILABLE)
    };
    assert_eq!(fault("503;retry=date:5;body=html;should-retry=false"), Fault::Status(told));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for text in [
        "",
        "418",
        "nap",
        "drop;after",
        "drop;after=-1",
        "drop;size=3",
        "split;size=0",
        "429;retry=soon",
        "429;retry=ms:x",
        "429;body=xml",
        "429;should-retry=maybe",
        "drop;times=1",
        "drop;id=a",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn the_header_goes_before_the_model_name() {
    let body = json!({ "model": "sim-crlf,split;size=3" });
    let names = |headers: &HeaderMap| -> Vec<Fault> {
        let requests = requested(headers, Some(&body)).expect("valid faults");
        requests.into_iter().map(|request| request.fault).collect()
    };
    let by_model = vec![Fault::Framing(Framing::Crlf), Fault::Delivery(Delivery::Pieces(3))];
    assert_eq!(names(&HeaderMap::new()), by_model);
    let headers = HeaderMap::from_iter([("x-simulate".parse().unwrap(), "bom".parse().unwrap())]);
    assert_eq!(names(&headers), [Fault::Framing(Framing::Bom)]);
}

#[test]
fn a_limited_fault_strikes_so_often_for_each_id() {
    let counters = Counters::default();
    let strikes = |id: &str| {
        let limit = Some(Limit { times: 2, id: id.to_owned() });
        counters.due(vec![Request { fault: Fault::Empty, limit }]).len()
    };
    assert_eq!([strikes("a"), strikes("a"), strikes("a")], [1, 1, 0]);
    assert_eq!(strikes("b"), 1);
}
