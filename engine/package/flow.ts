/** The door `ackademy/flow`: durable flows as XState machines; see engine/flow/orchestrator/README.md. */
export type { FlowClient, FlowFilter, FlowView, ParkedEvent } from "../flow/orchestrator/client.ts";
export {
  type CommandPolicy,
  type CommandRequest,
  defineFlow,
  type FlowDefinition,
  service,
  type Standing,
  type StateValue,
  type StepError,
  type StepResult,
  type TypedDefinition,
} from "../flow/orchestrator/definition.ts";
export {
  BadDefinitionError,
  BadFlowIdError,
  NotArchivableError,
  NotDurableError,
} from "../flow/orchestrator/errors.ts";
export { type FlowSettings, type FlowStart, openFlows, runFlows } from "../flow/orchestrator/for-client.ts";
export type { Orchestrator } from "../flow/orchestrator/orchestrator.ts";
export type { FlowStatus } from "../flow/orchestrator/record.ts";
export type { HistoryEntry } from "../flow/orchestrator/store.ts";
export type { FlowOutcome } from "../trace/events/flow.ts";
