//! The content of a message: a string, or an array of parts.

use super::image::Image;
use super::messages::Role;
use super::node::Node;
use crate::error::ApiError;

/// What a message says and shows.
#[derive(Debug, Default)]
pub struct Content {
    pub text: String,
    pub images: Vec<Image>,
}

pub fn parse(node: &Node, role: Role) -> Result<Content, ApiError> {
    if let Some(text) = node.value.as_str() {
        return Ok(Content { text: text.to_owned(), images: Vec::new() });
    }
    let parts = node.items().map_err(|_| node.wrong_type("a string or an array of parts"))?;
    if parts.is_empty() {
        return Err(node.invalid("Invalid content: expected at least one part."));
    }
    let mut content = Content::default();
    for part in &parts {
        part.object()?;
        match part.require("type")?.one_of(allowed_parts(role))? {
            "image_url" => content.images.push(Image::parse(&part.require("image_url")?)?),
            kind => {
                if !content.text.is_empty() {
                    content.text.push('\n');
                }
                content.text.push_str(part.require(kind)?.string()?);
            }
        }
    }
    Ok(content)
}

/// Part types by role; every text-like part keeps its text in a field named like its type.
fn allowed_parts(role: Role) -> &'static [&'static str] {
    match role {
        Role::User => &["text", "image_url"],
        Role::Assistant => &["text", "refusal"],
        Role::System | Role::Tool => &["text"],
    }
}
