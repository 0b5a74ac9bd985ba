//! Which tokens are accepted. A token is never repeated in an answer.

use axum::http::{HeaderMap, StatusCode, header};

use crate::error::ApiError;

/// The model that the restricted token may use.
const PERMITTED_TO_LIMITED: &str = "gpt-5.4-mini";

/// What an accepted token may do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Access {
    Full,
    Limited,
}

impl Access {
    pub fn permit(self, model: &str) -> Result<(), ApiError> {
        if self == Self::Full || model == PERMITTED_TO_LIMITED {
            return Ok(());
        }
        let message = format!("This token has no permission to use the model `{model}`.");
        Err(ApiError::new(StatusCode::FORBIDDEN, "permission_error", message)
            .with_param("model")
            .with_code("model_not_allowed"))
    }
}

/// Reads the `Authorization` header.
pub fn authenticate(headers: &HeaderMap) -> Result<Access, ApiError> {
    let Some(header) = headers.get(header::AUTHORIZATION) else {
        return Err(malformed(
            "You didn't provide an API key. Send it as 'Authorization: Bearer KEY'.",
        ));
    };
    match header.to_str().ok().and_then(bearer_token) {
        None => Err(malformed("The Authorization header is malformed: expected 'Bearer KEY'.")),
        Some("sk-invalid") => {
            Err(refused("authentication_error", "invalid_api_key", "Incorrect API key provided."))
        }
        Some("sk-expired") => {
            Err(refused("authentication_error", "expired_api_key", "This API key has expired."))
        }
        Some("sk-quota") => Err(refused(
            "insufficient_quota",
            "insufficient_quota",
            "You exceeded your current quota, please check your plan and billing details.",
        )),
        Some("sk-limited") => Ok(Access::Limited),
        Some(_) => Ok(Access::Full),
    }
}

fn bearer_token(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    let one_word = !token.is_empty() && !token.contains(char::is_whitespace);
    (scheme.eq_ignore_ascii_case("bearer") && one_word).then_some(token)
}

fn malformed(message: &str) -> ApiError {
    refused("invalid_request_error", "invalid_api_key", message)
}

fn refused(kind: &'static str, code: &'static str, message: &str) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, kind, message).with_code(code)
}
