import { useNamed } from "../../binding/place.tsx";
import { useFiguresShown, useStage } from "../../binding/session-context.tsx";
import { formatMoney } from "../../parts/format.ts";
import css from "../canvas/nodes.module.css";
import shapes from "./outside.module.css";
import { Outage } from "./payment-node.tsx";

/** The outside services: their effects on all orders, minus the compensated ones. They cannot be rolled back. */
export function OutsideNode() {
  const named = useNamed();
  const stage = useStage();
  const shown = useFiguresShown();
  if (!stage?.outside) return null;
  const { outside, outageUntil } = stage;
  const rows = [
    { word: "stock", value: String(outside.reserved) },
    { word: "paid", value: formatMoney(outside.paidCents) },
    { word: "parcels", value: String(outside.parcels) },
    { word: "mails", value: String(outside.mails) },
  ];
  return (
    <section
      className={`${css["node"]} ${shapes["box"]} ${shapes["outside"]}`}
      data-outage={outageUntil !== null || undefined}
      aria-label={named("The outside services")}
    >
      <p className={css["name"]}>Outside services</p>
      {outageUntil !== null && (
        <p className={css["small"]}>
          <Outage until={outageUntil} />
        </p>
      )}
      {shown ? (
        <dl className={shapes["ledger"]}>
          {rows.map(({ word, value }) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd className="num">{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className={css["small"]}>What it did is shown after you predict.</p>
      )}
    </section>
  );
}
