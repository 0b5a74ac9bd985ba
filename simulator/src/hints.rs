//! Words and numbers of a prompt that made-up values can use.

use std::collections::VecDeque;
use std::sync::LazyLock;

use regex::Regex;

/// A name: words that begin with a capital letter.
const NAME: &str = r"\p{Lu}[\p{L}\p{N}'’-]*(?: \p{Lu}[\p{L}\p{N}'’-]*)*";

static NAMES: LazyLock<Regex> = LazyLock::new(|| regex(NAME));

static NUMBERS: LazyLock<Regex> = LazyLock::new(|| regex(r"-?\d+(?:\.\d+)?"));

/// Several names joined by "and".
static NAME_LIST: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!("(?:{NAME})(?:, ?(?:{NAME}))*,? and (?:{NAME})")));

/// Several words joined by "and" after a preposition, for prompts without capitals.
static WORD_LIST: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b(?:in|of|for|between) (\p{L}+(?:, ?\p{L}+)*,? and \p{L}+)"));

static SEPARATORS: LazyLock<Regex> = LazyLock::new(|| regex(r",? and |, ?"));

/// Capitalised words that begin a sentence rather than a name.
const OPENERS: &str = " a an and are ask at by call can check compare could describe do does find \
    for from get give hello hey hi how i i'd i'm if in is it let list look make my now of on or \
    please say search show tell the then they this to use using we what what's when where which \
    who why will with would you your ";

/// What a prompt has to offer, used up word by word.
pub struct Hints {
    prompt: String,
    words: VecDeque<String>,
    numbers: VecDeque<f64>,
}

impl Hints {
    pub fn from_prompt(prompt: &str) -> Self {
        Self::about(prompt, names(prompt))
    }

    /// Hints for a value about one thing out of several that the prompt names.
    pub fn about_one(prompt: &str, subject: &str) -> Self {
        Self::about(prompt, vec![subject.to_owned()])
    }

    fn about(prompt: &str, words: Vec<String>) -> Self {
        let numbers = NUMBERS.find_iter(prompt).filter_map(|found| found.as_str().parse().ok());
        Self { prompt: prompt.to_lowercase(), words: words.into(), numbers: numbers.collect() }
    }

    pub fn mention(&self, text: &str) -> bool {
        !text.is_empty() && self.prompt.contains(&text.to_lowercase())
    }

    pub fn take_word(&mut self, fits: impl Fn(&str) -> bool) -> Option<String> {
        let position = self.words.iter().position(|word| fits(word))?;
        self.words.remove(position)
    }

    pub fn take_number(&mut self, fits: impl Fn(f64) -> bool) -> Option<f64> {
        let position = self.numbers.iter().position(|number| fits(*number))?;
        self.numbers.remove(position)
    }
}

/// The things that a prompt enumerates, like the cities of "Paris, London and Tokyo".
pub fn enumerated(prompt: &str) -> Vec<String> {
    let list = NAME_LIST.find(prompt).map(|found| found.as_str()).or_else(|| {
        WORD_LIST.captures(prompt).and_then(|found| found.get(1)).map(|found| found.as_str())
    });
    let items = SEPARATORS.split(list.unwrap_or_default());
    items.map(without_opener).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

fn names(prompt: &str) -> Vec<String> {
    let found = NAMES.find_iter(prompt).map(|found| without_opener(found.as_str()));
    found.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// "Compare Paris" names Paris only.
fn without_opener(name: &str) -> &str {
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    match OPENERS.contains(&format!(" {} ", first.to_lowercase())) {
        true => rest,
        false => name,
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant, covered by tests")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enumerations_are_found() {
        let cases: [(&str, &[&str]); 4] = [
            ("What's the weather in Paris, London and Tokyo?", &["Paris", "London", "Tokyo"]),
            ("Compare New York and Rome", &["New York", "Rome"]),
            ("the weather in paris and london", &["paris", "london"]),
            ("salt and pepper", &[]),
        ];
        for (prompt, expected) in cases {
            assert_eq!(enumerated(prompt), expected, "{prompt}");
        }
    }

    #[test]
    fn sentence_openers_are_not_names() {
        assert_eq!(names("Please ask Ada Lovelace about What She wrote"), ["Ada Lovelace", "She"]);
    }

    #[test]
    fn numbers_are_taken_once() {
        let mut hints = Hints::from_prompt("add 2 and 3.5");
        assert_eq!(hints.take_number(|_| true), Some(2.0));
        assert_eq!(hints.take_number(|number| number > 100.0), None);
        assert_eq!(hints.take_number(|_| true), Some(3.5));
    }
}
