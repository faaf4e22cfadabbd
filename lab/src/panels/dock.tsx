import { Suspense, useMemo, useRef } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { PartBoundary } from "../app/part-boundary.tsx";
import { useFiguresShown, useLab, useRun } from "../binding/session-context.tsx";
import { useKept } from "../binding/use-kept.ts";
import { DockEdge, type Resize } from "./dock-edge.tsx";
import css from "./dock.module.css";
import { PANELS, type PanelSpec } from "./panels.tsx";
import panelCss from "./panels.module.css";

export type DockProps = {
  readonly panels?: readonly PanelSpec[];
  /** Absent: its height is fixed. */
  readonly resize?: Resize;
};

/** The other views of the same run, one at a time. The one that was open last opens again. */
export function Dock({ panels: all = PANELS, resize }: DockProps) {
  const scenario = useLab((state) => state.scenario);
  const panels = useMemo(
    () => all.filter(({ when }) => when === undefined || (scenario !== null && when(scenario))),
    [all, scenario],
  );
  const [kept, keep] = useKept("dock-tab");
  const dock = useRef<HTMLDivElement>(null);
  const open = (panels.find(({ id }) => id === kept) ?? panels[0])?.id ?? "";
  return (
    <Tabs
      ref={dock}
      key={panels.map(({ id }) => id).join(" ")}
      className={css["dock"] ?? ""}
      selectedKey={open}
      onSelectionChange={(key) => keep(String(key))}
    >
      {resize && <DockEdge dock={dock} resize={resize} />}
      <h2 className="visually-hidden">Views of this run</h2>
      <TabList className={css["tabs"] ?? ""} aria-label="Views of this run">
        {panels.map(({ id, title }) => (
          <Tab key={id} id={id} className={css["tab"] ?? ""}>
            {title}
          </Tab>
        ))}
      </TabList>
      {panels.map((panel) => (
        <TabPanel key={panel.id} id={panel.id} className={`${css["panel"]} ${panel.bare ? css["bare"] : ""}`}>
          <PartBoundary of={panel.id}>
            <Suspense fallback={<p className={panelCss["muted"]}>Opening the {panel.title.toLowerCase()}</p>}>
              <Shown panel={panel} />
            </Suspense>
          </PartBoundary>
        </TabPanel>
      ))}
    </Tabs>
  );
}

/** No spoilers: before the prediction, only panels whose line in the table says that they reveal nothing are shown. */
function Shown({ panel: { title, Panel, reveals } }: { readonly panel: PanelSpec }) {
  const run = useRun();
  const shown = useFiguresShown();
  if (reveals === "nothing" || shown) return <Panel />;
  if (!run) return null;
  const words = `The ${title.toLowerCase()} gives the answer away. Make your prediction to see it.`;
  return <p className={panelCss["muted"]}>{words}</p>;
}
