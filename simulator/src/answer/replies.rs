//! The texts the simulator answers with.

use fastrand::Rng;

/// Answers to prompts that mention a word, first match first.
const BY_WORD: [(&[&str], &str); 7] = [
    (&["brivionix"], include_str!("replies/introduction.md")),
    (&["poem", "rhyme"], include_str!("replies/poem.md")),
    (&["code", "function", "program"], include_str!("replies/code.md")),
    (&["table", "compare"], include_str!("replies/table.md")),
    (&["language", "languages", "emoji", "translate"], include_str!("replies/languages.md")),
    (&["escape", "escapes", "quotes"], include_str!("replies/escapes.md")),
    (&["hello", "hi", "hey"], include_str!("replies/greeting.md")),
];

/// Answers to all other prompts.
const GENERAL: [&str; 6] = [
    include_str!("replies/steps.md"),
    include_str!("replies/opinion.md"),
    include_str!("replies/code.md"),
    include_str!("replies/table.md"),
    include_str!("replies/languages.md"),
    include_str!("replies/escapes.md"),
];

const SECTION: &str = include_str!("replies/section.md");

/// Titles and topics of a long answer's sections.
const SECTIONS: [(&str, &str); 5] = [
    ("The first word", "latency"),
    ("The wire", "streaming"),
    ("The reader", "rendering"),
    ("When things go wrong", "errors and retries"),
    ("The bill", "tokens and cost"),
];

/// The answer to a prompt; `rng` decides where several would do.
pub fn reply(prompt: &str, rng: &mut Rng) -> String {
    if let Some(text) = prompt.trim_start().strip_prefix("echo:") {
        return text.strip_prefix(' ').unwrap_or(text).to_owned();
    }
    let lower = prompt.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    if words.contains(&"long") {
        return long(rng);
    }
    let by_word = BY_WORD.iter().find(|(keys, _)| keys.iter().any(|key| words.contains(key)));
    let template = match by_word {
        Some((_, template)) => template,
        None => GENERAL[rng.usize(..GENERAL.len())],
    };
    template.trim_end().replace("{prompt}", &shortened(prompt))
}

fn long(rng: &mut Rng) -> String {
    let mut order = SECTIONS;
    rng.shuffle(&mut order);
    let sections = order.iter().enumerate().map(|(index, (title, topic))| {
        let number = (index + 1).to_string();
        SECTION.replace("{number}", &number).replace("{title}", title).replace("{topic}", topic)
    });
    format!("# A long answer\n\n{}", sections.collect::<String>().trim_end())
}

/// The start of a text, for quoting it.
pub fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    let text = text.trim();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
