//! The JSON reader accepts exactly what `JSON.parse` accepts.

use brivionix::protocol::json::{self, Reader};
use proptest::prelude::*;

const VALID: &[&str] = &[
    "0",
    "-0",
    "-0.0e-0",
    "1E+9",
    "123.456e78",
    "true",
    "false",
    "null",
    "\"\"",
    "[]",
    "{}",
    " [ ] ",
    "\t{\r\n}\n",
    "[1,2,[3,{}],\"\"]",
    "{\"\":{\"a\":[{\"b\":null}]},\"\":1}",
    "\"\\ud83d\"",
    "\"\\u0000\\\\\\\"\\/\\b\\f\\n\\r\\t\"",
    "\"\u{7f}\u{2028}\u{feff}\"",
    "1e999999999999",
];

const INVALID: &[&str] = &[
    "",
    " ",
    "01",
    "-",
    "+1",
    ".5",
    "1.",
    "1e",
    "1e+",
    "tru",
    "nul",
    "nulll",
    "True",
    "NaN",
    "[",
    "]",
    "[1,]",
    "[,1]",
    "[1 2]",
    "{",
    "}",
    "{]",
    "[}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{a:1}",
    "{\"a\":1 \"b\":2}",
    "{'a':1}",
    "\"",
    "\"\\\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\u12g4\"",
    "\"\n\"",
    "\"\u{1f}\"",
    "1 2",
    "{} {}",
    "1,2",
    "{}]",
    "\u{feff}{}",
    "\u{a0}1",
    "[1]\0",
    "//",
    "-a",
];

#[test]
fn the_grammar_is_that_of_rfc_8259() {
    for text in VALID {
        assert!(json::validate(text.as_bytes()).is_ok(), "{text:?} is JSON");
    }
    for text in INVALID {
        assert!(json::validate(text.as_bytes()).is_err(), "{text:?} is not JSON");
    }
}

#[test]
fn every_prefix_and_every_damaged_byte_is_judged_as_serde_json_judges_it() {
    let text = r#"{"a":[1,-2.5e3,true,null,"x\u00e9\n"],"b":{"c":"","d":[[]]}}"#.as_bytes();
    for end in 0..text.len() {
        assert!(json::validate(&text[..end]).is_err());
    }
    for at in 0..text.len() {
        for byte in 0..0x80u8 {
            let mut damaged = text.to_vec();
            damaged[at] = byte;
            let reference =
                serde_json::from_slice::<&serde_json::value::RawValue>(&damaged).is_ok();
            assert_eq!(json::validate(&damaged).is_ok(), reference, "byte {byte} at {at}");
        }
    }
}

#[test]
fn nesting_has_no_limit() {
    for depth in [63, 64, 65, 128, 129, 200_000] {
        let open = "[{\"a\":".repeat(depth);
        let close = "}]".repeat(depth);
        assert!(json::validate(format!("{open}1{close}").as_bytes()).is_ok());
        assert!(json::validate(format!("{open}1{}", &close[1..]).as_bytes()).is_err());
        assert!(json::validate(format!("{open}1{close}]").as_bytes()).is_err());
    }
}

#[test]
fn names_are_told_in_whatever_way_they_are_spelled() {
    for (raw, name, is) in [
        (r#""content""#, "content", true),
        (r#""c\u006fntent""#, "content", true),
        (r#""\u0063\u006F\u006e\u0074\u0065\u006e\u0074""#, "content", true),
        (r#""c\u006fntent""#, "contents", false),
        (r#""c\u006fntents""#, "content", false),
        (r#""c\u016fntent""#, "content", false),
        (r#""c\nntent""#, "content", false),
        (r#""content\u0000""#, "content", false),
    ] {
        let mut reader = Reader::new(raw.as_bytes());
        let string = reader.string().expect("valid");
        assert_eq!(reader.is(&string, name.as_bytes()), is, "{raw}");
    }
}

proptest! {
    #[test]
    fn any_text_is_judged_as_serde_json_judges_it(
        text in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\"a\"", "\"\\u12", "ab", "0", "1", "-", ".",
                "e", "true", "null", " ", "\n", "\u{1}", "é",
            ]),
            0..12,
        ),
    ) {
        let text = text.concat();
        let reference = serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
        prop_assert_eq!(json::validate(text.as_bytes()).is_ok(), reference, "{:?}", text);
    }
}
