/**
 * What the lab's page may use of the engine: pure functions of a trace, and the words for it. `browser.ts` is the door to
 * the engine that runs; only the Web Worker goes through that one, so that the page loads none of it.
 */
export { wallNow } from "./clock/system-clock.ts";
export type {
  StateGraph,
  StateGraphNode,
  StateGraphTransition,
  StateGraphTrigger,
} from "./flow/orchestrator/state-graph.ts";
export { DAMAGES } from "./flow/order/damage.ts";
export { ledgerOfOrders } from "./flow/order/ledger.ts";
export { ORDERS_QUEUE, QUEUE_OF, commandJob } from "./flow/order/order.ts";
export type { Action } from "./flow/order/order.ts";
export { orderStandings } from "./flow/order/outcomes.ts";
export type { OrderStanding } from "./flow/order/outcomes.ts";
export { answersText, readAnswers } from "./guide/answers-text.ts";
export { decide } from "./guide/decide.ts";
export type { Verdict } from "./guide/decide.ts";
export { EXAMPLES } from "./guide/examples.ts";
export { QUESTIONS } from "./guide/questions.ts";
export type { GivenAnswers, QuestionId } from "./guide/questions.ts";
export { TOOLS } from "./guide/rules.ts";
export type { Rule, Tool } from "./guide/rules.ts";
export { startingPoint } from "./guide/start/starting-scenario.ts";
export type { StartingPoint } from "./guide/start/starting-scenario.ts";
export { TO_DECIDE } from "./guide/warnings.ts";
export { unreachable } from "./kernel/errors.ts";
export { largest, smallest } from "./kernel/extremes.ts";
export type { JsonValue } from "./kernel/json.ts";
export { getAt, setAt } from "./kernel/paths.ts";
export { measuredSetup } from "./scenario/measured-setup.ts";
export { knobProblem } from "./scenario/knob-problem.ts";
export {
  allQueues,
  allWorkerNames,
  COORDINATOR,
  coordinatorNames,
  DEADLINES_QUEUE,
  replyQueueName,
  replyQueueNames,
  requestJob,
  workerNames,
} from "./scenario/names.ts";
export { describeEvent } from "./trace/describe.ts";
export { shapeOf } from "./trace/error-shape.ts";
export { EVENT_KINDS, kindOf } from "./trace/events.ts";
export { deadLetterEvents } from "./trace/events/dead-letter.ts";
export { describeIntervention } from "./trace/events/runner.ts";
export { EXPORTS, exportRuns, runsAbout } from "./trace/export/export.ts";
export type { ExportedRun, ExportFormat } from "./trace/export/export.ts";
export { sequenceDiagram } from "./trace/export/sequence-diagram.ts";
export { eventsAbout } from "./trace/follow.ts";
export { formatCount, formatDuration, formatMoney, formatMs } from "./trace/format.ts";
export type { Durations } from "./trace/measure/figures.ts";
export type { Figures, Measures, QueueFigures, WorkerFigures } from "./trace/measure/measures.ts";
export { overTimeOf } from "./trace/measure/over-time.ts";
export type { DurationSeries, OverTime, QueueOverTime, Series } from "./trace/measure/over-time.ts";
export { messageKey } from "./trace/message-key.ts";
export { ofType } from "./trace/of-type.ts";
export { answer, matches, meets } from "./trace/query.ts";

export { beginning, divergences } from "./trace/story.ts";
export { ELSEWHERE } from "./vocabulary/elsewhere.ts";
export { markTerms, termById } from "./vocabulary/find-terms.ts";
export { SOURCES } from "./vocabulary/sources.ts";
export { SYSTEMS } from "./vocabulary/systems.ts";
export { TERMS } from "./vocabulary/terms.ts";
export type { Term } from "./vocabulary/terms/term.ts";
