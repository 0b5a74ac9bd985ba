//! When requests are sent again: whole schedules, by a clock that only waits move.

use brivionix::protocol::retry::{self, Hints};

/// What a server answers: a status (0 where the connection fails) and when to come back.
#[derive(Clone, Copy)]
struct Answer {
    status: u16,
    hints: Hints,
    /// `Retry-After` as a date, by the test's clock.
    date: f64,
}

fn status(status: u16) -> Answer {
    Answer { status, hints: Hints::default(), date: f64::NAN }
}

fn after_ms(ms: f64) -> Answer {
    let hints = Hints { retry_after_ms: ms, ..Hints::default() };
    Answer { hints, ..status(429) }
}

fn after_seconds(seconds: f64) -> Answer {
    let hints = Hints { retry_after_seconds: seconds, ..Hints::default() };
    Answer { hints, ..status(429) }
}

fn after_date(date: f64) -> Answer {
    Answer { date, ..status(429) }
}

fn told(should_retry: bool, answer: Answer) -> Answer {
    let hints = Hints { should_retry: Some(should_retry), ..answer.hints };
    Answer { hints, ..answer }
}

/// Sends as the client does; the times of the attempts in ms. The last answer repeats.
fn attempts(answers: &[Answer], max_retries: u32, chance: f64) -> Vec<f64> {
    let mut now = 0.0;
    let mut times = vec![now];
    for retries_made in 0..max_retries {
        let Answer { status, hints, date } = answers[answers.len().min(times.len()) - 1];
        let hints = Hints { retry_after_date_ms: date - now, ..hints };
        let succeeded = (200..300).contains(&status);
        if succeeded || status != 0 && !retry::is_retryable(status, &hints) {
            break;
        }
        now += retry::delay_ms(retries_made, &hints, chance);
        times.push(now);
    }
    times
}

#[test]
fn backoff_doubles_from_half_a_second_to_eight() {
    let times = [0.0, 500.0, 1_500.0, 3_500.0, 7_500.0, 15_500.0, 23_500.0, 31_500.0];
    assert_eq!(attempts(&[status(503)], 7, 0.0), times);
    assert_eq!(attempts(&[status(0)], 7, 0.0), times, "where there is no connection");
    assert_eq!(retry::delay_ms(u32::MAX, &Hints::default(), 0.0), 8_000.0);
}

#[test]
fn jitter_takes_off_up_to_a_quarter() {
    for chance in [0.0, 0.25, 0.5, 0.999] {
        let times = attempts(&[status(500)], 7, chance);
        for (wait, longest) in times.windows(2).zip([500.0, 1e3, 2e3, 4e3, 8e3, 8e3, 8e3]) {
            let wait = wait[1] - wait[0];
            assert!((wait - longest * (1.0 - chance / 4.0)).abs() < 1e-6, "{wait} at {chance}");
            assert!(wait > longest * 0.75 - 1e-6 && wait <= longest);
        }
    }
}

#[test]
fn no_more_is_sent_than_allowed_or_needed() {
    assert_eq!(attempts(&[status(500)], 0, 0.0), [0.0]);
    assert_eq!(attempts(&[status(500)], 2, 0.0).len(), 3);
    assert_eq!(attempts(&[status(500), status(0), status(200)], 9, 0.0).len(), 3);
    assert_eq!(attempts(&[status(429), status(400)], 9, 0.0).len(), 2);
}

#[test]
fn the_server_is_obeyed_within_reason() {
    for (answers, times) in [
        (vec![after_ms(250.0)], vec![0.0, 250.0, 500.0]),
        (vec![after_ms(12.5), after_seconds(3.0)], vec![0.0, 12.5, 3_012.5]),
        (vec![after_seconds(0.0)], vec![0.0, 0.0, 0.0]),
        (vec![after_seconds(60.0)], vec![0.0, 60_000.0, 120_000.0]),
        (vec![after_date(2_000.0), status(503)], vec![0.0, 2_000.0, 3_000.0]),
        // What is unreasonable is as good as nothing.
        (vec![after_seconds(61.0)], vec![0.0, 500.0, 1_500.0]),
        (vec![after_ms(-5.0)], vec![0.0, 500.0, 1_500.0]),
        (vec![after_ms(f64::INFINITY)], vec![0.0, 500.0, 1_500.0]),
        (vec![after_date(-9.0)], vec![0.0, 500.0, 1_500.0]),
        (vec![after_date(1e12)], vec![0.0, 500.0, 1_500.0]),
        // A date that has passed by the time of the second answer.
        (vec![after_date(100.0)], vec![0.0, 100.0, 100.0]),
    ] {
        assert_eq!(attempts(&answers, 2, 0.0), times);
    }
}

#[test]
fn the_more_exact_of_two_headers_counts() {
    let both = Hints { retry_after_ms: 10.0, ..after_seconds(3.0).hints };
    assert_eq!(retry::delay_ms(0, &both, 0.0), 10.0);
    let with_date = Hints { retry_after_date_ms: 7.0, ..after_seconds(3.0).hints };
    assert_eq!(retry::delay_ms(0, &with_date, 0.0), 3_000.0);
}

#[test]
fn only_what_may_pass_is_retried_unless_the_server_decides() {
    let retryable: Vec<u16> =
        (100..600).filter(|&code| retry::is_retryable(code, &Hints::default())).collect();
    let expected: Vec<u16> = [408, 409, 429].into_iter().chain(500..600).collect();
    assert_eq!(retryable, expected);
    assert_eq!(attempts(&[told(true, status(400)), status(400)], 5, 0.0), [0.0, 500.0]);
    assert_eq!(attempts(&[told(true, after_ms(20.0)), status(200)], 5, 0.0), [0.0, 20.0]);
    assert_eq!(attempts(&[told(false, after_ms(20.0))], 5, 0.0), [0.0]);
    assert_eq!(attempts(&[told(false, status(503))], 5, 0.0), [0.0]);
}
