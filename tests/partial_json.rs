//! JSON that is still arriving: every beginning has a value, and all of it has the right one.

mod common;

use brivionix::protocol::partial_json::{PartialJson, Status};
use common::Value;
use common::partial::{ALL, Growing, check, grow};
use proptest::prelude::*;

fn value_of(text: &str) -> Option<Value> {
    grow([text]).0
}

#[test]
fn the_best_value_so_far_is_the_documented_one() {
    for (text, value) in [
        (r#"{"na"#, "{}"),
        (r#"{"name":"#, "{}"),
        (r#"{"name":""#, r#"{"name":""}"#),
        (r#"{"name":"Ad"#, r#"{"name":"Ad"}"#),
        (r#"{"name":"Ad\u00"#, r#"{"name":"Ad"}"#),
        (r#"{"name":"Ad\"#, r#"{"name":"Ad"}"#),
        (r#"{"name":"Ada","ok":t"#, r#"{"name":"Ada","ok":true}"#),
        (r#"{"name":"Ada","age":3"#, r#"{"name":"Ada"}"#),
        (r#"{"name":"Ada","age":36}"#, r#"{"name":"Ada","age":36}"#),
        (r#"[1,2"#, "[1]"),
        (r#"[1,2 "#, "[1,2]"),
        (r#"[[],{"a":[n"#, r#"[[],{"a":[null]}]"#),
        ("12 ", "12"),
        (r#"{"a":1,"a":"#, r#"{"a":1}"#),
        (r#"{"a":1,"b":2,"a":"x"#, r#"{"a":"x","b":2}"#),
    ] {
        assert_eq!(value_of(text), Value::parse(value.as_bytes()), "{text}");
    }
    for nothing in ["", " ", "1", "-1.5e3"] {
        assert_eq!(value_of(nothing), None, "{nothing}");
    }
}

#[test]
fn every_beginning_works() {
    for text in [
        r#" { "a" : [ 1 , -2.5e+3 , true , false , null , "x\u00e9\n\ud83d\ude00" ] , "b" : { } } "#,
        r#"{"__proto__":{"a":[[[]]]},"":"\"\\\/\b\f\n\r\t","k\"\u00e9y":0,"":"again"}"#,
        r#""日本 🌍 \ud83d""#,
        "[0,-0,0.0,1E9,1e-9,12345678901234567890]",
        "-0.0e-0",
        "true",
    ] {
        assert!(Value::parse(text.as_bytes()).is_some(), "{text}");
        check(text, ALL);
    }
}

#[test]
fn nothing_is_taken_after_what_is_not_json_or_too_deep() {
    let mut json = PartialJson::new(2);
    let mut growing = Growing::default();
    for piece in ["[[1,2", ",x", "3]]"] {
        growing.apply(json.push(piece.as_bytes()));
    }
    assert_eq!(json.status(), Status::Invalid);
    assert_eq!(growing.value, Value::parse(b"[[1,2]]"));

    let mut json = PartialJson::new(2);
    let mut growing = Growing::default();
    for piece in ["[[1],[[", "2]]]"] {
        growing.apply(json.push(piece.as_bytes()));
    }
    assert_eq!(json.status(), Status::TooDeep);
    assert_eq!(growing.value, Value::parse(b"[[1],[]]"));
}

#[test]
fn the_work_is_in_proportion_to_the_text_however_small_its_pieces() {
    let text = format!(
        r#"{{"list":[{}{{}}],"text":"{}"}}"#,
        "12,".repeat(1 << 17),
        "é\\n".repeat(1 << 17)
    );
    let mut json = PartialJson::new(10);
    let mut edits = 0;
    for piece in text.as_bytes().chunks(3) {
        edits += json.push(piece).len();
    }
    assert_eq!(json.status(), Status::Whole);
    // What is looked at is the piece, since nothing of the text is kept but what it is in the
    // middle of; what leaves is this.
    assert!(edits < 6 * text.len(), "{edits} bytes of edits for {}", text.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_judged_at_its_first_wrong_character(
        tokens in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\"a\":", "\"b\":", "\"x\"", "\\u12", "ab",
                "0", "1", "-", ".", "e", "true", "null", "fal", " ", "\n", "\u{1}", "é",
                "{\"a\":", "[1,",
            ]),
            0..14,
        ),
    ) {
        check(&tokens.concat(), ALL);
    }
}
