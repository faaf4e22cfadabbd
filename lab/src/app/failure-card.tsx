import { useSession } from "../binding/session-context.tsx";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icons.tsx";
import type { Failure } from "../session/types.ts";
import css from "./failure-card.module.css";

/** What is wrong, and what to do. */
export function FailureCard({ failure }: { readonly failure: Failure }) {
  const session = useSession();
  return (
    <div className={css["card"]} role="alert">
      <p className={css["message"]}>
        <Icon name="warn" /> {failure.message}
      </p>
      <p>{failure.remedy}</p>
      <Button onClick={() => void session.retry()}>Try again</Button>
    </div>
  );
}
