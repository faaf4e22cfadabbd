import type { Intervention } from "../../../engine/scenario/run/run-types.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import { pack } from "./link-text.ts";
import type { RunSetup } from "./types.ts";

/** What a link says: a run, a moment in it, and the engine that it was seen on. */
export type Link = {
  /** One of the shipped scenarios by its id, or any other as a whole. */
  readonly scenario: string | Scenario;
  readonly setup: RunSetup;
  readonly engine: string;
  /** Of a twin: what runs beside it, with the same seed and knobs. */
  readonly twin?: TwinLink;
};

export type TwinLink = { readonly interventions: readonly Intervention[] };

/** What decode-link.ts reads again; `format` changes when an old link would be misread. */
export type LinkData = {
  readonly format: 1;
  readonly engine: string;
  readonly scenario: string | Scenario;
  readonly twin?: TwinLink;
  /** Without one it is the simulated one. */
  readonly broker?: "wasm";
} & Omit<RunSetup, "broker">;

/** The link's text: base64url of deflated JSON. */
export function encodeLink({ scenario, setup, engine, twin }: Link): Promise<string> {
  const { broker, ...rest } = setup;
  const data: LinkData = {
    format: 1,
    engine,
    scenario,
    ...rest,
    ...(broker === "wasm" ? { broker } : {}),
    atMs: Math.floor(setup.atMs),
    ...(twin ? { twin } : {}),
  };
  return pack(JSON.stringify(data));
}
