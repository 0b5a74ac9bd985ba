//! Text cut into pieces of about the size that language models work in.

/// Letters per piece: longer words take several pieces.
const MAX_LETTERS: usize = 6;

const MAX_DIGITS: usize = 3;

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
    cut(text).map(str::to_owned).collect()
}

/// How many pieces a text has.
pub fn count(text: &str) -> usize {
    cut(text).count()
}

fn cut(mut rest: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(first_piece(rest)?);
        rest = after;
        Some(piece)
    })
}

/// The length of a text's first piece in bytes; none if there is no text.
fn first_piece(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    // A word takes the space before it along.
    let word = text.strip_prefix(' ').filter(|word| word.starts_with(is_letter));
    Some(match (word, kind_of(first)) {
        (Some(word), _) => 1 + run(word, MAX_LETTERS, is_letter),
        (None, Kind::Space) => run(text, usize::MAX, |c| c == first),
        (None, Kind::Letters) => run(text, MAX_LETTERS, is_letter),
        (None, Kind::Digits) => run(text, MAX_DIGITS, |c| kind_of(c) == Kind::Digits),
        (None, Kind::Single) => first.len_utf8(),
    })
}

/// The length in bytes of the characters at the start that belong together, `most` at most.
fn run(text: &str, most: usize, belongs: impl Fn(char) -> bool) -> usize {
    text.chars().take(most).take_while(|c| belongs(*c)).map(char::len_utf8).sum()
}

fn is_letter(c: char) -> bool {
    kind_of(c) == Kind::Letters
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
    fn spaces_stay_together() {
        assert_eq!(pieces("a   b\n\n  \tc"), ["a", "   ", "b", "\n\n", "  ", "\t", "c"]);
    }

    #[test]
    fn ideographs_and_emoji_stand_alone() {
        assert_eq!(pieces("你好🙂"), ["你", "好", "🙂"]);
    }
}
