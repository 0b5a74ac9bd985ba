/** One cold start, as every runtime takes it. */

/**
 * Imports the client at `address` and reads one stream of `reads`. Resolves to the ms from before
 * the import until the first request left, and until the stream's end.
 */
export async function coldStart(address, serve, reads) {
  const answer = serve(reads);
  let called;
  const start = performance.now();
  const { make } = await import(address);
  const client = make((...request) => {
    called ??= performance.now();
    return answer(...request);
  });
  const text = await client.text();
  const end = performance.now();
  if (text === "") throw new Error(`${address} read nothing`);
  return { ready: called - start, end: end - start };
}
