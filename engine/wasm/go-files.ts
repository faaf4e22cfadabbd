import { type Disk, DiskError, type DiskFile, type DiskNode } from "./disk.ts";

/**
 * A disk with the interface that the Go runtime requires: Node's `fs` with callbacks, for one process and its open files.
 *
 * GF1  Every callback is called before the call returns. The program never waits, so its order of execution does not depend
 *      on the machine.
 * GF2  Every error has a `code` that Go knows, because Go panics on any other. Calls that a server does not use fail with
 *      ENOSYS.
 */
type Callback = (error: { readonly code: string } | null, result?: unknown) => void;
type Open = { readonly node: DiskNode; readonly path: string; readonly append: boolean; position: number };

const FLAGS = { O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024 };
const O_DIRECTORY = 65536;
const FIRST_FD = 3;
const FOLDER_MODE = 0o040755;
const FILE_MODE = 0o100644;
const DEVICE_MODE = 0o020620;

/** The `fs` object. `print` gets the output to the standard streams. */
export function goFiles(disk: Disk, print: (text: string) => void): object {
  const open = new OpenFiles();
  const text = new TextDecoder();
  const writeStandard = (bytes: Uint8Array) => {
    print(text.decode(bytes));
    return bytes.length;
  };
  return {
    constants: { ...FLAGS, O_DIRECTORY },
    /** The runtime reports a panic with it. */
    writeSync: (_fd: number, bytes: Uint8Array) => writeStandard(bytes),
    ...pathCalls(disk, open),
    ...fileCalls(disk, open, writeStandard),
    ...callsWithoutEffect(),
  };
}

function pathCalls(disk: Disk, open: OpenFiles): object {
  return {
    open: (path: string, flags: number, _mode: number, done: Callback) =>
      answer(done, () => {
        const node = disk.openOrMake(path, {
          make: (flags & FLAGS.O_CREAT) !== 0,
          exclusive: (flags & FLAGS.O_EXCL) !== 0,
        });
        const writes = (flags & (FLAGS.O_WRONLY | FLAGS.O_RDWR)) !== 0;
        if (writes && node.kind === "folder") throw new DiskError("EISDIR", path);
        if ((flags & O_DIRECTORY) !== 0 && node.kind !== "folder") throw new DiskError("ENOTDIR", path);
        if ((flags & FLAGS.O_TRUNC) !== 0 && node.kind === "file") disk.truncate(node, 0);
        return open.add({ node, path, append: (flags & FLAGS.O_APPEND) !== 0, position: 0 });
      }),
    stat: (path: string, done: Callback) => answer(done, () => statOf(disk.find(path))),
    lstat: (path: string, done: Callback) => answer(done, () => statOf(disk.find(path))),
    readdir: (path: string, done: Callback) => answer(done, () => [...disk.folder(path).entries.keys()].toSorted()),
    mkdir: (path: string, _mode: number, done: Callback) => answer(done, () => disk.makeFolder(path)),
    unlink: (path: string, done: Callback) => answer(done, () => disk.removeFile(path)),
    rmdir: (path: string, done: Callback) => answer(done, () => disk.removeFolder(path)),
    rename: (from: string, to: string, done: Callback) => answer(done, () => disk.rename(from, to)),
    truncate: (path: string, size: number, done: Callback) =>
      answer(done, () => disk.truncate(asFile(disk.find(path), path), size)),
    utimes: (path: string, _accessed: number, modified: number, done: Callback) =>
      answer(done, () => {
        disk.find(path).modifiedMs = modified * 1000;
      }),
  };
}

function fileCalls(disk: Disk, open: OpenFiles, writeStandard: (bytes: Uint8Array) => number): object {
  return {
    close: (fd: number, done: Callback) => answer(done, () => open.remove(fd)),
    fstat: (fd: number, done: Callback) =>
      answer(done, () => (fd < FIRST_FD ? stat(fd, DEVICE_MODE, 0, 0) : statOf(open.get(fd).node))),
    ftruncate: (fd: number, size: number, done: Callback) => answer(done, () => disk.truncate(open.file(fd), size)),
    read: (fd: number, into: Uint8Array, offset: number, length: number, position: number | null, done: Callback) =>
      answer(done, () => {
        if (fd < FIRST_FD) return 0;
        const file = open.get(fd);
        const count = disk.read(open.file(fd), into.subarray(offset, offset + length), position ?? file.position);
        if (position === null) file.position += count;
        return count;
      }),
    write: (fd: number, from: Uint8Array, offset: number, length: number, position: number | null, done: Callback) =>
      answer(done, () => {
        const bytes = from.subarray(offset, offset + length);
        if (fd < FIRST_FD) return writeStandard(bytes);
        const file = open.get(fd);
        const at = file.append ? open.file(fd).size : (position ?? file.position);
        const count = disk.write(open.file(fd), bytes, at);
        if (position === null) file.position = at + count;
        return count;
      }),
  };
}

/** Calls without effect: there is one user, and nothing to flush. Links are not supported. */
function callsWithoutEffect(): object {
  const succeed = (...args: unknown[]) => (args.at(-1) as Callback)(null);
  const refuse = (...args: unknown[]) => (args.at(-1) as Callback)(new DiskError("ENOSYS", String(args[0])));
  return {
    fsync: succeed,
    chmod: succeed,
    fchmod: succeed,
    chown: succeed,
    fchown: succeed,
    lchown: succeed,
    link: refuse,
    symlink: refuse,
    readlink: refuse,
  };
}

class OpenFiles {
  private readonly files = new Map<number, Open>();
  private last = FIRST_FD - 1;

  add(file: Open): number {
    this.files.set(++this.last, file);
    return this.last;
  }

  get(fd: number): Open {
    const file = this.files.get(fd);
    if (file === undefined) throw new DiskError("EBADF", String(fd));
    return file;
  }

  file(fd: number): DiskFile {
    const { node, path } = this.get(fd);
    return asFile(node, path);
  }

  remove(fd: number): void {
    if (!this.files.delete(fd)) throw new DiskError("EBADF", String(fd));
  }
}

function asFile(node: DiskNode, path: string): DiskFile {
  if (node.kind !== "file") throw new DiskError("EISDIR", path);
  return node;
}

function answer(done: Callback, work: () => unknown): void {
  let result: unknown;
  try {
    result = work();
  } catch (thrown) {
    if (!(thrown instanceof DiskError)) throw thrown;
    done(thrown);
    return;
  }
  done(null, result);
}

function statOf(node: DiskNode): object {
  return node.kind === "folder"
    ? stat(node.inode, FOLDER_MODE, 0, node.modifiedMs)
    : stat(node.inode, FILE_MODE, node.size, node.modifiedMs);
}

function stat(inode: number, mode: number, size: number, timeMs: number): object {
  return {
    dev: 0,
    ino: inode,
    mode,
    nlink: 1,
    uid: 0,
    gid: 0,
    rdev: 0,
    size,
    blksize: 4096,
    blocks: Math.ceil(size / 512),
    atimeMs: timeMs,
    mtimeMs: timeMs,
    ctimeMs: timeMs,
    isDirectory: () => (mode & 0o170000) === 0o040000,
  };
}
