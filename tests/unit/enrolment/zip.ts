import { crc32, deflateRawSync } from 'node:zlib';

/** A file to be packed; what is given beside its content is a lie. */
export type Packed = {
  path: string;
  content: Buffer;
  stored?: boolean;
  flags?: number;
  bytes?: number;
  packed?: number;
  crc?: number;
};

/** A ZIP as programs write it, with as much wrong in it as is asked for. */
export function zipOf(files: readonly Packed[], comment = ''): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { path, content, stored = false, flags = 1 << 11, ...lie } of files) {
    const name = Buffer.from(path, 'utf8');
    const packed = stored ? content : deflateRawSync(content);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(flags, 2);
    facts.writeUInt16LE(stored ? 0 : 8, 4);
    facts.writeUInt32LE(lie.crc ?? crc32(content), 10);
    facts.writeUInt32LE(lie.packed ?? packed.length, 14);
    facts.writeUInt32LE(lie.bytes ?? content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02', 0, 'latin1');
    facts.copy(entry, 6);
    entry.writeUInt32LE(at, 42);
    list.push(entry, name);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, name, packed]);
    parts.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(list).length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, ...list, end, Buffer.from(comment, 'latin1')]);
}
