/**
 * Makes this machine ready for `npm run demo`, `npm start`, `npm test` and the rest, then does that work in this process.
 * Plain JavaScript with Node's own modules only: it runs before anything is installed. Each step is one line with the
 * time it took, and is skipped when what it depends on has not changed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const [task = 'start', ...taskArguments] = process.argv.slice(2);
const quiet = ['cli', 'worker', 'bench', 'evaluate', 'soak'].includes(task);
const stampFile = path.join(root, 'node_modules', '.cache', 'chuyen-can-setup.json');

requireNode();
step('packages', hashOf(['package-lock.json', '.npmrc']), installPackages);
step(
  'Prisma client',
  hashOf(['prisma/schema.prisma', 'package-lock.json']),
  generateClient,
  'src/store/generated/client.ts',
);
if (needsFfmpeg()) needProgram('ffmpeg', 'ffmpeg', true);
const left = task === 'test' ? testPrograms() : [];
if (task !== 'check') {
  const testParts = ['tests/virtual-camera', 'tests/integration/cameras/conformance'];
  const shared = ['src/http/contracts', 'src/i18n', 'package-lock.json'];
  step(
    'service',
    hashOf(['src', 'workers', 'scripts', ...testParts, 'bench', 'package-lock.json'], ['src/web']),
    buildService,
    'dist/main.js',
  );
  if (!quiet)
    step(
      'dashboard',
      hashOf(['src/web', 'vite.config.ts', ...shared]),
      buildDashboard,
      'dist/web/index.html',
    );
}
await run();

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`);
}

/** Runs one step unless its inputs are those of the last time and what it makes is still there. */
function step(name, inputs, work, makes) {
  const stamps = readStamps();
  if (stamps[name] === inputs && (makes === undefined || existsSync(makes))) return;
  const started = performance.now();
  work();
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ ...readStamps(), [name]: inputs }));
  say(`${name} ready`, started);
}

function readStamps() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

function hashOf(places, except = []) {
  const hash = createHash('sha256').update(process.versions.node);
  const add = (place) => {
    if (!existsSync(place) || except.includes(place) || place === 'src/store/generated') return;
    if (statSync(place).isDirectory()) for (const name of readdirSync(place).sort()) add(`${place}/${name}`);
    else hash.update(place).update(readFileSync(place));
  };
  places.forEach(add);
  return hash.digest('hex');
}

function installPackages() {
  command('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Prisma looks for an engine it does not use for generating; any executable keeps it from downloading one. */
function generateClient() {
  command(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  });
}

function buildService() {
  command(process.execPath, ['scripts/build.mjs']);
}

function buildDashboard() {
  command(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']);
}

function needsFfmpeg() {
  return ['demo', 'start', 'test', 'worker', 'bench', 'soak'].includes(task);
}

/** Programs that only some tests need: without them those are left out, and said so. */
function testPrograms() {
  const missing = [];
  if (!needProgram('redis-server', 'redis-server', false)) missing.push('redis-server: the tests on Redis');
  if (!needProgram('chromium', 'chromium', false)) missing.push('chromium: the browser tests');
  return missing;
}

/** True when the program is there, or could be installed from the distribution. */
function needProgram(program, packageName, required) {
  if (found(program)) return true;
  const install = installCommand(packageName);
  if (install !== null && process.getuid?.() === 0) {
    const started = performance.now();
    for (const [file, args] of install)
      spawnSync(file, args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    if (found(program)) {
      say(`${program} installed`, started);
      return true;
    }
  }
  const how =
    install === null
      ? `install ${packageName}`
      : `sudo ${install.map(([file, args]) => [file, ...args].join(' ')).join(' && sudo ')}`;
  if (required) stop(`${program} is missing. Run:  ${how}`);
  console.log(`setup: ${program} is missing (${how})`);
  return false;
}

function found(program) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, program)));
}

function installCommand(packageName) {
  if (found('apt-get'))
    return [
      ['apt-get', ['update', '-qq']],
      ['apt-get', ['install', '-y', '-qq', '--no-install-recommends', packageName]],
    ];
  if (found('dnf')) return [['dnf', ['install', '-y', packageName]]];
  if (found('apk')) return [['apk', ['add', packageName]]];
  return null;
}

function command(file, args, env = {}) {
  try {
    execFileSync(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    stop(
      `${[path.basename(file), ...args].join(' ')} failed:\n${error.stdout ?? ''}${error.stderr ?? error}`,
    );
  }
}

function say(text, started) {
  if (!quiet) console.log(`setup: ${text} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}

function stop(text) {
  console.error(`setup: ${text}`);
  process.exit(1);
}

/** Does the work that was asked for. */
async function run() {
  const built = {
    start: 'main.js',
    demo: 'scripts/demo.js',
    worker: 'workers/main.js',
    cli: 'cli.js',
    evaluate: 'scripts/evaluate.js',
    soak: 'scripts/soak.js',
  };
  if (task in built) return load(path.join('dist', built[task]), taskArguments);
  if (task === 'bench')
    return load(path.join('dist', 'bench', `${taskArguments[0]}.js`), taskArguments.slice(1));
  if (task === 'test') return runTests();
  if (task === 'prepare') return;
  stop(`unknown task ${task}`);
}

async function load(file, args) {
  if (!existsSync(file)) stop(`${file} does not exist`);
  process.argv = [process.execPath, path.join(root, file), ...args];
  await import(pathToFileURL(path.join(root, file)).href);
}

/** The browser plays against a clock, so it has the machine to itself after everything else. */
function runTests() {
  for (const reason of left) console.log(`setup: left out for want of ${reason}`);
  const rounds =
    taskArguments.length > 0
      ? [taskArguments]
      : [
          ['--project', 'unit', '--project', 'integration'],
          ['--project', 'e2e'],
        ];
  const env = { ...process.env };
  if (left.some((it) => it.startsWith('redis'))) env.WITHOUT_REDIS = '1';
  if (left.some((it) => it.startsWith('chromium'))) env.WITHOUT_BROWSER = '1';
  let failed = 0;
  for (const round of rounds) {
    const args = ['node_modules/vitest/vitest.mjs', 'run', ...round];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env });
    if (status !== 0) failed = status ?? 1;
  }
  process.exit(failed);
}
