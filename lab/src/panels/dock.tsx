import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { useLab } from "../binding/session-context.tsx";
import css from "./dock.module.css";
import { EventTable } from "./events/event-table.tsx";
import { KnobsPanel } from "./knobs/knobs-panel.tsx";
import { LedgerPanel } from "./ledger-panel.tsx";
import { Legend } from "./legend/legend.tsx";
import { OrdersPanel } from "./orders/orders-panel.tsx";
import { VerdictPanel } from "./verdict-panel.tsx";

const PANELS = [
  { id: "events", title: "Events", Panel: EventTable },
  { id: "ledger", title: "Ledger", Panel: LedgerPanel },
  { id: "verdict", title: "Verdict", Panel: VerdictPanel },
  { id: "knobs", title: "Knobs", Panel: KnobsPanel },
  { id: "legend", title: "Legend", Panel: Legend },
] as const;

/** Of a flow, what it is about comes first. */
const ORDERS = { id: "orders", title: "Orders", Panel: OrdersPanel } as const;

/** The other views of the same run, one at a time. */
export function Dock() {
  const flow = useLab((state) => state.scenario?.flow !== undefined);
  const panels = flow ? [ORDERS, ...PANELS] : PANELS;
  return (
    <Tabs key={flow ? "flow" : "jobs"} className={css["dock"] ?? ""}>
      <h2 className="visually-hidden">Views of this run</h2>
      <TabList className={css["tabs"] ?? ""} aria-label="Views of this run">
        {panels.map(({ id, title }) => (
          <Tab key={id} id={id} className={css["tab"] ?? ""}>
            {title}
          </Tab>
        ))}
      </TabList>
      {panels.map(({ id, Panel }) => (
        <TabPanel key={id} id={id} className={`${css["panel"]} ${id === "events" ? css["bare"] : ""}`}>
          <Panel />
        </TabPanel>
      ))}
    </Tabs>
  );
}
