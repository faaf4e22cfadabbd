import type { ComponentProps } from "react";
import css from "./button.module.css";
import { Icon, type IconName } from "./icons.tsx";

export type ButtonProps = ComponentProps<"button"> & {
  readonly look?: "plain" | "quiet" | "strong" | "round";
  readonly icon?: IconName;
};

export function Button({ look = "plain", icon, children, className = "", ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={`${css["button"]} ${css[look] ?? ""} ${className}`}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A button with only an icon. Its label and its tooltip contain its name and its key. */
export function IconButton({
  icon,
  label,
  shortcut,
  ...rest
}: ButtonProps & { readonly icon: IconName; readonly label: string; readonly shortcut?: string }) {
  return (
    <Button
      look="quiet"
      {...rest}
      icon={icon}
      aria-label={label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      {...(shortcut === undefined ? {} : { "aria-keyshortcuts": KEY_NAMES[shortcut] ?? shortcut })}
    />
  );
}

const KEY_NAMES: Record<string, string> = {
  "→": "ArrowRight",
  "←": "ArrowLeft",
  "Shift+→": "Shift+ArrowRight",
  "Shift+←": "Shift+ArrowLeft",
};
