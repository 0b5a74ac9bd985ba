//! A JSON reader that validates as strictly as `JSON.parse` and copies nothing.
//!
//! It accepts exactly the texts of [RFC 8259]: whoever hands a span that it has passed to
//! `JSON.parse` will not see it throw. Nesting is kept in bits rather than on the call stack, so
//! no input is deep enough to overflow it. Bytes inside strings need not be UTF-8: a decoder
//! downstream replaces what is not, which cannot change the structure.
//!
//! [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259

use std::ops::Range;

use super::escapes::{escape_length, is_escaped};
use super::swar::find_string_stop;

/// The text is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidJson;

type Result<T> = std::result::Result<T, InvalidJson>;

/// A string's place between its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Str {
    /// The raw bytes, escapes not resolved.
    pub span: Range<usize>,
    /// Whether the raw bytes hold a backslash.
    pub escaped: bool,
}

/// What a value is, told from its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// `null`
    Null,
    /// A number, `true` or `false`.
    Other,
}

/// Checks that `text` is one JSON value and nothing else.
///
/// # Errors
/// [`InvalidJson`] where `JSON.parse` would throw.
pub fn validate(text: &[u8]) -> Result<()> {
    let mut reader = Reader::new(text);
    reader.skip_value()?;
    reader.end()
}

/// A position in a JSON text.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    deepest: usize,
}

/// A closure, of which the table of methods holds one copy: that of `FnMut` has another for `FnOnce`.
trait Visit<R, K> {
    fn visit(&mut self, reader: &mut R, key: K) -> Result<()>;
}

impl<R, F: FnMut(&mut R, Str) -> Result<()>> Visit<R, Str> for F {
    fn visit(&mut self, reader: &mut R, key: Str) -> Result<()> {
        self(reader, key)
    }
}

impl<R, F: FnMut(&mut R) -> Result<()>> Visit<R, ()> for F {
    fn visit(&mut self, reader: &mut R, (): ()) -> Result<()> {
        self(reader)
    }
}

