//! Text cut into pieces of about the size that language models work in.

/// Letters per piece: longer words take several pieces.
const MAX_LETTERS: usize = 6;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Space,
    Letters,
    Digits,
    /// Characters that stand for a piece of their own: ideographs, emoji, punctuation.
    Single,
}

/// Cuts text into pieces; joined together they are the text again.
pub fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut letters = 0;
    let mut previous = None;
    for c in text.chars() {
        let kind = kind_of(c);
        let joins = match (previous, kind) {
            (Some(' '), Kind::Letters) => pieces.last().is_some_and(|piece| piece == " "),
            (Some(before), Kind::Space) => kind_of(before) == Kind::Space && before == c,
            (Some(before), Kind::Letters) => {
                kind_of(before) == Kind::Letters && letters < MAX_LETTERS
            }
            (Some(before), Kind::Digits) => kind_of(before) == Kind::Digits && letters < 3,
            _ => false,
        };
        match pieces.last_mut() {
            Some(piece) if joins => piece.push(c),
            _ => {
                pieces.push(c.to_string());
                letters = 0;
            }
        }
        letters += usize::from(kind != Kind::Space);
        previous = Some(c);
    }
    pieces
}

/// How many pieces a text has.
pub fn count(text: &str) -> usize {
    pieces(text).len()
}

fn kind_of(c: char) -> Kind {
    match c {
        _ if c.is_whitespace() => Kind::Space,
        _ if c.is_ascii_digit() => Kind::Digits,
        // From U+2E80 on scripts write no spaces between words, or the character is an emoji.
        _ if c.is_alphabetic() && c < '\u{2e80}' => Kind::Letters,
        _ => Kind::Single,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_to_the_text() {
        for text in ["", "Hello, world!", "a\n\n  b\t\"c\\d\" 12345", "你好 👩‍💻 naïve Überraschung"]
        {
            assert_eq!(pieces(text).concat(), text);
        }
    }

    #[test]
    fn words_take_their_space_along() {
        assert_eq!(
            pieces("Say hello, Brivionix 2026"),
            ["Say", " hello", ",", " Brivio", "nix", " ", "202", "6"]
        );
    }

    #[test]
    fn ideographs_and_emoji_stand_alone() {
        assert_eq!(pieces("你好🙂"), ["你", "好", "🙂"]);
    }
}
