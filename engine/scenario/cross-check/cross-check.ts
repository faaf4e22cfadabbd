import { flowProblems } from "../parts/flow/problems.ts";
import { logProblems } from "../parts/log/problems.ts";
import { serverProblems } from "../parts/servers/problems.ts";
import { unknown } from "./unknown.ts";
import { FLOW_INVARIANTS, INVARIANTS } from "../checks/invariants.ts";
import {
  allQueues,
  answeredJob,
  askedJobNames,
  consumerNames,
  coordinatorNames,
  eventNames,
  jobNames,
  producerNames,
} from "../names.ts";
import { getAt } from "../../kernel/paths.ts";
import type { Scenario } from "../schema.ts";

/** What a schema cannot say: that the names in a scenario lead somewhere. Returns one line a problem. */
export function crossCheck(scenario: Scenario): string[] {
  return [
    ...nobodyWorks(scenario),
    ...duplicateNames(scenario),
    ...unknownQueues(scenario),
    ...unknownReturnAddresses(scenario),
    ...unknownFaultTargets(scenario),
    ...unknownKnobPaths(scenario),
    ...unknownVariants(scenario),
    ...unknownInvariants(scenario),
    ...unknownNext(scenario),
    ...flowProblems(scenario),
    ...logProblems(scenario),
    ...serverProblems(scenario),
  ];
}

function nobodyWorks({ producers, requesters, appenders, queues, logs, workers, readers }: Scenario): string[] {
  const lacks = (list: string, others: string, ...lists: readonly (readonly unknown[])[]) =>
    lists.some(({ length }) => length > 0) ? [] : [`${list}: found none, and no ${others}, expected at least one`];
  return [
    ...lacks("queues", "logs", queues, logs),
    ...lacks("producers", "requesters or appenders", producers, requesters, appenders),
    ...lacks("workers", "readers", workers, readers),
  ];
}

function duplicateNames(scenario: Scenario): string[] {
  const { queues, logs, readers, knobs, variants, claims } = scenario;
  const lists: [string, readonly string[]][] = [
    ["queues", allQueues(scenario).map((queue) => queue.name)],
    [
      "producers, requesters, desks, workers, coordinators, appenders and readers",
      [...producerNames(scenario), ...consumerNames(scenario), ...coordinatorNames(scenario)],
    ],
    ["logs", logs.map((log) => log.name)],
    ["readers", readers.map((reader) => reader.name)],
    ...logs.map((log): [string, readonly string[]] => [`events for ${log.name}`, eventNames(scenario, log.name)]),
    ...queues.map((queue): [string, readonly string[]] => [`jobs for ${queue.name}`, jobNames(scenario, queue.name)]),
    ["knobs", knobs.map((knob) => knob.id)],
    ["variants", variants.map((variant) => variant.id)],
    ["claims", claims.map((claim) => claim.id)],
  ];
  return lists.flatMap(([list, names]) => {
    const seen = new Set<string>();
    const twice = new Set(names.filter((name) => seen.size === seen.add(name).size));
    return [...twice].slice(0, 3).map((name) => `${list}: found "${name}" twice, expected each name once`);
  });
}

function unknownQueues({ queues, producers, requesters, workers, desks, claims }: Scenario): string[] {
  const known = new Set(queues.map((queue) => queue.name));
  const uses: [string, string][] = [
    ...producers.map((producer, i): [string, string] => [`producers.${i}.queue`, producer.queue]),
    ...requesters.map((requester, i): [string, string] => [`requesters.${i}.queue`, requester.queue]),
    ...workers.map((worker, i): [string, string] => [`workers.${i}.queue`, worker.queue]),
    ...desks.map((desk, i): [string, string] => [`desks.${i}.queue`, desk.queue]),
    ...workers.flatMap(({ handler }, i): [string, string][] =>
      handler.kind === "hand-on" ? [[`workers.${i}.handler.to`, handler.to]] : [],
    ),
    ...claims.flatMap((claim, i): [string, string][] =>
      "queue" in claim.check ? [[`claims.${i}.check.queue`, claim.check.queue]] : [],
    ),
  ];
  return uses.filter(([, queue]) => !known.has(queue)).map(([path, queue]) => unknown(path, queue, [...known]));
}

