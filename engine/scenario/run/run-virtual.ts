import { createSimBroker, type SimBroker, type SimBrokerOptions } from "../../broker/sim-broker.ts";
import { createWasmBroker, type WasmBroker } from "../../broker/wasm-broker.ts";
import { stopwatchMs } from "../../clock/system-clock.ts";
import { VirtualClock } from "../../clock/virtual-clock.ts";
import { enterVirtualRealm, whenRealmIsFree } from "../../clock/virtual-realm.ts";
import { realmHost } from "../../host/realm-host.ts";
import { BadInputError } from "../../kernel/errors.ts";
import type { TraceEvent } from "../../trace/events.ts";
import { formatMs } from "../../trace/format.ts";
import { Collector } from "../../trace/recorder.ts";
import { ENGINE_VERSION } from "../../version.ts";
import type { Sandbox } from "../../sandbox/functions.ts";
import type { ServerProgram } from "../../wasm/program.ts";
import { conduct } from "./conduct.ts";
import type { RunControl } from "./stage.ts";
import { handlersOf, loadSandbox } from "./handlers.ts";
import { planRun } from "./plan.ts";
import { reportOn } from "./report.ts";
import { resolveScenario } from "./resolve.ts";
import type { Intervention, RunOutcome, RunRequest, TraceHeader } from "./run-types.ts";
import type { Scenario } from "../schema.ts";

const NAMESPACE = "lab";
/** Before the first producer starts, messages travel fast: workers get ready at the speed of the shortest hop. */
const SETUP_HOP_MS = 1;
/** Added to the scenario's limit: time to stop the actors gracefully. */
const CLOSING_MS = 60_000;

export type VirtualRunOptions = {
  readonly fault?: SimBrokerOptions["fault"];
  /** Runs on this real server in this realm, instead of the simulated one. */
  readonly program?: ServerProgram;
  /** Stops the run once it has more events than this, for hosts that could not show them. No limit by default. */
  readonly mostEvents?: number;
};

/**
 * Runs a scenario on a broker in this realm in virtual time. The run is a pure function of the request, byte for byte, in
 * Node and in browsers. A realm runs one at a time; further calls wait for their turn.
 * @throws BadInputError for a request that does not fit its scenario, before anything has started; and if the run has more
 *   events than `mostEvents`.
 */
export function runVirtual(request: RunRequest, options: VirtualRunOptions = {}): Promise<RunOutcome> {
  return whenRealmIsFree(() => runNow(request, options));
}

async function runNow(request: RunRequest, options: VirtualRunOptions): Promise<RunOutcome> {
  const startedAt = stopwatchMs();
  const scenario = resolveScenario(request);
  const { events, tickTimes } = await playInRealm(scenario, request, options);
  const header: TraceHeader = {
    format: "ackademy-trace",
    formatVersion: 2,
    engine: ENGINE_VERSION,
    broker: options.program ? "wasm" : "sim",
    ...request,
  };
  return { header, events, report: reportOn(header, events, stopwatchMs() - startedAt), tickTimes };
}

type Played = { readonly events: readonly TraceEvent[]; readonly tickTimes: readonly number[] };

async function playInRealm(scenario: Scenario, request: RunRequest, options: VirtualRunOptions): Promise<Played> {
  const clock = new VirtualClock();
  const collector = new Collector();
  const tickTimes: number[] = [];
  let blocked: BadInputError | null = null;
  const sandbox = await sandboxFor(scenario, request, (why) => void (blocked ??= why));
  const { mostEvents = Infinity } = options;
  const isTooLong = () => collector.events.length > mostEvents;
  const pending = [...request.interventions].sort((a, b) => a.afterTick - b.afterTick || a.atMs - b.atMs);
  const leave = enterVirtualRealm(clock, request.seed);
  try {
    const broker = startBroker(clock, scenario, options);
    let over = false;
    const control = conduct(planRun(scenario, request.seed, { namespace: NAMESPACE, transitMs: scenario.hopMs }), {
      broker,
      servers: broker.servers,
      host: realmHost(clock, broker, sandbox),
      clock: clock.rooted(),
      stamp: () => ({ at: clock.now(), tick: clock.tick }),
      collector,
      pollMs: Math.max(100, 2 * scenario.hopMs),
      limitMs: scenario.limitMs,
      onReady: () => broker.setHopMs(scenario.hopMs),
      interrupted: () => null,
    });
    const finished = control.finished.finally(() => (over = true));
    finished.catch(() => undefined);
    await clock.run({
      done: () => over || isTooLong() || blocked !== null,
      limitMs: scenario.limitMs + CLOSING_MS,
      afterTick(tick) {
        tickTimes.push(clock.now());
        intervene(pending, tick, clock, control);
      },
    });
    if (over) await finished;
  } finally {
    leave();
  }
  if (blocked !== null) throw blocked;
  if (isTooLong()) throw tooLong(clock.now(), mostEvents);
  refuseLateInterventions(pending, tickTimes.length - 1);
  collector.flush();
  return { events: collector.events, tickTimes };
}

async function sandboxFor(
  scenario: Scenario,
  request: RunRequest,
  onBlocked: (why: BadInputError) => void,
): Promise<Sandbox | null> {
  const handlers = await handlersOf(scenario, request);
  return handlers && (await loadSandbox()).openSandbox(handlers, onBlocked);
}

function tooLong(at: number, mostEvents: number): BadInputError {
  return new BadInputError(
    "this run",
    `found more than ${mostEvents} events by ${formatMs(at)}, expected at most ${mostEvents}`,
    "Make the run shorter: fewer jobs, fewer attempts, longer waits or a lower limitMs.",
  );
}

function startBroker(
  clock: VirtualClock,
  { id, servers = 1, electionMs }: Scenario,
  { program, fault }: VirtualRunOptions,
): SimBroker | WasmBroker {
  const link = { clock, hopMs: SETUP_HOP_MS };
  if (program && servers > 1) {
    const found = `found ${servers}, expected 1: a server compiled to WebAssembly has no network to form a cluster`;
    throw new BadInputError(`${id}: servers`, found, "Run it on `sim`, or on `nats`.");
  }
  if (program) return createWasmBroker({ ...link, program });
  return createSimBroker({
    ...link,
    servers,
    ...(electionMs === undefined ? {} : { electionMs }),
    ...(fault === undefined ? {} : { fault }),
  });
}

function intervene(pending: Intervention[], tick: number, clock: VirtualClock, control: RunControl): void {
  while (pending[0]?.afterTick === tick) {
    const { atMs, action } = pending.shift() as Intervention;
    clock.advanceTo(atMs);
    control.intervene(action);
  }
}

function refuseLateInterventions(pending: readonly Intervention[], lastTick: number): void {
  const late = pending[0];
  if (!late) return;
  throw new BadInputError(
    "interventions",
    `found one after tick ${late.afterTick}, expected a tick of this run, which ends at ${lastTick}`,
    "Run again without interventions, or intervene at an earlier moment.",
  );
}
