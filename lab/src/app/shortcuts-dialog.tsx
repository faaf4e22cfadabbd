import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "../parts/button.tsx";
import css from "./shortcuts-dialog.module.css";
import { SHORTCUTS, type Shortcut } from "./use-shortcuts.ts";

type ShortcutsDialogProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** The shortcuts that only this screen has. */
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
            Tab also reaches everything. On a worker, press Enter on &lsquo;Crash now&rsquo; to crash it at this moment.
            Its name opens the inspector, where you can also pause it.
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
