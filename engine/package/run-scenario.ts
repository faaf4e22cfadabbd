import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import type { Access } from "../broker/access.ts";
import { BadInputError } from "../kernel/errors.ts";
import { variantIds } from "../scenario/cross-check/variant-ids.ts";
import { leaseOwnServers, leaseServer, type NatsLease, ownServersOf, runOnNats } from "../scenario/run/run-nats.ts";
import type { RunOutcome, RunRequest } from "../scenario/run/run-types.ts";
import { runVirtual } from "../scenario/run/run-virtual.ts";
import type { KnobValues, Scenario, ScenarioSource } from "../scenario/schema.ts";
import { validateScenario } from "../scenario/validate.ts";
import type { TraceEvent } from "../trace/events.ts";

/** The settings of one run. */
export type RunSettings = {
  /** The id of one of the scenario's variants; the first one by default. */
  readonly variant?: string;
  /** Values of the scenario's knobs; those that the scenario has by default. */
  readonly knobs?: KnobValues;
  /** The scenario's own seed by default. */
  readonly seed?: number;
  /** `sim`: simulated, in virtual time (the default). `nats`: a real nats-server, with a process for each actor. */
  readonly broker?: "sim" | "nats";
  /** The address of the server for `nats`; by default the run starts a private one, and stops it afterwards. */
  readonly server?: string;
  /** How to log in at `server`, and its TLS. */
  readonly access?: Access;
  /** Ends a run on a real server early. */
  readonly signal?: AbortSignal;
  /** Called with each event of a run on a real server as it happens. */
  readonly onEvent?: (event: TraceEvent) => void;
};

/** The scenarios that come with Ackademy, as their files write them. */
export function builtInScenarios(): readonly ScenarioSource[] {
  return SCENARIO_SOURCES;
}

/**
 * Runs a scenario and judges the run: its trace, its checks and its figures. `scenario`: the id of a built-in one, or the data of
 * your own, as a scenario file writes it.
 * @throws BadInputError for a scenario or settings that are not valid, before anything starts
 * @throws NoBrokerError if `broker` is `nats` and no server can be reached or started
 */
export async function runScenario(scenario: string | ScenarioSource, settings: RunSettings = {}): Promise<RunOutcome> {
  const request = requestOf(load(scenario), settings);
  const { broker = "sim", server, signal, onEvent } = settings;
  if (broker === "sim") {
    if (server === undefined) return runVirtual(request);
    throw new BadInputError("server", "found a server with the broker sim", 'Add broker: "nats", or leave out server.');
  }
  const lease = await leaseFor(request, settings);
  const { urls, access = {}, servers } = lease;
  try {
    return await runOnNats(request, {
      urls,
      access,
      ...(servers === undefined ? {} : { servers }),
      ...(signal === undefined ? {} : { signal }),
      ...(onEvent === undefined ? {} : { onEvent }),
    });
  } finally {
    await lease.release();
  }
}

function load(scenario: string | ScenarioSource): Scenario {
  if (typeof scenario !== "string") return validateScenario(scenario, "the scenario");
  const found = SCENARIO_SOURCES.find(({ id }) => id === scenario);
  if (found !== undefined) return validateScenario(found, `scenario ${scenario}`);
  const known = SCENARIO_SOURCES.map(({ id }) => id).join(", ");
  throw new BadInputError("scenario", `found "${scenario}", expected one of ${known}`, "Choose one, or pass your own.");
}

function requestOf(scenario: Scenario, { variant, knobs = {}, seed = scenario.seed, broker = "sim" }: RunSettings) {
  if (!scenario.brokers.includes(broker)) {
    const expected = `expected one of ${scenario.brokers.join(", ")} for ${scenario.id}`;
    throw new BadInputError("broker", `found ${broker}, ${expected}`, "Choose another broker.");
  }
  const chosen = variant ?? variantIds(scenario.variants)[0] ?? "";
  return { scenario, variant: chosen, knobs, seed, interventions: [] } satisfies RunRequest;
}

function leaseFor(request: RunRequest, { server, access }: RunSettings): Promise<NatsLease> {
  const size = ownServersOf(request);
  if (size === null) return leaseServer(server, () => undefined, access);
  if (server === undefined) return leaseOwnServers(size, () => undefined);
  const found = "found a server, expected none: this scenario kills its servers or needs a cluster";
  throw new BadInputError("server", found, "Leave it out; the run then starts private servers and removes them.");
}
