/** What the runtime around the client is like. Nothing here assumes that there is a `process`. */

interface Surroundings {
  process?: { env?: Record<string, string | undefined> };
  Deno?: { env?: { get?: (name: string) => string | undefined } };
  document?: unknown;
  window?: unknown;
  WorkerGlobalScope?: unknown;
  navigator?: { userAgent?: string };
}

const surroundings = globalThis as Surroundings;

/** The variable `BRIVIONIX_…`, or else `OPENAI_…`; `undefined` where there is no environment. */
export function readEnv(name: string): string | undefined {
  return variable(`BRIVIONIX_${name}`) ?? variable(`OPENAI_${name}`);
}

function variable(name: string): string | undefined {
  let value: string | undefined;
  try {
    value = surroundings.process?.env?.[name] ?? surroundings.Deno?.env?.get?.(name);
  } catch {
    // Deno throws where reading the environment has not been permitted.
  }
  return value?.trim() || undefined;
}

/** Whether this code runs in a web page or in one of its workers, where visitors can read it. */
export function runsInPage(): boolean {
  const { window, document, WorkerGlobalScope, process, Deno, navigator } = surroundings;
  if (window !== undefined && document !== undefined) return true;
  const isServer = process?.env !== undefined || Deno !== undefined;
  return (
    typeof WorkerGlobalScope === "function" &&
    globalThis instanceof WorkerGlobalScope &&
    !isServer &&
    navigator?.userAgent !== "Cloudflare-Workers"
  );
}
