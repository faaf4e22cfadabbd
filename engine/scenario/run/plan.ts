import { givesWork } from "../../actors/kinds/registry.ts";
import type { ChildSpec } from "../../host/supervisor.ts";
import type { QueueConfig } from "../../queue/names.ts";
import {
  noticedFaults,
  pointFaults,
  poisoned,
  strikeServers,
  timedFaults,
  wireFaults,
  type RunnerFault,
  type TimedFault,
} from "../faults/plan.ts";
import { allQueues } from "../names.ts";
import type { PlannedActor, PlanPlace } from "../parts/part.ts";
import { PARTS } from "../parts/registry.ts";
import type { Scenario } from "../schema.ts";

export type LateActor = { readonly child: ChildSpec; readonly atMs: number };

/** What a run has to set up, as plain data. */
export type Plan = {
  /** The scenario as it runs: variant and knobs applied. */
  readonly scenario: Scenario;
  readonly namespace: string;
  /** All queues, including reply queues. */
  readonly queues: readonly QueueConfig[];
  /** The actors that give others work and then end: the run waits for them. */
  readonly producers: readonly ChildSpec[];
  /** The actors that start before them: workers, readers and coordinators. */
  readonly workers: readonly ChildSpec[];
  /** Those among the workers that start later. */
  readonly late: readonly LateActor[];
  /** Workers that planned faults add. */
  readonly spares: readonly ChildSpec[];
  readonly timedFaults: readonly TimedFault[];
  readonly noticedFaults: readonly RunnerFault[];
  /** Whether faults kill servers: they must be the run's own, and may not answer requests. */
  readonly strikesServers: boolean;
};

/** What differs between brokers. The namespace keeps the run's names on the server apart from those of other runs. */
export type RunPlace = Pick<PlanPlace, "namespace" | "transitMs">;

/** `scenario`: with variant and knobs applied. Each part adds its actors. */
export function planRun(scenario: Scenario, seed: number, { namespace, transitMs }: RunPlace): Plan {
  const { faults } = scenario;
  const queues = allQueues(scenario).map((queue): QueueConfig => ({ ...queue, namespace }));
  const onTheWire = wireFaults(faults);
  const place: PlanPlace = {
    spec: (name) => ({ name, namespace, seed, faults: pointFaults(faults, name), wireFaults: onTheWire }),
    queueNamed: (name) => queues.find((queue) => queue.name === name) as QueueConfig,
    namespace,
    transitMs,
    poison: poisoned(faults),
  };
  const actors = PARTS.flatMap((part) => part.actors?.(scenario, place) ?? []);
  const [producers, others] = [actors.filter(isProducer), actors.filter((actor) => !isProducer(actor))];
  return {
    scenario,
    namespace,
    queues,
    producers: producers.map(({ child }) => child),
    workers: others.filter(({ atMs }) => atMs === 0).map(({ child }) => child),
    late: others.flatMap(({ child, atMs }) => (atMs !== null && atMs > 0 ? [{ child, atMs }] : [])),
    spares: others.filter(({ atMs }) => atMs === null).map(({ child }) => child),
    timedFaults: timedFaults(faults),
    noticedFaults: noticedFaults(faults),
    strikesServers: strikeServers(faults),
  };
}

function isProducer({ child }: PlannedActor): boolean {
  return givesWork(child.spec.kind);
}
