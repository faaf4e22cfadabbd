import { formatMoment } from "../../parts/format.ts";

/** The first fact about an actor: its state, and when it crashed. */
export function StateFact({ says, crashedAt }: { readonly says: string; readonly crashedAt: number | null }) {
  return (
    <>
      <dt>State</dt>
      <dd>
        {says}
        {crashedAt !== null && <span className="num"> since {formatMoment(crashedAt)}</span>}
      </dd>
    </>
  );
}
