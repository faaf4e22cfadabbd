import { Icon } from "../parts/icons.tsx";
import { TokenGlyph } from "../stage/canvas/token-glyph.tsx";
import css from "./chapters.module.css";
import type { Picture, PictureItem } from "./picture.ts";

/** A small picture of what a lesson is about, in the lab's own shapes. */
export function LessonPicture({ picture }: { readonly picture: Picture }) {
  return (
    <span className={css["picture"]} aria-hidden="true">
      <Items items={picture} />
    </span>
  );
}

function Items({ items }: { readonly items: readonly PictureItem[] }) {
  return items.map((item, i) => <Item key={i} item={item} />);
}

function Item({ item }: { readonly item: PictureItem }) {
  if ("column" in item || "stack" in item) {
    return (
      <span className={css["column" in item ? "column" : "stack"]}>
        <Items items={"column" in item ? item.column : item.stack} />
      </span>
    );
  }
  if ("shape" in item) return <span className={css[item.shape]} data-full={item.full} data-is={item.is} />;
  if ("token" in item) {
    const { token, of, ...looks } = item;
    return <TokenGlyph kind={token} job={of} {...looks} />;
  }
  if ("note" in item) return <span className={css["page"]}>{item.note}</span>;
  if ("cells" in item) return <Cells count={item.cells} read={item.read} />;
  return (
    <span className={css["sign"]} data-tone={item.tone ?? "bad"}>
      <Icon name={item.sign} size={22} />
    </span>
  );
}

/** A row of a log, with the offset of a reader. */
function Cells({ count, read }: { readonly count: number; readonly read: number }) {
  return (
    <span className={css["cells"]}>
      {Array.from({ length: count }, (_, i) => (
        <span key={i} className={css["cell"]} data-read={i < read || undefined} />
      ))}
    </span>
  );
}
