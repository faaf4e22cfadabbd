import { useRef } from "react";
import { Button, type ButtonProps } from "./button.tsx";

/** A button that opens the browser's choice of files. `accept`: the endings that it offers first. */
export function ChooseFile({
  accept,
  onFile,
  children,
  ...rest
}: ButtonProps & { readonly accept: string; readonly onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...rest} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={typeof children === "string" ? children : undefined}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // The same file can be chosen again after it has changed.
          currentTarget.value = "";
          if (file) onFile(file);
        }}
      />
    </>
  );
}
