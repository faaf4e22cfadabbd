import type { MouseEvent, ReactNode } from "react";
import { IconButton } from "../parts/button.tsx";
import css from "./header.module.css";
import { Notices } from "./notices.tsx";
import { ThemeToggle } from "./theme-toggle.tsx";

export function Header({
  children,
  onShortcuts,
}: {
  readonly children?: ReactNode;
  readonly onShortcuts?: () => void;
}) {
  return (
    <div className={css["top"]}>
      <a className={css["skip"]} href="#main" onClick={toMain}>
        Skip to the content
      </a>
      <header className={css["header"]}>
        <a className={css["brand"]} href="#/">
          <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
            <rect x="1.5" y="9" width="29" height="14" rx="7" className={css["tube"]} />
            <circle cx="22" cy="16" r="4" className={css["token"]} />
          </svg>
          Ackademy
        </a>
        <div className={css["middle"]}>{children}</div>
        <nav className={css["reference"]} aria-label="Reference">
          <a href="#/guide">Guide</a>
          <a href="#/glossary">Glossary</a>
        </nav>
        {onShortcuts && <IconButton icon="key" label="Keyboard shortcuts" shortcut="?" onClick={onShortcuts} />}
        <ThemeToggle />
      </header>
      <Notices />
    </div>
  );
}

/** The hash names screens, so this link must move the focus itself. */
function toMain(event: MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("main")?.focus();
}
