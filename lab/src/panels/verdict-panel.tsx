import { useLab, useRun } from "../binding/session-context.tsx";
import { Icon, type IconName } from "../parts/icons.tsx";
import type { SessionState } from "../session/types.ts";
import css from "./panels.module.css";

type Check = SessionState["checks"][number];
const OUTCOMES: Record<Check["outcome"], { readonly word: string; readonly icon: IconName }> = {
  passed: { word: "holds", icon: "check" },
  failed: { word: "does not hold", icon: "crash" },
  expected: { word: "violated, as this scenario intends", icon: "warn" },
  "not-applicable": { word: "does not apply to this run", icon: "stepForward" },
};

/** The scenario's claims, judged over the whole run, and the verdict as one sentence. */
export function VerdictPanel() {
  const run = useRun();
  const checks = useLab((state) => state.checks);
  if (!run) return null;
  const { verdict, sentence } = run.outcome.report;
  return (
    <div className={css["verdict"]}>
      <p className={css["sentence"]}>
        <span className={css["badge"]} data-outcome={verdict}>
          <Icon name={verdict === "passed" ? "check" : "crash"} size={15} /> {verdict}
        </span>{" "}
        {sentence}
      </p>
      <CheckList title="What this scenario claims" checks={checks.filter(({ kind }) => kind === "claim")} />
      <CheckList title="What must always hold" checks={checks.filter(({ kind }) => kind === "invariant")} />
    </div>
  );
}

function CheckList({ title, checks }: { readonly title: string; readonly checks: readonly Check[] }) {
  const claims = useLab((state) => state.scenario?.claims);
  if (checks.length === 0) return null;
  const says = (check: Check) => claims?.find(({ id }) => id === check.id)?.says ?? sayInvariant(check.id);
  return (
    <div>
      <h3 className={css["heading"]}>{title}</h3>
      <ul className={css["checks"]}>
        {checks.map((check) => (
          <li key={check.id} data-outcome={check.outcome}>
            <Icon name={OUTCOMES[check.outcome].icon} size={16} />
            <span>
              {says(check)} <strong>{OUTCOMES[check.outcome].word}.</strong>
              <span className={css["detail"]}> {withoutClaim(check.detail, says(check))}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Removes the claim that a detail repeats. */
function withoutClaim(detail: string, claim: string): string {
  const start = claim.replace(/[.:]$/, "");
  const rest = detail.startsWith(start) ? detail.slice(start.length).replace(/^[:.]?\s*/, "") : detail;
  return rest === "" ? "" : `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`;
}

/** 'nothing-lost' → 'Nothing lost:' */
function sayInvariant(id: string): string {
  const words = id.replaceAll("-", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}:`;
}
