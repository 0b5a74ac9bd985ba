//! Where requests go.

/// The API's own address.
pub const DEFAULT: &str = "https://brivionix.com/v1";

/// Brings a base URL into the one form that paths are appended to: no trailing slash, and `/v1`
/// where only a host was given.
///
/// A query string stays where it is; [`join`] puts the path before it.
pub fn normalize(base: &str) -> String {
    let base = base.trim();
    let (path, query) = split_query(base);
    let path = path.trim_end_matches('/');
    let host = path.strip_prefix("https://").or_else(|| path.strip_prefix("http://"));
    let bare_host = host.is_some_and(|host| !host.as_bytes().contains(&b'/'));
    let version = if bare_host { "/v1" } else { "" };
    [path, version, query].concat()
}

/// The URL of `path` under a base that [`normalize`] made. An absolute URL is returned as it is.
pub fn join(base: &str, path: &str) -> String {
    if path.starts_with("https://") || path.starts_with("http://") {
        return path.into();
    }
    let (base, base_query) = split_query(base);
    let (path, path_query) = split_query(path);
    let slash = if path.starts_with('/') { "" } else { "/" };
    let mut url = [base, slash, path, base_query].concat();
    if let Some(query) = path_query.strip_prefix('?') {
        url.push(if base_query.is_empty() { '?' } else { '&' });
        url.push_str(query);
    }
    url
}

/// Splits before the question mark.
fn split_query(url: &str) -> (&str, &str) {
    url.split_at(url.bytes().position(|byte| byte == b'?').unwrap_or(url.len()))
}
