/** What processes cost, from /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Fields of /proc/<pid>/stat after the name, which may hold spaces. */
function stat(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** A process and all its descendants. */
export function treeOf(root: number): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parents = new Map(pids.map((pid) => [pid, Number(stat(pid)[1])]));
  const tree = [root];
  for (const member of tree) for (const [pid, parent] of parents) if (parent === member) tree.push(pid);
  return tree;
}

/** Processor seconds used so far by these processes and by their children that have ended. */
export function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.map((pid) =>
    stat(pid)
      .slice(11, 15)
      .reduce((sum, field) => sum + Number(field || 0), 0),
  );
  return ticks.reduce((sum, value) => sum + value, 0) / ticksPerSecond;
}

/** Memory in MB, shared pages divided among those who share them. */
export function memoryMb(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  );
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1024;
}
