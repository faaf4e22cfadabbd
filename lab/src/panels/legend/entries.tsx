import type { ReactNode } from "react";
import { Icon, type IconName } from "../../parts/icons.tsx";
import css from "../panels.module.css";

/** One line of the legend: the shape of a part, and its meaning. */
export function RoleEntry({
  role,
  word,
  says,
}: {
  readonly role: string;
  readonly word: string;
  readonly says: string;
}) {
  return (
    <li>
      <span className={css["swatch"]} data-role={role} aria-hidden="true" />
      <span>
        <strong>{word}</strong>: {says}
      </span>
    </li>
  );
}

export function MessageEntry({ children }: { readonly children: ReactNode }) {
  return <li>{children}</li>;
}

export function MarkEntry({ icon, children }: { readonly icon: IconName; readonly children: ReactNode }) {
  return (
    <li>
      <Icon name={icon} /> {children}
    </li>
  );
}

/** Around a message that never arrives. */
export function Fading({ children }: { readonly children: ReactNode }) {
  return <span className={css["fading"]}>{children}</span>;
}
