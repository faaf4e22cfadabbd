import { ARRIVING } from "./arriving.ts";
import { BASICS } from "./basics.ts";
import type { Example } from "./example.ts";
import { LOGGING } from "./logging.ts";
import { WORKING } from "./working.ts";

/** The files here that hold them. */
export const PARTS: readonly string[] = ["basics", "arriving", "working", "logging"];

/** Every example of engine/README.md but the first, which brings its own connection. */
export const EXAMPLES: readonly Example[] = [...BASICS, ...ARRIVING, ...WORKING, ...LOGGING];
