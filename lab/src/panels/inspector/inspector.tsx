import { useEffect, type ReactNode } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { useNarrow } from "../../binding/use-media.ts";
import { useLab, useSession, useStage } from "../../binding/session-context.tsx";
import { IconButton } from "../../parts/button.tsx";
import type { Selection } from "../../session/types.ts";
import type { Card as CardOf, Cards, DrawnPart } from "../../stage/drawn-part.tsx";
import { DRAWN_PARTS } from "../../stage/drawn-parts.tsx";
import { merged } from "../../stage/trace/merge.ts";
import css from "./inspector.module.css";
import { Passport } from "./passport.tsx";

/** The details of the selection: beside the canvas if there is room, else as a sheet over it. */
export function Inspector() {
  const session = useSession();
  const narrow = useNarrow();
  const selection = useLab((state) => state.selection);
  const close = () => session.choose(null);
  if (narrow) {
    return (
      <ModalOverlay
        className={css["veil"] ?? ""}
        isOpen={selection !== null}
        isDismissable
        onOpenChange={(open) => !open && close()}
      >
        <Modal className={css["sheet"] ?? ""}>
          <Dialog
            className={css["dialog"] ?? ""}
            aria-label={selection ? cardOf(selection).title(selection) : "Inspector"}
          >
            {selection && <Card selection={selection} onClose={close} />}
          </Dialog>
        </Modal>
      </ModalOverlay>
    );
  }
  return selection && <Side selection={selection} onClose={close} />;
}

function Side({ selection, onClose }: CardProps) {
  // When it closes, it returns the focus to where it was, unless the focus has moved elsewhere.
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <aside className={css["side"]} aria-label="Inspector">
      <Card selection={selection} onClose={onClose} />
    </aside>
  );
}

type CardProps = { readonly selection: Selection; readonly onClose: () => void };

function Card({ selection, onClose }: CardProps): ReactNode {
  const { title, Body } = cardOf(selection);
  return (
    <>
      <header className={css["header"]}>
        <h2>{title(selection)}</h2>
        <IconButton icon="close" label="Close" shortcut="Escape" onClick={onClose} />
      </header>
      <div className={css["body"]}>
        <Body selection={selection} />
      </div>
    </>
  );
}

/** The title and the content for each kind of selection. */
const CARDS: Cards = {
  job: { title: ({ job }) => `The life of ${job}`, Body: ({ selection }) => <Passport job={selection.job} /> },
  actor: { title: ({ actor }) => actor, Body: ({ selection }) => <ActorInspector actor={selection.actor} /> },
  ...merged(DRAWN_PARTS.flatMap((part) => ("cards" in part ? part.cards : []))),
};
/** Calls the entry of the selection's kind. */
const cardOf = ({ kind }: Selection) => CARDS[kind] as CardOf<Selection>;

function ActorInspector({ actor }: { readonly actor: string }) {
  const stage = useStage();
  const part = DRAWN_PARTS.find((one: DrawnPart) => stage !== null && one.actors?.has(stage, actor)) as
    | DrawnPart
    | undefined;
  if (!part?.actors) return <p className={css["muted"]}>There is no {actor} in this run.</p>;
  return <part.actors.Inspector actor={actor} />;
}