impl<'a> Reader<'a> {
    /// Starts before the first byte.
    pub fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, deepest: 0 }
    }

    /// What the next value is.
    ///
    /// # Errors
    /// [`InvalidJson`] at the end of the text.
    pub fn peek(&mut self) -> Result<Kind> {
        self.skip_space();
        Ok(match self.text.get(self.at).ok_or(InvalidJson)? {
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'"' => Kind::String,
            b'n' => Kind::Null,
            _ => Kind::Other,
        })
    }

    /// Reads an object, calling `member` with the reader before each value; it must read it.
    ///
    /// # Errors
    /// [`InvalidJson`], from here or from `member`.
    pub fn object(&mut self, member: &mut impl FnMut(&mut Self, Str) -> Result<()>) -> Result<()> {
        self.members(member)
    }

    fn members(&mut self, member: &mut dyn Visit<Self, Str>) -> Result<()> {
        self.expect(b'{')?;
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.expect(b':')?;
            member.visit(self, key)?;
            if !self.take(b',') {
                return self.expect(b'}');
            }
        }
    }

    /// Reads an array, calling `element` with the reader before each value; it must read it.
    ///
    /// # Errors
    /// [`InvalidJson`], from here or from `element`.
    pub fn array(&mut self, element: &mut impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.elements(element)
    }

    fn elements(&mut self, element: &mut dyn Visit<Self, ()>) -> Result<()> {
        self.expect(b'[')?;
        if self.take(b']') {
            return Ok(());
        }
        loop {
            element.visit(self, ())?;
            if !self.take(b',') {
                return self.expect(b']');
            }
        }
    }

    /// Reads a string.
    ///
    /// # Errors
    /// [`InvalidJson`] where there is none, or where it holds a control character or a malformed
    /// escape. A lone surrogate is allowed, as in `JSON.parse`.
    #[inline(never)]
    pub fn string(&mut self) -> Result<Str> {
        self.expect(b'"')?;
        let mut escaped = false;
        let span = self.at..find_string_end(self.text, self.at, &mut escaped).ok_or(InvalidJson)?;
        self.at = span.end + 1;
        Ok(Str { span, escaped })
    }

    /// The bytes that stand at `span`.
    pub fn raw(&self, span: Range<usize>) -> &'a [u8] {
        &self.text[span]
    }

    /// Where it is in the text.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Whether a string that [`Self::string`] returned is `text`, which is made of letters and `_`.
    pub fn is(&self, string: &Str, text: &[u8]) -> bool {
        let raw = &self.text[string.span.clone()];
        match string.escaped {
            false => raw == text,
            true => is_escaped(raw, text),
        }
    }

    /// Reads a value of any kind and returns where it stands.
    ///
    /// # Errors
    /// [`InvalidJson`]
    pub fn skip_value(&mut self) -> Result<Range<usize>> {
        self.skip_space();
        let start = self.at;
        let mut nesting = Nesting::default();
        loop {
            if self.open_or_scalar(&mut nesting)? {
                self.deepest = self.deepest.max(nesting.depth);
                continue;
            }
            loop {
                let Some(object) = nesting.innermost() else {
                    return Ok(start..self.at);
                };
                if self.take(b',') {
                    if object {
                        self.key()?;
                    }
                    break;
                }
                self.expect(if object { b'}' } else { b']' })?;
                nesting.pop();
            }
        }
    }

    /// How many objects and arrays stood inside each other, at most, in a value that
    /// [`Self::skip_value`] has read.
    pub fn deepest(&self) -> usize {
        self.deepest
    }

    /// Checks that nothing but white space follows.
    ///
    /// # Errors
    /// [`InvalidJson`]
    pub fn end(&mut self) -> Result<()> {
        self.skip_space();
        if self.at == self.text.len() { Ok(()) } else { Err(InvalidJson) }
    }

    /// Reads a scalar, an empty container, or the opening of another one. True where a value has
    /// to follow.
    fn open_or_scalar(&mut self, nesting: &mut Nesting) -> Result<bool> {
        self.skip_space();
        match self.text.get(self.at).ok_or(InvalidJson)? {
            b'"' => self.string().map(|_| false),
            b'{' => {
                self.at += 1;
                if self.take(b'}') {
                    return Ok(false);
                }
                nesting.push(true);
                self.key().map(|()| true)
            }
            b'[' => {
                self.at += 1;
                if self.take(b']') {
                    return Ok(false);
                }
                nesting.push(false);
                Ok(true)
            }
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'n' => self.literal(b"null"),
            _ => self.number().map(|()| false),
        }
    }

    fn key(&mut self) -> Result<()> {
        self.string()?;
        self.expect(b':')
    }

    fn literal(&mut self, word: &[u8]) -> Result<bool> {
        if !self.text[self.at..].starts_with(word) {
            return Err(InvalidJson);
        }
        self.at += word.len();
        Ok(false)
    }

    fn number(&mut self) -> Result<()> {
        if self.peek_byte() == Some(b'-') {
            self.at += 1;
        }
        if self.peek_byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek_byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek_byte(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek_byte(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while self.peek_byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(InvalidJson) }
    }

    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.take(byte) { Ok(()) } else { Err(InvalidJson) }
    }

    fn take(&mut self, byte: u8) -> bool {
        // Most servers send no white space.
        let found = self.peek_byte() == Some(byte) || {
            self.skip_space();
            self.peek_byte() == Some(byte)
        };
        self.at += usize::from(found);
        found
    }

    fn peek_byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek_byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }
}

/// Where the string that begins at `at` ends; `None` where it is malformed.
pub(super) fn string_end(text: &[u8], at: usize) -> Option<usize> {
    find_string_end(text, at, &mut false)
}

/// The same; `escaped` is set where the string holds a backslash. Calling a function here would cost a
/// tenth of all reading.
#[inline(always)]
fn find_string_end(text: &[u8], mut at: usize, escaped: &mut bool) -> Option<usize> {
    loop {
        at += find_string_stop(&text[at..])?;
        match text[at] {
            b'"' => return Some(at),
            b'\\' => at += escape_length(&text[at..])?,
            _ => return None,
        }
        *escaped = true;
    }
}

/// A stack of bits: true for an object, false for an array.
#[derive(Default)]
struct Nesting {
    depth: usize,
    top: u64,
    below: Vec<u64>,
}

impl Nesting {
    fn push(&mut self, object: bool) {
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.below.push(self.top);
        }
        self.top = self.top << 1 | u64::from(object);
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth -= 1;
        self.top >>= 1;
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.top = self.below.pop().unwrap_or_default();
        }
    }

    fn innermost(&self) -> Option<bool> {
        (self.depth > 0).then_some(self.top & 1 == 1)
    }
}
