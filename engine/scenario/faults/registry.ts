import type { z } from "zod";
import { kindsOf } from "../../actors/kinds-of.ts";
import { crash } from "./crash.ts";
import { cut } from "./cut.ts";
import { deploy } from "./deploy.ts";
import type { FaultKind } from "./fault.ts";
import { loseStore } from "./lose-store.ts";
import { outage } from "./outage.ts";
import { pause } from "./pause.ts";
import { poison } from "./poison.ts";
import { rollingDeploy } from "./rolling-deploy.ts";
import { scale } from "./scale.ts";
import { serverKill } from "./server-kill.ts";
import { slow } from "./slow.ts";
import { wire } from "./wire.ts";

/** The kinds of faults that a scenario may plan. */
const FAULTS = {
  crash,
  pause,
  slow,
  cut,
  poison,
  wire,
  deploy,
  "rolling-deploy": rollingDeploy,
  scale,
  outage,
  "lose-store": loseStore,
  "server-kill": serverKill,
} as const;

export const faultSchema = kindsOf(FAULTS);
export type Fault = z.output<typeof faultSchema>;

type AnyFault = FaultKind<z.ZodType<Fault>>;

/** The kind of this fault, typed so that its functions take the fault. */
export function faultKind({ kind }: Fault): AnyFault {
  return FAULTS[kind] as unknown as AnyFault;
}

/** The kinds of these faults, each once. */
export function kindsOfFaults(faults: readonly Fault[]): AnyFault[] {
  return [...new Set(faults.map(faultKind))];
}

/** The fault's text in a list of faults: 'crash before-save at pass 3 of coordinator-1', 'lose order-2-charge'. */
export function faultText(fault: Fault): string {
  return faultKind(fault).says(fault);
}