function unknownReturnAddresses({ producers, requesters }: Scenario): string[] {
  const known = requesters.map(({ name }) => name);
  return producers.flatMap(({ replyTo }, i) =>
    replyTo === null || known.includes(replyTo) ? [] : [unknown(`producers.${i}.replyTo`, replyTo, known)],
  );
}

function unknownFaultTargets(scenario: Scenario): string[] {
  const { faults } = scenario;
  const coordinators = coordinatorNames(scenario);
  const actors = [...producerNames(scenario), ...consumerNames(scenario), ...coordinators];
  const oneOf = (path: string, name: string, known: readonly string[]) =>
    known.includes(name) ? [] : [unknown(path, name, known)];
  return faults.flatMap((fault, i) => {
    if (fault.kind === "poison") return oneOf(`faults.${i}.job`, fault.job, jobNames(scenario));
    if (fault.kind === "outage") return [];
    if (fault.kind === "wire") return unknownJob(scenario, `faults.${i}.job`, fault.job);
    const { at } = fault;
    return [
      ...(fault.kind === "deploy" ? oneOf(`faults.${i}.actor`, fault.actor, coordinators) : []),
      ...("job" in at ? unknownJob(scenario, `faults.${i}.at.job`, at.job) : []),
      ...("actor" in at ? oneOf(`faults.${i}.at.actor`, at.actor, actors) : []),
    ];
  });
}

/** On the wire, and in a worker's hands, there are answers too. */
function unknownJob(scenario: Scenario, path: string, name: string): string[] {
  const jobs = jobNames(scenario);
  if (jobs.includes(name)) return [];
  const asked = askedJobNames(scenario);
  const job = answeredJob(name);
  if (job === null) return [unknown(path, name, jobs)];
  if (asked.includes(job)) return [];
  if (jobs.includes(job)) return [`${path}: found "${name}", expected a job or an answer: nobody asks for ${job}`];
  return [
    unknown(
      path,
      name,
      asked.map((request) => `reply-${request}-1`),
    ),
  ];
}

function unknownKnobPaths(scenario: Scenario): string[] {
  return scenario.knobs.flatMap((knob, i) =>
    getAt(scenario as never, knob.path) === undefined
      ? [`knobs.${i}.path: found "${knob.path}", expected a path to something in this scenario`]
      : [],
  );
}

function unknownVariants({ variants, claims, knobs }: Scenario): string[] {
  const ids = variantIds(variants);
  const knobIds = knobs.map((knob) => knob.id);
  return [
    ...claims.flatMap((claim, i) =>
      (claim.variants ?? []).filter((id) => !ids.includes(id)).map((id) => unknown(`claims.${i}.variants`, id, ids)),
    ),
    ...claims.flatMap((claim, i) =>
      Object.keys(claim.within ?? {})
        .filter((id) => !knobIds.includes(id))
        .map((id) => unknown(`claims.${i}.within`, id, knobIds)),
    ),
  ];
}

function unknownInvariants({ variants, knobs }: Scenario): string[] {
  const known = Object.keys({ ...INVARIANTS, ...FLOW_INVARIANTS });
  const named: [string, readonly string[]][] = [
    ...variants.map((variant, i): [string, readonly string[]] => [`variants.${i}.violates`, variant.violates]),
    ...knobs.flatMap((knob, i) =>
      knob.kind === "choice"
        ? knob.options.map((option, k): [string, readonly string[]] => [
            `knobs.${i}.options.${k}.violates`,
            option.violates,
          ])
        : [],
    ),
  ];
  return named.flatMap(([path, ids]) => ids.filter((id) => !known.includes(id)).map((id) => unknown(path, id, known)));
}

function unknownNext({ lesson, knobs, variants }: Scenario): string[] {
  if (!lesson) return [];
  const { next } = lesson;
  const [path, id, ids] =
    "knob" in next
      ? ["lesson.next.knob", next.knob, knobs.map((knob) => knob.id)]
      : ["lesson.next.variant", next.variant, variantIds(variants)];
  return ids.includes(id) ? [] : [unknown(path, id, ids)];
}

/** A scenario without variants has one, called `default`. */
export function variantIds(variants: Scenario["variants"]): string[] {
  return variants.length === 0 ? ["default"] : variants.map((variant) => variant.id);
}
