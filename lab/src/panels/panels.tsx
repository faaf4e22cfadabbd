import { lazy, type ComponentType } from "react";
import { loadPart } from "../session/load-part.ts";
import type { SessionState } from "../session/types.ts";
import { EventTable } from "./events/event-table.tsx";
import { KnobsPanel } from "./knobs/knobs-panel.tsx";
import { LedgerPanel } from "./ledger/ledger-panel.tsx";
import { Legend } from "./legend/legend.tsx";
import { OrdersPanel } from "./orders/orders-panel.tsx";
import { VerdictPanel } from "./verdict-panel.tsx";

/** A view of the run in the dock. */
export type PanelSpec = {
  readonly id: string;
  readonly title: string;
  readonly Panel: ComponentType;
  /**
   * Whether it gives the answer away. `nothing`: it shows nothing that the run decides, or hides that itself until the
   * prediction (`useFiguresShown`). Without this field, the panel is hidden until the prediction is committed.
   */
  readonly reveals?: "nothing";
  /** The scenarios that have this panel; all by default. */
  readonly when?: (scenario: NonNullable<SessionState["scenario"]>) => boolean;
  /** It has no padding. */
  readonly bare?: true;
};

/** Loaded with the first look at its tab. */
const ChartsPanel = lazy(() =>
  loadPart(() => import("./charts/charts-panel.tsx")).then((module) => ({ default: module.ChartsPanel })),
);
const MessagePanel = lazy(() =>
  loadPart(() => import("./message/message-panel.tsx")).then((module) => ({ default: module.MessagePanel })),
);
const SpaceTimePanel = lazy(() =>
  loadPart(() => import("./space-time/space-time-panel.tsx")).then((module) => ({ default: module.SpaceTimePanel })),
);
const BrokerPanel = lazy(() =>
  loadPart(() => import("./broker/broker-panel.tsx")).then((module) => ({ default: module.BrokerPanel })),
);

/** All panels, in the order of their tabs. To add one, write its component and add a line here. */
export const PANELS: readonly PanelSpec[] = [
  // For a flow, the orders come first.
  { id: "orders", title: "Orders", Panel: OrdersPanel, reveals: "nothing", when: ({ flow }) => flow !== undefined },
  { id: "events", title: "Events", Panel: EventTable, reveals: "nothing", bare: true },
  { id: "message", title: "Message", Panel: MessagePanel, reveals: "nothing" },
  { id: "charts", title: "Charts", Panel: ChartsPanel, reveals: "nothing", when: hasQueues },
  { id: "space-time", title: "Space-time", Panel: SpaceTimePanel, reveals: "nothing" },
  { id: "ledger", title: "Ledger", Panel: LedgerPanel, reveals: "nothing" },
  { id: "broker", title: "Broker", Panel: BrokerPanel, reveals: "nothing", when: hasQueues },
  { id: "verdict", title: "Verdict", Panel: VerdictPanel },
  { id: "knobs", title: "Knobs", Panel: KnobsPanel, reveals: "nothing" },
  { id: "legend", title: "Legend", Panel: Legend, reveals: "nothing" },
];

function hasQueues({ queues, flow, requesters }: NonNullable<SessionState["scenario"]>): boolean {
  return queues.length > 0 || flow !== undefined || requesters.length > 0;
}
