//! Forwards requests to the real API and puts the key in.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use crate::error::ApiError;

/// Headers about one connection, which mean nothing on the next one.
const HOP_BY_HOP: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// What the browser says about itself and this server, no business of the API's.
const OF_THE_BROWSER: [&str; 6] =
    ["authorization", "host", "origin", "referer", "cookie", "x-api-key"];

/// The API that requests are forwarded to.
#[derive(Clone)]
pub struct Upstream {
    client: Client,
    base: String,
    authorization: HeaderValue,
}

impl Upstream {
    /// Reads the key from the environment variable `key_env`.
    pub fn new(url: &Url, key_env: &str) -> Result<Self, String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("--upstream: {url} is not an http or https address"));
        }
        let key = std::env::var(key_env).ok().filter(|key| !key.trim().is_empty());
        let key = key.ok_or_else(|| format!("--key-env: {key_env} is not set or empty"))?;
        let mut authorization = HeaderValue::from_str(&format!("Bearer {}", key.trim()))
            .map_err(|_| format!("--key-env: {key_env} holds characters no key has"))?;
        authorization.set_sensitive(true);
        // A redirect is the browser's to see; following it might carry the key elsewhere.
        let client = Client::builder().redirect(Policy::none()).build();
        let client = client.map_err(|error| format!("--upstream: {error}"))?;
        Ok(Self { client, base: base(url), authorization })
    }

    fn headers(&self, original: &HeaderMap) -> HeaderMap {
        let mut headers = end_to_end(original);
        for name in OF_THE_BROWSER {
            headers.remove(name);
        }
        headers.insert(header::AUTHORIZATION, self.authorization.clone());
        headers
    }
}

/// The URL that `/v1` stands for, given with or without it.
fn base(url: &Url) -> String {
    let text = url.as_str().trim_end_matches('/');
    text.strip_suffix("/v1").unwrap_or(text).to_owned() + "/v1"
}

/// Forwards a request, streaming both bodies; if the client goes away, so does the forwarded one.
pub async fn forward(State(upstream): State<Upstream>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
    let url = format!("{}{}", upstream.base, path.strip_prefix("/v1").unwrap_or(path));
    let has_body = parts.headers.contains_key(header::CONTENT_LENGTH)
        || parts.headers.contains_key(header::TRANSFER_ENCODING);
    let mut forwarded =
        upstream.client.request(parts.method, url).headers(upstream.headers(&parts.headers));
    if has_body {
        forwarded = forwarded.body(reqwest::Body::wrap_stream(body.into_data_stream()));
    }
    match forwarded.send().await {
        Ok(answer) => relay(answer),
        Err(_) => ApiError::new(
            StatusCode::BAD_GATEWAY,
            "upstream_error",
            "The simulator could not reach the upstream API.",
        )
        .into_response(),
    }
}

fn relay(mut answer: reqwest::Response) -> Response {
    let status = answer.status();
    let mut headers = end_to_end(answer.headers());
    headers.remove(header::SET_COOKIE);
    let body = async_stream::stream! {
        while let Some(bytes) = answer.chunk().await.transpose() {
            yield bytes;
            // What was written is flushed only when the body has nothing more to give: a break
            // right behind it would take it along.
            tokio::task::yield_now().await;
        }
    };
    (status, headers, Body::from_stream(body)).into_response()
}

/// The headers without those that concern one connection only.
fn end_to_end(original: &HeaderMap) -> HeaderMap {
    let mut headers = original.clone();
    for connection in original.get_all(header::CONNECTION) {
        let named = connection.to_str().unwrap_or_default().split(',');
        for name in named.filter_map(|name| name.trim().parse::<HeaderName>().ok()) {
            headers.remove(name);
        }
    }
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
    headers
}

/// Turns away what other pages send: the key is to be spent by the page served here alone.
pub async fn own_page_only(request: Request, next: Next) -> Response {
    if is_from_own_page(request.headers()) {
        return next.run(request).await;
    }
    let message = "With --upstream the simulator serves its own page only.";
    ApiError::new(StatusCode::FORBIDDEN, "permission_error", message).into_response()
}

fn is_from_own_page(headers: &HeaderMap) -> bool {
    let header = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host = header("host").unwrap_or_default();
    let same_origin =
        header("origin").is_none_or(|origin| origin.strip_prefix("http://") == Some(host));
    let same_site = header("sec-fetch-site").is_none_or(|s| matches!(s, "same-origin" | "none"));
    same_origin && same_site && is_numeric_or_localhost(host)
}

/// A name that someone else controls may be pointed at this machine; an address may not.
fn is_numeric_or_localhost(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_url_may_leave_out_v1() {
        for url in ["https://brivionix.com", "https://brivionix.com/", "https://brivionix.com/v1/"]
        {
            assert_eq!(base(&url.parse().unwrap()), "https://brivionix.com/v1");
        }
    }

    #[test]
    fn only_addresses_and_localhost_are_hosts() {
        for host in ["127.0.0.1:8080", "localhost", "[::1]:80"] {
            assert!(is_numeric_or_localhost(host), "{host}");
        }
        for host in ["rebound.example", "localhost.example:80", ""] {
            assert!(!is_numeric_or_localhost(host), "{host}");
        }
    }
}
