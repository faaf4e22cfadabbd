import { IconButton } from "../parts/button.tsx";
import type { IconName } from "../parts/icons.tsx";
import { setTheme, useTheme, type Theme } from "../binding/theme.ts";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const ICONS: Record<Theme, IconName> = { system: "auto", light: "sun", dark: "moon" };
const WORDS: Record<Theme, string> = { system: "same as your system", light: "light", dark: "dark" };

export function ThemeToggle() {
  const theme = useTheme();
  return (
    <IconButton
      icon={ICONS[theme]}
      label={`Colours: ${WORDS[theme]}. Change to ${WORDS[NEXT[theme]]}`}
      onClick={() => setTheme(NEXT[theme])}
    />
  );
}
