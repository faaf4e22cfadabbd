import { Icon, type IconName } from "../parts/icons.tsx";
import css from "./chapters.module.css";

/** What the chapters' little pictures are made of: the canvas's shapes, small. */
type State = "dead" | "frozen";
type Shape = { readonly is?: State };

export const Tube = ({ full = false, is }: Shape & { readonly full?: boolean }) => (
  <span className={css["tube"]} data-full={full || undefined} data-is={is} />
);
export const Asker = ({ is }: Shape) => <span className={css["asker"]} data-is={is} />;
export const Worker = ({ is }: Shape) => <span className={css["worker"]} data-is={is} />;
export const Coordinator = ({ is }: Shape) => <span className={css["coordinator"]} data-is={is} />;
export const Orchestrator = () => <span className={css["orchestrator"]} />;
export const Note = ({ text }: { readonly text: string }) => <span className={css["page"]}>{text}</span>;
export const Store = () => <span className={css["store"]} />;
/** What should be there, and is not. */
export const Missing = () => <span className={css["missing"]} />;
export const Sign = ({ name, tone = "bad" }: { readonly name: IconName; readonly tone?: "bad" | "doubt" }) => (
  <span className={css["sign"]} data-tone={tone}>
    <Icon name={name} size={22} />
  </span>
);
/** A row of a log, and how far somebody has read. */
export const Cells = ({ count, read }: { readonly count: number; readonly read: number }) => (
  <span className={css["cells"]}>
    {Array.from({ length: count }, (_, i) => (
      <span key={i} className={css["cell"]} data-read={i < read || undefined} />
    ))}
  </span>
);
