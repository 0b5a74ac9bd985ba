//! What is served where.

use std::path::Path;
use std::time::Duration;

use axum::extract::OriginalUri;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, any_service, get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, CorsLayer};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;
use crate::cli::Options;
use crate::error::ApiError;
use crate::upstream::{self, Upstream};
use crate::{chat, exchange, inspection, models};

/// Headers that scripts of other origins may read.
const EXPOSED_HEADERS: [&str; 6] = [
    "x-request-id",
    "retry-after",
    "retry-after-ms",
    "x-should-retry",
    "openai-processing-ms",
    "openai-version",
];

/// The whole server.
pub fn router(options: &Options, app: App, upstream: Option<Upstream>) -> Router {
    let is_upstream = upstream.is_some();
    let mut router = Router::new()
        .route("/demo.json", get(async move || Json(demo(is_upstream))))
        .merge(files(options));
    if options.inspect {
        router = router.nest("/__sim", inspection(app.clone()));
    }
    match upstream {
        // Without CORS, and for its own page only: any other page could spend the key.
        Some(upstream) => router
            .route("/v1/{*rest}", any(upstream::forward).with_state(upstream))
            .layer(from_fn(upstream::own_page_only)),
        None => {
            let api = api(app);
            // Nesting leaves this one path to the files.
            router.route("/v1/", any_service(api.clone())).nest("/v1", api).layer(cors())
        }
    }
}

fn inspection(app: App) -> Router {
    Router::new()
        .route("/requests", get(inspection::requests).delete(inspection::clear))
        .route("/stats", get(inspection::stats))
        .with_state(app)
}

fn api(app: App) -> Router {
    Router::new()
        .route("/chat/completions", post(chat::create))
        .route("/models", get(models::list))
        .route("/models/{id}", get(models::retrieve))
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(app.clone(), exchange::exchange))
        .with_state(app)
}

/// What the demo page needs to know to talk to this server.
fn demo(is_upstream: bool) -> Value {
    let mut demo = json!({ "baseURL": "/v1", "apiKey": "demo-token", "upstream": is_upstream });
    // An upstream has models of its own; they are at /v1/models.
    if !is_upstream {
        demo["models"] = models::names().collect();
    }
    demo
}

fn files(options: &Options) -> Router {
    let mut files = Router::new();
    if let Some(dir) = &options.pkg {
        files = files.nest_service("/pkg", directory(dir));
    }
    for (name, dir) in &options.statics {
        files = files.nest_service(&format!("/{name}"), directory(dir));
    }
    if let Some(dir) = &options.www {
        files = files.fallback_service(directory(dir));
    }
    // Whoever edits a page wants to see the edit, so browsers must ask again each time.
    files.layer(SetResponseHeaderLayer::if_not_present(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache"),
    ))
}

fn directory(dir: &Path) -> ServeDir {
    ServeDir::new(dir)
}

fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(EXPOSED_HEADERS.map(HeaderName::from_static))
        .max_age(Duration::from_secs(600))
}

async fn unknown_path(method: Method, OriginalUri(uri): OriginalUri) -> ApiError {
    let message = format!("Invalid URL ({method} {})", uri.path());
    ApiError::new(StatusCode::NOT_FOUND, "invalid_request_error", message).with_code("unknown_url")
}

async fn wrong_method(method: Method, OriginalUri(uri): OriginalUri) -> ApiError {
    let message = format!("Not allowed to {method} on {}.", uri.path());
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "invalid_request_error", message)
        .with_code("method_not_supported")
}
