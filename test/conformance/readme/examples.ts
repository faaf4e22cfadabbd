import { ARRIVING } from "./arriving.ts";
import { BASICS } from "./basics.ts";
import type { Example } from "./example.ts";
import { LOGGING } from "./logging.ts";
import { REPLYING } from "./replying.ts";
import { SENDING } from "./sending.ts";
import { SETTING } from "./settings.ts";
import { WORKING } from "./working.ts";

/** The files here that hold them. */
export const PARTS: readonly string[] = ["basics", "sending", "arriving", "working", "logging", "replying", "settings"];

/** Every example of engine/README.md but the first, which brings its own connection. */
export const EXAMPLES: readonly Example[] = [
  ...BASICS,
  ...SENDING,
  ...ARRIVING,
  ...WORKING,
  ...LOGGING,
  ...REPLYING,
  ...SETTING,
];
