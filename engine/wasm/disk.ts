/**
 * A disk in memory: folders and files by absolute path. It outlives the server that writes to it, as a disk does.
 *
 * MD1  Every write is durable at once and visible to the next read.
 * MD2  Every failure is a DiskError with the POSIX error code.
 * MD3  An open file stays readable and writable after it was removed or replaced, as on Unix.
 */
export type DiskFile = { readonly kind: "file"; readonly inode: number; bytes: Uint8Array; size: number } & Times;
export type DiskFolder = {
  readonly kind: "folder";
  readonly inode: number;
  readonly entries: Map<string, DiskNode>;
} & Times;
export type DiskNode = DiskFile | DiskFolder;
type Times = { modifiedMs: number };

/** The POSIX error codes that a disk in memory uses. */
export type DiskErrorCode = "ENOENT" | "EEXIST" | "ENOTDIR" | "EISDIR" | "ENOTEMPTY" | "EINVAL" | "EBADF" | "ENOSYS";

export class DiskError extends Error {
  readonly code: DiskErrorCode;

  constructor(code: DiskErrorCode, path: string) {
    super(`${code}: ${path}`);
    this.name = "DiskError";
    this.code = code;
  }
}

export class Disk {
  private inodes = 0;
  private readonly root: DiskFolder;
  /** The current time in Unix milliseconds. The server that uses the disk sets it. */
  now: () => number = () => 0;

  constructor() {
    this.root = this.newFolder();
  }

  /** @throws {DiskError} ENOENT, or ENOTDIR when the path leads through a file */
  find(path: string): DiskNode {
    const node = this.walk(namesOf(path), path);
    if (node === undefined) throw new DiskError("ENOENT", path);
    return node;
  }

  folder(path: string): DiskFolder {
    const node = this.find(path);
    if (node.kind !== "folder") throw new DiskError("ENOTDIR", path);
    return node;
  }

  makeFolder(path: string): void {
    const { parent, name } = this.place(path);
    if (parent.entries.has(name)) throw new DiskError("EEXIST", path);
    this.put(parent, name, this.newFolder());
  }

  /** Opens the file at `path`. With `make`, creates it if it does not exist. @throws {DiskError} EEXIST with `exclusive` */
  openOrMake(path: string, options: { readonly make: boolean; readonly exclusive: boolean }): DiskNode {
    if (!options.make) return this.find(path);
    const { parent, name } = this.place(path);
    const found = parent.entries.get(name);
    if (found !== undefined) {
      if (options.exclusive) throw new DiskError("EEXIST", path);
      return found;
    }
    const file: DiskFile = {
      kind: "file",
      inode: ++this.inodes,
      bytes: new Uint8Array(0),
      size: 0,
      modifiedMs: this.now(),
    };
    this.put(parent, name, file);
    return file;
  }

  removeFile(path: string): void {
    const { parent, name } = this.place(path);
    const node = parent.entries.get(name);
    if (node === undefined) throw new DiskError("ENOENT", path);
    if (node.kind === "folder") throw new DiskError("EISDIR", path);
    this.drop(parent, name);
  }

  removeFolder(path: string): void {
    const { parent, name } = this.place(path);
    const node = parent.entries.get(name);
    if (node === undefined) throw new DiskError("ENOENT", path);
    if (node.kind !== "folder") throw new DiskError("ENOTDIR", path);
    if (node.entries.size > 0) throw new DiskError("ENOTEMPTY", path);
    this.drop(parent, name);
  }

  /** Replaces a file or an empty folder at `to`, in one step. */
  rename(from: string, to: string): void {
    const source = this.place(from);
    const node = source.parent.entries.get(source.name);
    if (node === undefined) throw new DiskError("ENOENT", from);
    const target = this.place(to);
    const inTheWay = target.parent.entries.get(target.name);
    if (inTheWay === node) return;
    if (inTheWay !== undefined) refuseReplacing(node, inTheWay, to);
    if (node.kind === "folder" && isInside(namesOf(from), namesOf(to))) throw new DiskError("EINVAL", to);
    this.drop(source.parent, source.name);
    this.put(target.parent, target.name, node);
  }

  read(file: DiskFile, into: Uint8Array, position: number): number {
    const end = Math.min(file.size, position + into.length);
    if (end <= position) return 0;
    into.set(file.bytes.subarray(position, end));
    return end - position;
  }

  write(file: DiskFile, from: Uint8Array, position: number): number {
    const end = position + from.length;
    reserve(file, end);
    file.bytes.set(from, position);
    file.size = Math.max(file.size, end);
    file.modifiedMs = this.now();
    return from.length;
  }

  truncate(file: DiskFile, size: number): void {
    if (size < 0) throw new DiskError("EINVAL", String(size));
    reserve(file, size);
    // The removed bytes must read as zeros if the file grows again.
    if (size < file.size) file.bytes.fill(0, size, file.size);
    file.size = size;
    file.modifiedMs = this.now();
  }

  private newFolder(): DiskFolder {
    return { kind: "folder", inode: ++this.inodes, entries: new Map(), modifiedMs: this.now() };
  }

  private put(parent: DiskFolder, name: string, node: DiskNode): void {
    parent.entries.set(name, node);
    parent.modifiedMs = this.now();
  }

  private drop(parent: DiskFolder, name: string): void {
    parent.entries.delete(name);
    parent.modifiedMs = this.now();
  }

  /** The parent folder and the name of `path`, which need not exist. */
  private place(path: string): { parent: DiskFolder; name: string } {
    const names = namesOf(path);
    const name = names.pop();
    if (name === undefined) throw new DiskError("EINVAL", path);
    const parent = this.walk(names, path);
    if (parent === undefined) throw new DiskError("ENOENT", path);
    if (parent.kind !== "folder") throw new DiskError("ENOTDIR", path);
    return { parent, name };
  }

  private walk(names: readonly string[], path: string): DiskNode | undefined {
    let node: DiskNode | undefined = this.root;
    for (const name of names) {
      if (node === undefined) return undefined;
      if (node.kind !== "folder") throw new DiskError("ENOTDIR", path);
      node = node.entries.get(name);
    }
    return node;
  }
}

/** The parts of an absolute path; `.` and `..` are resolved. */
function namesOf(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names;
}

function isInside(outer: readonly string[], inner: readonly string[]): boolean {
  return inner.length > outer.length && outer.every((name, n) => name === inner[n]);
}

function refuseReplacing(node: DiskNode, inTheWay: DiskNode, path: string): void {
  if (inTheWay.kind === "folder") {
    if (node.kind !== "folder") throw new DiskError("EISDIR", path);
    if (inTheWay.entries.size > 0) throw new DiskError("ENOTEMPTY", path);
  } else if (node.kind === "folder") throw new DiskError("ENOTDIR", path);
}

/** Reserves room for `size` bytes. Doubles the room, so that appending stays cheap. */
function reserve(file: DiskFile, size: number): void {
  if (size <= file.bytes.length) return;
  const grown = new Uint8Array(Math.max(size, 2 * file.bytes.length, 1024));
  grown.set(file.bytes.subarray(0, file.size));
  file.bytes = grown;
}
