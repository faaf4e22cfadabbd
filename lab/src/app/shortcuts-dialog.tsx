import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "../parts/button.tsx";
import css from "./shortcuts-dialog.module.css";
import { SHORTCUTS, type Shortcut } from "./use-shortcuts.ts";

type ShortcutsDialogProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What this screen has beyond the others. */
  readonly more?: readonly Shortcut[];
};

export function ShortcutsDialog({ isOpen, onClose, more = [] }: ShortcutsDialogProps) {
  return (
    <ModalOverlay
      className={css["veil"] ?? ""}
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={css["modal"] ?? ""}>
        <Dialog className={css["dialog"] ?? ""}>
          <header className={css["header"]}>
            <Heading slot="title">Keyboard</Heading>
            <IconButton icon="close" label="Close" onClick={onClose} />
          </header>
          <dl className={css["list"]}>
            {[...more, ...SHORTCUTS].map(({ keys, does }) => (
              <div key={does}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <p className={css["hint"]}>
            Everything can also be reached with Tab. On a worker, Enter on &lsquo;Crash now&rsquo; crashes it at this
            moment; its name opens the inspector, where it can be paused too.
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
