import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import css from "./file-drop.module.css";
import { openFiles, type Openers } from "./open-file.ts";

/** A file that is dropped anywhere on the page is opened. Text that is dragged within the page is left alone. */
export function FileDrop({ openers }: { readonly openers: Openers }) {
  const [, navigate] = useLocation();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // The editor would insert the file's text, the browser would leave the page.
      event.preventDefault();
      event.stopPropagation();
      setOver(event.type !== "dragleave" || event.relatedTarget !== null);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(false);
      void openFiles([...(event.dataTransfer?.files ?? [])], openers, navigate);
    };
    const stops = (["dragenter", "dragover", "dragleave"] as const).map((type) => listen(type, onDrag));
    stops.push(listen("drop", onDrop));
    return () => {
      for (const stop of stops) stop();
    };
  }, [openers, navigate]);
  if (!over) return null;
  return (
    <div className={css["veil"]} aria-hidden="true">
      <p className={css["word"]}>
        Drop it here to open it: a trace (.jsonl), a scenario (.yaml) or its handlers (.ts, .js)
      </p>
    </div>
  );
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}

/** Before anything in the page sees it. */
function listen(type: "dragenter" | "dragover" | "dragleave" | "drop", on: (event: DragEvent) => void): () => void {
  window.addEventListener(type, on, { capture: true });
  return () => window.removeEventListener(type, on, { capture: true });
}
