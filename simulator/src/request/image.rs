//! Images in a message.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imagesize::ImageType;

use super::node::Node;
use crate::error::ApiError;

/// An image of a message.
#[derive(Debug, PartialEq)]
pub struct Image {
    pub source: Source,
    pub low_detail: bool,
}

/// Where an image comes from.
#[derive(Debug, PartialEq)]
pub enum Source {
    /// Sent along, and looked at.
    Inline { format: &'static str, width: usize, height: usize, bytes: usize },
    /// Elsewhere, and not fetched.
    Remote { host: String },
}

impl Image {
    pub fn parse(node: &Node) -> Result<Self, ApiError> {
        node.object()?;
        let url = node.require("url")?;
        let detail = match node.get("detail") {
            Some(detail) => detail.one_of(&["auto", "low", "high"])?,
            None => "auto",
        };
        Ok(Self { source: source(&url)?, low_detail: detail == "low" })
    }

    /// The prompt tokens an image costs: a base, and a share for each tile of 512×512 pixels.
    pub fn tokens(&self) -> usize {
        const BASE: usize = 85;
        const TILE: usize = 170;
        match self.source {
            _ if self.low_detail => BASE,
            Source::Inline { width, height, .. } => {
                BASE + TILE * width.div_ceil(512).min(4) * height.div_ceil(512).min(4)
            }
            Source::Remote { .. } => BASE + TILE * 4,
        }
    }
}

fn source(url: &Node) -> Result<Source, ApiError> {
    let text = url.string()?;
    if let Some(data) = text.strip_prefix("data:") {
        return inline(url, data);
    }
    match reqwest::Url::parse(text) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => {
            Ok(Source::Remote { host: parsed.host_str().unwrap_or_default().to_owned() })
        }
        _ => Err(invalid(url, "Invalid image URL: expected an http, https or data URL.")),
    }
}

fn inline(url: &Node, data: &str) -> Result<Source, ApiError> {
    let payload = data.split_once(',').and_then(|(head, payload)| {
        let is_base64 = head.rsplit(';').next() == Some("base64");
        (is_base64 && head.starts_with("image/")).then_some(payload)
    });
    let payload = payload
        .ok_or_else(|| invalid(url, "Invalid data URL: expected 'data:image/TYPE;base64,DATA'."))?;
    let bytes =
        STANDARD.decode(payload).map_err(|_| invalid(url, "Invalid base64 in the image URL."))?;
    inspect(&bytes).ok_or_else(|| {
        invalid(
            url,
            "You uploaded an unsupported image. Please make sure your image is valid and has one \
             of the following formats: ['png', 'jpeg', 'gif', 'webp'].",
        )
    })
}

/// Reads format and dimensions from the bytes themselves; what the URL claims is not trusted.
fn inspect(bytes: &[u8]) -> Option<Source> {
    let format = match imagesize::image_type(bytes).ok()? {
        ImageType::Png => "PNG",
        ImageType::Jpeg => "JPEG",
        ImageType::Gif => "GIF",
        ImageType::Webp => "WebP",
        _ => return None,
    };
    let size = imagesize::blob_size(bytes).ok()?;
    Some(Source::Inline { format, width: size.width, height: size.height, bytes: bytes.len() })
}

fn invalid(url: &Node, message: &str) -> ApiError {
    ApiError::invalid(&url.path, message).with_code("invalid_image_url")
}
