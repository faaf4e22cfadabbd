import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import css from "./dock.module.css";
import { EventTable } from "./event-table.tsx";
import { KnobsPanel } from "./knobs-panel.tsx";
import { LedgerPanel } from "./ledger-panel.tsx";
import { Legend } from "./legend.tsx";
import { VerdictPanel } from "./verdict-panel.tsx";

const PANELS = [
  { id: "events", title: "Events", Panel: EventTable },
  { id: "ledger", title: "Ledger", Panel: LedgerPanel },
  { id: "verdict", title: "Verdict", Panel: VerdictPanel },
  { id: "knobs", title: "Knobs", Panel: KnobsPanel },
  { id: "legend", title: "Legend", Panel: Legend },
] as const;

/** The other views of the same run, one at a time. */
export function Dock() {
  return (
    <Tabs className={css["dock"] ?? ""}>
      <TabList className={css["tabs"] ?? ""} aria-label="Views of this run">
        {PANELS.map(({ id, title }) => (
          <Tab key={id} id={id} className={css["tab"] ?? ""}>
            {title}
          </Tab>
        ))}
      </TabList>
      {PANELS.map(({ id, Panel }) => (
        <TabPanel key={id} id={id} className={`${css["panel"]} ${id === "events" ? css["bare"] : ""}`}>
          <Panel />
        </TabPanel>
      ))}
    </Tabs>
  );
}
