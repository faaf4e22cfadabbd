import { useEffect, type ReactNode } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { useNarrow } from "../../binding/use-media.ts";
import { useLab, useSession, useStage } from "../../binding/session-context.tsx";
import { IconButton } from "../../parts/button.tsx";
import type { Selection } from "../../session/types.ts";
import { CoordinatorInspector } from "../../stage/flow/inspector.tsx";
import { DeskInspector } from "../../stage/dead-letters/inspector.tsx";
import css from "./inspector.module.css";
import { LogInspector } from "../../stage/log/inspector.tsx";
import { Passport } from "./passport.tsx";
import { QueueInspector } from "../../stage/queue/inspector.tsx";
import { ReaderInspector } from "../../stage/reader/inspector.tsx";
import { RequesterInspector } from "../../stage/requester/inspector.tsx";
import { WorkerInspector } from "../../stage/worker/inspector.tsx";

/** What is selected, close up: beside the canvas where there is room, else as a sheet over it. */
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
          <Dialog className={css["dialog"] ?? ""} aria-label={selection ? titleOf(selection) : "Inspector"}>
            {selection && <Card selection={selection} onClose={close} />}
          </Dialog>
        </Modal>
      </ModalOverlay>
    );
  }
  return selection && <Side selection={selection} onClose={close} />;
}

function Side({ selection, onClose }: CardProps) {
  // Closed, it gives the focus back to where it was, unless that has moved on.
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
  return (
    <>
      <header className={css["header"]}>
        <h2>{titleOf(selection)}</h2>
        <IconButton icon="close" label="Close" shortcut="Escape" onClick={onClose} />
      </header>
      <div className={css["body"]}>
        {selection.kind === "job" && <Passport job={selection.job} />}
        {selection.kind === "actor" && <ActorInspector actor={selection.actor} />}
        {selection.kind === "queue" && <QueueInspector queue={selection.queue} />}
        {selection.kind === "log" && <LogInspector log={selection.log} />}
      </div>
    </>
  );
}

function ActorInspector({ actor }: { readonly actor: string }) {
  const stage = useStage();
  const asks = stage?.requesters.some(({ name }) => name === actor) === true;
  if (stage?.desks.some(({ name }) => name === actor) === true) return <DeskInspector desk={actor} />;
  if (stage?.coordinators.some(({ name }) => name === actor) === true)
    return <CoordinatorInspector coordinator={actor} />;
  if (stage?.readers.some(({ name }) => name === actor) === true) return <ReaderInspector actor={actor} />;
  return asks ? <RequesterInspector requester={actor} /> : <WorkerInspector actor={actor} />;
}

function titleOf(selection: Selection): string {
  switch (selection.kind) {
    case "job":
      return `The life of ${selection.job}`;
    case "actor":
      return selection.actor;
    case "queue":
      return `Queue ${selection.queue}`;
    case "log":
      return `Log ${selection.log}`;
  }
}
