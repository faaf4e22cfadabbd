import { useNamed } from "../../binding/place.tsx";
import { useStage } from "../../binding/session-context.tsx";
import css from "../canvas/nodes.module.css";
import { CutOffWord } from "../server/server-row.tsx";

export function ProducerNode({ node }: { readonly node: string }) {
  const named = useNamed();
  const view = useStage()?.producers.find((one) => one.node === node);
  if (!view) return null;
  return (
    <section className={css["producer"]} aria-label={named(`Producer ${view.name}`)}>
      <p className={css["name"]}>{view.name}</p>
      <p className={css["small"]}>
        {view.appends ? "wrote" : "sent"} <span className="num">{view.sent}</span> of{" "}
        <span className="num">{view.total}</span>
      </p>
      {!view.connected && <CutOffWord />}
    </section>
  );
}
