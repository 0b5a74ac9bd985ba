/** Waits until `condition` holds. */
export async function until(condition) {
  for (let tries = 0; tries < 1500; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("It never happened.");
}
