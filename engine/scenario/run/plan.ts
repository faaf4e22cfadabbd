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
  /** As it runs: variant and knobs applied. */
  readonly scenario: Scenario;
  readonly namespace: string;
  /** All of them, reply queues included. */
  readonly queues: readonly QueueConfig[];
  /** Whoever gives others work and ends: a run waits for them. */
  readonly producers: readonly ChildSpec[];
  /** Whoever is there before them: workers, readers, and those who drive orders. */
  readonly workers: readonly ChildSpec[];
  /** Those among them that come later. */
  readonly late: readonly LateActor[];
  /** Those that planned faults add. */
  readonly spares: readonly ChildSpec[];
  readonly timedFaults: readonly TimedFault[];
  readonly noticedFaults: readonly RunnerFault[];
  /** Servers are killed: they must be the run's own, and questions to them may go unanswered. */
  readonly strikesServers: boolean;
};

/** How a run differs between brokers: its namespace keeps its names on the server apart from others'. */
export type RunPlace = Pick<PlanPlace, "namespace" | "transitMs">;

/** `scenario`: as it runs. Each part brings its actors. */
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
