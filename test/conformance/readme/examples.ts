import { ARRIVING } from "./arriving.ts";
import { BASICS } from "./basics.ts";
import type { Example } from "./example.ts";
import { WORKING } from "./working.ts";

/** The files here that hold them. */
export const PARTS: readonly string[] = ["basics", "arriving", "working"];

/** Every example of engine/README.md but the first, which brings its own connection. */
export const EXAMPLES: readonly Example[] = [...BASICS, ...ARRIVING, ...WORKING];
