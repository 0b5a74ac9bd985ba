export async function check() {
  return true;
}
