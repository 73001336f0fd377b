/** Bundles the service and its tools into `dist`, keeping packages outside: each entry starts fast and small. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

for (const name of existsSync('dist') ? readdirSync('dist') : [])
  if (name !== 'web') rmSync(`dist/${name}`, { recursive: true });

const entries = {
  main: 'src/main.ts',
  cli: 'src/cli.ts',
  'workers/main': 'workers/main.ts',
  'measure-process': 'src/vision/measure-process.ts',
  'picture-thread': 'src/vision/picture-thread.ts',
  'scripts/demo': 'scripts/demo.ts',
  'scripts/evaluate': 'scripts/evaluate.ts',
  'scripts/soak': 'scripts/soak.ts',
  'virtual-camera': 'tests/virtual-camera/main.ts',
  'bench/camera-parts/holder': 'bench/camera-parts/holder.ts',
};
for (const name of readdirSync('bench'))
  if (name.endsWith('.ts')) entries[`bench/${name.slice(0, -3)}`] = `bench/${name}`;

await build({
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
  // Prisma's generated client uses __dirname of its own making; nothing else may.
  chunkNames: 'chunks/[name]-[hash]',
});
