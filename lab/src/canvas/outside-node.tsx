import { useNamed } from "../binding/place.tsx";
import { useFiguresShown, useStage } from "../binding/session-context.tsx";
import { formatMoney } from "../parts/format.ts";
import css from "./nodes.module.css";
import world from "./world.module.css";

/** The world outside, which cannot be rolled back: what it has done for all orders, less what it has taken back. */
export function OutsideNode() {
  const named = useNamed();
  const outside = useStage()?.outside;
  const shown = useFiguresShown();
  if (!outside) return null;
  const rows = [
    { word: "stock", value: String(outside.reserved) },
    { word: "paid", value: formatMoney(outside.paidCents) },
    { word: "parcels", value: String(outside.parcels) },
    { word: "mails", value: String(outside.mails) },
  ];
  return (
    <section className={`${css["node"]} ${world["world"]} ${world["outside"]}`} aria-label={named("The world outside")}>
      <p className={css["name"]}>World outside</p>
      {shown ? (
        <dl className={world["ledger"]}>
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
