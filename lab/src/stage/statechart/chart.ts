import { largest, QUEUE_OF, type StateGraph, type StateGraphNode, coordinatorNames } from "../../../../engine/views.ts";
import { allStates, placeOf, plainName, triggerWords, whenWords } from "./chart-words.ts";
import { type ChartStanding, standingOf } from "./chart-standing.ts";
import type { Statechart } from "../../../../engine/scenario/parts/flow/statechart.ts";
import type { TraceIndex } from "../trace/trace-index.ts";
import type { Chart, ChartState, ChartView, ChartWait } from "./types.ts";

/** The version of the machine that drives a flow; before the flow begins, the version that it will begin with. */
export function chartOf(
  charts: readonly Statechart[],
  { flows }: TraceIndex,
  flow: string,
  atMs: number,
): Chart | null {
  const saves = flows?.saves.get(flow) ?? [];
  const saved = (saves.findLast(({ at }) => at <= atMs) ?? saves[0])?.state;
  const version = typeof saved === "object" && saved !== null && "version" in saved ? saved["version"] : undefined;
  return (charts.find((one) => one.version === version) ?? charts[0])?.graph ?? null;
}

/** A machine with the current state of one flow, at a moment of a run. */
export function chartAt(graph: StateGraph, index: TraceIndex, flow: string, atMs: number): ChartView {
  const standing = standingOf(index, flow, atMs);
  const active = new Set(standing.active);
  const nodes = allStates(graph.root);
  const here = nodes.filter(({ path, states }) => active.has(path) && !states.some((one) => active.has(one.path)));
  const services = servicesIn(index);
  const waits = here.map((node) => waitOf(node, { standing, services, atMs }));
  const cameFrom = new Set(standing.came?.from);
  const draw = (node: StateGraphNode): ChartState => ({
    path: node.path,
    name: plainName(node.key),
    kind: node.kind,
    description: node.description,
    active: active.has(node.path),
    here: here.includes(node),
    cameFrom: cameFrom.has(node.path),
    asks: asksOf(node, services),
    wait: waits.find(({ path }) => path === node.path) ?? null,
    ways: node.transitions.map((way) => ({
      when: whenWords(way),
      to: way.targets.map((path) => plainName(path.split(".").at(-1) ?? path)),
      description: way.description,
    })),
    states: node.states.map(draw),
  });
  const stuck = standing.parked || here.some(({ tags }) => tags.includes("stuck"));
  const ended = here.length > 0 && here.every(({ kind, path }) => kind === "final" && !path.includes("."));
  return {
    flow,
    status: here.length === 0 ? "not started" : ended ? "ended" : stuck ? "stuck" : "under way",
    waits,
    root: draw(graph.root),
    came: standing.came,
    nobodySince: nobodySince(index, atMs),
    timers: standing.timers,
    undo: standing.undo,
  };
}

/** The service of each step: from the run's commands, or else from the lab's own order. */
function servicesIn({ events }: TraceIndex): ReadonlyMap<string, string> {
  const told = events.flatMap((event) => (event.type === "step-commanded" ? [[event.step, event.queue] as const] : []));
  return new Map([...Object.entries(QUEUE_OF), ...told]);
}

function asksOf({ invokes }: StateGraphNode, services: ReadonlyMap<string, string>): string | null {
  const asked = invokes.map((step) => {
    const service = services.get(step);
    return service === undefined ? `asks for ${plainName(step)}` : `asks ${service} to ${plainName(step)}`;
  });
  return asked.length === 0 ? null : asked.join(", ");
}

type Waiting = {
  readonly standing: ChartStanding;
  readonly services: ReadonlyMap<string, string>;
  readonly atMs: number;
};

function waitOf(node: StateGraphNode, { standing, services, atMs }: Waiting): ChartWait {
  const { path } = node;
  const due = standing.deadlines.find(({ name }) => concerns(name, node))?.due ?? null;
  const says = waitWords(node, standing, services);
  return { path, place: placeOf(path), says, until: due, remainingMs: due === null ? 0 : Math.max(0, due - atMs) };
}

/**
 * The deadline of a step has the step's name ('ship timeout'), that of a delay has the state's ('after 5000 in
 * order.waiting'). The timer of a bare machine names only its delay ('after 5000').
 */
function concerns(deadline: string, { invokes, path, transitions }: StateGraphNode): boolean {
  return (
    invokes.some((step) => deadline.startsWith(`${step} `)) ||
    deadline.endsWith(`.${path}`) ||
    transitions.some(({ by }) => by.kind === "after" && deadline === `after ${by.delay}`)
  );
}

function waitWords(node: StateGraphNode, standing: ChartStanding, services: ReadonlyMap<string, string>): string {
  const asked = standing.pending.filter(({ step }) => node.invokes.includes(step));
  const pauses = standing.deadlines.some(({ name }) => node.invokes.some((step) => name === `${step} next try`));
  if (asked.length > 0) {
    const answers = asked.map(({ step, try: n }) => {
      const what = n > 1 ? `${plainName(step)}, try ${n}` : plainName(step);
      const who = services.get(step);
      return who === undefined ? `an answer (${what})` : `${who} to answer (${what})`;
    });
    return pauses ? `waits before it asks ${answers.join(" and ")} again` : `waits for ${answers.join(" and ")}`;
  }
  if (node.kind === "final")
    return node.path.includes(".") ? "is finished here and waits for the other parts" : "has ended";
  const bare = standing.timers === "memory" ? bareWords(node, standing, services) : null;
  if (bare !== null) return bare;
  const delays = node.transitions.filter(({ by }) => by.kind === "after");
  const events = node.transitions.flatMap(({ by }) => (by.kind === "event" ? [by.event] : []));
  const signals = `waits for ${events.join(" or ")}`;
  if (node.tags.includes("stuck") && events.length > 0) return `cannot continue by itself: ${signals}`;
  if (delays.length > 0) return `waits: ${delays.map(({ by }) => triggerWords(by)).join(", ")} it continues by itself`;
  return events.length > 0 ? signals : "waits";
}

/** For a bare snapshot: it does not record open requests, nor that a timer is lost. */
function bareWords(
  { invokes, transitions }: StateGraphNode,
  { deadlines }: ChartStanding,
  services: ReadonlyMap<string, string>,
): string | null {
  const asked = invokes.map((step) => `${services.get(step) ?? "somebody"} to answer (${plainName(step)})`);
  if (asked.length > 0) return `waits for ${asked.join(" and ")}`;
  const delays = transitions.some(({ by }) => by.kind === "after");
  return delays && deadlines.length === 0 ? "waits forever: its timer was lost when its process died" : null;
}

/** When the last living coordinator died; null while one lives, and before the first has started. */
function nobodySince({ source, incarnations }: TraceIndex, atMs: number): number | null {
  const lives = coordinatorNames(source.scenario).map((name) =>
    (incarnations.get(name) ?? []).findLast(({ started }) => started.at <= atMs),
  );
  const deaths = lives.flatMap((life) =>
    life?.ended?.type === "actor-crashed" && life.ended.at <= atMs ? [life.ended.at] : [],
  );
  return deaths.length > 0 && deaths.length === lives.length ? largest(deaths, 0) : null;
}
