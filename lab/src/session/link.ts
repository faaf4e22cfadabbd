import type { Intervention } from "../../../engine/scenario/run/run-types.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import { pack } from "./link-text.ts";
import type { RunSetup } from "./types.ts";

/** The content of a link: a run, a moment in it, and the version of the engine. */
export type Link = {
  /** The id of a shipped scenario, or any other scenario as a whole. */
  readonly scenario: string | Scenario;
  readonly setup: RunSetup;
  readonly engine: string;
  /** For a twin: the other variant, with the same seed and knobs. */
  readonly twin?: TwinLink;
};

export type TwinLink = { readonly interventions: readonly Intervention[] };

/** The format that decode-link.ts reads. `format` changes when an old link would be misread. */
export type LinkData = {
  readonly format: 1;
  readonly engine: string;
  readonly scenario: string | Scenario;
  readonly twin?: TwinLink;
  /** The simulated broker by default. */
  readonly broker?: "wasm";
} & Omit<RunSetup, "broker" | "handlers">;

/** The link's text: base64url of deflated JSON. */
export function encodeLink({ scenario, setup, engine, twin }: Link): Promise<string> {
  const { broker, variant, knobs, seed, interventions, atMs } = setup;
  const data: LinkData = {
    format: 1,
    engine,
    scenario,
    ...{ variant, knobs, seed, interventions },
    ...(broker === "wasm" ? { broker } : {}),
    atMs: Math.floor(atMs),
    ...(twin ? { twin } : {}),
  };
  return pack(JSON.stringify(data));
}
