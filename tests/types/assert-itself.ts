/** The statements of `assert.ts` fail when they should. */
import { accepts, holds, type Same } from "./assert.js";

type Anything = ReturnType<typeof JSON.parse>;

// @ts-expect-error: a member that allows anything is not the same
holds<Same<{ a: { b: Anything } }, { a: { b: string } }>>();
// @ts-expect-error: nor is one that may be missing
holds<Same<{ a?: string }, { a: string }>>();
// @ts-expect-error: nor is one that cannot be changed
holds<Same<{ readonly a: string }, { a: string }>>();
// @ts-expect-error: nor is one more
holds<Same<{ a: string; b?: string }, { a: string }>>();
// @ts-expect-error: nor is `any`
holds<Same<Anything, string>>();
// @ts-expect-error: a number is no string
accepts<string>(1);
