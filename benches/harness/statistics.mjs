export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How often one fits into the other: the median over the rounds, which noise hits in pairs. */
export function ratio(slow, fast) {
  return median(slow.map((value, round) => value / fast[round]));
}
