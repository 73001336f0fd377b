import { readdirSync, readFileSync } from 'node:fs';

type Process = { pid: number; parent: number };

/**
 * Memory of a process and all it started, in MB, without the given subtrees. Pages that processes share (PostgreSQL's
 * buffers, the Node binary) are counted once: proportional set size.
 */
export function memoryMb(root: number, without: number[]): number {
  const all = processes();
  const members = new Set<number>();
  const visit = (pid: number): void => {
    if (without.includes(pid)) return;
    members.add(pid);
    for (const process of all) if (process.parent === pid) visit(process.pid);
  };
  visit(root);
  let kilobytes = 0;
  for (const pid of members) kilobytes += proportionalKb(pid);
  return Math.round(kilobytes / 1024);
}

/** Process ids of everything a process started, itself left out. */
export function descendants(root: number): number[] {
  const all = processes();
  const found: number[] = [];
  const visit = (pid: number): void => {
    for (const process of all)
      if (process.parent === pid) {
        found.push(process.pid);
        visit(process.pid);
      }
  };
  visit(root);
  return found;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return [{ pid: Number(name), parent: Number(afterName[1]) }];
      } catch {
        return [];
      }
    });
}

function proportionalKb(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
