//! The models on offer.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::auth::authenticate;
use crate::error::ApiError;

/// Model names with the time each was published.
const MODELS: [(&str, u64); 5] = [
    ("gpt-5.5", 1_776_902_400),
    ("gpt-5.4", 1_772_668_800),
    ("gpt-5.4-mini", 1_773_705_600),
    ("gpt-5.3-codex", 1_770_249_600),
    ("gpt-5.2", 1_765_411_200),
];

/// Model names that start so ask for a fault, see [`crate::faults`].
pub const FAULT_PREFIX: &str = "sim-";

pub fn names() -> impl Iterator<Item = &'static str> {
    MODELS.iter().map(|(name, _)| *name)
}

pub fn is_known(model: &str) -> bool {
    model.starts_with(FAULT_PREFIX) || names().any(|name| name == model)
}

pub fn not_found(model: &str) -> ApiError {
    let message = format!("The model `{model}` does not exist or you do not have access to it.");
    ApiError::new(StatusCode::NOT_FOUND, "invalid_request_error", message)
        .with_param("model")
        .with_code("model_not_found")
}

/// `GET /v1/models`
pub async fn list(headers: HeaderMap) -> Result<Json<Value>, ApiError> {
    authenticate(&headers)?;
    let data: Vec<Value> = MODELS.iter().map(model_object).collect();
    Ok(Json(json!({ "object": "list", "data": data })))
}

/// `GET /v1/models/{id}`
pub async fn retrieve(headers: HeaderMap, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    authenticate(&headers)?;
    let model = MODELS.iter().find(|(name, _)| *name == id).ok_or_else(|| not_found(&id))?;
    Ok(Json(model_object(model)))
}

fn model_object((id, created): &(&str, u64)) -> Value {
    json!({ "id": id, "object": "model", "created": created, "owned_by": "brivionix" })
}
