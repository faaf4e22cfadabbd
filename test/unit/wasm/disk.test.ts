import { describe, expect, test } from "vitest";
import { Disk, DiskError, type DiskFile } from "../../../engine/wasm/disk.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function diskWith(...folders: string[]): Disk {
  const disk = new Disk();
  for (const folder of folders) disk.makeFolder(folder);
  return disk;
}

function write(disk: Disk, path: string, text: string): DiskFile {
  const file = disk.openOrMake(path, { make: true, exclusive: false });
  if (file.kind !== "file") throw new Error(`${path} is a folder`);
  disk.write(file, bytes(text), 0);
  return file;
}

function read(disk: Disk, path: string): string {
  const file = disk.find(path);
  if (file.kind !== "file") throw new Error(`${path} is a folder`);
  const into = new Uint8Array(file.size);
  disk.read(file, into, 0);
  return new TextDecoder().decode(into);
}

function codeOf(doing: () => unknown): string {
  try {
    doing();
  } catch (thrown) {
    if (thrown instanceof DiskError) return thrown.code;
  }
  return "none";
}

describe("files", () => {
  test("what is written is read, also beyond the end and over what is there", () => {
    const disk = diskWith();
    const file = write(disk, "/a", "hello");
    disk.write(file, bytes("LL"), 2);
    disk.write(file, bytes("!"), 7);
    expect(read(disk, "/a")).toBe("heLLo\0\0!");
    expect(disk.read(file, new Uint8Array(4), 8)).toBe(0);
  });

  test("what was cut off is zeros when the file grows again", () => {
    const disk = diskWith();
    const file = write(disk, "/a", "secret");
    disk.truncate(file, 2);
    disk.truncate(file, 4);
    expect(read(disk, "/a")).toBe("se\0\0");
    expect(codeOf(() => disk.truncate(file, -1))).toBe("EINVAL");
  });

  test("a file grows to many times its first room and keeps what it held", () => {
    const disk = diskWith();
    const file = write(disk, "/a", "start");
    const block = new Uint8Array(3_000).fill(7);
    for (let n = 0; n < 100; n++) disk.write(file, block, 5 + n * block.length);
    expect(file.size).toBe(5 + 300_000);
    expect(read(disk, "/a").slice(0, 6)).toBe("start\u0007");
  });

  test("MD3: an open file lives on after it was removed, or replaced", () => {
    const disk = diskWith();
    const [removed, replaced] = [write(disk, "/a", "one"), write(disk, "/b", "two")];
    write(disk, "/c", "new");
    disk.removeFile("/a");
    disk.rename("/c", "/b");
    disk.write(removed, bytes("!"), 3);
    const into = new Uint8Array(4);
    expect([disk.read(removed, into, 0), disk.read(replaced, into, 0)]).toEqual([4, 3]);
    expect(read(disk, "/b")).toBe("new");
    expect(codeOf(() => disk.find("/a"))).toBe("ENOENT");
  });

  test("who makes a file and nobody else may is refused where one is", () => {
    const disk = diskWith();
    write(disk, "/a", "one");
    expect(codeOf(() => disk.openOrMake("/a", { make: true, exclusive: true }))).toBe("EEXIST");
    expect(codeOf(() => disk.openOrMake("/b", { make: false, exclusive: false }))).toBe("ENOENT");
    expect(read(disk, "/a")).toBe("one");
  });
});

describe("folders", () => {
  test("paths may hold dots and doubled slashes", () => {
    const disk = diskWith("/a", "/a/b");
    write(disk, "/a/b/../c", "text");
    expect(read(disk, "//a/./c")).toBe("text");
    expect(disk.find("/").kind).toBe("folder");
  });

  test("a folder moves with all that is in it, and not into itself", () => {
    const disk = diskWith("/a", "/a/b", "/z");
    write(disk, "/a/b/c", "text");
    disk.rename("/a", "/z/y");
    expect(read(disk, "/z/y/b/c")).toBe("text");
    expect([...disk.folder("/").entries.keys()]).toEqual(["z"]);
    expect(codeOf(() => disk.rename("/z", "/z/y/b/z"))).toBe("EINVAL");
  });

  test("MD2: what cannot be done says why in POSIX's codes", () => {
    const disk = diskWith("/full", "/full/in", "/empty");
    write(disk, "/file", "text");
    const refused = {
      "remove a folder that is not empty": codeOf(() => disk.removeFolder("/full")),
      "remove a folder as a file": codeOf(() => disk.removeFile("/full")),
      "remove a file as a folder": codeOf(() => disk.removeFolder("/file")),
      "remove what is not there": codeOf(() => disk.removeFile("/none")),
      "make a folder twice": codeOf(() => disk.makeFolder("/full")),
      "make a folder in none": codeOf(() => disk.makeFolder("/none/in")),
      "lead through a file": codeOf(() => disk.find("/file/in")),
      "list a file": codeOf(() => disk.folder("/file")),
      "put a file in a folder's place": codeOf(() => disk.rename("/file", "/empty")),
      "put a folder in a file's place": codeOf(() => disk.rename("/empty", "/file")),
      "put a folder in a full one's place": codeOf(() => disk.rename("/empty", "/full")),
      "remove the root": codeOf(() => disk.removeFolder("/")),
    };
    expect(refused).toEqual({
      "remove a folder that is not empty": "ENOTEMPTY",
      "remove a folder as a file": "EISDIR",
      "remove a file as a folder": "ENOTDIR",
      "remove what is not there": "ENOENT",
      "make a folder twice": "EEXIST",
      "make a folder in none": "ENOENT",
      "lead through a file": "ENOTDIR",
      "list a file": "ENOTDIR",
      "put a file in a folder's place": "EISDIR",
      "put a folder in a file's place": "ENOTDIR",
      "put a folder in a full one's place": "ENOTEMPTY",
      "remove the root": "EINVAL",
    });
    expect(read(disk, "/file")).toBe("text");
  });

  test("times of change come from whoever mounted the disk", () => {
    const disk = diskWith();
    let now = 5;
    disk.now = () => now;
    const file = write(disk, "/a", "one");
    now = 9;
    disk.write(file, bytes("x"), 0);
    expect([disk.find("/").modifiedMs, disk.find("/a").modifiedMs]).toEqual([5, 9]);
  });
});
