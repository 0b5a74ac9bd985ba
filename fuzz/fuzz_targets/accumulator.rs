#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| brivionix_fuzz::libfuzzer(
    brivionix_fuzz::targets::accumulator,
    data
));
